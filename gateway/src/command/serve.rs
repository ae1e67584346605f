//! `haulout serve`: the gateway as a process.

use std::error::Error;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use tokio::net::TcpListener;
use tracing::level_filters::LevelFilter;

use crate::{Assets, Config, panics};

/// What `haulout serve` can be told; every flag has an environment variable of the same name.
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
}

/// Runs until SIGTERM or SIGINT; exits 2 when the configuration or the portal is unusable, 1 when serving fails.
#[must_use]
pub fn run(options: &Options) -> ExitCode {
    log_to_stderr();
    let (config, assets) = match prepare(options) {
        Ok(prepared) => prepared,
        Err(complaint) => {
            eprintln!("haulout: {complaint}");
            return ExitCode::from(EXIT_UNUSABLE);
        }
    };
    match listen_and_serve(options.listen, config, assets) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("haulout: {}", WithSources(failure.as_ref()));
            ExitCode::FAILURE
        }
    }
}

fn prepare(options: &Options) -> Result<(Config, Assets), String> {
    let config = Config::from_file(&options.config).map_err(|complaint| complaint.to_string())?;
    let folder = match &options.assets {
        Some(folder) => folder.clone(),
        None => beside_the_executable()?,
    };
    let assets = Assets::load(&folder).map_err(|error| error.to_string())?;
    Ok((config, assets))
}

fn beside_the_executable() -> Result<PathBuf, String> {
    let executable = std::env::current_exe()
        .map_err(|error| format!("cannot find the executable's folder, pass --assets: {error}"))?;
    Ok(executable.parent().unwrap_or(Path::new(".")).join("portal"))
}

fn listen_and_serve(
    address: SocketAddr,
    config: Config,
    assets: Assets,
) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| format!("cannot listen on {address}: {error}"))?;
        let stop = told_to_stop()?;
        tracing::info!(address = %listener.local_addr()?, public_url = config.public_url(), "listening");
        crate::serve(config, assets, listener, stop).await?;
        Ok(())
    })
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
        .with_max_level(LevelFilter::INFO)
        .with_writer(std::io::stderr)
        .init();
    panics::log();
}

struct WithSources<'a>(&'a dyn Error);

impl fmt::Display for WithSources<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = self.0.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

/// The exit code of a start that cannot succeed until somebody edits a file.
const EXIT_UNUSABLE: u8 = 2;
