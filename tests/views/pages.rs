//! One test for each situation: the whole page as a snapshot, and what people and tools find on it by name.

use haulout::ui::ui_state::{Notice, Preferences, UiState};
use haulout::ui::view_model::Page;
use haulout_protocol::clocks::{Deviation, Whose};
use haulout_protocol::error::{ConfigFault, Peer, Reason, Refusal};
use haulout_protocol::snapshot::{ActivityView, Situation, Step};
use haulout_protocol::text::ServerText;
use haulout_protocol::time::{Span, UnixTime};

use crate::make::{
    NOW, cluster, cluster_without, draw, html, inside, lines, outage, session, signed_out,
    snapshot, texts, view, view_with,
};

const FOUR_MINUTES: Span = Span::from_secs(240);

#[test]
fn progress_says_what_is_under_way_and_offers_no_button_where_none_helps() {
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
fn leaving_can_be_undone_because_the_issuer_may_never_send_the_browser_back() {
    let page = html(Situation::Progress(Step::Leaving));
    assert_eq!(texts(inside(&page), "button"), ["Start again"]);
}

#[test]
fn signed_out_has_one_button_and_says_where_it_leads() {
    let page = html(Situation::SignedOut(signed_out(&[])));
    assert_eq!(texts(inside(&page), "button"), ["Sign in"]);
    assert!(page.contains("https://issuer.example/demo"));
    insta::assert_snapshot!("signed_out", lines(&page));
}

#[test]
fn identity_providers_are_offered_where_there_are_several() {
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
fn the_provider_that_a_person_chose_is_the_one_that_is_used() {
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
            panic!("nobody is signed in");
        };
        view.chosen()
    };
    assert_eq!(chosen(None).as_deref(), Some("Corp"));
    assert_eq!(chosen(Some("Staff")).as_deref(), Some("Staff"));
    assert_eq!(chosen(Some("Gone")).as_deref(), Some("Corp"));
}

#[test]
fn cluster_names_and_the_way_out_of_the_issuer_are_shown_where_there_are_any() {
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
fn ready_lists_the_clusters_and_hands_over_the_one_that_is_shown() {
    let mut second = cluster(FOUR_MINUTES);
    second.id = "staging".into();
    second.name = "Staging".into();
    let page = html(Situation::SignedIn(session(vec![
        cluster(FOUR_MINUTES),
        second,
    ])));
    assert_eq!(texts(&page, "h2")[1..3], ["Clusters", "Production EU"]);
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
fn renewing_keeps_the_certificate_at_hand_and_the_button_waits() {
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
fn a_cluster_that_was_just_asked_has_neither_timer_nor_kubeconfig() {
    let page = html(Situation::SignedIn(session(vec![cluster_without(
        ActivityView::Requesting,
    )])));
    assert!(page.contains("Requesting a certificate from the cluster"));
    assert!(!page.contains("timer"));
    assert!(!page.contains("kubeconfig"));
}

#[test]
fn expired_says_so_and_hands_nothing_over() {
    let page = html(Situation::SignedIn(session(vec![cluster_without(
        ActivityView::Failed(Reason::CredentialExpired.into()),
    )])));
    assert_eq!(texts(&page, "h2")[1], "Production EU");
    assert_eq!(texts(&page, "h3"), ["The certificate has expired"]);
    assert_eq!(texts(inside(&page), "button"), ["Try again", "Copy report"]);
    assert!(page.contains(r#"class="state bad""#), "{page}");
    assert!(!page.contains(r#"role="timer""#), "{page}");
}

#[test]
fn refused_quotes_the_cluster_and_offers_one_step() {
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
fn a_renewal_that_failed_leaves_what_still_works() {
    let mut failed = cluster(FOUR_MINUTES);
    failed.activity = ActivityView::Failed(outage(Peer::Concierge));
    let page = html(Situation::SignedIn(session(vec![failed])));
    assert!(page.contains("Still valid, but renewal failed"));
    assert!(page.contains("Copy kubeconfig"));
    assert!(page.contains("HAULOUT_CONCIERGE_UNREACHABLE"));
}

#[test]
fn a_session_that_ended_asks_for_a_sign_in_and_keeps_the_certificates() {
    let mut ended = session(vec![cluster(FOUR_MINUTES)]);
    ended.trouble = Some(Reason::SessionEnded(Refusal::new("invalid_grant", "")).into());
    let page = html(Situation::SignedIn(ended));
    assert_eq!(
        texts(&page, "h2")[..3],
        [
            "Your session has ended",
            "Session timeline",
            "Production EU"
        ]
    );
    let buttons = texts(inside(&page), "button");
    assert!(buttons.contains(&"Sign in".to_owned()), "{buttons:?}");
    assert!(
        buttons.contains(&"Copy kubeconfig".to_owned()),
        "{buttons:?}"
    );
}

#[test]
fn failed_names_the_field_of_a_configuration() {
    let fault = ConfigFault {
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
fn an_outage_offers_the_same_again() {
    let page = html(Situation::Failed(outage(Peer::Issuer)));
    assert_eq!(texts(inside(&page), "button"), ["Try again"]);
    assert_eq!(texts(&page, "h2"), ["The issuer is not responding"]);
}

#[test]
fn a_clock_that_is_off_is_said_with_what_to_do() {
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
    let computer = off(Whose::Computer, 2_412_000);
    assert!(computer.contains("<p class=\"warning\">This computer: clock 40 min ahead. "));
    assert!(computer.contains("automatic time (NTP) on this computer."));
    let verifier = off(Whose::Verifier, -4_250);
    assert!(verifier.contains("API server of Production EU: clock 4.2 s behind. "));
    assert!(verifier.contains("operator should check NTP"));
}

#[test]
fn two_servers_with_two_times_are_said() {
    let mut it = cluster(FOUR_MINUTES);
    if let Some(credential) = &mut it.credential {
        credential.replicas_apart = Some(Span::from_millis(4_000));
    }
    let page = html(Situation::SignedIn(session(vec![it])));
    assert!(page.contains("API server of Production EU: two replicas with clocks 4.0 s apart. "));
}

#[test]
fn a_failure_says_when_it_is_tried_again() {
    let mut it = cluster_without(ActivityView::Failed(outage(Peer::Concierge)));
    it.next_attempt = Some(NOW.plus(Span::from_secs(12)));
    let page = html(Situation::SignedIn(session(vec![it])));
    assert!(page.contains("Retries automatically in 0:12."));
}

#[test]
fn a_failure_of_the_session_is_said_once() {
    let mut session = session(vec![
        cluster_without(ActivityView::Failed(outage(Peer::Issuer))),
        cluster_without(ActivityView::Failed(outage(Peer::Issuer))),
    ]);
    session.trouble = Some(outage(Peer::Issuer));
    let page = html(Situation::SignedIn(session));
    assert_eq!(page.matches("The issuer is not responding").count(), 1);
}

#[test]
fn a_cluster_for_which_nothing_is_kept_offers_a_certificate() {
    let mut it = cluster_without(ActivityView::Resting);
    it.active = false;
    let page = html(Situation::SignedIn(session(vec![it])));
    assert!(texts(inside(&page), "button").contains(&"Request certificate".to_owned()));
    assert!(!page.contains("role=\"alert\""));
}

#[test]
fn an_announced_end_that_is_not_the_certificates_is_said() {
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
fn what_an_action_led_to_is_a_status() {
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
fn the_tab_says_what_matters_first() {
    let title = |situation| view(&snapshot(situation)).browser_tab.document_title;
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
        "1:01 · Acme clusters"
    );
}
