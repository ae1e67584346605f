//! Measures certificate renewals: counts requests of a real kubectl that the API server rejects.
//!
//! `cargo xtask bench renewal` builds and runs this. Each row has its own servers; all rows run concurrently, because
//! they mostly wait for certificates to expire.

mod client;
mod credential;
mod plugin;
mod row;
mod writer;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use row::{Form, Row};

/// Measures rejected requests over several certificate lifetimes.
#[derive(Parser)]
#[command(name = "renewal")]
struct Options {
    /// Print one line of JSON for each row.
    #[arg(long)]
    json: bool,
    /// The path of the `haulout` command.
    #[arg(long, env = "HAULOUT_COMMAND")]
    haulout: Option<PathBuf>,
    /// The path of kubectl.
    #[arg(long, env = "KUBECTL", default_value = "kubectl")]
    kubectl: PathBuf,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// A credential plugin, which kubectl calls.
    #[command(hide = true)]
    Plugin {
        /// The live folder's file.
        source: PathBuf,
        /// The plugin's cache file.
        cache: PathBuf,
    },
}

/// The rows of the table, in its order.
const ROWS: [Row; 8] = [
    Row::new(Form::LiveFolder, 0),
    Row::new(Form::LiveFolder, 5),
    Row::new(Form::LiveFolder, -5),
    Row::new(Form::LiveFolder, 15),
    Row::new(Form::LiveFolderUnmeasured, 15),
    Row::new(Form::PinnipedRule, 5),
    Row::new(Form::Inline, 0),
    Row::new(Form::NeverRenewed, 0),
];

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    if let Some(Command::Plugin { source, cache }) = &options.command {
        return plugin::run(source, cache);
    }
    let Some(haulout) = options.haulout else {
        eprintln!("renewal: specify the haulout command with --haulout");
        return ExitCode::from(2);
    };
    let mut running = Vec::new();
    for row in ROWS {
        let (haulout, kubectl) = (haulout.clone(), options.kubectl.clone());
        running.push(tokio::spawn(
            async move { row.run(&haulout, &kubectl).await },
        ));
    }
    if !options.json {
        println!("{}", row::heading());
    }
    let mut all_as_expected = true;
    for (row, run) in ROWS.iter().zip(running) {
        match run.await {
            Ok(Ok(figures)) => {
                all_as_expected &= row.is_as_expected(&figures);
                println!(
                    "{}",
                    if options.json {
                        figures.json(row)
                    } else {
                        figures.line(row)
                    }
                );
            }
            Ok(Err(error)) => {
                all_as_expected = false;
                eprintln!("renewal: {}: {error}", row.name());
            }
            Err(error) => {
                all_as_expected = false;
                eprintln!("renewal: {}: {error}", row.name());
            }
        }
    }
    if all_as_expected {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
