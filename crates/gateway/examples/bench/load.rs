//! Legitimate traffic at a steady rate: how many requests succeed, and how long they take.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use hyper::StatusCode;
use serde_json::json;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::Outcome;
use crate::tls_client::TlsClient;
use crate::traffic::{ClientConnection, RequestError, RequestTemplate};

/// The requests, their target and their rate.
#[derive(Args)]
pub(crate) struct Options {
    #[arg(long)]
    address: SocketAddr,
    #[arg(long, default_value = "/")]
    path: String,
    /// A header, as `name: value`; can be repeated.
    #[arg(long = "header", value_name = "HEADER")]
    headers: Vec<String>,
    /// The body of a POST; without one, requests are GETs.
    #[arg(long, value_name = "FILE")]
    body: Option<PathBuf>,
    /// Concurrent connections that send the requests.
    #[arg(long, default_value_t = 16)]
    connections: u32,
    /// Requests per second of all connections together; a late connection does not catch up.
    #[arg(long, default_value_t = 500)]
    rate: u32,
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// End early, when standard input closes.
    #[arg(long)]
    until_stdin_closes: bool,
    /// Open a connection for each request, as a new visitor does.
    #[arg(long)]
    fresh: bool,
    /// Use TLS, and trust this CA for the name in the `host` header.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Use HTTP/2, which requires TLS.
    #[arg(long, requires = "ca")]
    http2: bool,
}

/// The results of one connection.
#[derive(Default)]
struct Seen {
    took: Vec<Duration>,
    failed: usize,
    /// Requests that failed with 401.
    unauthorized: usize,
    repeated: usize,
    first_failure: Option<String>,
}

/// Sends requests for the given time, then prints one line.
pub(crate) async fn run(options: Options) -> Outcome {
    let body = match &options.body {
        Some(file) => Some(std::fs::read(file)?),
        None => None,
    };
    let asked = Arc::new(RequestTemplate::new(&options.path, &options.headers, body)?);
    let secure = options.secure(&asked)?;
    let started = Instant::now();
    let end = started + Duration::from_secs(options.seconds);
    let (over, is_over) = watch::channel(false);
    if options.until_stdin_closes {
        // The parent process holds the other end, so this also detects that it was killed.
        tokio::task::spawn_blocking(move || {
            drop(std::io::copy(&mut std::io::stdin(), &mut std::io::sink()));
            over.send_replace(true);
        });
    }
    let between = Duration::from_secs(1) * options.connections / options.rate.max(1);
    let clients: Vec<_> = (0..options.connections)
        .map(|number| {
            // Spread over the first interval, because simultaneous first requests would wait for each other.
            let first = started + between * number / options.connections.max(1);
            let client = Client {
                line: ClientConnection::new(options.address, secure.clone()),
                asked: asked.clone(),
                end,
                is_over: is_over.clone(),
                is_fresh: options.fresh,
            };
            tokio::spawn(client.run(first, between))
        })
        .collect();
    let mut all = Seen::default();
    for client in clients {
        let seen = client.await?;
        all.took.extend(seen.took);
        all.failed += seen.failed;
        all.unauthorized += seen.unauthorized;
        all.repeated += seen.repeated;
        all.first_failure = all.first_failure.or(seen.first_failure);
    }
    all.took.sort_unstable();
    let figures = json!({
        "requests": all.took.len() + all.failed,
        "failed": all.failed,
        "unauthorized": all.unauthorized,
        "repeated": all.repeated,
        "first_failure": all.first_failure,
        "per_second": all.took.len() as f64 / started.elapsed().as_secs_f64(),
        "p50_ms": percentile(&all.took, 50),
        "p99_ms": percentile(&all.took, 99),
        "max_ms": percentile(&all.took, 100),
        "serials": secure.map(|secure| secure.serials()),
    });
    println!("{figures}");
    Ok(())
}

impl Options {
    fn secure(&self, asked: &RequestTemplate) -> Result<Option<Arc<TlsClient>>, crate::Error> {
        let Some(ca) = &self.ca else { return Ok(None) };
        let host = asked.host().ok_or("TLS needs a `host` header")?;
        Ok(Some(Arc::new(TlsClient::new(ca, host, self.http2)?)))
    }
}

/// One of the connections.
struct Client {
    line: ClientConnection,
    asked: Arc<RequestTemplate>,
    end: Instant,
    is_over: watch::Receiver<bool>,
    is_fresh: bool,
}

impl Client {
    async fn run(mut self, first: Instant, between: Duration) -> Seen {
        let mut seen = Seen::default();
        let mut ticks = interval_at(first, between.max(Duration::from_micros(1)));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let now = ticks.tick().await;
            if now >= self.end || *self.is_over.borrow() {
                seen.repeated = self.line.repeated;
                return seen;
            }
            if self.is_fresh {
                self.line.hang_up();
            }
            let sent = Instant::now();
            match self.line.request(&self.asked).await {
                Ok(_) => seen.took.push(sent.elapsed()),
                Err(failed) => seen.note(&failed),
            }
        }
    }
}

impl Seen {
    fn note(&mut self, failed: &RequestError) {
        self.failed += 1;
        if matches!(failed, RequestError::Refused(StatusCode::UNAUTHORIZED)) {
            self.unauthorized += 1;
        }
        self.first_failure.get_or_insert_with(|| failed.to_string());
    }
}

/// Milliseconds; null without measurements.
fn percentile(sorted: &[Duration], percent: usize) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    Some(sorted[last * percent / 100].as_secs_f64() * 1e3)
}
