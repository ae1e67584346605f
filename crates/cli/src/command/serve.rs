//! `haulout serve`: runs the gateway.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use haulout_gateway::config::{ConfigError, FileHashes, Reading, Source};
use haulout_gateway::edge::PortUse;
use haulout_gateway::reload::{Reloader, WithSources};
use haulout_gateway::{
    Assets, Config, ReloadableGateway, StartError, edge, file_error, operations,
};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::configuration::ConfigurationOptions;
use super::portal::{PortalError, PortalOptions};
use crate::exit::Exit;
use crate::logging::{self, LogOptions};

/// The options of `haulout serve`.
#[derive(Args, Debug)]
pub struct ServeOptions {
    #[command(flatten)]
    configuration: ConfigurationOptions,
    /// The address to listen on.
    #[arg(
        long,
        env = "HAULOUT_LISTEN",
        value_name = "ADDR",
        default_value = "127.0.0.1:8080",
        value_parser = parse_address
    )]
    listen: SocketAddr,
    #[command(flatten)]
    portal: PortalOptions,
    /// The address for `/metrics` and `/readyz`, which browsers should not reach; without it, neither is served.
    #[arg(
        long,
        env = "HAULOUT_METRICS_LISTEN",
        value_name = "ADDR",
        value_parser = parse_address
    )]
    metrics_listen: Option<SocketAddr>,
    /// Share the ports with other processes that have this option, as while one replaces another. All of them need the
    /// same `sealKeysFile`.
    #[arg(long, env = "HAULOUT_SHARE_PORT")]
    share_port: bool,
    /// How long `/readyz` fails before the listener closes, so that load balancers stop sending connections.
    #[arg(
        long,
        env = "HAULOUT_SHUTDOWN_DELAY",
        value_name = "SECONDS",
        default_value_t = 0,
        value_parser = clap::value_parser!(u64).range(..=SHUTDOWN_DELAY_MAX)
    )]
    shutdown_delay: u64,
    #[command(flatten)]
    log: LogOptions,
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
    logging::start(&options.log);
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
            Self::Listen(address, error) => {
                write!(
                    f,
                    "cannot listen on {address}: {}",
                    file_error::words(error)
                )?;
                if error.kind() == io::ErrorKind::AddrNotAvailable {
                    f.write_str("; this computer has no such address")?;
                } else if error.kind() == io::ErrorKind::PermissionDenied {
                    f.write_str("; choose a port above 1023")?;
                }
                Ok(())
            }
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
    let source = options.configuration.source();
    let source = source.map_err(PrepareError::Config)?;
    let Reading { config, hashes } = source.read();
    Ok(Prepared {
        config: config.map_err(PrepareError::Config)?,
        assets: options.portal.load().map_err(PrepareError::Portal)?,
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
        let clusters = config.clusters.len();
        let tls = config.terminates_tls();
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
        let version = crate::version::text();
        tracing::info!(%address, metrics_address, public_url, tls, clusters, version, "listening");
        if has_temporary_seal_keys {
            tracing::warn!(
                "without sealKeysFile, all sessions end with this process, and other processes cannot read their cookies"
            );
        }
        let draining = current.clone();
        let delay_seconds = options.shutdown_delay;
        let shutdown = async move {
            let signal = stop.await;
            tracing::info!(signal, delay_seconds, "stopping");
            draining.begin_draining();
            sleep(Duration::from_secs(delay_seconds)).await;
        };
        edge::serve_current(current, listener, shutdown).await;
        tracing::info!("stopped");
        Ok(())
    })
}

/// Parses an address with a port, as a person would expect the error.
fn parse_address(text: &str) -> Result<SocketAddr, String> {
    let examples = "127.0.0.1:8080, 0.0.0.0:8080 or [::]:8080";
    text.parse()
        .map_err(|_| format!("must be an IP address and a port, such as {examples}"))
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
fn stop_signal() -> io::Result<impl Future<Output = &'static str>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = &'static str>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        "Ctrl-C"
    })
}

/// Seconds; load balancers probe more often than every minute, and an orchestrator would end the process by then.
const SHUTDOWN_DELAY_MAX: u64 = 300;
