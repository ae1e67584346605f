//! One situation, one page.

use haulout_protocol::snapshot::Step;
use haulout_protocol::time::Span;

use super::clusters::ClustersView;
use super::embed::EmbedView;
use super::error::ErrorView;
use super::signed_out::SignedOutView;
use crate::ui::messages::Messages;

/// One situation, one page.
#[derive(Debug, PartialEq)]
pub enum Page {
    /// Something is under way that needs nobody.
    Progress(ProgressView),
    /// Nobody is signed in.
    SignedOut(SignedOutView),
    /// Somebody is.
    Clusters(Box<ClustersView>),
    /// Something ended what was under way.
    Failed(ErrorView),
    /// This window is for a dashboard on another origin, and nothing has to be done first.
    Embed(Box<EmbedView>),
}

/// Something is under way.
#[derive(Debug, PartialEq)]
pub struct ProgressView {
    /// What.
    pub text: &'static str,
    /// Whether it can end somewhere else, so that there must be a way back.
    pub can_start_over: bool,
}

impl Page {
    pub(super) fn next_change(&self) -> Option<Span> {
        match self {
            Self::Clusters(view) => view.next_change,
            Self::Progress(_) | Self::SignedOut(_) | Self::Failed(_) | Self::Embed(_) => None,
        }
    }
}

impl ProgressView {
    pub(super) fn new(step: Step, words: &Messages) -> Self {
        Self {
            text: (words.sign_in.progress)(step),
            can_start_over: step == Step::Leaving,
        }
    }
}
