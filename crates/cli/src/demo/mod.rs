//! The demo: an issuer, two clusters and the gateway in one process, on this computer only.

mod configuration;
mod introduction;
pub(crate) mod place;

use std::error::Error;
use std::future::pending;
use std::io::ErrorKind;
use std::process::{Command, Stdio};
use std::time::Duration;

use haulout_devstack::{Script, Stack};
use haulout_gateway::Assets;
use tokio::net::TcpListener;

use self::place::Place;
use crate::command::demo::DemoOptions;

/// Runs until SIGINT or SIGTERM.
pub(crate) fn run(options: &DemoOptions, assets: Assets) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(demo(options, assets))
}

async fn demo(options: &DemoOptions, assets: Assets) -> Result<(), Box<dyn Error>> {
    let mut interrupted = Signals::listen()?;
    let listener = listen(options.port).await?;
    let place = Place {
        server: format!("http://{}", listener.local_addr()?),
        base_path: options.base_path.clone(),
        page_origin: options.page_origin.clone(),
        embed_origins: options.embed_origins.clone(),
    };
    let (mut script, page) = script(options);
    place.register(&mut script);
    let stack = Stack::start(script).await?;
    for &scenario in &options.faults {
        stack.set_scenario(scenario, true);
    }
    let control = stack.serve_control(0).await?;
    let url = place.public_url();
    let config = configuration::of(&stack, &place, page)?;
    if let Some(file) = &options.clusters_file {
        std::fs::write(file, configuration::clusters(&stack))?;
    }
    introduction::print(&stack, &url, page);
    introduction::print_embedding(&place);
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
fn script(options: &DemoOptions) -> (Script, bool) {
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
