//! The tools of `cargo xtask bench gateway`: an upstream to relay to, traffic with figures, and sockets that stall.
//!
//! Each prints lines of JSON and ends by itself.

mod load;
mod slow;
mod traffic;
mod upstream;

use std::error::Error;
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
    /// Hold sockets that say nothing, or say it slowly.
    Slow(slow::Options),
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Options::parse().tool {
        Tool::Upstream(options) => upstream::run(options).await,
        Tool::Load(options) => load::run(options).await,
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

/// What a tool ends with; only people read the error.
type Outcome = Result<(), Box<dyn Error + Send + Sync>>;
