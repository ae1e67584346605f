//! Everything that `Debug` would have put into a log, and everything that must not be in there.

use std::fmt::Debug;

/// Checked when it is dropped, so that every test of this world is a test of this.
#[derive(Default)]
pub(crate) struct Printed {
    lines: Vec<String>,
    secrets: Vec<String>,
}

impl Printed {
    pub(super) fn take(&mut self, value: &dyn Debug) {
        self.lines.push(format!("{value:?}"));
    }

    /// From here on, `secret` must not have been printed: neither as text nor as a list of bytes, and of a token in
    /// three parts not one of them.
    pub(crate) fn never(&mut self, secret: &str) {
        let parts = secret.split('.').filter(|part| part.len() >= SHORTEST);
        self.secrets.extend(parts.map(str::to_owned));
    }

    pub(crate) fn leaks(&self) -> Vec<String> {
        let mut leaks = Vec::new();
        for secret in &self.secrets {
            let bytes = format!("{:?}", secret.as_bytes());
            let bytes = bytes.trim_matches(['[', ']']);
            for line in &self.lines {
                if line.contains(secret) || line.contains(bytes) {
                    leaks.push(format!("{secret} in {line:.200}"));
                }
            }
        }
        leaks
    }
}

impl Drop for Printed {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let leaks = self.leaks();
            assert!(leaks.is_empty(), "{leaks:#?}");
        }
    }
}

/// Anything shorter is no secret, and may be anywhere by chance.
const SHORTEST: usize = 12;
