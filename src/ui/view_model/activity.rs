//! The activity log, newest entry first.

use haulout_protocol::activity::{Entry, Happened};
use haulout_protocol::snapshot::SessionView;
use haulout_protocol::time::{Span, UnixTime};

use super::clocks::{amount, deviation};
use super::view_context::ViewContext;
use crate::ui::messages::{is_about_concierge, pinniped_message};

/// The activity log, newest entry first.
#[derive(Debug, PartialEq)]
pub struct ActivityListView {
    /// The newest entries, or all of them.
    pub entries: Vec<EntryView>,
    /// Label of the button that shows all entries or fewer, and whether all are shown; `None` if there are only a few.
    pub unfold: Option<(String, bool)>,
}

/// One entry.
#[derive(Debug, PartialEq, Eq)]
pub struct EntryView {
    /// The time, to the second.
    pub time: String,
    /// The same time in RFC 3339.
    pub at: String,
    /// What happened.
    pub text: String,
    /// The corresponding message of the Pinniped CLI.
    pub pinniped: Option<&'static str>,
    /// The name of the cluster concerned.
    pub cluster: Option<String>,
    /// How many times the entry occurred in a row, if more than once.
    pub times: Option<String>,
    /// The time on the server's clock, if it differs.
    pub server_time: Option<String>,
    /// The server's audit ID for the request.
    pub audit_id: Option<String>,
    /// Whether the entry is a failure.
    pub bad: bool,
}

impl ActivityListView {
    pub(super) fn new(session: &SessionView, context: ViewContext<'_>) -> Self {
        let unfolded = context.ui_state.shows_all_activity;
        let mut entries = Vec::new();
        let mut count = 0;
        (context.activity)(&mut |entry| {
            count += 1;
            if unfolded || count <= FEW {
                entries.push(EntryView::new(entry, session, context));
            }
        });
        let words = &context.words.activity;
        let label = || match unfolded {
            true => words.show_fewer.to_owned(),
            false => (words.show_all)(&context.locale.number(count * 1000, 0)),
        };
        Self {
            entries,
            unfold: (count > FEW).then(|| (label(), unfolded)),
        }
    }
}

impl EntryView {
    fn new(entry: &Entry, session: &SessionView, context: ViewContext<'_>) -> Self {
        let words = &context.words.activity;
        let id = entry.cluster.as_deref();
        let known = session.clusters.iter().find(|it| Some(&*it.id) == id);
        let cluster = id.map(|id| known.map_or(id, |it| &it.name).to_owned());
        let is_pinniped = match is_about_concierge(&entry.happened) {
            true => known.is_some_and(|it| it.has_concierge),
            false => session.is_supervisor,
        };
        let detail = variable_part(
            &entry.happened,
            cluster.as_deref().unwrap_or_default(),
            context,
        );
        let server_time = entry.server_time.filter(|at| {
            let apart = at.since(entry.at).plus(entry.at.since(*at));
            apart >= NOTABLE
        });
        Self {
            time: moment(entry.at, context),
            at: entry.at.to_string(),
            text: (words.happened)(&entry.happened, &detail),
            pinniped: pinniped_message(&entry.happened, entry.audit_id.is_some())
                .filter(|_| is_pinniped),
            times: (entry.count > 1).then(|| {
                let count = context.locale.number(i64::from(entry.count) * 1000, 0);
                (words.times)(&count)
            }),
            server_time: server_time.map(|at| (words.server_time)(&moment(at, context))),
            audit_id: entry.audit_id.as_ref().map(ToString::to_string),
            bad: entry.happened.failure().is_some() || entry.happened == Happened::Expired,
            // The sentence about a clock already names its cluster.
            cluster: cluster.filter(|_| !matches!(entry.happened, Happened::ClockOff { .. })),
        }
    }
}

/// The formatted variable part of an entry's sentence.
fn variable_part(happened: &Happened, cluster: &str, context: ViewContext<'_>) -> String {
    match happened {
        Happened::SignedIn { until }
        | Happened::RenewedSilently { until }
        | Happened::Credential { until }
        | Happened::SignInNeeded { by: until } => moment(*until, context),
        Happened::Refused(failure) | Happened::Failed(failure) => failure
            .again
            .map_or(String::new(), |at| moment(at, context)),
        Happened::ClockOff {
            whose,
            offset_millis,
        } => deviation(*whose, cluster, *offset_millis, context),
        Happened::ClockSet { millis } => amount(Span::from_millis(millis.unsigned_abs()), context),
        Happened::Slept { span } => amount(*span, context),
        Happened::Discovered
        | Happened::SentToSignIn
        | Happened::Refreshed
        | Happened::Exchanged { .. }
        | Happened::Expired
        | Happened::SignedOut
        | Happened::SignedOutAtIssuer => String::new(),
    }
}

/// The time of day to the second, with the date if the time alone would be ambiguous.
fn moment(at: UnixTime, context: ViewContext<'_>) -> String {
    if super::session_timeline::is_near(at, context.now.wall) {
        context.locale.time_with_seconds(at)
    } else {
        context.locale.date_and_time(at)
    }
}

/// How many entries fit beside the clocks.
const FEW: i64 = 6;
/// Smaller differences of a server's clock are rounding errors.
const NOTABLE: Span = Span::from_secs(2);
