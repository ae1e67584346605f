//! The `haulout` process: what it says, what it ignores, and how it ends.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use crate::edge::exchange;
use crate::fake::{Fake, Reply};
use crate::setup::Setup;

/// A failed assertion must not leave a process behind.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        // It has ended already where everything went well.
        let _ended = self.0.kill();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d6_it_serves_ignores_the_environments_proxies_and_ends_when_told() {
    let proxy = Fake::start(|_, _| Reply::json(503, "")).await;
    let setup = Setup::new().await;
    let file = setup.folder.path().join("haulout.yaml");
    std::fs::write(&file, &setup.yaml).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_haulout"));
    for name in [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ] {
        command.env(name, &proxy.url);
    }
    command.env_remove("no_proxy").env_remove("NO_PROXY");
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--config"])
        .arg(&file);
    command.arg("--assets").arg(setup.folder.path());
    let mut process = Started(command.stderr(Stdio::piped()).spawn().unwrap());
    let mut log = BufReader::new(process.0.stderr.take().unwrap());
    let mut first = String::new();
    log.read_line(&mut first).unwrap();
    let line: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert_eq!(line["message"], "listening");
    let address = line["address"].as_str().unwrap();

    let request =
        format!("GET /issuer/jwks HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let answer = exchange(address.parse().unwrap(), &request).await;
    let told = Command::new("kill")
        .arg(process.0.id().to_string())
        .status()
        .unwrap();
    let ended = process.0.wait().unwrap();
    let mut rest = String::new();
    log.read_to_string(&mut rest).unwrap();
    assert!(told.success() && ended.success(), "{ended}");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(rest.contains("\"path\":\"/issuer/jwks\""), "{rest}");
    assert!(proxy.journal().is_empty());
}
