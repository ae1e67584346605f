//! The tools of `cargo xtask bench gateway`: an upstream to relay to, traffic with figures, sockets that stall,
//! certificates and a sign-in.
//!
//! Each prints lines of JSON and ends by itself.

mod authority;
mod load;
mod sign_in;
mod slow;
mod tls_client;
mod traffic;
mod upstream;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What a bench of the gateway needs beside the gateway.
#[derive(Parser)]
#[command(name = "bench")]
struct Options {
    #[command(subcommand)]
    tool: Tool,
}

#[derive(Subcommand)]
enum Tool {
    /// Play an issuer and a Concierge that answer at once, until standard input closes.
    Upstream(upstream::Options),
    /// Make requests at a steady rate, and say how long they took.
    Load(load::Options),
    /// Make an authority and certificates of it.
    Certificates(authority::Options),
    /// Sign in once, and say which cookies that brought.
    SignIn(sign_in::Options),
    /// Hold sockets that say nothing, or say it slowly.
    Slow(slow::Options),
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Options::parse().tool {
        Tool::Upstream(options) => upstream::run(options).await,
        Tool::Load(options) => load::run(options).await,
        Tool::Certificates(options) => authority::run(&options),
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

/// What went wrong; only people read it.
type Error = Box<dyn std::error::Error + Send + Sync>;
/// What a tool ends with.
type Outcome = Result<(), Error>;
