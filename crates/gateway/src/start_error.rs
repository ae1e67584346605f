//! Why the gateway could not start, or stopped.

use std::error::Error;
use std::fmt;

/// The step that failed, with its cause.
#[derive(Debug)]
pub struct StartError {
    what: String,
    cause: Box<dyn Error + Send + Sync>,
}

impl StartError {
    pub(crate) fn new(
        what: impl Into<String>,
        cause: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self {
            what: what.into(),
            cause: cause.into(),
        }
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.cause.as_ref())
    }
}
