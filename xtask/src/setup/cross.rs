//! The standard library and the C compiler of a target that a release is built for.

use crate::error::{CommandError, CommandResult};
use crate::process;
use crate::workspace::Workspace;

use super::announce::announce;
use super::{debian, rust};

/// The C compiler of a target, and Debian's packages with it and its headers.
const COMPILERS: [(&str, &str, &[&str]); 2] = [
    ("x86_64-unknown-linux-musl", "musl-gcc", &["musl-tools"]),
    (
        "aarch64-unknown-linux-musl",
        "aarch64-linux-gnu-gcc",
        &["gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross"],
    ),
];

pub(super) fn ensure(workspace: &Workspace, triple: &str) -> CommandResult {
    rust::ensure_target(workspace, triple)?;
    for (target, compiler, packages) in COMPILERS {
        if target != triple || process::on_path(&[compiler]).is_some() {
            continue;
        }
        if !debian::may_install() {
            return Err(CommandError::new(format!("{compiler} is missing")));
        }
        announce(&format!("{} by apt-get", packages.join(", ")));
        debian::install(workspace, packages)?;
    }
    Ok(())
}
