//! The program with the portal and the demo in it, as released.
#![cfg(all(feature = "portal", feature = "demo"))]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};

/// Kills the process on drop, so that a failed assertion does not leave it running.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        // The process may have exited already.
        let _ended = self.0.kill();
        let _status = self.0.wait();
    }
}

#[test]
fn serve_needs_no_folder_with_the_portal() {
    let (_process, address) = serve(None);
    let page = get(address, "/");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    let script = page.split("/assets/").nth(1).expect("the page loads files");
    let name = script.split('"').next().unwrap();
    let file = get(address, &format!("/assets/{name}"));
    assert!(file.starts_with("HTTP/1.1 200"), "{file}");
}

#[test]
fn assets_option_overrides_the_contained_portal() {
    let folder = tempfile::tempdir().unwrap();
    let index = "%lang% %title% %data% %priority% %page% %noscript% from a folder";
    std::fs::write(folder.path().join("index.html"), index).unwrap();
    let (_process, address) = serve(folder.path().to_str());
    assert!(get(address, "/").contains("from a folder"));
}

#[test]
fn demo_prints_the_url_of_a_portal_on_loopback() {
    let mut process = Command::new(env!("CARGO_BIN_EXE_haulout"))
        .args(["demo", "--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let _process = Started(process);
    let first = lines.next().unwrap().unwrap();
    let (_, url) = first.split_once("http://").unwrap();
    let address: SocketAddr = url.parse().unwrap();
    assert!(address.ip().is_loopback(), "{address}");
    let page = get(address, "/");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(page.contains("Haulout demo"), "{page}");
}

#[test]
fn unknown_fault_of_the_demo_is_a_usage_error_with_the_valid_names() {
    let output = Command::new(env!("CARGO_BIN_EXE_haulout"))
        .args(["demo", "--fault", "rain"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("story-1987"), "{message}");
}

/// A gateway whose issuer does not answer.
fn serve(assets: Option<&str>) -> (Started, SocketAddr) {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("haulout.yaml");
    std::fs::write(&config, CONFIG).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_haulout"));
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--config"])
        .arg(&config);
    if let Some(assets) = assets {
        command.args(["--assets", assets]);
    }
    let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(process.stderr.take().unwrap()).lines();
    let process = Started(process);
    let line = log.next().unwrap().unwrap();
    let line: serde_json::Value = serde_json::from_str(&line).expect(&line);
    let address = line["address"].as_str().unwrap().parse().unwrap();
    (process, address)
}

/// Sends a request and reads until the other side closes.
fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

const CONFIG: &str = "title: Acme clusters
publicUrl: https://portal.example
issuer:
  url: https://issuer.invalid
  clientId: portal
  scopes: [openid]
clusters:
  - id: prod
    name: Production
    server: https://cluster.invalid
    concierge:
      authenticator: {type: jwt, name: supervisor}
";
