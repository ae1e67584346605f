//! A proxy between browser and gateway that records every byte sent to the browser.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The received bytes of each connection.
#[derive(Clone, Default)]
pub(super) struct Tap(Arc<Mutex<Vec<Received>>>);

type Received = Arc<Mutex<Vec<u8>>>;

impl Tap {
    /// Whether the browser received these bytes. Secrets are short and in uncompressed responses: no chunk splits them.
    pub(super) fn has(&self, needle: &str) -> bool {
        assert!(!needle.is_empty());
        let connections = self.0.lock().unwrap().clone();
        connections.iter().any(|received| {
            let bytes = received.lock().unwrap();
            bytes
                .windows(needle.len())
                .any(|window| window == needle.as_bytes())
        })
    }

    /// All received bytes as text, one connection after the other; invalid UTF-8 is replaced.
    pub(super) fn text(&self) -> String {
        let connections = self.0.lock().unwrap().clone();
        let texts = connections.iter().map(|received| {
            let bytes = received.lock().unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        });
        texts.collect()
    }

    /// Forwards connections until the future is dropped.
    pub(super) async fn forward(self, listener: TcpListener, gateway: SocketAddr) {
        let mut connections = JoinSet::new();
        while let Ok((browser, _)) = listener.accept().await {
            let received = Received::default();
            self.0.lock().unwrap().push(received.clone());
            connections.spawn(connection(browser, gateway, received));
        }
    }
}

async fn connection(browser: TcpStream, gateway: SocketAddr, received: Received) {
    let Ok(gateway) = TcpStream::connect(gateway).await else {
        return;
    };
    let (from_browser, to_browser) = browser.into_split();
    let (from_gateway, to_gateway) = gateway.into_split();
    tokio::join!(
        copy(from_browser, to_gateway, None),
        copy(from_gateway, to_browser, Some(received)),
    );
}

async fn copy(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, record: Option<Received>) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        if let Some(record) = &record {
            record.lock().unwrap().extend_from_slice(&buffer[..length]);
        }
        if to.write_all(&buffer[..length]).await.is_err() {
            break;
        }
    }
    // A half-closed connection is forwarded, so that neither side waits for the other.
    let _closed = to.shutdown().await;
}
