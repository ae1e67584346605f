//! Legitimate traffic at a steady rate: how many requests succeed, and how long they take.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use serde_json::json;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::Outcome;
use crate::traffic::{Asked, Line};

/// Where requests go, how often, and what they are.
#[derive(Args)]
pub(crate) struct Options {
    #[arg(long)]
    address: SocketAddr,
    #[arg(long, default_value = "/")]
    path: String,
    /// A header, as `name: value`; can be given several times.
    #[arg(long = "header", value_name = "HEADER")]
    headers: Vec<String>,
    /// The body of a POST; without one, requests are GETs.
    #[arg(long, value_name = "FILE")]
    body: Option<PathBuf>,
    /// Connections that make requests in turn.
    #[arg(long, default_value_t = 16)]
    connections: u32,
    /// Requests per second of all connections together; a connection that is late does not catch up.
    #[arg(long, default_value_t = 500)]
    rate: u32,
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Open a connection for each request, as a new visitor does.
    #[arg(long)]
    fresh: bool,
}

/// What one connection has seen.
#[derive(Default)]
struct Seen {
    took: Vec<Duration>,
    failed: usize,
    first_failure: Option<String>,
}

/// Makes requests for the time given, then prints one line.
pub(crate) async fn run(options: Options) -> Outcome {
    let body = match &options.body {
        Some(file) => Some(std::fs::read(file)?),
        None => None,
    };
    let asked = Arc::new(Asked::new(&options.path, &options.headers, body)?);
    let started = Instant::now();
    let end = started + Duration::from_secs(options.seconds);
    let between = Duration::from_secs(1) * options.connections / options.rate.max(1);
    let clients: Vec<_> = (0..options.connections)
        .map(|number| {
            // Spread over the first interval, because a crowd that starts at once waits for itself.
            let first = started + between * number / options.connections.max(1);
            let line = Line::new(options.address, asked.clone());
            tokio::spawn(client(line, first, between, end, options.fresh))
        })
        .collect();
    let mut all = Seen::default();
    for client in clients {
        let seen = client.await?;
        all.took.extend(seen.took);
        all.failed += seen.failed;
        all.first_failure = all.first_failure.or(seen.first_failure);
    }
    all.took.sort_unstable();
    let figures = json!({
        "requests": all.took.len() + all.failed,
        "failed": all.failed,
        "first_failure": all.first_failure,
        "per_second": all.took.len() as f64 / started.elapsed().as_secs_f64(),
        "p50_ms": percentile(&all.took, 50),
        "p99_ms": percentile(&all.took, 99),
    });
    println!("{figures}");
    Ok(())
}

async fn client(
    mut line: Line,
    first: Instant,
    between: Duration,
    end: Instant,
    fresh: bool,
) -> Seen {
    let mut seen = Seen::default();
    let mut ticks = interval_at(first, between.max(Duration::from_micros(1)));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let now = ticks.tick().await;
        if now >= end {
            return seen;
        }
        if fresh {
            line.hang_up();
        }
        let sent = Instant::now();
        match line.request().await {
            Ok(()) => seen.took.push(sent.elapsed()),
            Err(error) => {
                seen.failed += 1;
                seen.first_failure.get_or_insert(error);
            }
        }
    }
}

/// Milliseconds; null where nothing was measured.
fn percentile(sorted: &[Duration], percent: usize) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    Some(sorted[last * percent / 100].as_secs_f64() * 1e3)
}
