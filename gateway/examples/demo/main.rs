//! The demo: an issuer, two clusters and the gateway in one process, on this computer only.
//!
//! `cargo xtask demo` builds the portal and starts this.

mod configuration;

use std::error::Error;
use std::future::pending;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use clap::Parser;
use haulout_devstack::{Script, Stack};
use haulout_gateway::Assets;
use tokio::net::TcpListener;

/// A portal to try, with everything that it talks to.
#[derive(Parser)]
#[command(name = "demo")]
struct Options {
    /// The portal's port on 127.0.0.1; when absent, 8080 or the next one that is free.
    #[arg(long)]
    port: Option<u16>,
    /// Open the portal in the browser.
    #[arg(long)]
    open: bool,
    /// Let the page hold its tokens, as a public client of a general OpenID provider.
    #[arg(long)]
    page: bool,
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
    match demo(Options::parse()).await {
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
    let script = if options.page {
        Script::plain()
    } else {
        Script::default()
    };
    let stack = Stack::start(script).await?;
    let listener = listen(options.port).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let config = configuration::of(&stack, &url, options.page)?;
    introduce(&stack, &url, options.page);
    if options.open {
        open(&url);
    }
    tokio::select! {
        // Whoever presses Ctrl-C is done: dropping the server closes everything at once.
        served = haulout_gateway::serve(config, assets, listener, pending()) => served?,
        () = interrupted.received() => println!("\nStopped. Nothing is left behind."),
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

fn introduce(stack: &Stack, url: &str, page: bool) {
    println!("The portal is at  {url}");
    println!("\nUsers:");
    for user in stack.issuer().users() {
        let (name, password) = (&user.username, user.password.secret());
        println!(
            "  {name:<8} password {password:<10} groups {}",
            user.groups.join(", ")
        );
    }
    println!("\nTry:");
    println!("  1. Open the portal, press \u{201c}Sign in\u{201d}, and sign in as one of them.");
    println!(
        "  2. Press \u{201c}Copy kubeconfig\u{201d} or \u{201c}Download kubeconfig\u{201d}. It works until the ring is empty:"
    );
    println!("     kubectl --kubeconfig ~/Downloads/dev.kubeconfig.yaml auth whoami");
    println!("     kubectl --kubeconfig ~/Downloads/dev.kubeconfig.yaml get namespaces");
    if page {
        println!(
            "  3. Press \u{201c}Renew now\u{201d}. Only this page has the tokens: a reload ends the session."
        );
    } else {
        println!("  3. Press \u{201c}Renew now\u{201d}, or reload the page: the session stays.");
    }
    println!("\nEverything here listens on 127.0.0.1 only. Ctrl-C to stop.");
}

/// A convenience: whoever has no such program has the URL on the screen.
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
        println!("\n{program} could not be started ({error}); open {url} yourself.");
    }
}

/// The signals that mean "end".
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

/// The port that people expect of a thing like this.
const FIRST_PORT: u16 = 8080;
/// Where the search for a free one ends; more than a hundred demos at once are a mistake.
const LAST_PORT: u16 = 8180;
