//! One page for each situation.

use haulout_protocol::snapshot::Step;
use haulout_protocol::time::Span;

use super::clusters::ClustersView;
use super::embed::EmbedView;
use super::error::ErrorView;
use super::signed_out::SignedOutView;
use super::time_left::CountdownsView;
use crate::ui::messages::Messages;
use crate::ui::ui_state::EmbedQuestion;

/// One page for each situation.
#[derive(Debug, PartialEq)]
pub enum Page {
    /// An operation is in progress that needs no user.
    Progress(ProgressView),
    /// The user is signed out.
    SignedOut(SignedOutView),
    /// The user is signed in.
    Clusters(Box<ClustersView>),
    /// An operation failed.
    Failed(ErrorView),
    /// This window serves a dashboard on another origin, and the situation needs no other page first.
    Embed(Box<EmbedView>),
}

/// An operation in progress.
#[derive(Debug, PartialEq)]
pub struct ProgressView {
    /// Which operation.
    pub text: &'static str,
    /// Whether it can end on another site, so that the page must offer a way back.
    pub can_start_over: bool,
}

impl Page {
    /// The question of this page whose answer gives a dashboard access.
    #[must_use]
    pub fn question(&self) -> Option<EmbedQuestion> {
        match self {
            Self::Embed(view) => view.question,
            Self::SignedOut(view) => (!view.on_behalf.is_empty()).then_some(EmbedQuestion::SignIn),
            Self::Progress(_) | Self::Clusters(_) | Self::Failed(_) => None,
        }
    }

    pub(super) fn countdowns(&self) -> CountdownsView {
        match self {
            Self::Clusters(view) => view.countdowns,
            Self::Progress(_) | Self::SignedOut(_) | Self::Failed(_) | Self::Embed(_) => {
                CountdownsView::default()
            }
        }
    }

    pub(super) fn next_change(&self) -> Option<Span> {
        match self {
            Self::Clusters(view) => view.next_change,
            Self::Progress(_) | Self::SignedOut(_) | Self::Failed(_) | Self::Embed(_) => None,
        }
    }
}

impl ProgressView {
    /// If `in_window`, the sign-in is in a window of its own.
    pub(super) fn new(step: Step, in_window: bool, words: &Messages) -> Self {
        Self {
            text: if in_window && step == Step::Leaving {
                words.sign_in.in_window
            } else {
                (words.sign_in.progress)(step)
            },
            can_start_over: step == Step::Leaving,
        }
    }
}
