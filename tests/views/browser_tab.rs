//! The browser tab and its notifications.

use haulout::ui::ui_state::{Notifications, Preferences, UiState};
use haulout::ui::view_model::{Favicon, NotifyView, ViewModel};
use haulout_protocol::error::{Peer, Reason};
use haulout_protocol::snapshot::{ActivityView, SessionView, Situation, Step};
use haulout_protocol::time::Span;

use crate::make::{
    NOW, cluster, cluster_without, outage, session, signed_out, snapshot, view, view_context,
    view_with,
};

fn favicon(situation: Situation) -> Favicon {
    view(&snapshot(situation)).browser_tab.favicon
}

fn ending_in(seconds: u64) -> SessionView {
    SessionView {
        sign_in_by: Some(NOW.plus(Span::from_secs(seconds))),
        ..session(vec![cluster(Span::from_secs(240))])
    }
}

#[test]
fn the_favicon_shows_the_state() {
    let working = session(vec![cluster(Span::from_secs(240))]);
    assert_eq!(favicon(Situation::Progress(Step::Arriving)), Favicon::Busy);
    assert_eq!(
        favicon(Situation::SignedOut(signed_out(&[]))),
        Favicon::SignedOut
    );
    assert_eq!(
        favicon(Situation::Failed(outage(Peer::Issuer))),
        Favicon::Error
    );
    assert_eq!(favicon(Situation::SignedIn(working)), Favicon::Normal);
    assert_eq!(favicon(Situation::SignedIn(ending_in(599))), Favicon::Soon);
    let lost = ActivityView::Failed(outage(Peer::Issuer));
    let lost = session(vec![cluster_without(lost)]);
    assert_eq!(favicon(Situation::SignedIn(lost)), Favicon::Error);
}

#[test]
fn a_cluster_without_a_request_is_no_error() {
    let mut resting = cluster_without(ActivityView::Resting);
    resting.active = false;
    let clusters = vec![cluster(Span::from_secs(240)), resting];
    assert_eq!(
        favicon(Situation::SignedIn(session(clusters))),
        Favicon::Normal
    );
}

#[test]
fn the_alert_appears_ten_minutes_before_the_end_and_stays_equal() {
    let ui_state = UiState::default();
    let browser_tab =
        |seconds| view(&snapshot(Situation::SignedIn(ending_in(seconds)))).browser_tab;
    let early = browser_tab(601);
    assert_eq!(early.alert, None);
    assert_eq!(early.next_change, Some(Span::from_secs(1)));
    let alert = browser_tab(600).alert.expect("there is an alert");
    assert!(alert.title.contains("before"), "{alert:?}");
    // A minute later, the end is unchanged.
    let mut context = view_context(&ui_state);
    context.now.wall = NOW.plus(Span::from_secs(60));
    let later = ViewModel::new(&snapshot(Situation::SignedIn(ending_in(600))), context);
    assert_eq!(later.browser_tab.alert, Some(alert));
}

#[test]
fn an_ended_session_has_its_own_alert() {
    let ended = SessionView {
        trouble: Some(Reason::SignInRequired.into()),
        ..session(vec![cluster(Span::from_secs(240))])
    };
    let browser_tab = view(&snapshot(Situation::SignedIn(ended))).browser_tab;
    assert_eq!(
        browser_tab.alert.expect("there is an alert").title,
        "Sign in again"
    );
    assert_eq!(browser_tab.favicon, Favicon::Error);
}

#[test]
fn notifications_are_off_by_default() {
    let notify = |notifications, notify| {
        let ui_state = UiState {
            notifications,
            preferences: Preferences {
                notify,
                ..Preferences::default()
            },
            ..UiState::default()
        };
        let situation = Situation::SignedIn(ending_in(60));
        view_with(&snapshot(situation), &ui_state)
            .browser_tab
            .notify
    };
    assert_eq!(notify(Notifications::Possible, false), NotifyView::Off);
    assert_eq!(notify(Notifications::Possible, true), NotifyView::On);
    assert_eq!(notify(Notifications::Denied, true), NotifyView::Denied);
    assert_eq!(notify(Notifications::Unsupported, true), NotifyView::Absent);
}
