//! Runs other programs, and keeps their messages out of the standard output.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::{CommandError, CommandResult, Context};

/// Runs a program and shows its output.
///
/// The output goes to standard error, because programs may parse the standard output of the command.
pub(crate) fn run(command: &mut Command) -> CommandResult {
    let status = command
        .stdin(Stdio::null())
        .stdout(std::io::stderr())
        .status()
        .context(format_args!("start {}", shown(command)))?;
    if status.success() {
        return Ok(());
    }
    Err(CommandError::new(format!(
        "{} ended with {status}",
        shown(command)
    )))
}

/// Runs a program and returns its output.
pub(crate) fn output(command: &mut Command) -> CommandResult<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .context(format_args!("start {}", shown(command)))?;
    if !output.status.success() {
        return Err(CommandError::new(format!(
            "{} ended with {}: {}",
            shown(command),
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        )));
    }
    String::from_utf8(output.stdout).context(format_args!("read the output of {}", shown(command)))
}

/// The first program of one of these names on `PATH`.
pub(crate) fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    names
        .iter()
        .flat_map(|name| std::env::split_paths(&path).map(move |folder| folder.join(name)))
        .find(|candidate| is_program(candidate))
}

/// `PATH` with these folders first.
pub(crate) fn path_with(first: impl IntoIterator<Item = PathBuf>) -> CommandResult<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = first.into_iter().chain(std::env::split_paths(&path));
    std::env::join_paths(folders).context("put a folder on PATH")
}

/// The program in an environment variable, or else the first of these names on `PATH`.
pub(crate) fn named(variable: &str, names: &[&str]) -> Option<PathBuf> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| is_program(path))
        .or_else(|| on_path(names))
}

/// Whether this file exists and may be run.
pub(crate) fn is_program(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        path.metadata()
            .is_ok_and(|data| data.is_file() && data.permissions().mode() & ANY_EXECUTE_BIT != 0)
    }
    #[cfg(not(unix))]
    path.is_file()
}

/// The command line as in a shell.
pub(crate) fn shown(command: &Command) -> String {
    let name = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    std::iter::once(name)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The execute permission of owner, group or others.
#[cfg(unix)]
const ANY_EXECUTE_BIT: u32 = 0o111;
