//! Rows E1 and E2: clients that are slow at the beginning, in the middle or at the end.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, sleep, timeout};

use super::tls::with_tls;
use super::{RunningGateway, start};
use crate::setup::Setup;

const SECOND: Duration = Duration::from_secs(1);

fn get(served: &RunningGateway, path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", served.address)
}

async fn connect(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).await.unwrap()
}

/// Waits until the gateway closes the connection.
async fn closed(stream: &mut TcpStream) {
    let mut rest = Vec::new();
    // Closing a socket with unread bytes resets the connection.
    let _ended = stream.read_to_end(&mut rest).await;
}

/// Reads one response with a short body.
async fn answer(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    while !text.ends_with("\r\n\r\nok") {
        let mut some = [0; 1024];
        let count = stream.read(&mut some).await.unwrap();
        assert!(count > 0, "{text}");
        text.push_str(std::str::from_utf8(&some[..count]).unwrap());
    }
    text
}

#[tokio::test]
async fn e1_a_silent_socket_is_closed_within_five_seconds() {
    let setup = Setup::new().await;
    let served = start(&setup).await;
    let mut stream = connect(served.address).await;
    tokio::time::pause();
    let began = Instant::now();
    closed(&mut stream).await;
    let took = began.elapsed();
    assert!(
        took > 4 * SECOND && took <= 5 * SECOND + SECOND / 10,
        "{took:?}"
    );
}

#[tokio::test]
async fn e1_headers_that_dribble_are_closed_within_five_seconds() {
    let setup = Setup::new().await;
    let served = start(&setup).await;
    let mut stream = connect(served.address).await;
    let request = get(&served, "/healthz");
    tokio::time::pause();
    let began = Instant::now();
    for byte in request.as_bytes() {
        // Writing fails once the connection is closed.
        if stream.write_all(&[*byte]).await.is_err() {
            break;
        }
        if timeout(SECOND, stream.readable()).await.is_ok() {
            break;
        }
    }
    let took = began.elapsed();
    assert!(took > 4 * SECOND && took <= 6 * SECOND, "{took:?}");
}

#[tokio::test]
async fn e1_a_handshake_that_stalls_is_closed_within_five_seconds() {
    let setup = with_tls(Setup::new().await).setup;
    let served = start(&setup).await;
    for said in [&b""[..], b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc"] {
        let mut stream = connect(served.address).await;
        stream.write_all(said).await.unwrap();
        tokio::time::pause();
        let began = Instant::now();
        closed(&mut stream).await;
        let took = began.elapsed();
        tokio::time::resume();
        assert!(
            took > 4 * SECOND && took <= 5 * SECOND + SECOND / 10,
            "{took:?}"
        );
    }
}

#[tokio::test]
async fn e2_idle_connection_is_closed_after_a_minute() {
    let setup = Setup::new().await;
    let served = start(&setup).await;
    let mut stream = connect(served.address).await;
    let request = get(&served, "/healthz");
    for pause in [0, 55, 55] {
        tokio::time::pause();
        sleep(pause * SECOND).await;
        tokio::time::resume();
        stream.write_all(request.as_bytes()).await.unwrap();
        assert!(answer(&mut stream).await.starts_with("HTTP/1.1 200"));
    }
    tokio::time::pause();
    let began = Instant::now();
    closed(&mut stream).await;
    let took = began.elapsed();
    assert!(took > 59 * SECOND && took <= 61 * SECOND, "{took:?}");
}

#[tokio::test]
async fn e1_later_request_heads_have_the_same_time_limit() {
    let setup = Setup::new().await;
    let served = start(&setup).await;
    let mut stream = connect(served.address).await;
    stream
        .write_all(get(&served, "/healthz").as_bytes())
        .await
        .unwrap();
    answer(&mut stream).await;
    stream.write_all(b"GET / HT").await.unwrap();
    tokio::time::pause();
    let began = Instant::now();
    closed(&mut stream).await;
    let took = began.elapsed();
    assert!(
        took > 4 * SECOND && took <= 5 * SECOND + SECOND / 10,
        "{took:?}"
    );
}

#[tokio::test]
async fn e2_client_that_stops_reading_is_closed_after_thirty_seconds() {
    let setup = Setup::new().await;
    let large = setup.folder.path().join("assets/large-0123abcd.js");
    std::fs::write(&large, vec![b'x'; LARGE_BYTES]).unwrap();
    let served = start(&setup).await;
    for (pause, is_whole) in [(29, true), (31, false)] {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let mut stream = socket.connect(served.address).await.unwrap();
        let request = format!(
            "GET /assets/large-0123abcd.js HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            served.address
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.readable().await.unwrap();
        tokio::time::pause();
        sleep(pause * SECOND).await;
        tokio::time::resume();
        let mut answer = Vec::new();
        let _ended = stream.read_to_end(&mut answer).await;
        assert!(answer.starts_with(b"HTTP/1.1 200"));
        assert_eq!(answer.len() > LARGE_BYTES, is_whole, "after {pause} s");
    }
}

/// Bytes; more than the buffers of both sockets.
const LARGE_BYTES: usize = 16 << 20;
