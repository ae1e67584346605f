//! How often one session and one address may ask.

use crate::config::Config;

/// The budgets of this process.
pub(crate) struct Budgets;

impl Budgets {
    /// Full budgets, of the size that the configuration says.
    pub(crate) fn new(_config: &Config) -> Self {
        Self
    }

    /// Takes over the sizes of another configuration.
    pub(crate) fn adopt(&self, _config: &Config) {}
}
