//! `haulout schema`: prints the JSON Schema of the configuration file.

use std::io::Write as _;
use std::process::ExitCode;

use haulout_gateway::config::schema;

/// Prints the schema; fails only if the standard output is closed.
#[must_use]
pub fn run() -> ExitCode {
    match std::io::stdout().write_all(schema::text().as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
