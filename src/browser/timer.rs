//! One pending deadline; re-arms, clamps, cancels on drop.

use gloo_timers::callback::Timeout;
use haulout_protocol::time::{Span, Tick};

/// Holds at most one timeout.
#[derive(Default)]
pub(crate) struct Timer(Option<Timeout>);

impl Timer {
    /// Replaces whatever was armed. The call comes at the deadline, or earlier: whoever is woken looks at the clock.
    pub(crate) fn arm(&mut self, deadline: Option<Tick>, now: Tick, act: impl FnOnce() + 'static) {
        self.0 = deadline.map(|deadline| {
            let wait = deadline
                .since(now)
                .as_millis()
                .min(LONGEST_WAIT.as_millis());
            Timeout::new(u32::try_from(wait).unwrap_or(u32::MAX), act)
        });
    }
}

/// A timer does not run while a computer sleeps; waking up at least this often finds out soon after.
const LONGEST_WAIT: Span = Span::from_secs(30);
