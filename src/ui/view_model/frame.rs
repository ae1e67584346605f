//! What is around every page: whose it is, who is signed in, and how it looks.

use haulout_protocol::snapshot::{SessionView, Situation, Snapshot};
use haulout_protocol::text::ServerText;

use super::view_context::ViewContext;
use crate::ui::choice::Theme;
use crate::ui::messages::Language;

/// What is around a page.
#[derive(Debug, PartialEq, Eq)]
pub struct FrameView {
    /// The portal's name.
    pub title: String,
    /// The operator's picture, in place of ours.
    pub logo: Option<String>,
    /// What the operator tells everybody.
    pub bulletin: Option<String>,
    /// Where people get help.
    pub support_url: Option<String>,
    /// Who is signed in.
    pub user: Option<UserView>,
    /// How bright the page is.
    pub theme: Theme,
    /// The language of the page.
    pub language: Language,
}

/// Who is signed in.
#[derive(Debug, PartialEq, Eq)]
pub struct UserView {
    /// By what name.
    pub name: String,
    /// Who says so.
    pub issuer: String,
    /// Until when, if that is known.
    pub until: Option<String>,
}

impl FrameView {
    pub(super) fn new(title: &str, snapshot: &Snapshot, context: ViewContext<'_>) -> Self {
        let branding = &snapshot.branding;
        let preferences = &context.ui_state.preferences;
        Self {
            title: title.to_owned(),
            logo: branding.logo_from(context.config_url),
            bulletin: branding.notice.clone(),
            support_url: branding.support_url.clone(),
            user: match &snapshot.situation {
                Situation::SignedIn(session) => Some(UserView::new(session, context)),
                Situation::Progress(_) | Situation::SignedOut(_) | Situation::Failed(_) => None,
            },
            theme: preferences.theme,
            language: preferences.language,
        }
    }
}

impl UserView {
    fn new(session: &SessionView, context: ViewContext<'_>) -> Self {
        // Somebody who has to sign in again is not told of a session that goes on.
        let until = session.sign_in_by.filter(|_| session.trouble.is_none());
        Self {
            name: ServerText::new(&session.username).to_string(),
            issuer: session.issuer.clone(),
            until: until.map(|by| (context.words.frame.signed_in_until)(&context.locale.time(by))),
        }
    }
}
