//! The user's computer: a wall clock that can be wrong and be set, a monotonic clock that stops in sleep, a network.

use std::time::Duration;

use crate::time::{Moment, millis};

pub(crate) struct Computer {
    /// How far the wall clock is ahead of true time, in milliseconds.
    ahead: i64,
    slept: Duration,
    asleep_since: Option<Moment>,
    pub(crate) link: Link,
}

/// The state of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    Up,
    /// The platform reports it: every request fails immediately.
    Unplugged,
    /// The platform does not notice: packets are lost, and TCP sends them again later.
    Silent,
}

impl Computer {
    pub(crate) const fn new(ahead: i64) -> Self {
        Self {
            ahead,
            slept: Duration::ZERO,
            asleep_since: None,
            link: Link::Up,
        }
    }

    /// Milliseconds since the Unix epoch on the wall clock.
    pub(crate) const fn wall(&self, at: Moment) -> i64 {
        at.on_clock(self.ahead)
    }

    /// Milliseconds on the monotonic clock, which stops while the computer sleeps.
    pub(crate) fn tick(&self, at: Moment) -> u64 {
        let awake = self.asleep_since.map_or(at, |since| since.min(at));
        let passed = awake.since(Moment::START).saturating_sub(self.slept);
        u64::try_from(passed.as_millis()).unwrap_or(u64::MAX)
    }

    /// Sets the wall clock.
    pub(crate) const fn set_clock(&mut self, by_millis: i64) {
        self.ahead += by_millis;
    }

    /// The moment, `at` or later, at which the wall clock will show `wall` unless it is set before.
    pub(crate) fn moment_of(&self, wall: i64, at: Moment) -> Moment {
        let wait = u64::try_from(wall - self.wall(at)).unwrap_or(0);
        at.plus(Duration::from_millis(wait))
    }

    pub(crate) const fn fall_asleep(&mut self, at: Moment) {
        self.asleep_since = Some(at);
    }

    pub(crate) fn wake(&mut self, at: Moment) {
        if let Some(since) = self.asleep_since.take() {
            self.slept += at.since(since);
        }
    }

    pub(crate) const fn is_asleep(&self) -> bool {
        self.asleep_since.is_some()
    }

    /// Whether a program on this computer can reach a server.
    pub(crate) fn is_connected(&self) -> bool {
        !self.is_asleep() && self.link == Link::Up
    }

    /// The difference of the two clocks. It changes when the wall clock is set and after a sleep.
    pub(crate) fn wall_over_tick(&self, at: Moment) -> i64 {
        self.wall(at) - millis(Duration::from_millis(self.tick(at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::secs;

    #[test]
    fn sleep_stops_the_monotonic_clock_and_not_the_wall_clock() {
        let mut computer = Computer::new(0);
        computer.fall_asleep(Moment::after(secs(10)));
        assert_eq!(computer.tick(Moment::after(secs(15))), 10_000);
        computer.wake(Moment::after(secs(70)));
        let later = Moment::after(secs(71));
        assert_eq!(computer.tick(later), 11_000);
        assert_eq!(computer.wall(later) - computer.wall(Moment::START), 71_000);
    }

    #[test]
    fn setting_the_wall_clock_does_not_change_the_monotonic_clock() {
        let mut computer = Computer::new(3_600_000);
        let at = Moment::after(secs(10));
        let before = computer.wall(at);
        computer.set_clock(-3_600_000);
        assert_eq!(before - computer.wall(at), 3_600_000);
        assert_eq!(computer.tick(at), 10_000);
    }
}
