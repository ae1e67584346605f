//! nginx as a reverse proxy: one process with its own files, which ends on drop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use super::portal::port;
use super::tools;

/// A running nginx.
pub(crate) struct Nginx {
    address: SocketAddr,
    _process: Child,
    _files: TempDir,
}

/// The page of an application that embeds the portal's element.
pub(super) struct Page {
    /// Its files.
    pub(super) folder: PathBuf,
    /// The server for `/api/`, if there is one.
    pub(super) backend: SocketAddr,
}

/// The strictest policy for an embedding page that has the gateway on its own origin.
pub(crate) const HOST_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The timeout for the start, which takes a tenth of a second on an idle machine.
const PATIENCE: Duration = Duration::from_secs(20);
/// The interval of connection attempts.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

impl Nginx {
    /// Relays paths below `base` to a gateway, and serves the embedding page at other paths.
    pub(super) async fn in_front_of(gateway: SocketAddr, base: &str, page: Option<&Page>) -> Self {
        let address = port().await.local_addr().unwrap();
        let page = page.map(|Page { folder, backend }| {
            let folder = folder.display();
            format!(
                "location / {{
            root {folder};
            add_header Content-Security-Policy \"{HOST_POLICY}\" always;
        }}
        location /api/ {{
            proxy_pass http://{backend};
        }}"
            )
        });
        let server = format!(
            "{}
        location {base} {{
            proxy_pass http://{gateway};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Connection \"\";
            proxy_set_header X-Forwarded-For $remote_addr;
            # A session cookie and the other headers are more than the page of memory that is the default.
            proxy_buffer_size 16k;
            proxy_buffers 8 16k;
        }}",
            page.unwrap_or_default()
        );
        Self::start(address, &server).await
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves `server`, the contents of a `server` block, at a free address.
    pub(super) async fn start(address: SocketAddr, server: &str) -> Self {
        let files = tempfile::tempdir().unwrap();
        let folder = files.path().display();
        let config = format!(
            "daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen {address};
        {server}
    }}
}}
"
        );
        let file = files.path().join("nginx.conf");
        std::fs::write(&file, config).unwrap();
        let mut process = Command::new(tools::find("NGINX", &["nginx"]))
            .arg("-p")
            .arg(files.path())
            .arg("-e")
            .arg(files.path().join("error.log"))
            .arg("-c")
            .arg(&file)
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let started = Instant::now();
        while TcpStream::connect(address).await.is_err() {
            let log = || std::fs::read_to_string(files.path().join("error.log"));
            let ended = process.try_wait().unwrap();
            assert!(ended.is_none(), "nginx ended, {ended:?}: {:?}", log());
            assert!(
                started.elapsed() < PATIENCE,
                "nginx does not listen: {:?}",
                log()
            );
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Self {
            address,
            _process: process,
            _files: files,
        }
    }
}
