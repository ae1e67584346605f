//! The `haulout` command line; parses it and hands over.

use std::alloc::System;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use haulout_cli::command::{check, credential, import, merge, open, schema, serve, static_site};
use zeroizing_alloc::ZeroAlloc;

/// Wipes what is freed: tokens and keys pass through buffers of libraries that do not.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

/// Browser login for Kubernetes clusters guarded by Pinniped.
#[derive(Parser)]
#[command(name = "haulout", version)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Ask the issuer and the clusters what a sign-in would ask, and say what is wrong and how to mend it.
    ///
    /// Ends with 0 when nothing failed, with 1 when something did, and with 2 when the configuration cannot be used.
    Check(check::CheckOptions),
    /// Make a gateway's configuration out of kubeconfigs made by `pinniped get kubeconfig`.
    Import(import::ImportOptions),
    /// Merge the entries of one kubeconfig into another.
    Merge(merge::MergeOptions),
    /// Serve the portal and relay to the issuer and the Concierges.
    Serve(serve::ServeOptions),
    /// Sign in, and keep credentials for kubectl fresh until told to end.
    ///
    /// Ends with 0 when it is told to end, with 1 when a sign-in failed or the folder went away, with 2 when the
    /// configuration, the command line or the folder cannot be used, and with 3 when another one has the folder.
    Open(open::OpenOptions),
    /// Print the credential of a cluster, for kubectl.
    ///
    /// It is that of a running `haulout open`, or comes from a sign-in. Ends with 1 when there is none to be had, and with
    /// 2 when the configuration cannot be used.
    Credential(credential::CredentialOptions),
    /// Print the JSON Schema of the configuration file, for editors and checks.
    Schema,
    /// Write the portal as a folder that any web server can host, for an issuer and API servers with CORS.
    ///
    /// Ends with 2 when the configuration or a folder cannot be used, and with 1 when the disk fails.
    Static(static_site::StaticSiteOptions),
}

fn main() -> ExitCode {
    match CommandLine::parse().command {
        Command::Check(options) => check::run(&options),
        Command::Import(options) => import::run(&options),
        Command::Merge(options) => merge::run(&options),
        Command::Serve(options) => serve::run(&options),
        Command::Open(options) => open::run(&options),
        Command::Credential(options) => credential::run(&options),
        Command::Schema => schema::run(),
        Command::Static(options) => static_site::run(&options),
    }
}
