//! Checks that the live folder, a file in it or a process behind its socket is the user's own.
//!
//! The folder can be anywhere. Settings that another user has planted would send the user's ID token to that user, and
//! a planted socket would supply that user's credential. Root is no exception: it uses only what belongs to root.

use std::fmt;
#[cfg(unix)]
use std::os::unix::fs::MetadataExt as _;

/// Why another user could have written something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnershipError {
    /// It belongs to the user with this id.
    OtherOwner(u32),
    /// Users other than the owner may write to it.
    WritableByOthers,
}

/// Checks the owner and the mode of a folder or file.
///
/// # Errors
/// Another user owns it or may write to it.
#[cfg(unix)]
pub(super) fn check(metadata: &std::fs::Metadata) -> Result<(), OwnershipError> {
    check_owner(metadata.uid())?;
    if metadata.mode() & WRITABLE_BY_OTHERS == 0 {
        Ok(())
    } else {
        Err(OwnershipError::WritableByOthers)
    }
}

/// Windows keeps other users out of a profile folder.
#[cfg(not(unix))]
pub(super) fn check(_metadata: &std::fs::Metadata) -> Result<(), OwnershipError> {
    Ok(())
}

/// Checks that a file or process belongs to the effective user of this process.
///
/// # Errors
/// It belongs to another user.
#[cfg(unix)]
pub(super) fn check_owner(uid: u32) -> Result<(), OwnershipError> {
    if uid == rustix::process::geteuid().as_raw() {
        Ok(())
    } else {
        Err(OwnershipError::OtherOwner(uid))
    }
}

impl fmt::Display for OwnershipError {
    /// The second half of a sentence that starts with a path.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherOwner(uid) => write!(f, "belongs to another user (id {uid})"),
            Self::WritableByOthers => f.write_str("can be written by other users"),
        }
    }
}

/// The write permissions of the group and of all others.
#[cfg(unix)]
const WRITABLE_BY_OTHERS: u32 = 0o022;
