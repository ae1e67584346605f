//! The `haulout` command line; parses it and hands over.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use haulout_gateway::command::{credential, merge, open, serve};

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
    /// Sign in, and keep credentials for kubectl fresh until told to end.
    Open(open::Options),
    /// Print the credential of a cluster, for kubectl.
    Credential(credential::Options),
}

fn main() -> ExitCode {
    match CommandLine::parse().command {
        Command::Merge(options) => merge::run(&options),
        Command::Serve(options) => serve::run(&options),
        Command::Open(options) => open::run(&options),
        Command::Credential(options) => credential::run(&options),
    }
}
