//! The embed window: which dashboard opened it, what that dashboard gets, and how to end its access.

use haulout_protocol::snapshot::{SessionView, Situation, Snapshot};

use super::error::ErrorView;
use super::view_context::ViewContext;
use crate::ui::dispatch::{Action, EmbedAction};
use crate::ui::messages::EmbedMessages;
use crate::ui::ui_state::{DashboardAccess, EmbedDenial, EmbedQuestion, EmbedState};

/// The embed window, unless the situation needs another page first.
#[derive(Debug, PartialEq)]
pub struct EmbedView {
    /// The state of access, with the dashboard's origin.
    pub heading: String,
    /// What that means.
    pub lead: String,
    /// What the dashboard gets, and what it does not get.
    pub terms: Option<&'static [&'static str; 3]>,
    /// The names of the clusters.
    pub clusters: Vec<String>,
    /// An error of the whole session.
    pub error: Option<ErrorView>,
    /// The buttons, the recommended one first.
    pub choices: Vec<(&'static str, Action)>,
    /// Whether the dashboard has access.
    pub connected: bool,
    /// The question of this page, if it is one.
    pub question: Option<EmbedQuestion>,
    /// Whether the user has not had time to read the question yet.
    pub too_early: bool,
}

impl EmbedView {
    /// `None` if the situation needs a page of its own.
    pub(super) fn new(snapshot: &Snapshot, context: ViewContext<'_>) -> Option<Self> {
        let state = context.ui_state.embed.as_ref()?;
        let words = context.ui_state.preferences.language.embed();
        let session = match &snapshot.situation {
            Situation::SignedIn(session) => Some(session),
            Situation::Progress(_) | Situation::SignedOut(_) | Situation::Failed(_) => None,
        };
        match (state.access, session) {
            (DashboardAccess::Denied(denial), _) => Some(Self::denied(denial, words)),
            (DashboardAccess::Stopped, _) => Some(Self {
                lead: (words.stopped_lead)(&state.origin),
                ..Self::plain(words.stopped)
            }),
            (DashboardAccess::Pending | DashboardAccess::Blocked, Some(session)) => {
                Some(Self::asking(state, session, words))
            }
            (DashboardAccess::Allowed, Some(session)) => {
                Some(Self::connected(state, session, snapshot, context))
            }
            (
                DashboardAccess::Pending | DashboardAccess::Blocked | DashboardAccess::Allowed,
                None,
            ) => None,
        }
    }

    fn denied(denial: EmbedDenial, words: &EmbedMessages) -> Self {
        let [heading, lead] = match denial {
            EmbedDenial::Origin => words.not_allowed,
            EmbedDenial::Opener => words.no_opener,
            EmbedDenial::NoAnswer => words.no_answer,
        };
        Self {
            lead: lead.to_owned(),
            ..Self::plain(heading)
        }
    }

    fn asking(state: &EmbedState, session: &SessionView, words: &'static EmbedMessages) -> Self {
        let allow = Action::Embed(EmbedAction::Allow);
        let stop = Action::Embed(EmbedAction::Stop);
        Self {
            heading: (words.question)(&state.origin),
            lead: (words.question_lead)(&session.username),
            terms: Some(&words.terms),
            clusters: names(session),
            choices: vec![(words.allow, allow), (words.refuse, stop)],
            question: Some(EmbedQuestion::Allow),
            too_early: state.readable != Some(EmbedQuestion::Allow),
            ..Self::plain("")
        }
    }

    fn connected(
        state: &EmbedState,
        session: &SessionView,
        snapshot: &Snapshot,
        context: ViewContext<'_>,
    ) -> Self {
        let words = context.ui_state.preferences.language.embed();
        let error = session.trouble.as_ref();
        Self {
            heading: (words.connected)(&state.origin),
            lead: words.keep_open.to_owned(),
            terms: Some(&words.terms),
            clusters: names(session),
            error: error.map(|error| ErrorView::new(error, snapshot, context)),
            choices: vec![(words.stop, Action::Embed(EmbedAction::Stop))],
            connected: true,
            ..Self::plain("")
        }
    }

    fn plain(heading: &str) -> Self {
        Self {
            heading: heading.to_owned(),
            lead: String::new(),
            terms: None,
            clusters: Vec::new(),
            error: None,
            choices: Vec::new(),
            connected: false,
            question: None,
            too_early: false,
        }
    }
}

/// Whether a sign-in on behalf of a dashboard has to wait until the user has had time to read this.
pub(super) fn is_too_early(context: ViewContext<'_>) -> bool {
    let state = context.ui_state.embed.as_ref();
    state.is_some_and(|state| state.readable != Some(EmbedQuestion::SignIn))
}

/// What the user has to know before a sign-in on behalf of a dashboard.
pub(super) fn before_sign_in(context: ViewContext<'_>) -> Vec<String> {
    let Some(state) = context.ui_state.embed.as_ref() else {
        return Vec::new();
    };
    let words = context.ui_state.preferences.language.embed();
    let mut sentence = vec![(words.sign_in_for)(&state.origin)];
    if state.access == DashboardAccess::Blocked {
        sentence.push(words.blocked.to_owned());
    }
    sentence
}

fn names(session: &SessionView) -> Vec<String> {
    let clusters = session.clusters.iter();
    clusters.map(|cluster| cluster.name.clone()).collect()
}
