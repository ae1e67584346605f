//! Rows E2, E3 and E5 over HTTP/2: clients whose flow control leaves answers waiting.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::http2::{DATA, END_HEADERS, END_STREAM, ENHANCE_YOUR_CALM, HEADERS, Wire, get, post};
use super::tls::{TlsGateway, with_tls};
use super::{RunningGateway, start};
use crate::page_mode::page_mode;
use crate::setup::Setup;

const SECOND: Duration = Duration::from_secs(1);

impl Wire {
    /// Opens a connection whose streams may send `window` bytes at first.
    async fn with_window(gateway: &(TlsGateway, RunningGateway), window: u32) -> Self {
        let settings = [&[0, INITIAL_WINDOW_SIZE][..], &window.to_be_bytes()].concat();
        Self::open_with(&gateway.0, gateway.1.address, &settings).await
    }

    async fn request(&mut self, stream: u32, path: &str) -> bool {
        let block = get(path, Some("portal.example"));
        self.send(HEADERS, END_STREAM | END_HEADERS, stream, &block)
            .await
    }

    /// Reads data and answers pings until the stream or the connection ends.
    async fn drain(&mut self, bytes: &mut usize) {
        while let Some(frame) = self.receive().await {
            if frame.kind == DATA {
                *bytes += frame.payload.len();
                if frame.flags & END_STREAM != 0 {
                    break;
                }
            } else if frame.kind == PING && frame.flags & ACK == 0 {
                self.send(PING, ACK, 0, &frame.payload).await;
            }
        }
    }

    /// Allows more bytes on stream 1; returns whether the connection was still open.
    async fn widen(&mut self, bytes: u32) -> bool {
        let bytes = bytes.to_be_bytes();
        self.send(WINDOW_UPDATE, 0, 0, &bytes).await && self.send(WINDOW_UPDATE, 0, 1, &bytes).await
    }
}

async fn gateway(connections: usize) -> (TlsGateway, RunningGateway) {
    let limit = format!("limits: {{connections: {connections}}}\ntitle:");
    let setup = Setup::new().await.edit("title:", &limit);
    let large = setup.folder.path().join("assets/large-0123abcd.js");
    std::fs::write(large, vec![b'x'; LARGE_BYTES]).unwrap();
    let with_tls = with_tls(setup);
    let served = start(&with_tls.setup).await;
    (with_tls, served)
}

#[tokio::test]
async fn e2_answer_without_a_window_ends_its_connection_after_thirty_seconds() {
    let gateway = gateway(10).await;
    for (window, path) in [(0, "/version"), (1, "/version"), (1, LARGE)] {
        let mut wire = Wire::with_window(&gateway, window).await;
        wire.request(1, path).await;
        assert_eq!(wire.status(1).await, "200");
        tokio::time::pause();
        let began = Instant::now();
        let ended = timeout(100 * SECOND, wire.drain(&mut 0)).await;
        let took = began.elapsed();
        tokio::time::resume();
        assert!(ended.is_ok(), "window {window}: {path} still waits");
        assert!(took > 29 * SECOND && took < 32 * SECOND, "{took:?}");
    }
}

#[tokio::test]
async fn e2_reader_of_single_bytes_is_closed_and_a_slow_one_gets_everything() {
    let gateway = gateway(10).await;
    for (step, is_whole) in [(1, false), (STEP_BYTES, true)] {
        let mut wire = Wire::with_window(&gateway, 0).await;
        wire.request(1, LARGE).await;
        assert_eq!(wire.status(1).await, "200");
        tokio::time::pause();
        let began = Instant::now();
        let mut bytes = 0;
        for _ in 0..STEPS {
            let is_open = wire.widen(step).await;
            if !is_open || timeout(10 * SECOND, wire.drain(&mut bytes)).await.is_ok() {
                break;
            }
        }
        let took = began.elapsed();
        tokio::time::resume();
        assert_eq!(bytes == LARGE_BYTES, is_whole, "{bytes} bytes in {took:?}");
        assert!(is_whole || took < 32 * SECOND, "{took:?}");
    }
}

