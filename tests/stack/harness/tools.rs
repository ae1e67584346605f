//! External programs of the tests, from environment variables or `PATH`.

use std::path::PathBuf;

/// The program in `variable`, or the first of `names` on `PATH`.
pub(super) fn find(variable: &str, names: &[&str]) -> PathBuf {
    if let Some(named) = std::env::var_os(variable) {
        return named.into();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut candidates = names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    candidates
        .find(|program| program.is_file())
        .unwrap_or_else(|| {
            panic!(
                "{} is missing: put it on PATH, or name it in {variable}",
                names[0]
            )
        })
}
