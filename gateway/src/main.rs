//! The `haulout` command line; parses it and hands over.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use haulout_gateway::command::{merge, serve};

/// Browser login for Kubernetes clusters guarded by Pinniped.
#[derive(Parser)]
#[command(name = "haulout", version)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Merge the entries of one kubeconfig into another.
    Merge(merge::Options),
    /// Serve the portal and relay to the issuer and the Concierges.
    Serve(serve::Options),
}

fn main() -> ExitCode {
    match CommandLine::parse().command {
        Command::Merge(options) => merge::run(&options),
        Command::Serve(options) => serve::run(&options),
    }
}
