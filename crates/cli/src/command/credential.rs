//! `haulout credential`: a kubectl credential plugin, which prints an `ExecCredential`.

use std::io::Write as _;
use std::process::ExitCode;

use crate::desktop::CredentialPluginOptions;

/// The options of `haulout credential`.
pub type CredentialOptions = CredentialPluginOptions;

/// Prints the credential and nothing else to the standard output; messages go to the standard error.
///
/// It exits with 1 if there is no credential, and with 2 if the configuration cannot be used.
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
