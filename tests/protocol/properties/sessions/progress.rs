//! The machine neither spins nor stalls: each deadline has a purpose, and each input ends.

use haulout_protocol::Machine;
use haulout_protocol::input::Input;
use haulout_protocol::snapshot::Snapshot;
use haulout_protocol::time::Tick;

use crate::world::observer::{HandledInput, Observer};

/// Checks that waking the machine at its deadline has an effect.
pub(super) struct Deadlines {
    clusters: usize,
    woken: Option<(Option<Tick>, Snapshot)>,
    /// How often in a row it was woken at its deadline without any output.
    idle: usize,
}

impl Deadlines {
    pub(super) fn new(clusters: usize) -> Self {
        Self {
            clusters,
            woken: None,
            idle: 0,
        }
    }
}

impl Observer for Deadlines {
    fn before(&mut self, input: &Input, machine: &Machine) {
        let is_woke = matches!(input, Input::Woke);
        self.woken = is_woke.then(|| (machine.deadline(), machine.snapshot()));
        if !is_woke {
            self.idle = 0;
        }
    }

    fn after(&mut self, handled: &HandledInput<'_>) {
        let deadline = handled.machine.deadline();
        assert!(
            deadline.is_none_or(|deadline| deadline > handled.now.tick),
            "{deadline:?} has passed already at {:?}",
            handled.now
        );
        let Some((Some(wanted), before)) = self.woken.take() else {
            return;
        };
        if wanted > handled.now.tick || !handled.outputs.is_empty() {
            self.idle = 0;
            return;
        }
        self.idle += 1;
        let moved = deadline.is_none_or(|deadline| deadline > wanted);
        assert!(moved || handled.machine.snapshot() != before);
        assert!(
            self.idle <= 2 * self.clusters + 4,
            "woken {} times for nothing",
            self.idle
        );
    }
}

/// Counts the outputs of each input.
pub(super) struct Draining {
    most: usize,
}

impl Draining {
    pub(super) fn new(clusters: usize) -> Self {
        Self {
            most: 4 * clusters + 16,
        }
    }
}

impl Observer for Draining {
    fn after(&mut self, handled: &HandledInput<'_>) {
        let count = handled.outputs.len();
        assert!(count <= self.most, "{count} outputs at once");
    }
}
