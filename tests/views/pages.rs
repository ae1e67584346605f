//! One test for each situation: the whole page as a snapshot, and its elements by accessible name.

use haulout::ui::ui_state::{Notice, Preferences, UiState};
use haulout::ui::view_model::Page;
use haulout_protocol::clocks::{ClockOwner, Deviation};
use haulout_protocol::error::{ConfigError, MissingReason, Peer, Reason, Refusal};
use haulout_protocol::snapshot::{ActivityView, Situation, Step};
use haulout_protocol::text::ServerText;
use haulout_protocol::time::{Span, UnixTime};

use crate::error_of_code::missing;
use crate::make::{
    NOW, cluster, cluster_without, draw, html, inside, lines, outage, session, signed_out,
    snapshot, texts, view, view_with,
};

const FOUR_MINUTES: Span = Span::from_secs(240);

#[test]
fn progress_has_no_button_where_none_helps() {
    for step in [Step::Preparing, Step::Arriving, Step::Ending] {
        let page = html(Situation::Progress(step));
        assert!(page.contains(r#"aria-busy="true""#));
        assert_eq!(texts(inside(&page), "button"), [""; 0]);
    }
    insta::assert_snapshot!(
        "progress",
        lines(&html(Situation::Progress(Step::Arriving)))
    );
}

#[test]
fn a_redirect_to_the_issuer_can_be_restarted() {
    let page = html(Situation::Progress(Step::Leaving));
    assert_eq!(texts(inside(&page), "button"), ["Start again"]);
}

#[test]
fn the_sign_in_page_has_one_button() {
    let page = html(Situation::SignedOut(signed_out(&[])));
    assert_eq!(texts(inside(&page), "button"), ["Sign in"]);
    assert!(page.contains("https://issuer.example/demo"));
    insta::assert_snapshot!("signed_out", lines(&page));
}

#[test]
fn several_identity_providers_are_a_choice() {
    let one = html(Situation::SignedOut(signed_out(&[("Corp", "oidc")])));
    assert!(!one.contains("radio"));
    let several = [
        ("Corp", "oidc"),
        ("Staff", "activedirectory"),
        ("Lab", "quantum"),
    ];
    let page = html(Situation::SignedOut(signed_out(&several)));
    assert_eq!(page.matches(r#"type="radio""#).count(), 3);
    assert_eq!(
        texts(&page, "small"),
        ["OpenID Connect", "Active Directory", "other"]
    );
    insta::assert_snapshot!("identity_providers", lines(&page));
}

#[test]
fn the_chosen_identity_provider_is_used() {
    let situation = snapshot(Situation::SignedOut(signed_out(&[
        ("Corp", "oidc"),
        ("Staff", "ldap"),
    ])));
    let chosen = |preferred: Option<&str>| {
        let ui_state = UiState {
            preferences: Preferences {
                identity_provider: preferred.map(str::to_owned),
                ..Preferences::default()
            },
            ..UiState::default()
        };
        let Page::SignedOut(view) = view_with(&situation, &ui_state).page else {
            panic!("the user is signed out");
        };
        view.chosen()
    };
    assert_eq!(chosen(None).as_deref(), Some("Corp"));
    assert_eq!(chosen(Some("Staff")).as_deref(), Some("Staff"));
    assert_eq!(chosen(Some("Gone")).as_deref(), Some("Corp"));
}

#[test]
fn the_sign_in_page_shows_clusters_and_the_end_session_link() {
    let mut view = signed_out(&[]);
    view.cluster_names = vec!["Production EU".into(), "Staging".into()];
    view.end_session_url = Some("https://issuer.example/logout?client_id=portal&hint=1".into());
    let page = html(Situation::SignedOut(view));
    assert!(
        page.contains("<li>Production EU</li><li>Staging</li>"),
        "{page}"
    );
    assert!(
        page.contains(r#"href="https://issuer.example/logout?client_id=portal&amp;hint=1""#),
        "{page}"
    );
}

#[test]
fn a_ready_page_lists_clusters_and_exports_the_shown_one() {
    let mut second = cluster(FOUR_MINUTES);
    second.id = "staging".into();
    second.name = "Staging".into();
    let page = html(Situation::SignedIn(session(vec![
        cluster(FOUR_MINUTES),
        second,
    ])));
    assert_eq!(texts(&page, "h2")[..2], ["Clusters", "Production EU"]);
    assert_eq!(page.matches("class=\"row good\"").count(), 2);
    assert_eq!(page.matches("aria-current=\"true\"").count(), 1);
    let buttons = texts(inside(&page), "button");
    assert!(
        buttons.contains(&"Copy kubeconfig".to_owned()),
        "{buttons:?}"
    );
    assert_eq!(page.matches(r#"role="timer""#).count(), 1);
    assert!(page.contains("the kubeconfig of prod-eu"));
    let alone = html(Situation::SignedIn(session(vec![cluster(FOUR_MINUTES)])));
    insta::assert_snapshot!("ready", lines(&alone));
}

#[test]
fn a_renewal_keeps_the_export_and_disables_the_button() {
    let mut renewing = cluster(FOUR_MINUTES);
    renewing.activity = ActivityView::Requesting;
    let page = html(Situation::SignedIn(session(vec![renewing])));
    assert!(page.contains("Requesting a new certificate"));
    assert!(page.contains("Copy kubeconfig"));
    assert!(page.contains("disabled"));
    let mut refreshing = session(vec![cluster(FOUR_MINUTES)]);
    refreshing.refreshing = true;
    assert!(html(Situation::SignedIn(refreshing)).contains("disabled"));
    let resting = html(Situation::SignedIn(session(vec![cluster(FOUR_MINUTES)])));
    assert!(!resting.contains("disabled"));
}

#[test]
fn a_first_request_has_neither_timer_nor_kubeconfig() {
    let page = html(Situation::SignedIn(session(vec![cluster_without(
        ActivityView::Requesting,
    )])));
    assert!(page.contains("Requesting a certificate from the cluster"));
    assert!(!page.contains("timer"));
    assert!(!page.contains("kubeconfig"));
}

#[test]
fn an_expired_certificate_is_not_exported() {
    let page = html(Situation::SignedIn(session(vec![cluster_without(
        ActivityView::Failed(missing(MissingReason::Expired).into()),
    )])));
    assert_eq!(texts(&page, "h2")[0], "Production EU");
    assert_eq!(texts(&page, "h3"), ["The certificate has expired"]);
    assert_eq!(texts(inside(&page), "button"), ["Try again", "Copy report"]);
    assert!(page.contains(r#"class="state bad""#), "{page}");
    assert!(!page.contains(r#"role="timer""#), "{page}");
}

#[test]
fn a_refusal_quotes_the_cluster_and_offers_one_step() {
    let refusal = Reason::CredentialRefused(ServerText::new("authentication failed"));
    let page = html(Situation::SignedIn(session(vec![cluster_without(
        ActivityView::Failed(refusal.into()),
    )])));
    assert!(page.contains(r#"role="alert""#));
    assert!(page.contains("HAULOUT_CREDENTIAL_REFUSED"));
    assert_eq!(
        texts(inside(&page), "button")[..2],
        ["Try again", "Copy report"]
    );
    insta::assert_snapshot!("refused", lines(&page));
}

#[test]
fn a_failed_renewal_keeps_the_valid_certificate() {
    let mut failed = cluster(FOUR_MINUTES);
    failed.activity = ActivityView::Failed(outage(Peer::Concierge));
    let page = html(Situation::SignedIn(session(vec![failed])));
    assert!(page.contains("Still valid, but renewal failed"));
    assert!(page.contains("Copy kubeconfig"));
    assert!(page.contains("HAULOUT_CONCIERGE_UNREACHABLE"));
}

#[test]
fn an_ended_session_asks_for_sign_in_and_keeps_certificates() {
    let mut ended = session(vec![cluster(FOUR_MINUTES)]);
    ended.trouble = Some(Reason::SessionEnded(Refusal::new("invalid_grant", "")).into());
    let page = html(Situation::SignedIn(ended));
    assert_eq!(
        texts(&page, "h2")[..2],
        ["Your session has ended", "Production EU"]
    );
    let buttons = texts(inside(&page), "button");
    assert!(buttons.contains(&"Sign in".to_owned()), "{buttons:?}");
    assert!(
        buttons.contains(&"Copy kubeconfig".to_owned()),
        "{buttons:?}"
    );
}

#[test]
fn a_configuration_error_names_the_field() {
    let fault = ConfigError {
        field: "clusters[1].server".into(),
        reason: "must be https".into(),
    };
    let page = html(Situation::Failed(Reason::Config(fault).into()));
    assert!(page.contains("clusters[1].server"));
    assert_eq!(
        texts(inside(&page), "button"),
        ["Start again", "Copy report"]
    );
    insta::assert_snapshot!("failed", lines(&page));
}

#[test]
fn an_unreachable_issuer_offers_a_retry() {
    let page = html(Situation::Failed(outage(Peer::Issuer)));
    assert_eq!(texts(inside(&page), "button"), ["Try again"]);
    assert_eq!(texts(&page, "h2"), ["The issuer is not responding"]);
}

#[test]
fn a_deviating_clock_is_a_warning_with_a_fix() {
    let off = |whose, offset_millis| {
        let mut it = cluster(FOUR_MINUTES);
        if let Some(credential) = &mut it.credential {
            credential.deviations = vec![Deviation {
                whose,
                offset_millis,
            }];
        }
        html(Situation::SignedIn(session(vec![it])))
    };
    let fine = html(Situation::SignedIn(session(vec![cluster(FOUR_MINUTES)])));
    assert!(!fine.contains("ahead.") && !fine.contains("behind."));
    let computer = off(ClockOwner::Computer, 2_412_000);
    assert!(computer.contains("<p class=\"warning\">This computer: clock 40 min ahead. "));
    assert!(computer.contains("automatic time (NTP) on this computer."));
    let verifier = off(ClockOwner::Verifier, -4_250);
    assert!(verifier.contains("API server of Production EU: clock 4.2 s behind. "));
    assert!(verifier.contains("operator should check NTP"));
}

#[test]
fn replicas_with_different_clocks_are_a_warning() {
    let mut it = cluster(FOUR_MINUTES);
    if let Some(credential) = &mut it.credential {
        credential.replicas_apart = Some(Span::from_millis(4_000));
    }
    let page = html(Situation::SignedIn(session(vec![it])));
    assert!(page.contains("API server of Production EU: two replicas with clocks 4.0 s apart. "));
}

#[test]
fn an_error_shows_its_next_attempt() {
    let mut it = cluster_without(ActivityView::Failed(outage(Peer::Concierge)));
    it.next_attempt = Some(NOW.plus(Span::from_secs(12)));
    let page = html(Situation::SignedIn(session(vec![it])));
    assert!(page.contains("Retries automatically in 0:12."));
}

#[test]
fn a_session_error_is_shown_once() {
    let mut session = session(vec![
        cluster_without(ActivityView::Failed(outage(Peer::Issuer))),
        cluster_without(ActivityView::Failed(outage(Peer::Issuer))),
    ]);
    session.trouble = Some(outage(Peer::Issuer));
    let page = html(Situation::SignedIn(session));
    let panels = page.matches(">The issuer is not responding</h").count();
    assert_eq!(panels, 1, "{page}");
}

#[test]
fn a_cluster_without_a_certificate_offers_to_request_one() {
    let mut it = cluster_without(ActivityView::Resting);
    it.active = false;
    let page = html(Situation::SignedIn(session(vec![it])));
    assert!(texts(inside(&page), "button").contains(&"Request certificate".to_owned()));
    assert!(!page.contains("role=\"alert\""));
}

#[test]
fn a_differing_announced_expiry_is_a_warning() {
    let announced = |end| {
        let mut it = cluster(FOUR_MINUTES);
        if let Some(credential) = &mut it.credential {
            credential.announced = end;
        }
        html(Situation::SignedIn(session(vec![it])))
    };
    assert!(!announced(None).contains("announced a different expiry time"));
    assert!(announced(Some(UnixTime::from_secs(0))).contains("announced a different expiry time"));
}

#[test]
fn the_result_of_an_action_is_a_status() {
    let ui_state = UiState {
        notice: Some(Notice {
            text: "Copied.".into(),
            good: true,
            can_clear: false,
        }),
        ..UiState::default()
    };
    let situation = snapshot(Situation::SignedIn(session(vec![cluster(FOUR_MINUTES)])));
    let page = draw(view_with(&situation, &ui_state));
    assert!(
        page.contains(r#"class="notice good"><p role="status">Copied.</p>"#),
        "{page}"
    );
}

#[test]
fn the_tab_title_starts_with_the_state() {
    let title = |situation| {
        let tab = view(&snapshot(situation)).browser_tab;
        tab.document_title(NOW)
    };
    assert_eq!(
        title(Situation::SignedOut(signed_out(&[]))),
        "Signed out · Acme clusters"
    );
    assert_eq!(
        title(Situation::Failed(outage(Peer::Issuer))),
        "Needs attention · Acme clusters"
    );
    let several = vec![cluster(FOUR_MINUTES), cluster(Span::from_secs(61))];
    assert_eq!(
        title(Situation::SignedIn(session(several))),
        "1 min · Acme clusters"
    );
}
