//! `haulout serve`: runs the gateway.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use haulout_gateway::config::{ConfigError, FileHashes, Overrides, Reading, Source};
use haulout_gateway::edge::PortUse;
use haulout_gateway::reload::{Reloader, WithSources};
use haulout_gateway::{Assets, Config, ReloadableGateway, StartError, edge, operations, panics};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tracing::level_filters::LevelFilter;

use super::portal::{self, PortalError};
use crate::exit::Exit;

/// The options of `haulout serve`.
#[derive(Args, Debug)]
pub struct ServeOptions {
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
    /// The folder with the portal's files [default: `portal` next to the executable].
    #[arg(long, env = "HAULOUT_ASSETS", value_name = "DIR")]
    assets: Option<PathBuf>,
    /// The address for `/metrics` and `/readyz`, which browsers should not reach; without it, neither is served.
    #[arg(long, env = "HAULOUT_METRICS_LISTEN", value_name = "ADDR")]
    metrics_listen: Option<SocketAddr>,
    /// Share the ports with other processes that have this option, as while one replaces another. All of them need the
    /// same `sealKeysFile`.
    #[arg(long, env = "HAULOUT_SHARE_PORT")]
    share_port: bool,
    /// Set a configuration field, for example `issuer.clientId=portal`; takes precedence over file and environment.
    ///
    /// Every field outside `clusters` can be set this way or by an environment variable: `issuer.clientId` by
    /// `HAULOUT_ISSUER_CLIENT_ID`. Separate the items of a list with commas.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    set: Vec<String>,
}

/// What the gateway starts with.
struct Prepared {
    config: Config,
    assets: Assets,
    source: Source,
    hashes: FileHashes,
}

/// Runs until SIGTERM or SIGINT; exits with 2 if the configuration or the portal cannot be used, and with 1 if serving
/// fails.
#[must_use]
pub fn run(options: &ServeOptions) -> ExitCode {
    log_to_stderr();
    let prepared = match prepare(options) {
        Ok(prepared) => prepared,
        Err(error) => return Exit::Unusable.with_message(error),
    };
    match listen_and_serve(options, prepared) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => Exit::Failed.with_message(WithSources(&error)),
    }
}

/// Why the gateway cannot start.
#[derive(Debug)]
enum PrepareError {
    /// Both listeners would have this port, so the metrics would be public.
    SamePort(u16),
    Config(ConfigError),
    Portal(PortalError),
}

impl fmt::Display for PrepareError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SamePort(port) => write!(
                f,
                "--listen and --metrics-listen have the same port {port}, which would publish the metrics: choose \
                 another port for --metrics-listen"
            ),
            Self::Config(error) => error.fmt(f),
            Self::Portal(error) => error.fmt(f),
        }
    }
}

/// Why the gateway cannot serve.
#[derive(Debug)]
enum ServeError {
    /// The system provides no threads, signal handlers or local address.
    System(io::Error),
    /// The gateway cannot listen on this address.
    Listen(SocketAddr, io::Error),
    /// The gateway cannot be created from its configuration.
    Start(StartError),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System(error) => error.fmt(f),
            Self::Listen(address, error) if error.kind() == io::ErrorKind::AddrInUse => write!(
                f,
                "cannot listen on {address}: another process listens there. Stop it, choose another address, or start \
                 both with --share-port"
            ),
            Self::Listen(address, error) => write!(f, "cannot listen on {address}: {error}"),
            Self::Start(error) => error.fmt(f),
        }
    }
}

impl Error for ServeError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::System(error) => error.source(),
            Self::Listen(..) => None,
            Self::Start(error) => error.source(),
        }
    }
}

impl From<io::Error> for ServeError {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

impl From<StartError> for ServeError {
    fn from(error: StartError) -> Self {
        Self::Start(error)
    }
}

fn prepare(options: &ServeOptions) -> Result<Prepared, PrepareError> {
    if let Some(metrics) = options.metrics_listen
        && overlap(options.listen, metrics)
    {
        return Err(PrepareError::SamePort(metrics.port()));
    }
    let overrides =
        Overrides::new(std::env::vars_os(), &options.set).map_err(PrepareError::Config)?;
    let source = Source::new(&options.config, overrides);
    let Reading { config, hashes } = source.read();
    Ok(Prepared {
        config: config.map_err(PrepareError::Config)?,
        assets: portal::load(options.assets.as_ref()).map_err(PrepareError::Portal)?,
        source,
        hashes,
    })
}

/// Whether a connection to one address can arrive at the other.
fn overlap(one: SocketAddr, other: SocketAddr) -> bool {
    let any_host = one.ip().is_unspecified() || other.ip().is_unspecified();
    // The system chooses a free port in place of 0.
    one.port() == other.port() && one.port() != 0 && (any_host || one.ip() == other.ip())
}

fn listen_and_serve(options: &ServeOptions, prepared: Prepared) -> Result<(), ServeError> {
    let Prepared {
        config,
        assets,
        source,
        hashes,
    } = prepared;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let port_use = if options.share_port {
            PortUse::Shared
        } else {
            PortUse::Exclusive
        };
        let listener = listen(options.listen, port_use)?;
        let stop = stop_signal()?;
        let reload = reload_signal()?;
        let address = listener.local_addr()?;
        let public_url = config.public_url().to_owned();
        let has_temporary_seal_keys = config.has_temporary_seal_keys();
        let current = ReloadableGateway::new(config, assets, Some(address))?;
        // They are aborted at the end of this scope, after the last connection.
        let mut background_tasks = JoinSet::new();
        let metrics_address = match options.metrics_listen {
            Some(address) => {
                let listener = listen(address, port_use)?;
                let address = listener.local_addr()?;
                background_tasks.spawn(operations::serve(
                    current.clone(),
                    listener,
                    std::future::pending(),
                ));
                Some(address.to_string())
            }
            None => None,
        };
        background_tasks.spawn(Reloader::new(current.clone(), source, hashes).run(reload));
        tracing::info!(%address, metrics_address, public_url, "listening");
        if has_temporary_seal_keys {
            tracing::warn!(
                "without sealKeysFile, all sessions end with this process, and other processes cannot read their cookies"
            );
        }
        edge::serve_current(current, listener, stop).await;
        Ok(())
    })
}

fn listen(address: SocketAddr, port_use: PortUse) -> Result<TcpListener, ServeError> {
    edge::listen(address, port_use).map_err(|error| ServeError::Listen(address, error))
}

/// A notification for each SIGHUP.
#[cfg(unix)]
fn reload_signal() -> io::Result<Arc<Notify>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut hangup = signal(SignalKind::hangup())?;
    let reload = Arc::new(Notify::new());
    let wake = reload.clone();
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            wake.notify_one();
        }
    });
    Ok(reload)
}

#[cfg(not(unix))]
fn reload_signal() -> io::Result<Arc<Notify>> {
    Ok(Arc::new(Notify::new()))
}

/// Installs the handlers immediately, so that an early signal is not lost.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
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
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
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
        // It would write to the same stderr, and panic if that is closed.
        .log_internal_errors(false)
        .init();
    panics::log();
}
