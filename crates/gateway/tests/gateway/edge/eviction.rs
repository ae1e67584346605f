//! Row E5: more connections than the limit.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{exchange, start};
use crate::page_mode::page_mode;
use crate::setup::Setup;

async fn room_for(connections: usize) -> Setup {
    let limit = format!("limits: {{connections: {connections}}}\ntitle:");
    page_mode().await.edit("title:", &limit)
}

async fn is_open(stream: &mut TcpStream) -> bool {
    let mut byte = [0];
    tokio::time::timeout(Duration::from_millis(100), stream.read(&mut byte))
        .await
        .is_err()
}

#[tokio::test]
async fn e5_oldest_unserved_connection_is_evicted_first() {
    // Four pending connections for each admitted one.
    let setup = room_for(1).await;
    let served = start(&setup).await;
    let mut waiting = Vec::new();
    for number in 0..5 {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        // An incomplete request counts as none.
        if number % 2 == 0 {
            stream.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
        }
        waiting.push(stream);
    }
    let [first, others @ ..] = &mut waiting[..] else {
        unreachable!("there are five")
    };
    assert!(!is_open(first).await);
    for other in others {
        assert!(is_open(other).await);
    }
    let answer = exchange(served.address, &get(served.address)).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn e5_longest_idle_connection_is_evicted_for_a_request() {
    let setup = room_for(2).await;
    let served = start(&setup).await;
    let stays = format!("GET /healthz HTTP/1.1\r\nHost: {}\r\n\r\n", served.address);
    let mut open = Vec::new();
    for _ in 0..3 {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        stream.write_all(stays.as_bytes()).await.unwrap();
        let mut some = [0; 1024];
        let length = stream.read(&mut some).await.unwrap();
        assert!(some[..length].starts_with(b"HTTP/1.1 200"));
        open.push(stream);
        // Eviction compares milliseconds.
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert!(!is_open(&mut open[0]).await);
    assert!(is_open(&mut open[1]).await);
    assert!(is_open(&mut open[2]).await);
}

#[tokio::test]
async fn e5_flood_of_silent_connections_does_not_block_other_clients() {
    let setup = room_for(50).await;
    let served = start(&setup).await;
    let mut flood = Vec::new();
    for number in 0..400 {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        if number % 2 == 0 {
            stream.write_all(b"GET / HTTP/1.1\r\nX: ").await.unwrap();
        }
        flood.push(stream);
        if flood.len() % 20 == 0 {
            let answer = exchange(served.address, &get(served.address)).await;
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        }
    }
    // The pending connections up to the limit stay open, except the one that was evicted for the last client.
    let open = flood.iter().filter(|stream| {
        let read = stream.try_read(&mut [0]);
        read.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    });
    assert_eq!(open.count(), 199);
}

#[tokio::test]
async fn e5_requests_in_flight_continue_and_new_connections_get_503() {
    let setup = room_for(2).await;
    let served = start(&setup).await;
    let head = "POST /issuer/token HTTP/1.1\r\nHost: portal.example\r\nhaulout-request: 1\r\n\
                Connection: close\r\n\
                Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\na=b";
    let mut busy = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        busy.push(stream);
    }
    // Until both heads are read, these connections can still be evicted.
    tokio::task::yield_now().await;
    let get = "GET /healthz HTTP/1.1\r\nHost: portal.example\r\nConnection: close\r\n\r\n";
    let answer = exchange(served.address, get).await;
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    for mut stream in busy {
        stream.write_all(b"&c=d&e").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    tokio::time::sleep(Duration::from_millis(1)).await;
    let answer = exchange(served.address, get).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

fn get(address: SocketAddr) -> String {
    format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")
}
