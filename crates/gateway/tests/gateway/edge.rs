//! The gateway on a real socket: the limits of a request head, the `Date` header, and the shutdown.

mod drain;
mod eviction;
mod flow_control;
mod http2;
mod slow;
mod slow_body;
mod tls;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use haulout_gateway::{PortUse, ReloadableGateway, listen, serve_current};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::page_mode::page_mode;
use crate::setup::Setup;

/// A gateway on a socket; it stops with its runtime.
struct RunningGateway {
    address: SocketAddr,
    current: Arc<ReloadableGateway>,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

async fn start(setup: &Setup) -> RunningGateway {
    start_at(setup, "127.0.0.1:0".parse().unwrap())
}

fn start_at(setup: &Setup, address: SocketAddr) -> RunningGateway {
    let listener = listen(address, PortUse::Shared).unwrap();
    let address = listener.local_addr().unwrap();
    let current = ReloadableGateway::new(setup.config(), setup.assets(), Some(address)).unwrap();
    let (stop, stopped) = oneshot::channel();
    let serving = current.clone();
    let ended = tokio::spawn(async move {
        let shutdown = async { stopped.await.unwrap_or_default() };
        serve_current(serving, listener, shutdown).await;
    });
    RunningGateway {
        address,
        current,
        stop,
        ended,
    }
}

/// Sends bytes and reads until the gateway closes the connection.
pub(crate) async fn exchange(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // Closing a socket with unread bytes resets the connection after the response.
    let _ended = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn dates(answer: &str) -> Vec<&str> {
    answer
        .lines()
        .filter(|line| line.to_ascii_lowercase().starts_with("date:"))
        .collect()
}

#[tokio::test]
async fn every_response_has_one_date() {
    let setup = Setup::new().await;
    let served = start(&setup).await;
    let get = |path: &str| {
        format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            served.address
        )
    };
    let ours = exchange(served.address, &get("/healthz")).await;
    assert!(
        ours.starts_with("HTTP/1.1 200") && ours.ends_with("ok"),
        "{ours}"
    );
    assert_eq!(dates(&ours).len(), 1, "{ours}");
    assert!(!ours.to_ascii_lowercase().contains("server:"), "{ours}");
    let relayed = exchange(served.address, &get("/issuer/jwks")).await;
    assert_eq!(
        dates(&relayed),
        ["date: Mon, 01 Jan 2029 00:00:00 GMT"],
        "{relayed}"
    );
}

#[tokio::test]
async fn e4_d12_a_large_head_and_a_foreign_host_are_refused() {
    let setup = Setup::new().await;
    let served = start(&setup).await;
    let large = format!(
        "GET / HTTP/1.1\r\nHost: portal.example\r\nX: {}\r\n\r\n",
        "x".repeat(20_000)
    );
    let answer = exchange(served.address, &large).await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    let foreign = "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    assert!(
        exchange(served.address, foreign)
            .await
            .starts_with("HTTP/1.1 421")
    );
    let twice = "GET / HTTP/1.1\r\nHost: portal.example\r\nHost: portal.example\r\nConnection: close\r\n\r\n";
    assert!(
        exchange(served.address, twice)
            .await
            .starts_with("HTTP/1.1 400")
    );
}

#[tokio::test]
async fn e4_a_request_head_is_read_up_to_its_bound() {
    let setup = Setup::new().await;
    let served = start(&setup).await;
    let start = "GET /healthz HTTP/1.1\r\nHost: portal.example\r\nConnection: close\r\nX: ";
    for (bytes, status) in [(16 * 1024, 200), (16 * 1024 + 1, 431)] {
        let filler = "x".repeat(bytes - start.len() - 4);
        let answer = exchange(served.address, &format!("{start}{filler}\r\n\r\n")).await;
        let expected = format!("HTTP/1.1 {status}");
        assert!(answer.starts_with(&expected), "{bytes}: {answer}");
    }
}

