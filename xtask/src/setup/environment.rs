//! Environment variables with the paths of programs, for the tests.

use std::path::PathBuf;

/// Names and paths.
pub(crate) type Environment = Vec<(&'static str, PathBuf)>;
