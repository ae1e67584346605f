//! The browser tab: its title, its favicon, and a notification for users who look elsewhere.

use haulout_protocol::countdown::Countdown;
use haulout_protocol::error::Need;
use haulout_protocol::snapshot::{SessionView, Situation, Snapshot};
use haulout_protocol::time::{Span, UnixTime};

use super::notify::NotifyView;
use super::page::Page;
use super::time_left::SOON;
use super::view_context::{ViewContext, sooner};

/// The browser tab.
#[derive(Debug, PartialEq, Eq)]
pub struct BrowserTabView {
    /// The title of the document, after the countdown.
    pub title: String,
    /// When the countdown in the title ends.
    pub countdown: Option<UnixTime>,
    /// The favicon.
    pub favicon: Favicon,
    /// The notification for users who look elsewhere.
    pub alert: Option<AlertView>,
    /// Whether the user wants notifications, and the browser allows them.
    pub notify: NotifyView,
    /// When this changes next if no event arrives.
    pub next_change: Option<Span>,
}

/// The state of the session as a favicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Favicon {
    /// All clusters have certificates.
    Normal,
    /// An operation is in progress.
    Busy,
    /// The user has to act soon.
    Soon,
    /// There is an error.
    Error,
    /// The user is signed out.
    SignedOut,
}

/// A notification. Equal ones are shown once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertView {
    /// What to do.
    pub title: String,
    /// Why.
    pub text: &'static str,
}

impl BrowserTabView {
    pub(super) fn new(
        page: &Page,
        title: &str,
        snapshot: &Snapshot,
        context: ViewContext<'_>,
    ) -> Self {
        let words = &context.words.frame;
        let session = match &snapshot.situation {
            Situation::SignedIn(session) => Some(session),
            Situation::Progress(_) | Situation::SignedOut(_) | Situation::Failed(_) => None,
        };
        let (favicon, state) = match page {
            Page::Progress(_) => (Favicon::Busy, None),
            Page::SignedOut(_) => (Favicon::SignedOut, Some(words.signed_out)),
            Page::Failed(_) => (Favicon::Error, Some(words.needs_attention)),
            Page::Embed(view) => (
                session
                    .filter(|_| view.connected)
                    .map_or(Favicon::SignedOut, |session| favicon(session, context)),
                Some(view.heading.as_str()),
            ),
            // The remaining time comes first, because a narrow tab shows little more.
            Page::Clusters(view) => (
                session.map_or(Favicon::Busy, |session| favicon(session, context)),
                view.first_end.is_none().then_some(words.needs_attention),
            ),
        };
        let (alert, next_change) = session.map_or((None, None), |session| alert(session, context));
        Self {
            countdown: match page {
                Page::Clusters(view) => view.first_end,
                Page::Progress(_) | Page::SignedOut(_) | Page::Failed(_) | Page::Embed(_) => None,
            },
            title: match state {
                Some(state) => format!("{state} · {title}"),
                None => title.to_owned(),
            },
            favicon,
            alert,
            notify: NotifyView::new(context),
            next_change,
        }
    }
}

impl BrowserTabView {
    /// The title of the document at this time. Browsers take longer to set a title than to draw the countdowns of the page,
    /// so it has whole minutes until the last one.
    #[must_use]
    pub fn document_title(&self, now: UnixTime) -> String {
        let Some(end) = self.countdown else {
            return self.title.clone();
        };
        let left = Countdown::new(end.since(now));
        let minutes = left.hours() * MINUTES_PER_HOUR + left.minutes();
        let left = if minutes > 0 {
            format!("{minutes} min")
        } else {
            left.text()
        };
        format!("{left} · {}", self.title)
    }
}

fn favicon(session: &SessionView, context: ViewContext<'_>) -> Favicon {
    let mut kept = session.clusters.iter().filter(|cluster| cluster.active);
    let without = kept.any(|cluster| cluster.credential.is_none() && cluster.is_settled());
    let ends_soon = session
        .sign_in_by
        .is_some_and(|by| by.since(context.now.wall) < SOON);
    if session.trouble.is_some() || without {
        Favicon::Error
    } else if ends_soon {
        Favicon::Soon
    } else {
        Favicon::Normal
    }
}

/// What the user has to do soon, and when that is due.
fn alert(session: &SessionView, context: ViewContext<'_>) -> (Option<AlertView>, Option<Span>) {
    let words = &context.words.frame;
    let error = session.trouble.as_ref().map(|error| error.need());
    if error == Some(Need::SignIn) {
        let title = words.sign_in_now.to_owned();
        let text = words.until_then;
        return (Some(AlertView { title, text }), None);
    }
    let Some(by) = session.sign_in_by else {
        return (None, None);
    };
    let left = by.since(context.now.wall);
    if left > SOON {
        let until = Span::from_millis(left.as_millis() - SOON.as_millis());
        return (None, sooner(None, Some(until)));
    }
    let title = (words.sign_in_before)(&context.locale.time(by));
    let text = words.until_then;
    (Some(AlertView { title, text }), None)
}

const MINUTES_PER_HOUR: u64 = 60;
