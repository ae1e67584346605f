//! Row E6: the shutdown of a process, as its clients see it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use axum::http::{Request, StatusCode};
use bytes::Bytes;
use http_body_util::Empty;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::version::TLS13;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use super::tls::{handshake, with_tls};
use super::{RunningGateway, start, start_at};
use crate::setup::Setup;

fn get(served: &RunningGateway) -> String {
    format!("GET /healthz HTTP/1.1\r\nHost: {}\r\n\r\n", served.address)
}

#[tokio::test]
async fn e6_request_in_transit_to_an_idle_connection_gets_the_last_response() {
    let setup = Setup::new().await;
    let served = start(&setup).await;
    let request = get(&served);
    let mut idle = TcpStream::connect(served.address).await.unwrap();
    idle.write_all(request.as_bytes()).await.unwrap();
    let mut some = [0; 1024];
    let count = idle.read(&mut some).await.unwrap();
    assert!(!String::from_utf8_lossy(&some[..count]).contains("connection: close"));
    // It is open for its client, but still in the listener's queue.
    let mut queued = TcpStream::connect(served.address).await.unwrap();
    served.stop.send(()).unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    for stream in [&mut idle, &mut queued] {
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(answer.contains("connection: close"), "{answer}");
    }
    timeout(Duration::from_secs(1), served.ended)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn e6_new_connection_is_not_closed_before_its_first_request() {
    let with_tls = with_tls(Setup::new().await);
    let served = start(&with_tls.setup).await;
    let open = async |protocol: &[u8]| {
        let connector = with_tls.connector(&[&TLS13], protocol);
        TokioIo::new(handshake(&connector, served.address).await.unwrap())
    };
    let one = http1::handshake(open(b"http/1.1").await).await.unwrap();
    let two = http2::handshake(TokioExecutor::new(), open(b"h2").await);
    let two = two.await.unwrap();
    let (mut by_http1, mut by_http2) = (one.0, two.0);
    let ended = [tokio::spawn(one.1), tokio::spawn(two.1)];
    served.stop.send(()).unwrap();
    // Longer than connections that have served a request stay open.
    tokio::time::sleep(Duration::from_millis(700)).await;
    let request = |address: &str| {
        let request = Request::get(address).header("host", "portal.example");
        request.body(Empty::<Bytes>::new()).unwrap()
    };
    let first = by_http1.send_request(request("/healthz")).await.unwrap();
    let second = request("https://portal.example/healthz");
    let second = by_http2.send_request(second).await.unwrap();
    assert_eq!(
        (first.status(), second.status()),
        (StatusCode::OK, StatusCode::OK)
    );
    drop((first, second));
    for connection in ended {
        connection.await.unwrap().unwrap();
    }
    timeout(Duration::from_secs(1), served.ended)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn e6_stuck_peer_delays_shutdown_by_at_most_ten_seconds() {
    let setup = Setup::new().await;
    let large = setup.folder.path().join("assets/large-0123abcd.js");
    std::fs::write(&large, vec![b'x'; 16 << 20]).unwrap();
    let served = start(&setup).await;
    let mut stuck = TcpStream::connect(served.address).await.unwrap();
    let request = get(&served).replace("/healthz", "/assets/large-0123abcd.js");
    stuck.write_all(request.as_bytes()).await.unwrap();
    stuck.readable().await.unwrap();
    tokio::time::pause();
    let began = Instant::now();
    served.stop.send(()).unwrap();
    served.ended.await.unwrap();
    let took = began.elapsed();
    assert!(
        took > Duration::from_secs(9) && took < Duration::from_secs(11),
        "{took:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn e6_processes_on_one_port_replace_each_other_without_lost_requests() {
    let setup = Setup::new().await;
    let mut serving = start(&setup).await;
    let address = serving.address;
    let is_over = Arc::new(AtomicBool::new(false));
    let answered = Arc::new(AtomicU32::new(0));
    let clients: Vec<_> = (0..4)
        .map(|_| {
            let (is_over, answered, request) = (is_over.clone(), answered.clone(), get(&serving));
            tokio::spawn(async move {
                while !is_over.load(Ordering::Relaxed) {
                    converse(address, &request, &is_over, &answered).await;
                }
            })
        })
        .collect();
    for _ in 0..ROUNDS {
        let enough = answered.load(Ordering::Relaxed) + REQUESTS_PER_ROUND;
        while answered.load(Ordering::Relaxed) < enough
            && clients.iter().all(|client| !client.is_finished())
        {
            tokio::task::yield_now().await;
        }
        let next = start_at(&setup, address);
        serving.stop.send(()).unwrap();
        serving.ended.await.unwrap();
        serving = next;
    }
    is_over.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.unwrap();
    }
}

/// Sends requests on one connection until the gateway announces its end.
async fn converse(
    address: std::net::SocketAddr,
    request: &str,
    is_over: &AtomicBool,
    answered: &AtomicU32,
) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    while !is_over.load(Ordering::Relaxed) {
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        while !answer.ends_with("\r\n\r\nok") {
            let mut some = [0; 1024];
            let count = stream.read(&mut some).await.unwrap();
            assert!(
                count > 0,
                "the connection ended in the middle of {answer:?}"
            );
            answer.push_str(std::str::from_utf8(&some[..count]).unwrap());
        }
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        answered.fetch_add(1, Ordering::Relaxed);
        if answer.contains("connection: close") {
            return;
        }
    }
}

/// A round takes as long as a shutdown; `cargo xtask bench gateway --only drain` runs more.
const ROUNDS: u32 = 30;
/// Enough that each process is under load when it ends.
const REQUESTS_PER_ROUND: u32 = 40;
