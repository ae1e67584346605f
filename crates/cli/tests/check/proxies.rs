//! The block for nginx in the documentation, in front of a gateway.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use haulout_gateway::{Assets, Config, serve};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use crate::scene::{Report, Scene};

#[tokio::test]
async fn documented_nginx_block_passes_the_check() {
    let report = behind("nginx", |proxy| {
        let block = proxy
            .documented
            .replace("listen 443 ssl", &format!("listen {} ssl", proxy.address))
            .replace("/etc/nginx/tls/clusters.crt", "cert.pem")
            .replace("/etc/nginx/tls/clusters.key", "key.pem");
        let folder = proxy.folder.display();
        let file = proxy.folder.join("nginx.conf");
        let text = format!(
            "daemon off; master_process off; pid {folder}/pid; events {{}}
            http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
            fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
            {block} }}"
        );
        std::fs::write(&file, text).unwrap();
        let mut command = Command::new(nginx());
        command.args(["-p", proxy.folder.to_str().unwrap(), "-e", "stderr", "-c"]);
        command.arg(file);
        command
    })
    .await;
    for id in [
        "public.tls",
        "public.reachable",
        "public.config",
        "public.headers",
    ] {
        assert_eq!(report.get(id).status, "ok", "{report:#?}");
    }
}

/// What a proxy needs.
struct Proxy<'a> {
    /// The block in the documentation, with the gateway's address.
    documented: String,
    /// Where to listen.
    address: SocketAddr,
    /// For its files; has `cert.pem` and `key.pem`.
    folder: &'a Path,
}

/// The report about a gateway behind a proxy that `start` configures by the documentation's block in a language.
async fn behind(language: &str, start: impl Fn(&Proxy<'_>) -> Command) -> Report {
    // The port is free until the proxy takes it.
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let public = format!("https://{address}");
    let scene = Scene::supervisor().await;
    let scene = scene.edit("http://127.0.0.1:8080", &public);
    scene.write(
        "index.html",
        "%lang% %title% %data% %priority% %page% %noscript%",
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gateway = listener.local_addr().unwrap().to_string();
    let config = Config::from_yaml(&scene.yaml, "test.yaml", scene.folder.path()).unwrap();
    let assets = Assets::load(scene.folder.path()).unwrap();
    let served = tokio::spawn(serve(config, assets, listener, std::future::pending()));

    let ca = certificates(&scene);
    let mut process = start(&Proxy {
        documented: documented(language).replace("127.0.0.1:8080", &gateway),
        address,
        folder: scene.folder.path(),
    })
    .kill_on_drop(true)
    .spawn()
    .unwrap();
    wait_until_listening(address, &mut process).await;
    let report = scene
        .check(&["--public", &public, "--public-ca-bundle", &ca])
        .await;
    served.abort();
    report
}

/// The first block of the page in this language.
fn documented(language: &str) -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/proxies.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, block) = page.split_once(&format!("```{language}\n")).unwrap();
    block.split("```").next().unwrap().to_owned()
}

/// Writes a certificate for this computer with its key; returns the path of its authority.
fn certificates(scene: &Scene) -> String {
    let ca_key = KeyPair::generate().unwrap();
    let mut ca = CertificateParams::default();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca_file = scene.write("ca.pem", &ca.self_signed(&ca_key).unwrap().pem());
    let issuer = Issuer::new(ca, ca_key);
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &issuer).unwrap();
    scene.write("cert.pem", &leaf.pem());
    scene.write("key.pem", &key.serialize_pem());
    ca_file
}

async fn wait_until_listening(address: SocketAddr, process: &mut Child) {
    let started = Instant::now();
    while TcpStream::connect(address).await.is_err() {
        let ended = process.try_wait().unwrap();
        assert!(ended.is_none(), "the proxy ended: {ended:?}");
        assert!(started.elapsed() < PATIENCE, "the proxy does not listen");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// `cargo xtask test` names it; Debian installs it into a folder that only administrators have on PATH.
fn nginx() -> String {
    let installed = "/usr/sbin/nginx";
    std::env::var("NGINX").unwrap_or_else(|_| {
        let is_there = Path::new(installed).exists();
        if is_there { installed } else { "nginx" }.to_owned()
    })
}

/// For the start, which takes a tenth of a second on an idle machine.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two attempts to connect.
const LOOK_AGAIN: Duration = Duration::from_millis(10);
