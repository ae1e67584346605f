//! The diagnostic report: the state of the machine as lines of `key: value`, without secrets.

use alloc::string::String;
use core::fmt;

use super::snapshot::{
    ActivityView, ClockView, ClusterView, CredentialView, SessionView, Situation, Snapshot,
};
use crate::activity::Entry;
use crate::config::Config;
use crate::time::UnixTime;

mod lines;
mod names;

use lines::{Lines, OptionalValue};
use names::{Details, holder, name};

/// Writes the report. Snapshots and the activity log contain no secrets.
pub(crate) fn write<'a>(
    config: Option<&Config>,
    snapshot: &Snapshot,
    activity: impl Iterator<Item = &'a Entry>,
    at: UnixTime,
) -> String {
    let mut lines = Lines::default();
    lines.put(format_args!("haulout: {}", env!("CARGO_PKG_VERSION")));
    lines.put(format_args!("reported-at: {at}"));
    if let Some(config) = config {
        lines.put(format_args!("tokens: {}", holder(&config.tokens)));
        lines.put(format_args!("issuer: {}", config.issuer.issuer));
        lines.put(format_args!("client-id: {}", config.issuer.client_id));
    }
    lines.put(format_args!("situation: {}", name(&snapshot.situation)));
    match &snapshot.situation {
        Situation::Progress(_) | Situation::SignedOut(_) => {}
        Situation::SignedIn(session) => lines.session(session),
        Situation::Failed(error) => lines.put(format_args!("error: {error}")),
    }
    lines.activity(activity);
    lines.into_text()
}

impl Lines {
    fn session(&mut self, session: &SessionView) {
        self.put(format_args!("user: {}", session.username));
        self.put(format_args!("refreshing: {}", yes_no(session.refreshing)));
        if let Some(error) = &session.trouble {
            self.put(format_args!("error: {error}"));
        }
        let timeline = &session.timeline;
        let last_renewal = OptionalValue(timeline.renewals.last());
        self.put(format_args!("signed-in-at: {}", timeline.signed_in_at));
        self.put(format_args!("id-token-until: {}", timeline.id_token_until));
        self.put(format_args!(
            "session-until: {}",
            OptionalValue(timeline.session_until)
        ));
        self.put(format_args!("last-renewal: {last_renewal}"));
        self.put(format_args!(
            "next-renewal: {}",
            OptionalValue(timeline.next_renewal)
        ));
        // The issuer's clock comes first; the clusters' clocks follow with their clusters.
        for clock in session.clocks().take_while(|it| it.cluster.is_none()) {
            self.clock("", &clock);
        }
        self.clusters(session);
    }

    fn clusters(&mut self, session: &SessionView) {
        let all = || session.clusters.iter();
        let active = all().filter(|it| it.active).count();
        let troubled = all().filter(|it| has_failed(it)).count();
        let mut left = all().len();
        self.put(format_args!(
            "clusters: {left} active={active} in-trouble={troubled}"
        ));
        for is_troubled_now in [true, false] {
            for cluster in all().filter(|it| has_failed(it) == is_troubled_now) {
                let start = self.len();
                self.cluster(cluster);
                if self.len() > CLUSTERS_END {
                    self.truncate(start);
                    self.put(format_args!("clusters-not-listed: {left}"));
                    return;
                }
                left -= 1;
            }
        }
    }

    fn cluster(&mut self, cluster: &ClusterView) {
        let id = &cluster.id;
        let active = yes_no(cluster.active);
        self.of(
            id,
            format_args!("state: {} active={active}", cluster.activity),
        );
        self.of(id, format_args!("server: {}", cluster.server));
        if let ActivityView::Failed(error) = &cluster.activity {
            self.of(id, format_args!("error: {error}"));
        }
        for cause in &cluster.causes {
            self.of(id, format_args!("cause: {cause}"));
        }
        if let Some(at) = cluster.next_attempt {
            self.of(id, format_args!("next-attempt: {at}"));
        }
        if let Some(credential) = &cluster.credential {
            self.credential(id, credential);
        }
        for clock in &cluster.clocks {
            self.clock(id, clock);
        }
    }

    fn credential(&mut self, id: &str, credential: &CredentialView) {
        self.of(id, format_args!("user: {}", credential.username));
        self.of(id, format_args!("groups: {}", credential.groups.len()));
        if let Some(serial) = &credential.serial {
            self.of(id, format_args!("serial: {serial}"));
        }
        let (from, until) = (credential.not_before, credential.not_after);
        self.of(id, format_args!("valid: from={from} until={until}"));
        self.of(id, format_args!("issued-at: {}", credential.issued_at));
        self.of(
            id,
            format_args!("reliable-until: {}", credential.reliable_until),
        );
        self.of(
            id,
            format_args!("too-short: {}", yes_no(credential.too_short)),
        );
        if let Some(announced) = credential.announced {
            self.of(id, format_args!("announced-until: {announced}"));
        }
        for it in &credential.deviations {
            let whose = it.whose.as_str();
            self.of(
                id,
                format_args!("clock-off: {whose} offset-ms={:+}", it.offset_millis),
            );
        }
    }

    /// A clock of the cluster `id`, or of the session if that is empty.
    fn clock(&mut self, id: &str, clock: &ClockView) {
        let apart = OptionalValue(clock.replicas_apart.map(|it| it.as_millis()));
        self.of(
            id,
            format_args!(
                "clock: {} offset-ms={:+} error-ms={} replicas-apart-ms={apart}",
                clock.whose.as_str(),
                clock.offset_millis,
                clock.error_millis,
            ),
        );
    }

    /// A line about the cluster `id`, or about the session as a whole if that is empty.
    fn of(&mut self, id: &str, line: fmt::Arguments<'_>) {
        if id.is_empty() {
            self.put(line);
        } else {
            self.put(format_args!("cluster.{id}.{line}"));
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
            self.put(format_args!("activity-not-listed: {left}"));
        }
    }

    /// Text from a server comes last on the line, so that it cannot be mistaken for another part.
    fn entry(&mut self, entry: &Entry) {
        self.put(format_args!(
            "activity: {} {}{} count={} server-time={} cluster={} audit-id={}",
            entry.at,
            entry.happened.as_str(),
            Details(&entry.happened),
            entry.count,
            OptionalValue(entry.server_time),
            OptionalValue(entry.cluster.as_deref()),
            OptionalValue(entry.audit_id.as_ref()),
        ));
    }
}

const fn yes_no(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

/// Whether this cluster has a problem and should be listed first.
fn has_failed(cluster: &ClusterView) -> bool {
    let is_off = |it: &CredentialView| it.too_short || !it.deviations.is_empty();
    matches!(cluster.activity, ActivityView::Failed(_))
        || cluster.credential.as_ref().is_some_and(is_off)
}

/// The clusters may use the report up to this byte; the activity log needs the rest.
const CLUSTERS_END: usize = 9 * 1024;
/// The activity log may use it up to this byte. With the line that counts the omitted entries it is 16 KiB, which
/// every ticket system accepts as text.
const ACTIVITY_END: usize = 16 * 1024 - 100;