#[tokio::test]
async fn e2_slow_body_over_http2_ends_only_its_own_request() {
    let setup = page_mode().await;
    let with_tls = with_tls(setup);
    let served = start(&with_tls.setup).await;
    let gateway = (with_tls, served);
    let mut wire = Wire::with_window(&gateway, 1 << 16).await;
    wire.send(HEADERS, END_HEADERS, 1, &post()).await;
    tokio::time::pause();
    let began = Instant::now();
    let refused = loop {
        wire.send(DATA, 0, 1, b"a").await;
        if let Ok(status) = timeout(SECOND, wire.status(1)).await {
            break status;
        }
    };
    let took = began.elapsed();
    tokio::time::resume();
    assert_eq!(refused, HUFFMAN_408);
    assert!(took > 4 * SECOND && took < 7 * SECOND, "{took:?}");
    wire.request(3, "/version").await;
    assert_eq!(wire.status(3).await, "200");
}

#[tokio::test]
async fn e3_streams_that_the_gateway_must_reset_end_the_connection() {
    let gateway = gateway(10).await;
    let mut wire = Wire::with_window(&gateway, 1).await;
    for index in 0..2_000 {
        let stream = 2 * index + 1;
        // RFC 9113 §6.9.1: a window above this value is an error of the stream.
        let largest = (u32::MAX >> 1).to_be_bytes();
        let sent = wire.request(stream, LARGE).await
            && wire.send(WINDOW_UPDATE, 0, stream, &largest).await;
        if !sent {
            break;
        }
    }
    assert_eq!(wire.goodbye().await, Some(ENHANCE_YOUR_CALM));
}

#[tokio::test]
async fn e5_connection_whose_answer_waits_is_evicted_for_a_request() {
    let gateway = gateway(20).await;
    let mut waiting = Vec::new();
    for _ in 0..20 {
        let mut wire = Wire::with_window(&gateway, 0).await;
        wire.request(1, "/version").await;
        assert_eq!(wire.status(1).await, "200");
        waiting.push(wire);
    }
    tokio::time::pause();
    sleep(2 * SECOND).await;
    tokio::time::resume();
    for _ in 0..20 {
        let mut wire = Wire::with_window(&gateway, 1 << 16).await;
        wire.request(1, "/version").await;
        assert_eq!(wire.status(1).await, "200");
    }
}

#[tokio::test]
async fn e3_connection_with_the_most_requests_is_closed_over_the_total_limit() {
    let gateway = gateway(4).await;
    let mut modest = Wire::with_window(&gateway, 0).await;
    modest.request(1, "/version").await;
    assert_eq!(modest.status(1).await, "200");
    let mut greedy = Wire::with_window(&gateway, 0).await;
    for stream in 0..60 {
        greedy.request(2 * stream + 1, "/version").await;
    }
    let ended = timeout(5 * SECOND, greedy.drain(&mut 0)).await;
    assert!(
        ended.is_ok(),
        "60 requests are more than 4 connections may have"
    );
    modest.send(PING, 0, 0, &[7; 8]).await;
    let answer = async {
        while let Some(frame) = modest.receive().await {
            if frame.kind == PING && frame.payload == [7; 8] {
                return true;
            }
        }
        false
    };
    assert!(answer.await);
}

const PING: u8 = 6;
const WINDOW_UPDATE: u8 = 8;
const ACK: u8 = 1;
const INITIAL_WINDOW_SIZE: u8 = 4;
/// The status in the Huffman code of RFC 7541, Appendix B.
const HUFFMAN_408: &str = "huffman 680f7f";
const LARGE: &str = "/assets/large-0123abcd.js";
/// Bytes that the client accepts at once; one frame.
const STEP_BYTES: u32 = 16 * 1024;
/// Longer than an idle connection stays open, with one step every ten seconds.
const STEPS: usize = 10;
const LARGE_BYTES: usize = STEPS * STEP_BYTES as usize;
