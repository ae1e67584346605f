//! The state that the control server's endpoints share.

use std::sync::{Arc, Weak};

use super::error::ControlError;
use crate::servers::Servers;

/// The servers, until their stack is dropped.
#[derive(Clone)]
pub(super) struct ControlState(Weak<Servers>);

impl ControlState {
    pub(super) fn of(servers: &Arc<Servers>) -> Self {
        Self(Arc::downgrade(servers))
    }

    pub(super) fn servers(&self) -> Result<Arc<Servers>, ControlError> {
        self.0.upgrade().ok_or(ControlError::StackIsGone)
    }
}
