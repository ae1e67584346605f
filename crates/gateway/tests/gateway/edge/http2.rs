//! Row E3, and D12 in HTTP/2: frames that browsers never send.

use std::net::SocketAddr;

use rustls::version::TLS13;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use super::start;
use super::tls::{TlsGateway, handshake, with_tls};
use crate::page_mode::page_mode;
use crate::setup::Setup;

pub(super) struct Frame {
    pub(super) kind: u8,
    pub(super) flags: u8,
    stream: u32,
    pub(super) payload: Vec<u8>,
}

pub(super) struct Wire(TlsStream<TcpStream>);

impl Wire {
    async fn open(with_tls: &TlsGateway, address: SocketAddr) -> Self {
        Self::open_with(with_tls, address, &[]).await
    }

    /// Opens a connection with these settings.
    pub(super) async fn open_with(
        with_tls: &TlsGateway,
        address: SocketAddr,
        settings: &[u8],
    ) -> Self {
        let connector = with_tls.connector(&[&TLS13], b"h2");
        let stream = handshake(&connector, address).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
        let mut wire = Self(stream);
        let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        wire.0.write_all(preface).await.unwrap();
        assert!(wire.send(SETTINGS, 0, 0, settings).await);
        wire
    }

    /// Sends a frame; returns whether the connection was still open.
    pub(super) async fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> bool {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let mut frame = vec![length[1], length[2], length[3], kind, flags];
        frame.extend(stream.to_be_bytes());
        frame.extend(payload);
        self.0.write_all(&frame).await.is_ok()
    }

    pub(super) async fn receive(&mut self) -> Option<Frame> {
        let mut head = [0; 9];
        self.0.read_exact(&mut head).await.ok()?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        self.0.read_exact(&mut payload).await.ok()?;
        Some(Frame {
            kind: head[3],
            flags: head[4],
            stream: u32::from_be_bytes([head[5], head[6], head[7], head[8]]),
            payload,
        })
    }

    /// The status of the response on a stream.
    pub(super) async fn status(&mut self, stream: u32) -> String {
        while let Some(frame) = self.receive().await {
            if frame.kind == HEADERS && frame.stream == stream {
                return status(&frame.payload);
            }
            if frame.kind == RST_STREAM && frame.stream == stream {
                return "reset".to_owned();
            }
        }
        "closed".to_owned()
    }

    /// The error code with which the gateway closes the connection.
    pub(super) async fn goodbye(&mut self) -> Option<u32> {
        while let Some(frame) = self.receive().await {
            if let (GOAWAY, [_, _, _, _, code @ ..]) = (frame.kind, frame.payload.as_slice()) {
                return Some(u32::from_be_bytes(code[..4].try_into().unwrap()));
            }
        }
        None
    }
}

/// The first field of a response: a status by its index (RFC 7541, Appendix A), or as a literal.
fn status(block: &[u8]) -> String {
    // A dynamic table size update may precede it.
    let block = match block {
        [first, rest @ ..] if first >> 5 == 1 => rest,
        whole => whole,
    };
    match block {
        [0x88, ..] => "200".to_owned(),
        [0x8c, ..] => "400".to_owned(),
        [0x8d, ..] => "404".to_owned(),
        [first, 3, digits @ ..] if first & 0x0f == 8 => {
            String::from_utf8_lossy(&digits[..3]).into()
        }
        [first, length, coded @ ..] if first & 0x0f == 8 && length >> 7 == 1 => coded
            .iter()
            .take(usize::from(length & 0x7f))
            .fold("huffman ".to_owned(), |text, byte| {
                format!("{text}{byte:02x}")
            }),
        _ => format!("{block:02x?}"),
    }
}

/// The header block of a `GET`, as plain literals.
pub(super) fn get(path: &str, authority: Option<&str>) -> Vec<u8> {
    let mut block = vec![0x82, 0x87];
    block.extend(literal(4, path));
    if let Some(authority) = authority {
        block.extend(literal(1, authority));
    }
    block
}

/// The header block of a `POST` that has a body.
pub(super) fn post() -> Vec<u8> {
    [
        &[0x83, 0x87][..],
        &literal(4, "/issuer/token"),
        &literal(1, "portal.example"),
        &spelled("haulout-request", "1"),
        &spelled("content-type", "application/x-www-form-urlencoded"),
    ]
    .concat()
}

/// A field whose name is in the static table, without indexing.
fn literal(name: u8, value: &str) -> Vec<u8> {
    let length = u8::try_from(value.len()).unwrap();
    assert!(name < 15 && length < 127);
    [&[name, length], value.as_bytes()].concat()
}

/// A field whose name is a literal.
fn spelled(name: &str, value: &str) -> Vec<u8> {
    let length = |text: &str| u8::try_from(text.len()).unwrap();
    let (name_length, value_length) = (length(name), length(value));
    [
        &[0, name_length],
        name.as_bytes(),
        &[value_length],
        value.as_bytes(),
    ]
    .concat()
}

#[tokio::test]
async fn d12_http2_names_its_host_by_authority_and_only_once() {
    let with_tls = with_tls(Setup::new().await);
    let served = start(&with_tls.setup).await;
    let host = |name| spelled("host", name);
    let portal = || get("/version", Some("portal.example"));
    for (block, expected) in [
        (portal(), "200"),
        (get("/version", Some("evil.example")), MISDIRECTED),
        (get("/version", None), "400"),
        ([portal(), host("evil.example")].concat(), MISDIRECTED),
        (
            [
                get("/version", Some("evil.example")),
                host("portal.example"),
            ]
            .concat(),
            MISDIRECTED,
        ),
        (
            [portal(), host("portal.example"), host("portal.example")].concat(),
            "400",
        ),
    ] {
        let mut wire = Wire::open(&with_tls, served.address).await;
        wire.send(HEADERS, END_STREAM | END_HEADERS, 1, &block)
            .await;
        assert_eq!(wire.status(1).await, expected, "{block:02x?}");
    }
}

