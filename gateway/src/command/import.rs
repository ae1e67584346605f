//! `haulout import`: a gateway's configuration out of kubeconfigs made by `pinniped get kubeconfig`.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::import::{self, Made, Refusal, Wanted};

/// What `haulout import` can be told.
#[derive(Args, Debug)]
pub struct Options {
    /// Kubeconfigs made by `pinniped get kubeconfig`; all their contexts become clusters of one portal.
    #[arg(value_name = "KUBECONFIG", required = true)]
    kubeconfigs: Vec<PathBuf>,
    /// The contexts to use; all of them when absent.
    #[arg(long = "context", value_name = "NAME")]
    contexts: Vec<String>,
    /// Where browsers are to find the gateway.
    #[arg(long, value_name = "URL")]
    public_url: String,
    /// What the portal is called.
    #[arg(long, value_name = "TITLE", default_value = "Clusters")]
    title: String,
    /// The client that was registered for the portal; without it, what to register is said.
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// The file with that client's secret, written as it is; the gateway looks for it beside its configuration.
    #[arg(long, value_name = "FILE")]
    client_secret_file: Option<String>,
    /// The file to write; the standard output when absent.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if there is one.
    #[arg(long, requires = "output")]
    force: bool,
}

/// Imports; ends with 2 when a file or the command line has to be changed first, with 1 when the system fails.
#[must_use]
pub fn run(options: &Options) -> ExitCode {
    match import(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            eprintln!("haulout: {refusal}");
            if refusal.needs_a_person() {
                ExitCode::from(EXIT_UNUSABLE)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}

fn import(options: &Options) -> Result<(), Refusal> {
    let Made { yaml, notes } = make(options)?;
    match &options.output {
        Some(file) => import::write(file, &yaml, options.force)?,
        None => std::io::stdout()
            .write_all(yaml.as_bytes())
            .map_err(|error| Refusal::Unwritable(PathBuf::from("standard output"), error))?,
    }
    for note in notes {
        eprintln!("haulout: {note}");
    }
    Ok(())
}

fn make(options: &Options) -> Result<Made, Refusal> {
    let wanted = Wanted {
        public_url: options.public_url.clone(),
        title: options.title.clone(),
        client_id: options.client_id.clone(),
        client_secret_file: options.client_secret_file.clone(),
    };
    import::from_kubeconfigs(&options.kubeconfigs, &options.contexts, &wanted)
}

/// The exit code when nothing succeeds until somebody edits a file or the command line.
const EXIT_UNUSABLE: u8 = 2;
