//! An error, prepared for display.

use haulout_protocol::Error;
use haulout_protocol::error::Need;
use haulout_protocol::refusal::RefusalCause;
use haulout_protocol::snapshot::{ClusterView, SessionView, Situation, Snapshot};
use haulout_protocol::text::ServerText;
use haulout_protocol::time::UnixTime;

use super::view_context::ViewContext;
use crate::ui::locale::Locale;

/// An error, prepared for display.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorView {
    /// What happened.
    pub title: &'static str,
    /// Why, and what to do.
    pub explanation: String,
    /// Possible causes, most likely first, if the server does not name the cause.
    pub causes: Vec<String>,
    /// The one next step.
    pub step: NextStep,
    /// When the next automatic attempt starts.
    pub next_attempt: Option<UnixTime>,
    /// How to get help, if the operator has to fix it.
    pub help: Option<HelpView>,
    /// The error code.
    pub code: &'static str,
    /// The English text for the operator.
    pub detail: String,
    /// The audit ID in the server's log.
    pub audit_id: Option<String>,
}

/// The one thing to do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Retry from the beginning.
    TryAgain,
    /// Renew the certificates in the existing session.
    RenewAgain,
    /// Start over.
    StartAgain,
    /// Sign in.
    SignIn,
}

/// How to get help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpView {
    /// The operator's support page.
    pub support_url: Option<String>,
}

impl ErrorView {
    /// An error that ended what was in progress.
    pub(super) fn new(error: &Error, snapshot: &Snapshot, context: ViewContext<'_>) -> Self {
        let words = &context.words.errors;
        // Starting over would discard an existing session.
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

    /// An error of a session.
    pub(super) fn of_session(
        error: &Error,
        session: &SessionView,
        snapshot: &Snapshot,
        context: ViewContext<'_>,
    ) -> Self {
        let next = session.timeline.next_renewal;
        let next = next.filter(|_| error.need() == Need::Retry);
        Self {
            next_attempt: next,
            ..Self::new(error, snapshot, context)
        }
    }

    /// An error of one cluster.
    pub(super) fn of_cluster(
        error: &Error,
        cluster: &ClusterView,
        snapshot: &Snapshot,
        context: ViewContext<'_>,
    ) -> Self {
        let causes = cluster.causes.iter();
        Self {
            causes: causes.map(|cause| in_words(cause, context)).collect(),
            next_attempt: cluster.next_attempt,
            ..Self::new(error, snapshot, context)
        }
    }
}

fn in_words(cause: &RefusalCause, context: ViewContext<'_>) -> String {
    let span = match cause {
        RefusalCause::Expired(span) | RefusalCause::NotYetValid(span) => span.as_millis(),
        RefusalCause::Clock { offset_millis } => offset_millis.unsigned_abs(),
        RefusalCause::Algorithm(_)
        | RefusalCause::Claim { .. }
        | RefusalCause::ClaimValue { .. }
        | RefusalCause::UnverifiedEmail
        | RefusalCause::Rule(_)
        | RefusalCause::Expression(_)
        | RefusalCause::Issuer(_)
        | RefusalCause::Audience { .. }
        | RefusalCause::Authenticator { .. }
        | RefusalCause::Unknown => 0,
    };
    let text = (context.words.errors.cause)(cause, &rough_span(span, context.locale));
    // Some of the text is from a token that has not been verified.
    ServerText::new(&text).to_string()
}

/// `4.2 s`, `40 min`, `3 h`: rounded to what matters, in units that all languages share.
fn rough_span(millis: u64, locale: &dyn Locale) -> String {
    let (unit, divisor, digits) = match millis {
        0..10_000 => ("s", 1, 1),
        10_000..120_000 => ("s", 1, 0),
        120_000..7_200_000 => ("min", 60, 0),
        _ => ("h", 3_600, 0),
    };
    let thousandths = i64::try_from(millis / divisor).unwrap_or(i64::MAX);
    // Incomplete units are rounded down.
    let whole = if digits == 0 {
        thousandths / 1000 * 1000
    } else {
        thousandths
    };
    format!("{} {unit}", locale.number(whole, digits))
}
