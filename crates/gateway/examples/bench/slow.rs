//! Sockets from many addresses that open and then send nothing, or send their headers one byte at a time.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use clap::{Args, ValueEnum};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::Outcome;

/// The target of the sockets, and their behaviour.
#[derive(Args)]
pub(crate) struct Options {
    #[arg(long)]
    address: SocketAddr,
    #[arg(long, default_value_t = 10_000)]
    sockets: usize,
    #[arg(long, default_value_t = 15)]
    seconds: u64,
    #[arg(long, value_enum, default_value_t = SocketBehavior::Stalling)]
    manner: SocketBehavior,
}

/// What a socket does once it is open.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SocketBehavior {
    /// Half of them send nothing, half one byte per second; a closed socket is opened again immediately.
    Stalling,
    /// Each sends one request, and then keeps its connection open.
    Idle,
}

/// The totals of all sockets.
#[derive(Default)]
struct Tally {
    open: AtomicUsize,
    open_at_most: AtomicUsize,
    tried: AtomicUsize,
    refused: AtomicUsize,
    closed_by_server: AtomicUsize,
}

/// Prints a line when every socket has been opened once, and one at the end.
pub(crate) async fn run(options: Options) -> Outcome {
    let tally = Arc::new(Tally::default());
    let mut sockets = JoinSet::new();
    for number in 0..options.sockets {
        let (tally, manner) = (tally.clone(), options.manner);
        sockets.spawn(async move {
            loop {
                stall(options.address, number, manner, &tally).await;
            }
        });
        // A burst would only fill the listener's queue, in which legitimate clients wait as well.
        if number % BURST == BURST - 1 {
            sleep(BETWEEN_BURSTS).await;
        }
    }
    let everybody_tried = async {
        while tally.tried.load(Ordering::Relaxed) < options.sockets {
            sleep(BETWEEN_BURSTS).await;
        }
    };
    timeout(PATIENCE, everybody_tried).await?;
    let open = || tally.open.load(Ordering::Relaxed);
    println!("{}", json!({"ready": true, "open": open()}));
    sleep(Duration::from_secs(options.seconds)).await;
    let figures = json!({
        "sockets": options.sockets,
        "open": open(),
        "open_at_most": tally.open_at_most.load(Ordering::Relaxed),
        "tried": tally.tried.load(Ordering::Relaxed),
        "refused": tally.refused.load(Ordering::Relaxed),
        "closed_by_server": tally.closed_by_server.load(Ordering::Relaxed),
    });
    println!("{figures}");
    sockets.shutdown().await;
    Ok(())
}

/// Opens a socket and holds it until it is closed.
async fn stall(address: SocketAddr, number: usize, manner: SocketBehavior, tally: &Tally) {
    let opened = connect(address, number).await;
    tally.tried.fetch_add(1, Ordering::Relaxed);
    let Ok(stream) = opened else {
        tally.refused.fetch_add(1, Ordering::Relaxed);
        return sleep(BETWEEN_TRIES).await;
    };
    let open = tally.open.fetch_add(1, Ordering::Relaxed) + 1;
    tally.open_at_most.fetch_max(open, Ordering::Relaxed);
    let says: &[u8] = match manner {
        SocketBehavior::Idle => WHOLE_REQUEST,
        SocketBehavior::Stalling if number.is_multiple_of(2) => b"",
        SocketBehavior::Stalling => SLOW_HEAD,
    };
    let step = match manner {
        SocketBehavior::Idle => says.len(),
        SocketBehavior::Stalling => 1,
    };
    until_closed(stream, says.chunks(step.max(1))).await;
    tally.open.fetch_sub(1, Ordering::Relaxed);
    tally.closed_by_server.fetch_add(1, Ordering::Relaxed);
}

async fn connect(address: SocketAddr, number: usize) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    let last = u8::try_from(number % ADDRESSES).map_err(|_| ErrorKind::InvalidInput)? + FIRST;
    socket.bind((IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)), 0).into())?;
    socket.connect(address).await
}

async fn until_closed<'a>(mut stream: TcpStream, says: impl Iterator<Item = &'a [u8]>) {
    let mut heard = [0; 4096];
    let mut says = says.fuse();
    loop {
        if let Some(some) = says.next()
            && stream.write_all(some).await.is_err()
        {
            return;
        }
        let listening = timeout(BETWEEN_BYTES, stream.read(&mut heard)).await;
        if matches!(listening, Ok(Ok(0) | Err(_))) {
            return;
        }
    }
}

/// 127.0.0.2 to 127.0.0.250, so that the rate limit of one address does not affect the result.
const FIRST: u8 = 2;
const ADDRESSES: usize = 249;
/// Sockets opened at the same time.
const BURST: usize = 100;
const BETWEEN_BURSTS: Duration = Duration::from_millis(20);
/// The pause before a refused socket is opened again.
const BETWEEN_TRIES: Duration = Duration::from_millis(500);
/// At this rate the headers take minutes.
const BETWEEN_BYTES: Duration = Duration::from_secs(1);
/// The time until every socket has been opened once, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
const SLOW_HEAD: &[u8] =
    b"GET / HTTP/1.1\r\nHost: portal.example\r\nUser-Agent: a client on a very slow line indeed\r\nAccept: */*";
const WHOLE_REQUEST: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: portal.example\r\n\r\n";
