//! Announcements to screen readers of changes that no other part of the page announces.

use haulout_protocol::error::Need;
use haulout_protocol::snapshot::{ActivityView, ClusterView, SessionView, Situation, Snapshot};
use haulout_protocol::time::{Span, UnixTime};

use super::time_left::TimeLeft;
use super::view_context::{ViewContext, sooner};

/// A text that stays the same until there is a new announcement, and when that is due if no event arrives.
pub(super) type Announcement = (Option<String>, Option<Span>);

/// The announcement for this snapshot. Errors and progress announce themselves where they are shown, and a renewal is
/// not announced.
pub(super) fn announcement(snapshot: &Snapshot, context: ViewContext<'_>) -> Announcement {
    match &snapshot.situation {
        Situation::SignedIn(session) => of_session(session, context),
        Situation::Progress(_) | Situation::SignedOut(_) | Situation::Failed(_) => (None, None),
    }
}

fn of_session(session: &SessionView, context: ViewContext<'_>) -> Announcement {
    let words = &context.words.frame;
    let has_to_sign_in = session.trouble.as_ref().map(|error| error.need()) == Some(Need::SignIn);
    let (sign_in, mut next_change) = match session.sign_in_by {
        Some(by) if !has_to_sign_in => threshold(left(by, context)),
        Some(_) | None => (None, None),
    };
    let mut lost = Vec::new();
    let mut ending: Option<(&ClusterView, u64)> = None;
    for cluster in session.clusters.iter().filter(|cluster| cluster.active) {
        match &cluster.credential {
            // An error of the whole session is an alert of its own.
            None if cluster.is_settled() && session.trouble.is_none() => {
                lost.push(cluster.name.as_str());
            }
            None => {}
            Some(credential) => {
                let open_ended = cluster.next_attempt.is_some()
                    && !matches!(cluster.activity, ActivityView::Failed(_));
                if open_ended {
                    continue;
                }
                let remaining = left(TimeLeft::of(credential).ends_at, context);
                let (reached, next) = threshold(remaining);
                next_change = sooner(next_change, next);
                let first = ending.map_or(u64::MAX, |(_, minutes)| minutes);
                if let Some(minutes) = reached.filter(|minutes| *minutes < first) {
                    ending = Some((cluster, minutes));
                }
            }
        }
    }
    let counted = |count: u64| {
        let digits = i64::try_from(count)
            .unwrap_or(i64::MAX)
            .saturating_mul(1000);
        (
            context.locale.number(digits, 0),
            context.locale.plural(count),
        )
    };
    let text = if let Some(minutes) = sign_in {
        let (minutes, plural) = counted(minutes);
        (words.announce_sign_in)(&minutes, plural)
    } else if let [name] = lost[..] {
        (words.announce_lost)(name)
    } else if !lost.is_empty() {
        let (count, plural) = counted(lost.len() as u64);
        (words.announce_several_lost)(&count, plural)
    } else if let Some((cluster, minutes)) = ending {
        let (minutes, plural) = counted(minutes);
        (words.announce_ending)(&cluster.name, &minutes, plural)
    } else {
        (words.announce_signed_in)(&session.username)
    };
    (Some(text), next_change)
}

fn left(by: UnixTime, context: ViewContext<'_>) -> Span {
    by.since(context.now.wall)
}

/// The smallest of the announced numbers of minutes that is not exceeded, and how long until the next one is reached.
fn threshold(left: Span) -> (Option<u64>, Option<Span>) {
    let reached = |minutes: &u64| left.as_millis() <= minutes * MILLIS_PER_MINUTE;
    let next = ANNOUNCED_MINUTES
        .into_iter()
        .find(|minutes| !reached(minutes));
    (
        ANNOUNCED_MINUTES.into_iter().rfind(reached),
        next.map(|minutes| Span::from_millis(left.as_millis() - minutes * MILLIS_PER_MINUTE)),
    )
}

/// Often enough to finish a task, and not so often that it disturbs.
const ANNOUNCED_MINUTES: [u64; 3] = [10, 5, 1];
const MILLIS_PER_MINUTE: u64 = 60_000;
