//! What the endpoints of the control server share.

use std::sync::{Arc, Weak};

use super::refusal::Refusal;
use crate::servers::Servers;

/// The servers, for as long as their stack lives.
#[derive(Clone)]
pub(super) struct Panel(Weak<Servers>);

impl Panel {
    pub(super) fn of(servers: &Arc<Servers>) -> Self {
        Self(Arc::downgrade(servers))
    }

    pub(super) fn servers(&self) -> Result<Arc<Servers>, Refusal> {
        self.0.upgrade().ok_or(Refusal::StackIsGone)
    }
}
