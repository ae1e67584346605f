//! The result of a scenario: measures the journals and makes the row.

use std::time::Duration;

use super::World;
use crate::meter::{self, Entry, Reading, RequestOutcome, Window};
use crate::peers::IssuerProfile;
use crate::peers::verifier::Verifier;
use crate::report::Row;
use crate::time::{Moment, minutes, secs};

impl World {
    pub(super) fn row(self) -> Row {
        let mut reading = Reading::default();
        for cluster in &self.servers.clusters {
            for tab in 0..self.pages.len() {
                reading += self.read_journal(&cluster.verifier, tab);
            }
        }
        let issued: u64 = self.servers.clusters.iter().map(|it| it.issued).sum();
        let first_ones = self.servers.clusters.len() * self.pages.len();
        let row = Row {
            scenario: self.scenario.name.to_owned(),
            hours: self.scenario.duration.as_secs_f64() / 3600.0,
            renewals: issued.saturating_sub(count(first_ones)),
            refreshes: self.servers.issuer.refreshes,
            requests: self.departed,
            sign_ins: count(self.user.sign_ins.len()),
            gap_seconds: seconds_rounded_up(reading.gap_millis),
            unauthorized: reading.unauthorized,
            violations: Vec::new(),
        };
        let mut row = row.checked(self.scenario.expected);
        if self.signed_in_too_early() {
            row.violations
                .push("a sign-in was required before the session ended".to_owned());
        }
        row
    }

    fn read_journal(&self, verifier: &Verifier, tab: usize) -> Reading {
        let journal = verifier.journals.get(tab).map_or(&[][..], Vec::as_slice);
        let mut cuts = self.cuts.clone();
        cuts.extend(self.cut_since.map(|since| (since, self.now)));
        // After hours of outage, a client may wait for the next attempt.
        cuts.extend(
            verifier
                .down
                .map(|down| (down.from, down.until.plus(NEXT_ATTEMPT))),
        );
        cuts.sort_unstable();
        let windows = self.windows(journal, verifier.ahead.of_the_journal(), &cuts);
        meter::read(journal, &windows)
    }

    /// When the client of a journal must have service: from its first certificate on, except during outages.
    fn windows(&self, journal: &[Entry], ahead: i64, cuts: &[(Moment, Moment)]) -> Vec<Window> {
        let Some(signed_in) = self.user.sign_ins.first() else {
            return Vec::new();
        };
        let latest = signed_in.plus(FIRST_CERTIFICATE).on_clock(ahead);
        let served = journal
            .iter()
            .find(|entry| entry.outcome == RequestOutcome::Accepted)
            .map_or(latest, |entry| entry.at);
        // A second tab is opened later than the first, and its window starts then.
        let is_first = journal.is_empty() || journal[0].at < latest;
        let mut from = if is_first { served.min(latest) } else { served };
        let mut windows = Vec::new();
        for (cut, back) in cuts {
            windows.push(Window {
                from,
                to: cut.on_clock(ahead).max(from),
            });
            from = back.on_clock(ahead).max(from);
        }
        let to = self.now.on_clock(ahead).max(from);
        windows.push(Window { from, to });
        windows
    }

    /// Whether a sign-in was repeated although the session was valid for longer than a certificate.
    fn signed_in_too_early(&self) -> bool {
        let life = match self.scenario.profile {
            IssuerProfile::Supervisor => SUPERVISOR_SESSION,
            IssuerProfile::Dex => return self.user.sign_ins.len() > 1,
            IssuerProfile::Vault => VAULT_ID_TOKEN,
        };
        self.user
            .sign_ins
            .windows(2)
            .any(|pair| pair[1].since(pair[0]) + minutes(5) < life)
    }
}

pub(crate) fn seconds_rounded_up(millis: i64) -> u64 {
    u64::try_from(millis).unwrap_or(0).div_ceil(1000)
}

fn count(items: usize) -> u64 {
    u64::try_from(items).unwrap_or(u64::MAX)
}

/// The permitted time from a sign-in to the first certificate: a slow issuer is not a gap.
const FIRST_CERTIFICATE: Duration = minutes(1);
/// After a long outage and without user activity, attempts are minutes apart.
const NEXT_ATTEMPT: Duration = minutes(6);
/// The lifetimes that the simulated issuers grant, from the sign-in on.
const SUPERVISOR_SESSION: Duration = secs(9 * 3600);
const VAULT_ID_TOKEN: Duration = secs(8 * 3600);
