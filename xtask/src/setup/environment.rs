//! Variables that tell the tests where programs are.

use std::path::PathBuf;

/// Each with the path that it has.
pub(crate) type Environment = Vec<(&'static str, PathBuf)>;
