//! A credential plugin that works like the Pinniped CLI: it returns the cached certificate until it expires.

use std::path::Path;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::credential;

/// Prints the credential from `cache`, or a new one from `source`.
#[expect(
    clippy::disallowed_methods,
    reason = "this simulates another program, which uses the system clock"
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
