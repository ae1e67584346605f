//! A failure, as people read it.

use haulout_protocol::Error;
use haulout_protocol::error::Need;

use crate::ui::messages::Lexicon;

/// A failure, as people read it.
#[derive(Clone, Debug, PartialEq)]
pub struct TroubleView {
    /// What happened.
    pub title: &'static str,
    /// Why, and what to do.
    pub explanation: String,
    /// The stable code.
    pub code: &'static str,
    /// The text for an operator's log.
    pub detail: String,
    /// The one next step.
    pub step: NextStep,
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

impl TroubleView {
    /// `in_session`: the page still has a session to keep, so starting over is not the step to offer.
    pub(super) fn new(error: &Error, in_session: bool, words: &Lexicon) -> Self {
        let step = match (error.need(), in_session) {
            (Need::SignIn, true) => NextStep::SignIn,
            (Need::Retry | Need::Operator | Need::Nothing, true) => NextStep::RenewAgain,
            (Need::Retry, false) => NextStep::TryAgain,
            (Need::SignIn | Need::Operator | Need::Nothing, false) => NextStep::StartAgain,
        };
        Self {
            title: (words.trouble.title)(error.code()),
            explanation: (words.trouble.explanation)(error),
            code: error.code().as_str(),
            detail: error.to_string(),
            step,
        }
    }
}
