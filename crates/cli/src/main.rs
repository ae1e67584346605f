//! Parses the `haulout` command line and runs the subcommand.

use std::alloc::System;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};
#[cfg(feature = "demo")]
use haulout_cli::command::demo;
use haulout_cli::command::{
    check, completions, credential, import, man, merge, open, schema, serve, static_site,
};
use zeroizing_alloc::ZeroAlloc;

/// Overwrites freed memory, because libraries do not wipe their buffers with tokens and keys.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

/// Browser login for Kubernetes clusters that use Pinniped for authentication.
#[derive(Parser)]
#[command(name = "haulout", version = haulout_cli::version::text())]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check the configuration, the issuer and the clusters; report problems and how to fix them.
    #[command(after_help = "\
Examples:
  haulout check --config haulout.yaml
  haulout check --config haulout.yaml --public https://portal.example --token-file id-token

Exit codes:
  0  no check failed
  1  a check failed
  2  the configuration cannot be used")]
    Check(check::CheckOptions),
    /// Create a gateway configuration from kubeconfigs of `pinniped get kubeconfig`, or from clusters.
    #[command(after_help = "\
Examples:
  haulout import --public-url https://portal.example prod.kubeconfig -o haulout.yaml --manifest client.yaml
  haulout import --public-url https://portal.example --from-cluster --context prod

Exit codes:
  0  the configuration is written
  1  a cluster does not answer, or the disk fails
  2  a kubeconfig or the command line cannot be used")]
    Import(import::ImportOptions),
    /// Merge the entries of one kubeconfig into another.
    #[command(after_help = "\
Examples:
  haulout merge ~/Downloads/kubeconfig.yaml --dry-run
  haulout merge ~/Downloads/kubeconfig.yaml --set-current
  pinniped get kubeconfig | haulout merge -

Exit codes:
  0  the entries are merged, or were there already
  1  the disk fails
  2  a kubeconfig cannot be used, or an entry's name is used for something else")]
    Merge(merge::MergeOptions),
    /// Serve the portal and relay requests to the issuer and the Concierges.
    #[command(after_help = "\
Examples:
  haulout serve --config haulout.yaml
  haulout serve --config haulout.yaml --listen 0.0.0.0:8443 --metrics-listen 0.0.0.0:9443

Exit codes:
  0  a signal stopped it
  1  serving failed, for example because the port is in use
  2  the configuration or the portal's files cannot be used")]
    Serve(serve::ServeOptions),
    /// Run the portal with a simulated issuer and two simulated clusters, on this computer only.
    #[cfg(feature = "demo")]
    #[command(after_help = "\
Examples:
  haulout demo --open
  haulout demo --fault story-1987 --certificate-seconds 60
  haulout demo --base-path /haulout --page-origin http://localhost:5173

Exit codes:
  0  a signal stopped it
  1  it cannot run, for example because the port is in use
  2  the command line or the portal's files cannot be used")]
    Demo(demo::DemoOptions),
    /// Sign in and keep credentials for kubectl up to date until interrupted.
    #[command(after_help = "\
Examples:
  haulout open --kubeconfig prod.kubeconfig
  haulout open --config haulout.yaml --merge

Exit codes:
  0  a signal stopped it
  1  a sign-in failed, or the folder was removed
  2  the configuration, the command line or the folder cannot be used
  3  another process uses the folder")]
    Open(open::OpenOptions),
    /// Print the credential of a cluster, for kubectl.
    ///
    /// Gets the credential from a running `haulout open`, or signs in.
    #[command(after_help = "\
Example:
  haulout credential prod --config haulout.yaml

Exit codes:
  0  the credential is printed
  1  there is no credential
  2  the configuration cannot be used")]
    Credential(credential::CredentialOptions),
    /// Print the JSON Schema of the configuration file, for editors and validators.
    #[command(after_help = "\
Example:
  haulout schema > haulout.schema.json

Exit codes:
  0  the schema is printed
  1  the output is closed")]
    Schema,
    /// Write the portal as a static site for any web server; issuer and API servers must allow CORS.
    ///
    /// The configuration must have `tokens: page`.
    #[command(after_help = "\
Example:
  haulout static --config haulout.yaml --out site

Exit codes:
  0  the site is written
  1  the disk fails
  2  the configuration or a folder cannot be used")]
    Static(static_site::StaticSiteOptions),
    /// Print the completions for a shell.
    #[command(after_help = "\
Examples:
  source <(haulout completions bash)
  haulout completions fish > ~/.config/fish/completions/haulout.fish

Exit codes:
  0  the completions are printed
  1  the output is closed")]
    Completions(completions::CompletionsOptions),
    /// Write the manual pages into a folder.
    #[command(after_help = "\
Example:
  haulout man ~/.local/share/man/man1

Exit codes:
  0  the pages are written
  1  the disk fails")]
    Man(man::ManOptions),
}

fn main() -> ExitCode {
    match CommandLine::parse().command {
        Command::Check(options) => check::run(&options),
        Command::Import(options) => import::run(&options),
        Command::Merge(options) => merge::run(&options),
        Command::Serve(options) => serve::run(&options),
        #[cfg(feature = "demo")]
        Command::Demo(options) => demo::run(&options),
        Command::Open(options) => open::run(&options),
        Command::Credential(options) => credential::run(&options),
        Command::Schema => schema::run(),
        Command::Static(options) => static_site::run(&options),
        Command::Completions(options) => completions::run(&options, CommandLine::command()),
        Command::Man(options) => man::run(&options, CommandLine::command()),
    }
}