#[tokio::test]
async fn d12_ambiguous_request_is_refused() {
    let setup = Setup::new().await;
    let served = start(&setup).await;
    let host = "Host: portal.example\r\n";
    let post = "POST /session/start HTTP/1.1\r\nHost: portal.example\r\nhaulout-request: 1\r\n";
    for (request, expected) in [
        ("GET / HTTP/1.0\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/1.1\r\n\r\n".to_owned(), "400"),
        (
            "GET http://evil.example/ HTTP/1.1\r\n".to_owned() + host + "\r\n",
            "421",
        ),
        (
            "CONNECT evil.example:443 HTTP/1.1\r\n".to_owned() + host + "\r\n",
            "421",
        ),
        ("OPTIONS * HTTP/1.1\r\n".to_owned() + host + "\r\n", "404"),
        ("TRACE / HTTP/1.1\r\n".to_owned() + host + "\r\n", "405"),
        (
            "GET / HTTP/1.1\r\nHost : portal.example\r\n\r\n".to_owned(),
            "400",
        ),
        (
            "GET / HTTP/1.1\r\nX: a\r\n b\r\n".to_owned() + host + "\r\n",
            "400",
        ),
        (
            "GET / HTTP/1.1\r\nX: a\0b\r\n".to_owned() + host + "\r\n",
            "400",
        ),
        (
            post.to_owned() + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            "400",
        ),
        (post.to_owned() + "Content-Length: +2\r\n\r\nab", "400"),
        (
            post.to_owned() + "Transfer-Encoding: xchunked\r\n\r\n",
            "400",
        ),
    ] {
        let request = request.replacen("\r\n", "\r\nConnection: close\r\n", 1);
        let answer = exchange(served.address, &request).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {expected}"))
                || answer.starts_with(&format!("HTTP/1.0 {expected}")),
            "{request}\n{answer}"
        );
    }
    // `Transfer-Encoding` overrides `Content-Length` (RFC 9112 §6.3), and the connection is closed afterwards.
    let both = "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /nothing HTTP/1.1\r\nHost: portal.example\r\n\r\n";
    let answer = exchange(served.address, &format!("{post}{both}")).await;
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
}

#[tokio::test]
async fn e4_a_body_without_a_length_has_the_same_bound() {
    let setup = page_mode().await;
    let served = start(&setup).await;
    let head = "POST /issuer/token HTTP/1.1\r\nHost: portal.example\r\nhaulout-request: 1\r\n\
                Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\
                Transfer-Encoding: chunked\r\n\r\n";
    let chunk = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
    let large = format!("{head}{}0\r\n\r\n", chunk.repeat(17));
    let answer = exchange(served.address, &large).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    let broken = exchange(served.address, &format!("{head}zz\r\n")).await;
    assert!(broken.starts_with("HTTP/1.1 400"), "{broken}");
}

#[tokio::test]
async fn e2_slow_incomplete_requests_are_closed() {
    let setup = page_mode().await;
    let served = start(&setup).await;
    let head = "GET / HTTP/1.1\r\nHost: portal";
    let body = "POST /issuer/token HTTP/1.1\r\nHost: portal.example\r\nhaulout-request: 1\r\n\
                Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\na";
    for (said, seconds, expected) in [("", 5, ""), (head, 5, ""), (body, 5, "HTTP/1.1 408")] {
        tokio::time::pause();
        let began = Instant::now();
        let answer = exchange(served.address, said).await;
        tokio::time::resume();
        assert!(answer.starts_with(expected), "{said}: {answer}");
        assert!(began.elapsed() < Duration::from_secs(seconds + 1), "{said}");
    }
}

#[tokio::test]
async fn shutdown_closes_idle_connections_and_the_port() {
    let setup = Setup::new().await;
    let served = start(&setup).await;
    let mut idle = TcpStream::connect(served.address).await.unwrap();
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {}\r\n\r\n", served.address);
    idle.write_all(request.as_bytes()).await.unwrap();
    let mut first = [0; 12];
    idle.read_exact(&mut first).await.unwrap();
    served.stop.send(()).unwrap();
    served.ended.await.unwrap();
    let mut rest = Vec::new();
    idle.read_to_end(&mut rest).await.unwrap();
    assert!(TcpStream::connect(served.address).await.is_err());
}
