//! Parses the `haulout` command line and runs the subcommand.

use std::alloc::System;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use haulout_cli::command::{check, credential, import, merge, open, schema, serve, static_site};
use zeroizing_alloc::ZeroAlloc;

/// Overwrites freed memory, because libraries do not wipe their buffers with tokens and keys.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

/// Browser login for Kubernetes clusters that use Pinniped for authentication.
#[derive(Parser)]
#[command(name = "haulout", version)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check the configuration, the issuer and the clusters; report problems and how to fix them.
    ///
    /// Exits with 0 if no check failed, 1 if a check failed, and 2 if the configuration cannot be used.
    Check(check::CheckOptions),
    /// Create a gateway configuration from kubeconfigs of `pinniped get kubeconfig`, or from clusters.
    Import(import::ImportOptions),
    /// Merge the entries of one kubeconfig into another.
    Merge(merge::MergeOptions),
    /// Serve the portal and relay requests to the issuer and the Concierges.
    Serve(serve::ServeOptions),
    /// Sign in and keep credentials for kubectl up to date until interrupted.
    ///
    /// Exits with 0 if a signal stops it, 1 if a sign-in failed or the folder was removed, 2 if the configuration, the
    /// command line or the folder cannot be used, and 3 if another process uses the folder.
    Open(open::OpenOptions),
    /// Print the credential of a cluster, for kubectl.
    ///
    /// Gets the credential from a running `haulout open`, or signs in. Exits with 1 if there is no credential, and with
    /// 2 if the configuration cannot be used.
    Credential(credential::CredentialOptions),
    /// Print the JSON Schema of the configuration file, for editors and validators.
    Schema,
    /// Write the portal as a static site for any web server; issuer and API servers must allow CORS.
    ///
    /// Exits with 2 if the configuration or a folder cannot be used, and with 1 if the disk fails.
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
