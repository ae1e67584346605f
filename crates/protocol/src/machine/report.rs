//! A text for whoever is asked for help: what is known of the machine, as lines of `key: value`, without secrets.

use alloc::string::String;
use core::fmt::Display;

use super::snapshot::{
    ActivityView, ClockView, ClusterView, CredentialView, SessionView, Situation, Snapshot,
};
use crate::activity::Entry;
use crate::clocks::Deviation;
use crate::config::Config;
use crate::time::UnixTime;

mod lines;
mod words;

use lines::{Lines, Maybe, Signed, YesNo};
use words::{Details, holder, name};

/// Writes the report. Whatever comes out of a snapshot or the list of what happened has no place for a secret.
pub(crate) fn write<'a>(
    config: Option<&Config>,
    snapshot: &Snapshot,
    activity: impl Iterator<Item = &'a Entry>,
    at: UnixTime,
) -> String {
    let mut lines = Lines::default();
    lines.put(&[&"haulout: ", &env!("CARGO_PKG_VERSION")]);
    lines.put(&[&"reported-at: ", &at]);
    if let Some(config) = config {
        lines.put(&[&"tokens: ", &holder(&config.tokens)]);
        lines.put(&[&"issuer: ", &config.issuer.issuer]);
        lines.put(&[&"client-id: ", &config.issuer.client_id]);
    }
    lines.put(&[&"situation: ", &name(&snapshot.situation)]);
    match &snapshot.situation {
        Situation::Progress(_) | Situation::SignedOut(_) => {}
        Situation::SignedIn(session) => lines.session(session),
        Situation::Failed(error) => lines.put(&[&"error: ", error]),
    }
    lines.activity(activity);
    lines.into_text()
}

impl Lines {
    fn session(&mut self, session: &SessionView) {
        self.put(&[&"user: ", &session.username]);
        self.put(&[&"refreshing: ", &YesNo(session.refreshing)]);
        if let Some(error) = &session.trouble {
            self.put(&[&"error: ", error]);
        }
        let horizon = &session.horizon;
        self.put(&[&"signed-in-at: ", &horizon.signed_in_at]);
        self.put(&[&"id-token-until: ", &horizon.id_token_until]);
        self.put(&[&"session-until: ", &Maybe(horizon.session_until)]);
        self.put(&[&"last-renewal: ", &Maybe(horizon.renewals.last().copied())]);
        self.put(&[&"next-renewal: ", &Maybe(horizon.next_renewal)]);
        // The issuer's comes first; those of the clusters stand with their clusters.
        for clock in session.clocks().take_while(|it| it.cluster.is_none()) {
            self.clock("", &clock);
        }
        self.clusters(session);
    }

    fn clusters(&mut self, session: &SessionView) {
        let all = || session.clusters.iter();
        let active = all().filter(|it| it.active).count();
        let troubled = all().filter(|it| is_troubled(it)).count();
        self.put(&[
            &"clusters: ",
            &all().len(),
            &" active=",
            &active,
            &" in-trouble=",
            &troubled,
        ]);
        let mut left = all().len();
        for is_troubled_now in [true, false] {
            for cluster in all().filter(|it| is_troubled(it) == is_troubled_now) {
                let start = self.len();
                self.cluster(cluster);
                if self.len() > CLUSTERS_END {
                    self.truncate(start);
                    self.put(&[&"clusters-not-listed: ", &left]);
                    return;
                }
                left -= 1;
            }
        }
    }

    fn cluster(&mut self, cluster: &ClusterView) {
        let id = &cluster.id;
        let active = YesNo(cluster.active);
        self.of(id, &[&"state: ", &cluster.activity, &" active=", &active]);
        self.of(id, &[&"server: ", &cluster.server]);
        if let ActivityView::Failed(error) = &cluster.activity {
            self.of(id, &[&"error: ", error]);
        }
        for cause in &cluster.causes {
            self.of(id, &[&"cause: ", cause]);
        }
        if let Some(at) = cluster.next_attempt {
            self.of(id, &[&"next-attempt: ", &at]);
        }
        if let Some(credential) = &cluster.credential {
            self.credential(id, credential);
        }
        for clock in &cluster.clocks {
            self.clock(id, clock);
        }
    }

