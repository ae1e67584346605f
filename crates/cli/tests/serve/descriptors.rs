//! Row E5 for a process that runs out of file descriptors, and row E7 for a closed standard error.

use std::io::{BufReader, Lines};
use std::process::{ChildStderr, Command};
use std::time::{Duration, Instant};

use tokio::net::TcpStream;

use crate::scene::{Scene, Started, get};

/// Starts the process with few file descriptors; returns it and its log.
fn start(scene: &Scene) -> (Started, Lines<BufReader<ChildStderr>>) {
    let mut command = Command::new("sh");
    command.args(["-c", r#"ulimit -n "$0" && exec "$@""#, DESCRIPTORS]);
    command.arg(env!("CARGO_BIN_EXE_haulout"));
    Started::new(command.args(scene.arguments()))
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn e5_process_without_descriptors_recovers_within_a_second() {
    let scene = Scene::new("https://issuer.example");
    let (started, mut log) = start(&scene);
    let mut flood = Vec::new();
    for _ in 0..100 {
        flood.push(TcpStream::connect(started.address).await.unwrap());
    }
    let mut lines = log.by_ref().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("could not be accepted")));
    drop(flood);
    let began = Instant::now();
    let answer = get(started.address, "/healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(began.elapsed() < Duration::from_secs(1));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn e5_idle_connections_are_closed_to_free_descriptors() {
    let scene = Scene::new("https://issuer.example");
    let (started, _log) = start(&scene);
    let mut flood = Vec::new();
    for _ in 0..20 {
        flood.push(TcpStream::connect(started.address).await.unwrap());
    }
    let began = Instant::now();
    let answer = get(started.address, "/healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    // The idle timeout alone would have closed the connections after five seconds.
    assert!(began.elapsed() < Duration::from_secs(4));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn e7_closed_stderr_does_not_stop_the_process() {
    let scene = Scene::new("https://issuer.example");
    let (started, log) = start(&scene);
    drop(log);
    for _ in 0..3 {
        let answer = get(started.address, "/version").await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

/// So few that the process's own descriptors leave less than three quarters for connections.
const DESCRIPTORS: &str = "24";
