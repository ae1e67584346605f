//! The activity log: its texts, its length, and hostile server texts in it.

use haulout::ui::dispatch::Action;
use haulout::ui::ui_state::UiState;
use haulout::ui::view_model::{ActivityListView, ActivityVisitor, Page, ViewContext, ViewModel};
use haulout_protocol::Code;
use haulout_protocol::activity::{Entry, Happened, RecordedFailure, RequestKind};
use haulout_protocol::clocks::ClockOwner;
use haulout_protocol::snapshot::{ClusterView, Situation, Snapshot};
use haulout_protocol::text::ServerText;
use haulout_protocol::time::Span;

use crate::make::{NOW, cluster, draw, lines, session, snapshot, view_context};

#[test]
fn every_event_has_a_sentence() {
    for (happened, text) in cases() {
        let list = list(&[entry(happened)], false);
        assert_eq!(list.entries[0].text, text);
    }
}

#[test]
fn an_entry_quotes_the_pinniped_cli_where_it_has_a_message() {
    let said = |happened, audit_id: Option<&str>| {
        let entry = Entry {
            audit_id: audit_id.map(ServerText::new),
            ..entry(happened)
        };
        list(&[entry], false).entries[0].pinniped
    };
    let refused = |asked| {
        Happened::Refused(RecordedFailure {
            asked: Some(asked),
            code: Code::TokenRefused,
            again: None,
        })
    };
    assert_eq!(
        said(Happened::Discovered, None),
        Some("Pinniped: Performing OIDC discovery")
    );
    assert_eq!(
        said(Happened::SentToSignIn, None),
        Some("Performing OIDC login")
    );
    assert_eq!(
        said(Happened::Refreshed, None),
        Some("Pinniped: Refreshing cached tokens.")
    );
    let audience = "prod".into();
    assert_eq!(
        said(Happened::Exchanged { audience }, None),
        Some("Pinniped: Performing RFC8693 token exchange")
    );
    assert_eq!(
        said(Happened::Credential { until: NOW }, None),
        Some("Successfully exchanged token for cluster credential.")
    );
    assert_eq!(
        said(refused(RequestKind::Refresh), Some("a")),
        Some("Pinniped: Refresh failed.")
    );
    assert_eq!(
        said(refused(RequestKind::Credential), Some("a")),
        Some("Received auditID for failed request")
    );
    assert_eq!(said(refused(RequestKind::Credential), None), None);
    assert_eq!(said(Happened::SignedOut, None), None);
}

#[test]
fn the_pinniped_cli_is_quoted_only_where_pinniped_takes_part() {
    let quoted = |is_supervisor, has_concierge, happened| {
        let mut session = session(vec![ClusterView {
            has_concierge,
            ..cluster(Span::from_secs(240))
        }]);
        session.is_supervisor = is_supervisor;
        let entry = entry(happened);
        let ui_state = UiState::default();
        let context = ViewContext {
            activity: &|look| look(&entry),
            ..view_context(&ui_state)
        };
        let view = ViewModel::new(&snapshot(Situation::SignedIn(session)), context);
        let Page::Clusters(view) = view.page else {
            panic!("the user is signed in");
        };
        view.diagnostics.activity.entries[0].pinniped.is_some()
    };
    let credential = || Happened::Credential { until: NOW };
    assert!(quoted(true, true, Happened::Refreshed));
    assert!(!quoted(false, true, Happened::Refreshed));
    assert!(quoted(false, true, credential()));
    assert!(!quoted(true, false, credential()));
}

#[test]
fn an_entry_has_time_cluster_count_and_audit_id() {
    let failed = Entry {
        at: NOW.minus(Span::from_secs(29)),
        server_time: Some(NOW.plus(Span::from_secs(31))),
        audit_id: Some(ServerText::new("5c0e-1")),
        count: 3,
        ..entry(Happened::Refused(RecordedFailure {
            asked: Some(RequestKind::Credential),
            code: Code::CredentialRefused,
            again: None,
        }))
    };
    let page = page(
        &[failed.clone(), entry(Happened::Refreshed)],
        &UiState::default(),
    );
    let card = card(&page);
    insta::assert_snapshot!("activity", lines(card));
    let same = Entry {
        server_time: Some(failed.at.plus(Span::from_millis(1_999))),
        ..failed
    };
    assert_eq!(list(&[same], false).entries[0].server_time, None);
}

#[test]
fn an_entry_of_a_removed_cluster_shows_its_id() {
    let cluster_of = |id: Option<&str>| {
        let entry = Entry {
            cluster: id.map(Into::into),
            ..entry(Happened::Expired)
        };
        list(&[entry], false).entries[0].cluster.clone()
    };
    assert_eq!(
        cluster_of(Some("prod-eu")).as_deref(),
        Some("Production EU")
    );
    assert_eq!(cluster_of(Some("gone")).as_deref(), Some("gone"));
    assert_eq!(cluster_of(None), None);
}

#[test]
fn the_log_shows_six_entries_until_all_are_requested() {
    let many: Vec<Entry> = (0..200).map(|_| entry(Happened::Refreshed)).collect();
    let folded = list(&many, false);
    assert_eq!(folded.entries.len(), 6);
    assert_eq!(folded.unfold, Some(("Show all 200".into(), false)));
    let all = list(&many, true);
    assert_eq!(all.entries.len(), 200);
    assert_eq!(all.unfold, Some(("Show fewer".into(), true)));
    assert_eq!(list(&many[..6], false).unfold, None);

    let mut ui_state = UiState::default();
    let situation = situation();
    ui_state.apply(&Action::ShowAllActivity(true), &situation);
    assert!(ui_state.shows_all_activity);
    ui_state.apply(&Action::ShowAllActivity(false), &situation);
    assert!(!ui_state.shows_all_activity);
}

