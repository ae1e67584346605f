//! The demo: an issuer, two clusters and the gateway in one process, on this computer only.
//!
//! `cargo xtask demo` builds the portal and starts it.

mod configuration;
mod introduction;

use std::error::Error;
use std::future::pending;
use std::io::ErrorKind;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use clap::Parser;
use haulout_devstack::{Scenario, Script, Stack, UnknownScenario};
use haulout_gateway::Assets;
use tokio::net::TcpListener;

/// A portal to try, with all its peers.
#[derive(Parser)]
#[command(name = "demo")]
struct Options {
    /// The portal's port on 127.0.0.1; by default 8080 or the next free one.
    #[arg(long)]
    port: Option<u16>,
    /// Open the portal in the browser.
    #[arg(long)]
    open: bool,
    /// Keep the tokens in the page, as a public client of a general OpenID provider.
    #[arg(long)]
    page: bool,
    /// Activate a fault from the start, by its name; can be repeated.
    #[arg(long = "fault", value_name = "NAME", value_parser = scenario)]
    faults: Vec<Scenario>,
    /// The validity of client certificates, to see renewals sooner than every five minutes.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(CERTIFICATE_SECONDS))]
    certificate_seconds: Option<u64>,
    /// Exit after the arguments are parsed.
    #[arg(long, hide = true)]
    check: bool,
    /// The folder with the built portal.
    #[arg(
        long,
        env = "HAULOUT_PORTAL",
        value_name = "DIR",
        default_value = "target/bundle/portal"
    )]
    assets: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    if options.check {
        return ExitCode::SUCCESS;
    }
    match demo(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("demo: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn demo(options: Options) -> Result<(), Box<dyn Error>> {
    let mut interrupted = Signals::listen()?;
    let assets = Assets::load(&options.assets)
        .map_err(|error| format!("{error}. `cargo xtask bundle` builds the portal."))?;
    let (script, page) = script(&options);
    let stack = Stack::start(script).await?;
    for &scenario in &options.faults {
        stack.set_scenario(scenario, true);
    }
    let control = stack.serve_control(0).await?;
    let listener = listen(options.port).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let config = configuration::of(&stack, &url, page)?;
    introduction::print(&stack, &url, page);
    introduction::print_scenarios(&stack, &options.faults, control.url());
    if options.open {
        open(&url);
    }
    tokio::select! {
        // After Ctrl-C, dropping the server closes everything immediately.
        served = haulout_gateway::serve(config, assets, listener, pending()) => served?,
        () = interrupted.received() => println!("\nStopped."),
    }
    Ok(())
}

async fn listen(port: Option<u16>) -> Result<TcpListener, Box<dyn Error>> {
    let candidates = match port {
        Some(port) => port..=port,
        None => FIRST_PORT..=LAST_PORT,
    };
    for port in candidates.clone() {
        match TcpListener::bind(("127.0.0.1", port)).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => return Err(format!("cannot listen on port {port}: {error}").into()),
        }
    }
    Err(match port {
        Some(port) => format!("port {port} is taken; choose another one, or leave out --port"),
        None => format!("ports {FIRST_PORT} to {LAST_PORT} are all taken; choose one with --port"),
    }
    .into())
}

/// The peers, and the token mode: a fault of certain peers includes them.
fn script(options: &Options) -> (Script, bool) {
    let own = options.faults.iter().find_map(|scenario| scenario.script());
    let page = options.page || own.is_some();
    let mut script = match own {
        Some(script) => script,
        None if page => Script::plain(),
        None => Script::default(),
    };
    if let Some(seconds) = options.certificate_seconds {
        script.lifetimes.certificate = Duration::from_secs(seconds);
    }
    (script, page)
}

fn scenario(name: &str) -> Result<Scenario, UnknownScenario> {
    name.parse()
}

/// A convenience: without such a program, the user copies the printed URL.
fn open(url: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let started = Command::new(program)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(error) = started {
        println!("\ncannot start {program} ({error}); open {url} in a browser");
    }
}

/// The signals that end the process.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn received(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn received(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            pending::<()>().await;
        }
    }
}

/// A common port of local servers.
const FIRST_PORT: u16 = 8080;
/// The end of the search for a free port; a hundred running demos are a mistake.
const LAST_PORT: u16 = 8180;
/// Shorter than a renewal makes no sense, and longer than a day is no demo.
const CERTIFICATE_SECONDS: RangeInclusive<u64> = 5..=24 * 60 * 60;
