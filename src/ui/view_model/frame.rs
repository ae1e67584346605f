//! The header, the footer and the settings: branding, the user, and preferences.

use haulout_protocol::snapshot::{SessionView, Situation, Snapshot};

use super::view_context::ViewContext;
use crate::ui::choice::Theme;
use crate::ui::messages::Language;

/// The header, the footer and the settings.
#[derive(Debug, PartialEq, Eq)]
pub struct FrameView {
    /// The title of the portal.
    pub title: String,
    /// The URL of the operator's logo, which replaces ours.
    pub logo: Option<String>,
    /// The operator's notice to all users.
    pub bulletin: Option<String>,
    /// Whether the browser reports that it is offline.
    pub offline: bool,
    /// The operator's support page.
    pub support_url: Option<String>,
    /// The signed-in user.
    pub user: Option<UserView>,
    /// The theme.
    pub theme: Theme,
    /// The language of the page.
    pub language: Language,
}

/// The signed-in user.
#[derive(Debug, PartialEq, Eq)]
pub struct UserView {
    /// The username.
    pub name: String,
    /// The issuer's URL.
    pub issuer: String,
    /// When the session ends, if that is known.
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
            offline: snapshot.offline,
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
        // A session that requires a new sign-in shows no end.
        let until = session.sign_in_by.filter(|_| session.trouble.is_none());
        Self {
            name: session.username.clone(),
            issuer: session.issuer.clone(),
            until: until.map(|by| (context.words.frame.signed_in_until)(&context.locale.time(by))),
        }
    }
}
