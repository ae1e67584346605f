//! A credential plugin with the rule of the Pinniped CLI: the cached certificate until its very end, then a new one.

use std::path::Path;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::credential;

/// Prints the credential. `source` is where a new one is to be had, `cache` what the plugin remembers.
#[expect(
    clippy::disallowed_methods,
    reason = "this is somebody else's program, and goes by this computer's clock"
)]
pub(crate) fn run(source: &Path, cache: &Path) -> ExitCode {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = i64::try_from(now.map_or(0, |since| since.as_secs())).unwrap_or(i64::MAX);
    let alive = |it: &serde_json::Value| credential::not_after(it).is_some_and(|end| now < end);
    let cached = credential::read(cache).filter(alive);
    let renewed = || {
        let new = credential::read(source)?;
        let end = credential::not_after(&new)?;
        let new = credential::ending_at(new, end)?;
        credential::write(cache, &new.to_string()).ok()?;
        Some(new)
    };
    match cached.or_else(renewed) {
        Some(credential) => {
            println!("{credential}");
            ExitCode::SUCCESS
        }
        None => {
            eprintln!("there is no credential");
            ExitCode::FAILURE
        }
    }
}
