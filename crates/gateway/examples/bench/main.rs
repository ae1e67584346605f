//! The tools of `cargo xtask bench gateway` and `bench load`: an upstream, load with measurements, stalling sockets,
//! certificates, a sign-in, and portals to compare.
//!
//! Each prints lines of JSON and ends automatically.

mod authority;
mod load;
mod peer_files;
mod portals;
mod sign_in;
mod slow;
mod tls_client;
mod traffic;
mod upstream;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The tools of the gateway's benchmark.
#[derive(Parser)]
#[command(name = "bench")]
struct Options {
    #[command(subcommand)]
    tool: Tool,
}

#[derive(Subcommand)]
enum Tool {
    /// Run an issuer and a Concierge that respond immediately, until standard input closes.
    Upstream(upstream::Options),
    /// Send requests at a steady rate, and report how long they took.
    Load(load::Options),
    /// Create a CA and certificates.
    Certificates(authority::Options),
    /// Run portals with an issuer and clusters, until standard input closes.
    Portals(portals::Options),
    /// Sign in once, and print the cookies.
    SignIn(sign_in::Options),
    /// Hold sockets that send nothing, or send slowly.
    Slow(slow::Options),
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Options::parse().tool {
        Tool::Upstream(options) => upstream::run(options).await,
        Tool::Load(options) => load::run(options).await,
        Tool::Certificates(options) => authority::run(&options),
        Tool::Portals(options) => portals::run(options).await,
        Tool::SignIn(options) => sign_in::run(options).await,
        Tool::Slow(options) => slow::run(options).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Any error; it is only displayed.
type Error = Box<dyn std::error::Error + Send + Sync>;
/// The result of a tool.
type Outcome = Result<(), Error>;
