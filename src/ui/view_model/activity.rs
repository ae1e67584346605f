//! What happened, newest first.

use super::Surroundings;

/// What happened, newest first.
#[derive(Debug, PartialEq)]
pub struct ActivityListView {}

impl ActivityListView {
    pub(super) fn new(_around: Surroundings<'_>) -> Self {
        Self {}
    }
}
