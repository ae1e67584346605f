//! The window that a dashboard on another origin opens: who asks, for what, and how it ends.

use haulout::ui::dispatch::{Action, EmbedAction};
use haulout::ui::ui_state::{EmbedRefusal, EmbedState, Standing, UiState};
use haulout::ui::view_model::{Favicon, Page};
use haulout_protocol::error::Reason;
use haulout_protocol::snapshot::{Situation, Step};
use haulout_protocol::time::Span;

use crate::make::{cluster, draw, html, inside, session, signed_out, snapshot, texts, view_with};

const DASHBOARD: &str = "https://dash.example";

fn standing(standing: Standing) -> UiState {
    UiState {
        embed: Some(EmbedState {
            origin: DASHBOARD.into(),
            standing,
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

/// All but the refusals.
const UNDER_WAY: [Standing; 4] = [
    Standing::Asking,
    Standing::Blocked,
    Standing::Allowed,
    Standing::Stopped,
];

#[test]
fn somebody_who_is_signed_in_is_asked_before_a_dashboard_gets_anything() {
    let page = page(signed_in(), &standing(Standing::Asking));
    assert_eq!(texts(&page, "h2"), ["Let https://dash.example act as you?"]);
    assert_eq!(texts(&page, "button"), ["Allow", "Do not allow"]);
    for part in [
        "pinny@acme.example",
        "Production EU",
        "who you are",
        "never gets your password",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn whoever_signs_in_is_told_for_whom_that_is() {
    let signed_out = || Situation::SignedOut(signed_out(&[]));
    let asking = page(signed_out(), &standing(Standing::Asking));
    assert!(asking.contains("https://dash.example opened this window."));
    assert_eq!(texts(&asking, "button"), ["Sign in"]);
    assert!(!asking.contains("did not let"));
    let blocked = page(signed_out(), &standing(Standing::Blocked));
    assert!(blocked.contains("Your browser did not let this page open the window"));
    assert!(!html(signed_out()).contains("opened this window"));
}

#[test]
fn a_connected_window_says_to_whom_and_can_be_stopped() {
    let ui_state = standing(Standing::Allowed);
    let view = view_with(&snapshot(signed_in()), &ui_state);
    assert_eq!(
        view.browser_tab.document_title,
        "Connected to https://dash.example · Acme clusters"
    );
    assert_eq!(view.browser_tab.favicon, Favicon::Normal);
    let page = page(signed_in(), &ui_state);
    assert_eq!(texts(&page, "h2"), ["Connected to https://dash.example"]);
    assert!(page.contains("Keep this window open"));
    assert_eq!(texts(&page, "button"), ["Stop"]);
}

#[test]
fn a_session_in_trouble_is_mended_in_the_window_that_needs_it() {
    let mut session = session(vec![cluster(Span::from_secs(240))]);
    session.trouble = Some(Reason::SignInRequired.into());
    let page = page(Situation::SignedIn(session), &standing(Standing::Allowed));
    assert_eq!(texts(&page, "button")[0], "Sign in");
}

#[test]
fn no_key_and_no_kubeconfig_is_ever_drawn_in_a_dashboards_window() {
    for standing in UNDER_WAY.map(standing) {
        let page = page(signed_in(), &standing);
        assert!(!page.contains("the kubeconfig of"), "{page}");
        assert!(!page.contains("<pre"), "{page}");
    }
}

#[test]
fn a_dashboard_that_is_refused_is_told_of_whatever_else_there_is() {
    let refusals = [
        (EmbedRefusal::Origin, "This dashboard may not connect"),
        (EmbedRefusal::Opener, "No dashboard is waiting"),
        (EmbedRefusal::Silence, "The dashboard does not answer"),
    ];
    for (refusal, heading) in refusals {
        let ui_state = standing(Standing::Refused(refusal));
        for situation in [Situation::Progress(Step::Preparing), signed_in()] {
            let page = page(situation, &ui_state);
            assert_eq!(texts(&page, "h2"), [heading]);
            assert_eq!(texts(&page, "button"), [""; 0]);
        }
    }
}

#[test]
fn what_has_to_be_done_first_has_its_own_page() {
    for standing in [Standing::Asking, Standing::Blocked, Standing::Allowed] {
        for situation in [
            Situation::Progress(Step::Arriving),
            Situation::Failed(Reason::SignInRequired.into()),
        ] {
            let view = view_with(&snapshot(situation), &self::standing(standing));
            assert!(!matches!(view.page, Page::Embed(_)), "{standing:?}");
        }
    }
}

#[test]
fn each_answer_leads_where_it_says() {
    let allow = Action::Embed(EmbedAction::Allow);
    let stop = Action::Embed(EmbedAction::Stop);
    let table = [
        (Standing::Asking, &allow, Standing::Allowed),
        (Standing::Asking, &Action::SignIn(None), Standing::Allowed),
        (Standing::Blocked, &Action::SignIn(None), Standing::Allowed),
        (Standing::Asking, &stop, Standing::Stopped),
        (Standing::Allowed, &stop, Standing::Stopped),
        // The next person is asked anew.
        (Standing::Allowed, &Action::SignOut, Standing::Asking),
        (Standing::Asking, &Action::Retry, Standing::Asking),
        (Standing::Stopped, &allow, Standing::Stopped),
        (Standing::Stopped, &Action::SignIn(None), Standing::Stopped),
        (
            Standing::Refused(EmbedRefusal::Origin),
            &allow,
            Standing::Refused(EmbedRefusal::Origin),
        ),
    ];
    for (before, action, after) in table {
        let mut ui_state = standing(before);
        ui_state.apply(action, &snapshot(signed_in()));
        assert_eq!(ui_state, standing(after), "{before:?} {action:?}");
    }
}
