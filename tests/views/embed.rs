//! The embed window: which dashboard asks, for what, and how its access ends.

use haulout::ui::dispatch::{Action, EmbedAction};
use haulout::ui::ui_state::{DashboardAccess, EmbedDenial, EmbedQuestion, EmbedState, UiState};
use haulout::ui::view_model::{Favicon, Page};
use haulout_protocol::error::Reason;
use haulout_protocol::snapshot::{Situation, Step};
use haulout_protocol::time::Span;

use crate::make::{
    NOW, cluster, draw, html, inside, session, signed_out, snapshot, texts, view_with,
};

const DASHBOARD: &str = "https://dash.example";

fn access(access: DashboardAccess) -> UiState {
    UiState {
        embed: Some(EmbedState {
            origin: DASHBOARD.into(),
            access,
            readable: None,
        }),
        ..UiState::default()
    }
}

fn signed_in() -> Situation {
    Situation::SignedIn(session(vec![cluster(Span::from_secs(240))]))
}

fn page(situation: Situation, ui_state: &UiState) -> String {
    let page = draw(view_with(&snapshot(situation), ui_state));
    inside(&page).to_owned()
}

/// All states of access except denied ones.
const UNDER_WAY: [DashboardAccess; 4] = [
    DashboardAccess::Pending,
    DashboardAccess::Blocked,
    DashboardAccess::Allowed,
    DashboardAccess::Stopped,
];

#[test]
fn a_signed_in_user_is_asked_before_a_dashboard_gets_access() {
    let page = page(signed_in(), &access(DashboardAccess::Pending));
    assert_eq!(
        texts(&page, "h2"),
        ["Allow https://dash.example to act as you?"]
    );
    assert_eq!(texts(&page, "button"), ["Allow", "Deny"]);
    for part in [
        "pinny@acme.example",
        "Production EU",
        "who you are",
        "never receives your password",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn a_question_can_be_answered_after_the_user_could_read_it() {
    let signed_out = || Situation::SignedOut(signed_out(&[]));
    for (situation, question, other) in [
        (
            signed_in as fn() -> Situation,
            EmbedQuestion::Allow,
            EmbedQuestion::SignIn,
        ),
        (signed_out, EmbedQuestion::SignIn, EmbedQuestion::Allow),
    ] {
        for (readable, disabled) in [(None, 1), (Some(other), 1), (Some(question), 0)] {
            let mut ui_state = access(DashboardAccess::Pending);
            ui_state.embed.as_mut().unwrap().readable = readable;
            let view = view_with(&snapshot(situation()), &ui_state);
            assert_eq!(view.page.question(), Some(question));
            let page = page(situation(), &ui_state);
            assert_eq!(page.matches("disabled=").count(), disabled, "{page}");
        }
    }
}

#[test]
fn the_sign_in_page_names_the_dashboard() {
    let signed_out = || Situation::SignedOut(signed_out(&[]));
    let asking = page(signed_out(), &access(DashboardAccess::Pending));
    assert!(asking.contains("https://dash.example opened this window."));
    assert_eq!(texts(&asking, "button"), ["Sign in"]);
    assert!(!asking.contains("blocked the sign-in window"));
    let blocked = page(signed_out(), &access(DashboardAccess::Blocked));
    assert!(blocked.contains("Your browser blocked the sign-in window"));
    assert!(!html(signed_out()).contains("opened this window"));
}

#[test]
fn a_connected_window_names_the_dashboard_and_can_disconnect() {
    let ui_state = access(DashboardAccess::Allowed);
    let view = view_with(&snapshot(signed_in()), &ui_state);
    assert_eq!(
        view.browser_tab.document_title(NOW),
        "Connected to https://dash.example · Acme clusters"
    );
    assert_eq!(view.browser_tab.favicon, Favicon::Normal);
    let page = page(signed_in(), &ui_state);
    assert_eq!(texts(&page, "h2"), ["Connected to https://dash.example"]);
    assert!(page.contains("Keep this window open"));
    assert_eq!(texts(&page, "button"), ["Disconnect"]);
}

#[test]
fn the_window_offers_the_fix_for_a_session_error() {
    let mut session = session(vec![cluster(Span::from_secs(240))]);
    session.trouble = Some(Reason::SignInRequired.into());
    let page = page(
        Situation::SignedIn(session),
        &access(DashboardAccess::Allowed),
    );
    assert_eq!(texts(&page, "button")[0], "Sign in");
}

#[test]
fn the_window_never_renders_a_key_or_a_kubeconfig() {
    for access in UNDER_WAY.map(access) {
        let page = page(signed_in(), &access);
        assert!(!page.contains("the kubeconfig of"), "{page}");
        assert!(!page.contains("<pre"), "{page}");
    }
}

#[test]
fn a_denied_dashboard_has_its_page_in_every_situation() {
    let denials = [
        (EmbedDenial::Origin, "This dashboard is not allowed"),
        (EmbedDenial::Opener, "No dashboard is connected"),
        (EmbedDenial::NoAnswer, "The dashboard is not responding"),
    ];
    for (refusal, heading) in denials {
        let ui_state = access(DashboardAccess::Denied(refusal));
        for situation in [Situation::Progress(Step::Preparing), signed_in()] {
            let page = page(situation, &ui_state);
            assert_eq!(texts(&page, "h2"), [heading]);
            assert_eq!(texts(&page, "button"), [""; 0]);
        }
    }
}

#[test]
fn the_window_shows_the_page_that_has_to_come_first() {
    for access in [
        DashboardAccess::Pending,
        DashboardAccess::Blocked,
        DashboardAccess::Allowed,
    ] {
        for situation in [
            Situation::Progress(Step::Arriving),
            Situation::Failed(Reason::SignInRequired.into()),
        ] {
            let view = view_with(&snapshot(situation), &self::access(access));
            assert!(!matches!(view.page, Page::Embed(_)), "{access:?}");
        }
    }
}

#[test]
fn each_answer_changes_the_access() {
    let allow = Action::Embed(EmbedAction::Allow);
    let stop = Action::Embed(EmbedAction::Stop);
    let table = [
        (DashboardAccess::Pending, &allow, DashboardAccess::Allowed),
        (
            DashboardAccess::Pending,
            &Action::SignIn(None),
            DashboardAccess::Allowed,
        ),
        (
            DashboardAccess::Blocked,
            &Action::SignIn(None),
            DashboardAccess::Allowed,
        ),
        (DashboardAccess::Pending, &stop, DashboardAccess::Stopped),
        (DashboardAccess::Allowed, &stop, DashboardAccess::Stopped),
        // The next user is asked again.
        (
            DashboardAccess::Allowed,
            &Action::SignOut,
            DashboardAccess::Pending,
        ),
        (
            DashboardAccess::Pending,
            &Action::Retry,
            DashboardAccess::Pending,
        ),
        (DashboardAccess::Stopped, &allow, DashboardAccess::Stopped),
        (
            DashboardAccess::Stopped,
            &Action::SignIn(None),
            DashboardAccess::Stopped,
        ),
        (
            DashboardAccess::Denied(EmbedDenial::Origin),
            &allow,
            DashboardAccess::Denied(EmbedDenial::Origin),
        ),
    ];
    for (before, action, after) in table {
        let mut ui_state = access(before);
        ui_state.apply(action, &snapshot(signed_in()));
        assert_eq!(ui_state, access(after), "{before:?} {action:?}");
    }
}
