//! A failure, as people read it.

use haulout_protocol::Error;
use haulout_protocol::error::Need;
use haulout_protocol::refusal::Cause;
use haulout_protocol::snapshot::{ClusterView, SessionView, Situation, Snapshot};
use haulout_protocol::text::ServerText;
use haulout_protocol::time::{Span, UnixTime};

use super::time_left::CountdownView;
use super::view_context::ViewContext;
use crate::ui::locale::Locale;

/// A failure, as people read it.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorView {
    /// What happened.
    pub title: &'static str,
    /// Why, and what to do.
    pub explanation: String,
    /// Why it may be, likeliest first, where only that can be told.
    pub causes: Vec<String>,
    /// The one next step.
    pub step: NextStep,
    /// When that is done without anybody.
    pub next_attempt: Option<CountdownView>,
    /// Where to turn to, if this is for somebody else to mend.
    pub help: Option<HelpView>,
    /// The stable code.
    pub code: &'static str,
    /// The text for an operator's log.
    pub detail: String,
    /// The id under which the server has logged it.
    pub audit_id: Option<String>,
}

/// The one thing to do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// The same again, from the beginning.
    TryAgain,
    /// New certificates, in the session that is there.
    RenewAgain,
    /// From the beginning.
    StartAgain,
    /// A sign-in.
    SignIn,
}

/// Where people turn to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpView {
    /// The operator's own place for that.
    pub support_url: Option<String>,
}

impl ErrorView {
    /// A failure of everything.
    pub(super) fn new(error: &Error, snapshot: &Snapshot, context: ViewContext<'_>) -> Self {
        let words = &context.words.errors;
        // While there is a session to keep, starting over is not the step to offer.
        let in_session = matches!(snapshot.situation, Situation::SignedIn(_));
        let need = error.need();
        let step = match (need, in_session) {
            (Need::SignIn, true) => NextStep::SignIn,
            (Need::Retry | Need::Operator | Need::Nothing, true) => NextStep::RenewAgain,
            (Need::Retry, false) => NextStep::TryAgain,
            (Need::SignIn | Need::Operator | Need::Nothing, false) => NextStep::StartAgain,
        };
        let mut explanation = (words.explanation)(error);
        if let Some(wait) = error.retry_after.filter(|_| !in_session) {
            explanation.push(' ');
            explanation += &(words.asked_to_wait)(&rough_span(wait.as_millis(), context.locale));
        }
        Self {
            title: (words.title)(error.code()),
            explanation,
            causes: Vec::new(),
            step,
            next_attempt: None,
            help: (need == Need::Operator).then(|| HelpView {
                support_url: snapshot.branding.support_url.clone(),
            }),
            code: error.code().as_str(),
            detail: error.to_string(),
            audit_id: error.audit_id.as_ref().map(ToString::to_string),
        }
    }

    /// A failure of a session.
    pub(super) fn of_session(
        error: &Error,
        session: &SessionView,
        snapshot: &Snapshot,
        context: ViewContext<'_>,
    ) -> Self {
        let next = session.horizon.next_renewal;
        let next = next.filter(|_| error.need() == Need::Retry);
        Self {
            next_attempt: next.map(|at| waiting(at, context)),
            ..Self::new(error, snapshot, context)
        }
    }

    /// A failure of one cluster.
    pub(super) fn of_cluster(
        error: &Error,
        cluster: &ClusterView,
        snapshot: &Snapshot,
        context: ViewContext<'_>,
    ) -> Self {
        let causes = cluster.causes.iter();
        Self {
            causes: causes.map(|cause| in_words(cause, context)).collect(),
            next_attempt: cluster.next_attempt.map(|at| waiting(at, context)),
            ..Self::new(error, snapshot, context)
        }
    }

    pub(super) fn next_change(&self) -> Option<Span> {
        self.next_attempt.as_ref()?.next_change
    }
}

fn waiting(at: UnixTime, context: ViewContext<'_>) -> CountdownView {
    CountdownView::until(at, context.now, context.words.clusters.next_attempt)
}

fn in_words(cause: &Cause, context: ViewContext<'_>) -> String {
    let span = match cause {
        Cause::Expired(span) | Cause::NotYetValid(span) => span.as_millis(),
        Cause::Clock { offset_millis } => offset_millis.unsigned_abs(),
        Cause::Algorithm(_)
        | Cause::Claim(_)
        | Cause::Audience { .. }
        | Cause::Authenticator { .. }
        | Cause::Unknown => 0,
    };
    let text = (context.words.errors.cause)(cause, &rough_span(span, context.locale));
    // Some of the words are those of a token, which anybody may have made.
    ServerText::new(&text).to_string()
}

/// `4.2 s`, `40 min`, `3 h`: as much of it as matters, in the units that all languages share.
fn rough_span(millis: u64, locale: &dyn Locale) -> String {
    let (unit, divisor, digits) = match millis {
        0..10_000 => ("s", 1, 1),
        10_000..120_000 => ("s", 1, 0),
        120_000..7_200_000 => ("min", 60, 0),
        _ => ("h", 3_600, 0),
    };
    let thousandths = i64::try_from(millis / divisor).unwrap_or(i64::MAX);
    // A whole unit that has not passed yet is not counted.
    let whole = if digits == 0 {
        thousandths / 1000 * 1000
    } else {
        thousandths
    };
    format!("{} {unit}", locale.number(whole, digits))
}