#[test]
fn an_empty_log_says_so_and_still_offers_the_report() {
    let page = page(&[], &UiState::default());
    let card = card(&page);
    assert!(card.contains("No activity yet."), "{card}");
    assert!(card.contains("Copy report"), "{card}");
}

#[test]
fn an_entry_of_another_day_has_a_date() {
    let old = Entry {
        at: NOW.minus(Span::from_secs(86_400)),
        ..entry(Happened::Refreshed)
    };
    assert_eq!(list(&[old], false).entries[0].time, "2026-11-22 10:05");
}

#[test]
fn server_text_is_escaped_and_stays_on_its_line() {
    let hostile = Entry {
        audit_id: Some(ServerText::new(
            "</code><script>alert(1)</script>\u{202e}\u{7}\n\"'",
        )),
        cluster: Some("<img src=x onerror=alert(1)>".into()),
        ..entry(Happened::Exchanged {
            audience: "<b>bold</b>".into(),
        })
    };
    let page = page(&[hostile], &UiState::default());
    for tag in ["<script", "<img", "<b>", "\u{202e}", "\u{7}"] {
        assert!(!page.contains(tag), "{tag} in {page}");
    }
    assert!(page.contains("&lt;script&gt;"));
}

/// One event of each kind.
pub(crate) fn everything() -> Vec<Happened> {
    cases().into_iter().map(|(happened, _)| happened).collect()
}

fn cases() -> Vec<(Happened, &'static str)> {
    let failure = |asked| RecordedFailure {
        asked,
        code: Code::IssuerUnreachable,
        again: None,
    };
    let later = NOW.plus(Span::from_secs(60));
    vec![
        (Happened::Discovered, "Fetched the issuer’s metadata"),
        (
            Happened::SentToSignIn,
            "Redirected to the issuer to sign in",
        ),
        (
            Happened::SignedIn { until: later },
            "Signed in; the ID token is valid until 10:06:00",
        ),
        (
            Happened::RenewedSilently { until: later },
            "Renewed the session without a prompt; the ID token is valid until 10:06:00",
        ),
        (Happened::Refreshed, "Refreshed the tokens"),
        (
            Happened::Exchanged {
                audience: "prod-7f".into(),
            },
            "Received a token for the audience “prod-7f”",
        ),
        (
            Happened::Credential { until: later },
            "Received a credential, valid until 10:06:00",
        ),
        (
            Happened::Expired,
            "The last certificate expired and was not replaced",
        ),
        (
            Happened::Failed(failure(Some(RequestKind::Refresh))),
            "The issuer is not responding (refreshing tokens)",
        ),
        (
            Happened::Refused(failure(None)),
            "The issuer is not responding",
        ),
        (
            Happened::Failed(RecordedFailure {
                again: Some(later),
                ..failure(None)
            }),
            "The issuer is not responding. Next attempt at 10:06:00",
        ),
        (
            Happened::ClockOff {
                whose: ClockOwner::Verifier,
                offset_millis: -4_250,
            },
            "API server of Production EU: clock 4.2 s behind",
        ),
        (
            Happened::ClockSet { millis: -3_600_000 },
            "This computer’s clock was set back by 60 min",
        ),
        (
            Happened::ClockSet { millis: 2_500 },
            "This computer’s clock was set forward by 2.5 s",
        ),
        (
            Happened::Slept {
                span: Span::from_secs(3 * 3_600),
            },
            "This computer was asleep for 3.0 h",
        ),
        (
            Happened::SignInNeeded { by: later },
            "Sign-in required by 10:06:00",
        ),
        (Happened::SignedOut, "Signed out"),
    ]
}

pub(crate) fn entry(happened: Happened) -> Entry {
    Entry {
        at: NOW,
        cluster: Some("prod-eu".into()),
        happened,
        server_time: None,
        audit_id: None,
        count: 1,
    }
}

fn situation() -> Snapshot {
    snapshot(Situation::SignedIn(session(vec![cluster(
        Span::from_secs(240),
    )])))
}

fn list(entries: &[Entry], unfolded: bool) -> ActivityListView {
    let ui_state = UiState {
        shows_all_activity: unfolded,
        ..UiState::default()
    };
    let view = view_of(entries, &ui_state);
    let Page::Clusters(view) = view.page else {
        panic!("the user is signed in");
    };
    std::rc::Rc::into_inner(view.diagnostics.activity).expect("there is no other reference")
}

fn page(entries: &[Entry], ui_state: &UiState) -> String {
    draw(view_of(entries, ui_state))
}

pub(crate) fn view_of(entries: &[Entry], ui_state: &UiState) -> ViewModel {
    let activity = |look: &mut ActivityVisitor<'_>| entries.iter().for_each(look);
    let context = ViewContext {
        activity: &activity,
        ..view_context(ui_state)
    };
    ViewModel::new(&situation(), context)
}

fn card(page: &str) -> &str {
    let start = page.find(r#"aria-labelledby="activity""#);
    let card = &page[start.expect("the card")..];
    &card[..card.find("</section>").expect("its end")]
}
