//! `haulout credential`: a credential plugin for kubectl, which reads the JSON on the standard output.

use std::io::Write as _;
use std::process::ExitCode;

use crate::desktop::CredentialPluginOptions;

/// What `haulout credential` can be told.
pub type CredentialOptions = CredentialPluginOptions;

/// Prints the credential and nothing else; whatever there is to say goes to the standard error.
///
/// It ends with 1 when there is no credential to be had, and with 2 when the configuration cannot be used.
#[must_use]
pub fn run(options: &CredentialOptions) -> ExitCode {
    match crate::desktop::fetch(options) {
        Ok(credential) => {
            let printed = writeln!(std::io::stdout(), "{}", credential.secret());
            if printed.is_ok() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => error.exit().with_message(&error),
    }
}
