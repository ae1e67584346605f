//! `haulout serve`: the gateway as a process.

use std::error::Error;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use haulout_gateway::config::{Overrides, Reading, Seen, Source};
use haulout_gateway::reload::{Reloads, WithSources};
use haulout_gateway::{Assets, Config, Current, edge, operations, panics};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tracing::level_filters::LevelFilter;

/// What `haulout serve` can be told.
#[derive(Args, Debug)]
pub struct Options {
    /// The YAML file that describes the issuer and the clusters.
    #[arg(long, env = "HAULOUT_CONFIG", value_name = "FILE")]
    config: PathBuf,
    /// The address to listen on.
    #[arg(
        long,
        env = "HAULOUT_LISTEN",
        value_name = "ADDR",
        default_value = "127.0.0.1:8080"
    )]
    listen: SocketAddr,
    /// The folder with the portal; `portal` beside the executable when absent.
    #[arg(long, env = "HAULOUT_ASSETS", value_name = "DIR")]
    assets: Option<PathBuf>,
    /// The address for `/metrics` and `/readyz`, which no browser should reach; neither is served when absent.
    #[arg(long, env = "HAULOUT_METRICS_LISTEN", value_name = "ADDR")]
    metrics_listen: Option<SocketAddr>,
    /// Sets a field of the configuration, whatever the file and the environment say; such as `issuer.clientId=portal`.
    ///
    /// Every field outside `clusters` can be set so, or by a variable of its name: `issuer.clientId` by
    /// `HAULOUT_ISSUER_CLIENT_ID`. The words of a list are separated by commas.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    set: Vec<String>,
}

/// What was found usable at the start.
struct Prepared {
    config: Config,
    assets: Assets,
    source: Source,
    seen: Seen,
}

/// Runs until SIGTERM or SIGINT; exits 2 when the configuration or the portal is unusable, 1 when serving fails.
#[must_use]
pub fn run(options: &Options) -> ExitCode {
    log_to_stderr();
    let prepared = match prepare(options) {
        Ok(prepared) => prepared,
        Err(complaint) => {
            eprintln!("haulout: {complaint}");
            return ExitCode::from(EXIT_UNUSABLE);
        }
    };
    match listen_and_serve(options, prepared) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("haulout: {}", WithSources(failure.as_ref()));
            ExitCode::FAILURE
        }
    }
}

fn prepare(options: &Options) -> Result<Prepared, String> {
    let overrides = Overrides::new(std::env::vars_os(), &options.set)
        .map_err(|complaint| complaint.to_string())?;
    let source = Source::new(&options.config, overrides);
    let Reading { config, seen } = source.read();
    let config = config.map_err(|complaint| complaint.to_string())?;
    let folder = match &options.assets {
        Some(folder) => folder.clone(),
        None => beside_the_executable()?,
    };
    let assets = Assets::load(&folder).map_err(|error| error.to_string())?;
    Ok(Prepared {
        config,
        assets,
        source,
        seen,
    })
}

fn beside_the_executable() -> Result<PathBuf, String> {
    let executable = std::env::current_exe()
        .map_err(|error| format!("cannot find the executable's folder, pass --assets: {error}"))?;
    Ok(executable.parent().unwrap_or(Path::new(".")).join("portal"))
}

fn listen_and_serve(options: &Options, prepared: Prepared) -> Result<(), Box<dyn Error>> {
    let Prepared {
        config,
        assets,
        source,
        seen,
    } = prepared;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = listen(options.listen)?;
        let stop = told_to_stop()?;
        let asked = told_to_reload()?;
        let address = listener.local_addr()?;
        let public_url = config.public_url().to_owned();
        let current = Current::new(config, assets, Some(address))?;
        // They end with this scope, after the last connection.
        let mut beside = JoinSet::new();
        let metrics_address = match options.metrics_listen {
            Some(address) => {
                let listener = listen(address)?;
                let address = listener.local_addr()?;
                beside.spawn(operations::serve(
                    current.clone(),
                    listener,
                    std::future::pending(),
                ));
                Some(address.to_string())
            }
            None => None,
        };
        beside.spawn(Reloads::new(current.clone(), source, seen).run(asked));
        tracing::info!(%address, metrics_address, public_url, "listening");
        edge::serve_current(current, listener, stop).await;
        Ok(())
    })
}

fn listen(address: SocketAddr) -> Result<TcpListener, String> {
    edge::listen(address).map_err(|error| format!("cannot listen on {address}: {error}"))
}

/// SIGHUP wakes who waits for it.
#[cfg(unix)]
fn told_to_reload() -> std::io::Result<Arc<Notify>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut hangup = signal(SignalKind::hangup())?;
    let asked = Arc::new(Notify::new());
    let wake = asked.clone();
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            wake.notify_one();
        }
    });
    Ok(asked)
}

#[cfg(not(unix))]
fn told_to_reload() -> std::io::Result<Arc<Notify>> {
    Ok(Arc::new(Notify::new()))
}

/// Installs the handlers at once, so that a signal sent while the first connection opens is not lost.
#[cfg(unix)]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

fn log_to_stderr() {
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_span_list(false)
        .with_max_level(LevelFilter::INFO)
        .with_writer(std::io::stderr)
        // It would be told to the same stderr, and panic where nobody reads that.
        .log_internal_errors(false)
        .init();
    panics::log();
}

/// The exit code of a start that cannot succeed until somebody edits a file.
const EXIT_UNUSABLE: u8 = 2;
