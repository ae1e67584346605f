//! How `haulout serve` stops: readiness fails first, and the log says so.

use std::process::Command;

use crate::scene::{Scene, Started, get};

fn start(scene: &Scene, options: &[&str]) -> (Started, impl Iterator<Item = serde_json::Value>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haulout"));
    let (started, log) = Started::new(command.args(scene.arguments()).args(options));
    let lines = log.map(|line| serde_json::from_str(&line.unwrap()).unwrap());
    (started, lines)
}

fn terminate(started: &Started) {
    let id = started.process.id().to_string();
    assert!(Command::new("kill").arg(id).status().unwrap().success());
}

#[test]
fn start_and_stop_are_logged_with_what_an_operator_checks_first() {
    let scene = Scene::new("https://issuer.example");
    let mut command = Command::new(env!("CARGO_BIN_EXE_haulout"));
    let (mut started, log) = Started::new(command.args(scene.arguments()));
    assert_eq!(started.listening["clusters"], 1);
    assert_eq!(started.listening["tls"], false);
    let version = started.listening["version"].as_str().unwrap();
    assert!(version.starts_with(env!("CARGO_PKG_VERSION")), "{version}");
    terminate(&started);
    assert!(started.process.wait().unwrap().success());
    let messages = log.map(|line| {
        let line: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        line["message"].as_str().unwrap().to_owned()
    });
    let messages: Vec<_> = messages.collect();
    assert_eq!(&messages[messages.len() - 2..], ["stopping", "stopped"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readiness_fails_before_the_listener_closes() {
    let scene = Scene::new("https://issuer.example");
    let (started, mut log) = start(&scene, &["--shutdown-delay", "300"]);
    let answer = get(started.address, "/readyz").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    terminate(&started);
    let stopping = log.find(|line| line["message"] == "stopping").unwrap();
    assert_eq!(stopping["signal"], "SIGTERM");
    assert_eq!(stopping["delay_seconds"], 300);
    let answer = get(started.address, "/readyz").await;
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    let answer = get(started.address, "/healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}
