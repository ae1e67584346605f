//! The `haulout` command line; parses it and hands over.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use haulout_gateway::command::serve;

/// Browser login for Kubernetes clusters guarded by Pinniped.
#[derive(Parser)]
#[command(name = "haulout", version)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the portal and relay to the issuer and the Concierges.
    Serve(serve::Options),
}

fn main() -> ExitCode {
    match CommandLine::parse().command {
        Command::Serve(options) => serve::run(&options),
    }
}