    fn credential(&mut self, id: &str, credential: &CredentialView) {
        self.of(id, &[&"user: ", &credential.username]);
        self.of(id, &[&"groups: ", &credential.groups.len()]);
        if let Some(serial) = &credential.serial {
            self.of(id, &[&"serial: ", serial]);
        }
        self.of(
            id,
            &[
                &"valid: from=",
                &credential.not_before,
                &" until=",
                &credential.not_after,
            ],
        );
        self.of(id, &[&"issued-at: ", &credential.issued_at]);
        self.of(id, &[&"reliable-until: ", &credential.reliable_until]);
        self.of(id, &[&"too-short: ", &YesNo(credential.too_short)]);
        if let Some(announced) = credential.announced {
            self.of(id, &[&"announced-until: ", &announced]);
        }
        for Deviation {
            whose,
            offset_millis,
        } in &credential.deviations
        {
            let offset = Signed(*offset_millis);
            let whose = whose.as_str();
            self.of(id, &[&"clock-off: ", &whose, &" offset-ms=", &offset]);
        }
    }

    /// A clock of the cluster `id`, or of none if that is empty.
    fn clock(&mut self, id: &str, clock: &ClockView) {
        let whose = clock.whose.as_str();
        let offset = Signed(clock.offset_millis);
        let apart = Maybe(clock.replicas_apart.map(|it| it.as_millis()));
        self.of(
            id,
            &[
                &"clock: ",
                &whose,
                &" offset-ms=",
                &offset,
                &" error-ms=",
                &clock.error_millis,
                &" replicas-apart-ms=",
                &apart,
            ],
        );
    }

    /// A line about the cluster `id`, or about the session as a whole if that is empty.
    fn of(&mut self, id: &str, words: &[&dyn Display]) {
        if id.is_empty() {
            self.put(words);
        } else {
            self.put_after(&[&"cluster.", &id, &"."], words);
        }
    }

    fn activity<'a>(&mut self, entries: impl Iterator<Item = &'a Entry>) {
        let mut left = 0_usize;
        for entry in entries {
            let start = self.len();
            if left == 0 {
                self.entry(entry);
            }
            if left > 0 || self.len() > ACTIVITY_END {
                self.truncate(start);
                left += 1;
            }
        }
        if left > 0 {
            self.put(&[&"activity-not-listed: ", &left]);
        }
    }

    /// What a server chose stands at the end of the line, where nothing can be mistaken for a part of it.
    fn entry(&mut self, entry: &Entry) {
        let cluster = Maybe(entry.cluster.as_deref());
        let server_time = Maybe(entry.server_time);
        let audit_id = Maybe(entry.audit_id.as_ref());
        self.put(&[
            &"activity: ",
            &entry.at,
            &" ",
            &entry.happened.as_str(),
            &Details(&entry.happened),
            &" count=",
            &entry.count,
            &" server-time=",
            &server_time,
            &" cluster=",
            &cluster,
            &" audit-id=",
            &audit_id,
        ]);
    }
}

/// Whether an operator should see to this cluster first.
fn is_troubled(cluster: &ClusterView) -> bool {
    let is_off = |it: &CredentialView| it.too_short || !it.deviations.is_empty();
    matches!(cluster.activity, ActivityView::Failed(_))
        || cluster.credential.as_ref().is_some_and(is_off)
}

/// The clusters may use the report up to here, in bytes; what happened needs the rest.
const CLUSTERS_END: usize = 9 * 1024;
/// The list of what happened may use it up to here. With the line that counts the rest it is 16 KiB, which every ticket
/// system takes as text.
const ACTIVITY_END: usize = 16 * 1024 - 100;
