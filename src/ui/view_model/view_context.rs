//! The inputs of a view besides the session.

use haulout_protocol::activity::Entry;
use haulout_protocol::time::{Now, Span, UnixTime};

use crate::ui::choice::ExportForm;
use crate::ui::locale::Locale;
use crate::ui::messages::Messages;
use crate::ui::ui_state::UiState;

/// The inputs of a view besides the session.
#[derive(Clone, Copy)]
pub struct ViewContext<'a> {
    /// The current time.
    pub now: Now,
    /// The state of the interface.
    pub ui_state: &'a UiState,
    /// The texts in the user's language.
    pub words: &'static Messages,
    /// Formats numbers and times.
    pub locale: &'a dyn Locale,
    /// The URL of the configuration, which the logo's URL is relative to.
    pub config_url: &'a str,
    /// The kubeconfig of the clusters with these IDs in this form, with every key masked; `None` if there is none.
    pub preview: &'a dyn Fn(&[&str], ExportForm) -> Option<Preview>,
    /// Visits the activity log, newest entry first.
    pub activity: &'a dyn Fn(&mut ActivityVisitor<'_>),
}

/// Visits one entry of the activity log.
pub type ActivityVisitor<'a> = dyn FnMut(&Entry) + 'a;

/// A kubeconfig without its secrets.
#[derive(Debug, PartialEq, Eq)]
pub struct Preview {
    /// The document, with every key masked.
    pub text: String,
    /// The context that it makes the current one.
    pub current_context: String,
}

/// How long until a time in the future.
pub(super) fn until(at: Option<UnixTime>, now: UnixTime) -> Option<Span> {
    let at = at.filter(|at| *at > now)?;
    Some(at.since(now))
}

/// The smaller of two time spans, if there are two.
pub(super) fn sooner(one: Option<Span>, other: Option<Span>) -> Option<Span> {
    one.into_iter().chain(other).min()
}
