//! What ends when.

use crate::ui::messages::Horizon;

pub(super) const HORIZON: Horizon = Horizon {
    sign_in_by: |countdown| {
        format!(
            "Sign in again within {countdown}: this session cannot renew itself any longer than that."
        )
    },
};
