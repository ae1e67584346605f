//! What happened.

use crate::ui::messages::Activity;

pub(super) const ACTIVITY: Activity = Activity { title: "Activity" };