#[tokio::test]
async fn e3_the_bounds_of_http2_are_announced() {
    let with_tls = with_tls(Setup::new().await);
    let served = start(&with_tls.setup).await;
    let mut wire = Wire::open(&with_tls, served.address).await;
    let settings = wire.receive().await.unwrap();
    assert_eq!(settings.kind, SETTINGS);
    let says = |id: u8, value: u32| {
        let expected = [&[0, id][..], &value.to_be_bytes()].concat();
        settings
            .payload
            .chunks(6)
            .any(|setting| setting == expected)
    };
    assert!(says(MAX_CONCURRENT_STREAMS, 64), "{:?}", settings.payload);
    assert!(
        says(MAX_HEADER_LIST_SIZE, 16 * 1024),
        "{:?}",
        settings.payload
    );
}

#[tokio::test]
async fn e3_more_streams_than_announced_are_refused() {
    let with_tls = with_tls(page_mode().await);
    let served = start(&with_tls.setup).await;
    let mut wire = Wire::open(&with_tls, served.address).await;
    // A request that needs no cookie stays open while its body is incomplete.
    let post = post();
    for index in 0..=64 {
        assert!(wire.send(HEADERS, END_HEADERS, 2 * index + 1, &post).await);
    }
    let mut refused = Vec::new();
    while refused.is_empty() {
        let frame = wire.receive().await.unwrap();
        if frame.kind == RST_STREAM {
            refused.push((frame.stream, frame.payload));
        }
    }
    assert_eq!(refused, [(129, REFUSED_STREAM.to_be_bytes().to_vec())]);
}

#[tokio::test]
async fn e3_a_body_of_endless_empty_frames_ends_the_connection() {
    let with_tls = with_tls(page_mode().await);
    let served = start(&with_tls.setup).await;
    let mut wire = Wire::open(&with_tls, served.address).await;
    wire.send(HEADERS, END_HEADERS, 1, &post()).await;
    let mut sent = 0;
    while sent < 20_000 && wire.send(DATA, 0, 1, &[]).await {
        sent += 1;
    }
    assert_eq!(wire.goodbye().await, Some(ENHANCE_YOUR_CALM), "{sent}");
}

#[tokio::test]
async fn e3_rapid_resets_end_the_connection() {
    let with_tls = with_tls(Setup::new().await);
    let served = start(&with_tls.setup).await;
    let mut wire = Wire::open(&with_tls, served.address).await;
    let block = get("/version", Some("portal.example"));
    for index in 0..2_000 {
        let stream = 2 * index + 1;
        let sent = wire
            .send(HEADERS, END_STREAM | END_HEADERS, stream, &block)
            .await
            && wire.send(RST_STREAM, 0, stream, &8_u32.to_be_bytes()).await;
        if !sent {
            break;
        }
    }
    assert_eq!(wire.goodbye().await, Some(ENHANCE_YOUR_CALM));
}

#[tokio::test]
async fn e3_a_head_without_an_end_ends_the_connection() {
    let with_tls = with_tls(Setup::new().await);
    let served = start(&with_tls.setup).await;
    let mut wire = Wire::open(&with_tls, served.address).await;
    wire.send(
        HEADERS,
        END_STREAM,
        1,
        &get("/version", Some("portal.example")),
    )
    .await;
    let more = spelled("x", &"y".repeat(120)).repeat(100);
    let mut sent = 0;
    while sent < 1_000 && wire.send(CONTINUATION, 0, 1, &more).await {
        sent += 1;
    }
    assert!(wire.goodbye().await.is_none_or(|code| code != 0));
    // Only the end of the connection stops the loop, long before twelve megabytes.
    let again = wire.send(CONTINUATION, 0, 1, &more).await && wire.receive().await.is_some();
    assert!(!again, "{sent} frames");
}

#[tokio::test]
async fn e3_a_head_that_is_too_large_is_refused_and_the_next_is_not() {
    let with_tls = with_tls(Setup::new().await);
    let served = start(&with_tls.setup).await;
    let mut wire = Wire::open(&with_tls, served.address).await;
    let block = get("/version", Some("portal.example"));
    let large = [block.clone(), spelled("x", &"y".repeat(120)).repeat(110)].concat();
    wire.send(HEADERS, END_STREAM | END_HEADERS, 1, &large)
        .await;
    wire.send(HEADERS, END_STREAM | END_HEADERS, 3, &block)
        .await;
    assert_eq!(wire.status(1).await, TOO_LARGE);
    assert_eq!(wire.status(3).await, "200");
}

pub(super) const DATA: u8 = 0;
pub(super) const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;
pub(super) const END_STREAM: u8 = 1;
pub(super) const END_HEADERS: u8 = 4;
const MAX_CONCURRENT_STREAMS: u8 = 3;
const MAX_HEADER_LIST_SIZE: u8 = 6;
/// RFC 9113 §7.
const REFUSED_STREAM: u32 = 7;
pub(super) const ENHANCE_YOUR_CALM: u32 = 11;
/// 421 and 431 in the Huffman code of RFC 7541, Appendix B.
const MISDIRECTED: &str = "huffman 6841";
const TOO_LARGE: &str = "huffman 6990ff";
