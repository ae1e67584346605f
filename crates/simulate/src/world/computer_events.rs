//! Computer events: the clock is set, sleep, network outages, tabs are restored.

use std::time::Duration;

use haulout_protocol::input::Network;

use super::{ScheduledEvent, World};
use crate::computer::Link;
use crate::scenario::ComputerEvent;
use crate::time::Moment;

impl World {
    pub(super) fn computer_event(&mut self, event: ComputerEvent) {
        self.note(format_args!("{event:?}"));
        match event {
            ComputerEvent::SetClock(by_millis) => self.computer.set_clock(by_millis),
            ComputerEvent::FallAsleep => {
                self.computer.fall_asleep(self.now);
                self.cut_since.get_or_insert(self.now);
            }
            ComputerEvent::Wake => self.wake(),
            ComputerEvent::Restore => {
                for tab in 0..self.pages.len() {
                    self.open(tab, None);
                }
            }
        }
    }

    /// Closes all connections, schedules the return of the network, and notifies pages that they are visible.
    fn wake(&mut self) {
        self.computer.wake(self.now);
        self.computer.link = Link::Unplugged;
        self.fail_flights();
        self.queue.plan(
            self.now.plus(NETWORK_AFTER_WAKING),
            ScheduledEvent::LinkBack,
        );
        self.notify_pages(Some(Network::Offline));
        self.notify_pages(None);
    }

    /// Starts an outage, which the platform may notice.
    pub(super) fn cut(&mut self, platform_knows: bool, until: Moment) {
        self.cut_since.get_or_insert(self.now);
        self.queue.plan(until, ScheduledEvent::LinkBack);
        if platform_knows {
            self.computer.link = Link::Unplugged;
            self.fail_flights();
            // The page is notified after its current task.
            self.offline_news = true;
        } else {
            self.computer.link = Link::Silent;
        }
    }

    pub(super) fn link_back(&mut self) {
        let was = std::mem::replace(&mut self.computer.link, Link::Up);
        self.note(format_args!("the network is back; it was {was:?}"));
        if let Some(since) = self.cut_since.take() {
            self.cuts.push((since, self.now));
        }
        self.resume_stalled();
        if was == Link::Unplugged {
            self.notify_pages(Some(Network::Online));
        }
    }
}

/// Wi-Fi reconnects to a known access point within a second or two.
const NETWORK_AFTER_WAKING: Duration = Duration::from_millis(1_500);
