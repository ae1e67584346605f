//! What ends when.

use haulout_protocol::snapshot::SessionView;
use haulout_protocol::time::Span;

use super::{Surroundings, Waiting};

/// A session in time.
#[derive(Debug, PartialEq)]
pub struct HorizonView {
    /// By when a person has to sign in again.
    pub sign_in: Option<Waiting>,
}

impl HorizonView {
    pub(super) fn new(session: &SessionView, around: Surroundings<'_>) -> Self {
        let say = around.words.horizon.sign_in_by;
        let sign_in = session.sign_in_by;
        Self {
            sign_in: sign_in.map(|by| Waiting::until(by, around.now, say)),
        }
    }

    pub(super) fn next_change(&self) -> Option<Span> {
        self.sign_in.as_ref()?.next_change
    }
}
