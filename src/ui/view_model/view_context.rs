//! What a view depends on beside the session.

use haulout_protocol::activity::Entry;
use haulout_protocol::time::{Now, Span};

use crate::ui::choice::ExportForm;
use crate::ui::locale::Locale;
use crate::ui::messages::Messages;
use crate::ui::ui_state::UiState;

/// What a view depends on beside the session.
#[derive(Clone, Copy)]
pub struct ViewContext<'a> {
    /// The moment.
    pub now: Now,
    /// What the interface remembers.
    pub ui_state: &'a UiState,
    /// The reader's language.
    pub words: &'static Messages,
    /// The reader's manner of writing numbers and times.
    pub locale: &'a dyn Locale,
    /// Where the configuration is, from which the operator's picture is found.
    pub config_url: &'a str,
    /// The kubeconfig of the clusters with these ids in this form, with the key masked; nothing where there is none.
    pub preview: &'a dyn Fn(&[&str], ExportForm) -> Option<Preview>,
    /// Shows what happened, newest first.
    pub activity: &'a dyn Fn(&mut ActivityVisitor<'_>),
}

/// Looks at one thing that happened.
pub type ActivityVisitor<'a> = dyn FnMut(&Entry) + 'a;

/// A document as a person may see it.
#[derive(Debug, PartialEq, Eq)]
pub struct Preview {
    /// The document, with every key masked.
    pub text: String,
    /// The context that it makes the current one.
    pub current_context: String,
}

/// The earlier of two moments, where there are two.
pub(super) fn sooner(one: Option<Span>, other: Option<Span>) -> Option<Span> {
    one.into_iter().chain(other).min()
}
