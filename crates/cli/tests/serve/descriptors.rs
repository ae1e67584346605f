//! Row E5 for a whole process, which runs out of descriptors; and row E7, a log that nobody reads.

use std::io::{BufReader, Lines};
use std::process::{ChildStderr, Command};
use std::time::{Duration, Instant};

use tokio::net::TcpStream;

use crate::scene::{Scene, Started, get};

/// The real process with few descriptors, and its log.
fn start(scene: &Scene) -> (Started, Lines<BufReader<ChildStderr>>) {
    let mut command = Command::new("sh");
    command.args(["-c", r#"ulimit -n "$0" && exec "$@""#, DESCRIPTORS]);
    command.arg(env!("CARGO_BIN_EXE_haulout"));
    Started::new(command.args(scene.arguments()))
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn e5_a_process_without_descriptors_serves_again_within_a_second() {
    let scene = Scene::new("https://issuer.example");
    let (started, mut log) = start(&scene);
    let mut flood = Vec::new();
    for _ in 0..100 {
        flood.push(TcpStream::connect(started.address).await.unwrap());
    }
    let complaint = log.next().unwrap().unwrap();
    assert!(complaint.contains("could not be accepted"), "{complaint}");
    drop(flood);
    let began = Instant::now();
    let answer = get(started.address, "/healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(began.elapsed() < Duration::from_secs(1));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn e5_a_flood_that_takes_every_descriptor_and_stays_makes_room() {
    let scene = Scene::new("https://issuer.example");
    let (started, _log) = start(&scene);
    let mut flood = Vec::new();
    for _ in 0..20 {
        flood.push(TcpStream::connect(started.address).await.unwrap());
    }
    let began = Instant::now();
    let answer = get(started.address, "/healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    // Silence alone would have ended theirs after five.
    assert!(began.elapsed() < Duration::from_secs(4));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn e7_a_log_that_nobody_reads_any_more_ends_nothing() {
    let scene = Scene::new("https://issuer.example");
    let (started, log) = start(&scene);
    drop(log);
    for _ in 0..3 {
        let answer = get(started.address, "/version").await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

/// So few that what the process needs for itself leaves none for three quarters as many connections.
const DESCRIPTORS: &str = "24";
