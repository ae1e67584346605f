//! A Dex on loopback with one user; everything is in memory and ends with the test.

use std::process::Stdio;
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::{port, tools};

/// A running Dex, killed on drop.
pub(crate) struct Dex {
    _process: Child,
    _folder: TempDir,
    issuer: String,
}

/// bcrypt of `haul-out`.
const PASSWORD_HASH: &str = "$2b$10$fPu/8uyzTpfzsvHVFU.FduyKVAEwIxdBV3pE6Voh/pSDg2DRdWQJK";
/// The interval of polling, and how often: a busy machine takes seconds to start it.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
const LOOKS: usize = 300;

impl Dex {
    /// Starts `dex serve` with the public client `portal`.
    pub(crate) async fn start(redirect_uri: &str) -> Self {
        let address = port().await.local_addr().unwrap();
        let issuer = format!("http://{address}/dex");
        let config = json!({
            "issuer": issuer,
            "storage": {"type": "memory"},
            "web": {"http": address.to_string()},
            "oauth2": {"skipApprovalScreen": true},
            "staticClients": [{
                "id": "portal",
                "name": "Portal",
                "public": true,
                "redirectURIs": [redirect_uri],
            }],
            "enablePasswordDB": true,
            "staticPasswords": [{
                "email": "pinny@acme.example",
                "username": "pinny",
                "userID": "1",
                "hash": PASSWORD_HASH,
            }],
        });
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dex.yaml");
        std::fs::write(&file, config.to_string()).unwrap();
        let process = Command::new(tools::find("DEX", &["dex"]))
            .arg("serve")
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        for _ in 0..LOOKS {
            if tokio::net::TcpStream::connect(address).await.is_ok() {
                break;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Self {
            _process: process,
            _folder: folder,
            issuer,
        }
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }
}
