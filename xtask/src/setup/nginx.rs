//! nginx, the reverse proxy in some stack tests.

use std::path::PathBuf;

use crate::error::{CommandError, CommandResult};
use crate::process;
use crate::workspace::Workspace;

use super::announce::announce;
use super::debian;

pub(super) fn ensure(workspace: &Workspace) -> CommandResult<PathBuf> {
    if let Some(nginx) = find() {
        return Ok(nginx);
    }
    if !debian::may_install() {
        return Err(CommandError::new(MISSING));
    }
    announce("nginx-light by apt-get");
    debian::install(workspace, &["nginx-light"])?;
    find().ok_or_else(|| CommandError::new(MISSING))
}

pub(super) fn find() -> Option<PathBuf> {
    // Debian installs it into a folder that only administrators have on PATH.
    process::named("NGINX", &["nginx"])
        .or_else(|| Some(PathBuf::from("/usr/sbin/nginx")).filter(|path| process::is_program(path)))
}

const MISSING: &str = "nginx is missing. Install it (Debian: `nginx-light`), and put `nginx` on PATH, or name it in \
    the environment variable NGINX.";
