//! `haulout demo`: runs the portal with simulated peers.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use haulout_devstack::{Scenario, UnknownScenario};

use super::portal::PortalOptions;
use crate::demo::{self, place};
use crate::exit::Exit;

/// The options of `haulout demo`.
#[derive(Args, Debug)]
pub struct DemoOptions {
    /// The portal's port on 127.0.0.1 [default: 8080 or the next free one].
    #[arg(long)]
    pub(crate) port: Option<u16>,
    /// Serve the portal below this path, as behind a dashboard on the same origin.
    #[arg(long, value_name = "PATH", default_value = "", hide_default_value = true, value_parser = place::base_path)]
    pub(crate) base_path: String,
    /// The origin of a page that forwards the base path to this server, such as a development server.
    #[arg(long, value_name = "ORIGIN", value_parser = place::origin, requires = "base_path")]
    pub(crate) page_origin: Option<String>,
    /// Allow pages of this origin to open the sign-in in a window; can be repeated.
    #[arg(long = "embed-origin", value_name = "ORIGIN", value_parser = place::origin)]
    pub(crate) embed_origins: Vec<String>,
    /// Write the clusters' addresses and certificate authorities into this file, for the backend of a dashboard.
    #[arg(long, value_name = "FILE")]
    pub(crate) clusters_file: Option<PathBuf>,
    /// Open the portal in the browser.
    #[arg(long)]
    pub(crate) open: bool,
    /// Keep the tokens in the page, as a public client of a general OpenID provider.
    #[arg(long)]
    pub(crate) page: bool,
    /// Activate a fault from the start; can be repeated.
    #[arg(long = "fault", value_name = "NAME", value_parser = scenario)]
    pub(crate) faults: Vec<Scenario>,
    /// The validity of client certificates, to see renewals sooner than every five minutes.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(CERTIFICATE_SECONDS))]
    pub(crate) certificate_seconds: Option<u64>,
    /// Exit after the arguments are parsed.
    #[arg(long, hide = true)]
    check: bool,
    #[command(flatten)]
    portal: PortalOptions,
}

/// Runs until SIGINT or SIGTERM; exits with 2 if the portal cannot be used, and with 1 if the system fails.
#[must_use]
pub fn run(options: &DemoOptions) -> ExitCode {
    if options.check {
        return ExitCode::SUCCESS;
    }
    let assets = match options.portal.load() {
        Ok(assets) => assets,
        Err(error) => return Exit::Unusable.with_message(error),
    };
    match demo::run(options, assets) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => Exit::Failed.with_message(error),
    }
}

fn scenario(name: &str) -> Result<Scenario, UnknownScenario> {
    name.parse()
}

/// Shorter than a renewal makes no sense, and longer than a day is no demo.
const CERTIFICATE_SECONDS: RangeInclusive<u64> = 5..=24 * 60 * 60;
