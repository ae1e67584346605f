//! HTTP/2 frames, to the gateway's connection code through a pipe in memory and in virtual time.

use std::sync::LazyLock;
use std::time::Duration;

use axum::Router;
use haulout_gateway::edge;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use tokio::runtime::Builder;
use tokio::time::timeout;

use crate::relay_request;

/// Whatever frames a peer sends, its connection ends within three minutes after it has nothing to send but answers to
/// pings.
///
/// # Panics
/// The guarantee does not hold.
pub fn target(data: &[u8]) {
    LazyLock::force(&ROUTER);
    let runtime = Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .expect("a runtime can be built");
    runtime.block_on(async {
        let (mut peer, ours) = duplex(PIPE_BYTES);
        let served = tokio::spawn(edge::serve_http2(ROUTER.clone(), ours));
        // The gateway may close before it has read everything.
        for part in [PREFACE, data] {
            let _ = peer.write_all(part).await;
        }
        tokio::spawn(answer_pings(peer));
        let ended = timeout(LONGEST, served).await;
        let ended = ended.expect("the connection ends");
        ended.expect("the connection does not panic");
    });
}

async fn answer_pings(mut peer: DuplexStream) {
    let mut head = [0; FRAME_HEAD_BYTES];
    while peer.read_exact(&mut head).await.is_ok() {
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        if peer.read_exact(&mut payload).await.is_err() {
            return;
        }
        if head[3] == PING && head[4] & ACK == 0 {
            head[4] |= ACK;
            let _ = peer.write_all(&[&head[..], &payload].concat()).await;
        }
    }
}

/// Its pages are rendered already, which takes real time that the virtual clock would skip.
static ROUTER: LazyLock<Router> = LazyLock::new(|| {
    let router = relay_request::router("page");
    relay_request::render_pages(&router);
    router
});

/// The connection preface and empty settings (RFC 9113 §3.4), so that the input starts with the first frame after it.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
/// RFC 9113 §4.1.
const FRAME_HEAD_BYTES: usize = 9;
/// RFC 9113 §6.7.
const PING: u8 = 6;
const ACK: u8 = 1;
/// More than the gateway writes at a time.
const PIPE_BYTES: usize = 256 * 1024;
/// More than the limits for a head, a body, an idle connection and a graceful close together.
const LONGEST: Duration = Duration::from_secs(180);
