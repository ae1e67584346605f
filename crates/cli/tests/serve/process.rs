//! The `haulout serve` process: log, environment and exit codes.

use std::net::TcpListener;
use std::process::Command;

use haulout_devstack::{Script, Stack};

use crate::scene::{Scene, Started, get, yaml};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d6_process_ignores_proxy_variables_and_stops_on_sigterm() {
    // Fails only if another test of this process has already installed it.
    let _installed_before = rustls::crypto::ring::default_provider().install_default();
    let stack = Stack::start(Script::default()).await.unwrap();
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    proxy.set_nonblocking(true).unwrap();
    let proxy_url = format!("http://{}", proxy.local_addr().unwrap());
    let scene = Scene::new(stack.issuer().url());
    let mut command = Command::new(env!("CARGO_BIN_EXE_haulout"));
    for name in [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ] {
        command.env(name, &proxy_url);
    }
    command.env_remove("no_proxy").env_remove("NO_PROXY");
    let (mut started, log) = Started::new(command.args(scene.arguments()));

    let answer = get(started.address, "/issuer/jwks").await;
    let killed = Command::new("kill")
        .arg(started.process.id().to_string())
        .status()
        .unwrap();
    let ended = started.process.wait().unwrap();
    let rest: Vec<String> = log.map(|line| line.unwrap()).collect();
    let rest = rest.join("\n");
    assert!(killed.success() && ended.success(), "{ended}");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(rest.contains("\"path\":\"/issuer/jwks\""), "{rest}");
    let asked = proxy.accept().map_err(|error| error.kind());
    assert_eq!(asked.err(), Some(std::io::ErrorKind::WouldBlock));
}

#[test]
fn serve_exits_with_2_and_prints_the_reason() {
    let scene = Scene::new("https://issuer.example");
    let file = scene.folder.path().join("haulout.yaml");
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_haulout"))
            .arg("serve")
            .args(arguments)
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    scene.write("haulout.yaml", "title: x\n");
    let (code, stderr) = run(&["--config", file.to_str().unwrap()]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("haulout.yaml"), "{stderr}");
    for field in ["publicUrl", "issuer.url", "clusters"] {
        assert!(
            stderr.contains(&format!("{field}: is missing\n")),
            "{stderr}"
        );
    }

    scene.write("haulout.yaml", &yaml("https://issuer.example"));
    let (code, stderr) = run(&[
        "--config",
        file.to_str().unwrap(),
        "--assets",
        "/nonexistent",
    ]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("/nonexistent/index.html"), "{stderr}");
}

#[test]
fn address_that_cannot_be_read_is_explained_by_an_example() {
    for option in ["--listen", "--metrics-listen"] {
        let output = Command::new(env!("CARGO_BIN_EXE_haulout"))
            .args(["serve", "--config", "haulout.yaml", option, "localhost"])
            .output()
            .unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        for part in [option, "localhost", "such as 127.0.0.1:8080"] {
            assert!(stderr.contains(part), "{part}: {stderr}");
        }
    }
}

#[test]
fn portal_of_a_checkout_is_found_without_assets() {
    let scene = Scene::new("https://issuer.example");
    let executable = scene.folder.path().join("target/debug/haulout");
    std::fs::create_dir_all(executable.parent().unwrap()).unwrap();
    std::fs::hard_link(env!("CARGO_BIN_EXE_haulout"), &executable)
        .or_else(|_| std::fs::copy(env!("CARGO_BIN_EXE_haulout"), &executable).map(drop))
        .unwrap();
    let arguments = scene.arguments();
    let without_assets = &arguments[..arguments.len() - 2];
    let output = Command::new(&executable)
        .args(without_assets)
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    for part in ["--assets", "cargo xtask bundle"] {
        assert!(stderr.contains(part), "{part}: {stderr}");
    }

    let portal = scene.folder.path().join("target/bundle/portal");
    std::fs::create_dir_all(&portal).unwrap();
    let index = scene.folder.path().join("index.html");
    std::fs::copy(index, portal.join("index.html")).unwrap();
    let (started, _log) = Started::new(Command::new(&executable).args(without_assets));
    assert_ne!(started.address.port(), 0);
}

#[test]
fn a_port_is_shared_only_among_processes_that_agree() {
    let scene = Scene::new("https://issuer.example");
    let serve = |address: &str, options: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_haulout"));
        command.args(scene.arguments_at(address)).args(options);
        command
    };
    let (alone, _log) = Started::new(&mut serve("127.0.0.1:0", &[]));
    let address = alone.address.to_string();
    for options in [&[][..], &["--share-port"]] {
        let output = serve(&address, options).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains(&address), "{stderr}");
        assert!(stderr.contains("--share-port"), "{stderr}");
    }
    let (shared, _log) = Started::new(&mut serve("127.0.0.1:0", &["--share-port"]));
    let address = shared.address.to_string();
    let (other, _log) = Started::new(&mut serve(&address, &["--share-port"]));
    assert_eq!(other.address, shared.address);
}

#[test]
fn metrics_are_never_served_on_the_public_port() {
    let scene = Scene::new("https://issuer.example");
    for metrics in ["127.0.0.1:18", "0.0.0.0:18"] {
        let output = Command::new(env!("CARGO_BIN_EXE_haulout"))
            .args(scene.arguments_at("127.0.0.1:18"))
            .args(["--metrics-listen", metrics])
            .output()
            .unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains("--metrics-listen"), "{stderr}");
    }
}

#[test]
fn serve_warns_that_sessions_end_with_it_without_seal_keys() {
    let scene = Scene::new("https://issuer.example");
    let start = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_haulout"));
        Started::new(command.args(scene.arguments()))
    };
    let (_process, mut log) = start();
    let line = log.next().unwrap().unwrap();
    assert!(
        line.contains("WARN") && line.contains("sealKeysFile"),
        "{line}"
    );

    scene.write("keys", &format!("{}\n", "A".repeat(43) + "="));
    let keys = scene.folder.path().join("keys").display().to_string();
    let yaml = format!("{}sealKeysFile: {keys}\n", yaml("https://issuer.example"));
    scene.write("haulout.yaml", &yaml);
    let (mut started, log) = start();
    started.process.kill().unwrap();
    let rest: Vec<String> = log.map(|line| line.unwrap()).collect();
    assert!(!rest.concat().contains("sealKeysFile"), "{rest:?}");
}
