//! The header, the footer and the settings, and announcements to screen readers.

use std::rc::Rc;

use haulout::ui::card::CardLayout;
use haulout::ui::choice::Theme;
use haulout::ui::messages::Language;
use haulout::ui::ui_state::{Preferences, UiState};
use haulout::ui::view_model::ViewModel;
use haulout_protocol::branding::Branding;
use haulout_protocol::error::{Peer, Reason};
use haulout_protocol::snapshot::{ActivityView, ClusterView, SessionView, Situation, Step};
use haulout_protocol::time::Span;

use crate::make::{
    NOW, cluster, cluster_without, draw, draw_card, draw_in, html, inside, lines, outage, session,
    signed_out, snapshot, texts, view, view_with,
};

const FOUR_MINUTES: Span = Span::from_secs(240);

#[test]
fn a_browser_that_reports_to_be_offline_causes_a_hint_on_every_page() {
    let situations = || {
        [
            Situation::SignedOut(signed_out(&[])),
            Situation::SignedIn(session(vec![cluster(Span::from_secs(240))])),
        ]
    };
    for situation in situations() {
        let mut shown = snapshot(situation);
        assert!(!draw(view(&shown)).contains("offline"));
        shown.offline = true;
        assert!(draw(view(&shown)).contains("Your browser reports that you are offline."));
        let card = draw_card(view(&shown), CardLayout::default());
        assert!(card.contains("Your browser reports that you are offline."));
    }
}

#[test]
fn the_header_shows_portal_user_and_session_end() {
    let page = html(Situation::SignedIn(ending_in(3_600)));
    assert_eq!(texts(&page, "h1"), ["Acme clusters"]);
    assert!(
        page.contains("pinny@acme.example<small>signed in until "),
        "{page}"
    );
    assert!(page.contains("Signed in through"), "{page}");
    let header = page.split("<main").next().unwrap_or_default();
    assert!(texts(header, "button").contains(&"Sign out".to_owned()));
    insta::assert_snapshot!("frame", lines(&page.replace(inside(&page), "")));
}

#[test]
fn a_session_that_requires_sign_in_shows_no_end() {
    let mut ended = ending_in(3_600);
    ended.trouble = Some(Reason::SignInRequired.into());
    assert!(!html(Situation::SignedIn(ended)).contains("signed in until"));
}

#[test]
fn a_signed_out_header_has_no_sign_out_button() {
    let page = html(Situation::SignedOut(signed_out(&[])));
    assert!(!page.contains("Sign out"));
    assert!(!page.contains("class=\"who\""));
}

#[test]
fn every_page_has_landmarks_and_headings_in_order() {
    for situation in situations() {
        let page = html(situation);
        for landmark in ["<header", "<main", "<footer"] {
            assert_eq!(page.matches(landmark).count(), 1, "{landmark}: {page}");
        }
        assert_eq!(page.matches("<h1").count(), 1, "{page}");
        let levels = page
            .split("<h")
            .filter_map(|it| it.chars().next()?.to_digit(10));
        let levels: Vec<u32> = levels.collect();
        assert_eq!(levels[0], 1, "{page}");
        assert!(
            levels.windows(2).all(|two| two[1] <= two[0] + 1),
            "{levels:?}: {page}"
        );
        let skip = page.find("href=\"#main\"").expect("a way past the header");
        assert!(page.find("<button").is_none_or(|button| skip < button));
        assert!(page.contains("<main id=\"main\""), "{page}");
    }
}

#[test]
fn the_operators_branding_replaces_ours() {
    let mut signed_out = snapshot(Situation::SignedOut(signed_out(&[])));
    let plain = draw(view(&signed_out));
    assert!(plain.contains("class=\"mark\""));
    assert!(!plain.contains("<img"));
    assert!(!plain.contains("Get help"));
    signed_out.branding = Rc::new(Branding {
        logo_url: Some("assets/logo.svg".into()),
        support_url: Some("mailto:help@acme.example".into()),
        notice: Some("First line\nsecond line".into()),
        ..Branding::default()
    });
    let page = draw(view(&signed_out));
    assert!(!page.contains("class=\"mark\""));
    let logo = r#"src="https://portal.example/assets/logo.svg""#;
    assert!(page.contains(logo) && page.contains("alt=\"\""), "{page}");
    assert!(page.contains("href=\"mailto:help@acme.example\""), "{page}");
    assert!(page.contains("First line\nsecond line"), "{page}");
}

#[test]
fn the_operators_notice_is_escaped() {
    const HOSTILE: &str = r#""'><img src=x onerror=alert(1)></p>"#;
    let mut hostile = snapshot(Situation::Progress(Step::Preparing));
    hostile.title = Some(HOSTILE.into());
    hostile.branding = Rc::new(Branding {
        logo_url: Some(HOSTILE.into()),
        support_url: Some(HOSTILE.into()),
        notice: Some(HOSTILE.into()),
        ..Branding::default()
    });
    let page = draw(view(&hostile));
    assert_eq!(page.matches("<img").count(), 1, "the logo alone: {page}");
    assert!(!page.contains(HOSTILE), "{page}");
    let escaped = page.matches("&lt;img src=x onerror=alert(1)&gt;");
    assert_eq!(
        escaped.count(),
        4,
        "title, notice, and two addresses: {page}"
    );
}

#[test]
fn the_settings_show_the_current_choices() {
    for (theme, chosen) in [
        (Theme::Automatic, "System"),
        (Theme::Light, "Light"),
        (Theme::Dark, "Dark"),
    ] {
        let ui_state = UiState {
            preferences: Preferences {
                theme,
                ..Preferences::default()
            },
            ..UiState::default()
        };
        let situation = snapshot(Situation::Progress(Step::Preparing));
        let page = draw(view_with(&situation, &ui_state));
        let options = page.split("<option").filter(|it| it.contains("selected"));
        let options: Vec<&str> = options.collect();
        assert!(options[0].contains(chosen), "{options:?}");
        assert_eq!(page.matches("<option").count() - 3, offered_languages());
    }
}

#[test]
fn one_language_has_no_language_choice() {
    let page = html(Situation::Progress(Step::Preparing));
    assert_eq!(
        page.matches("<select").count(),
        if offered_languages() == 0 { 1 } else { 2 }
    );
}

#[test]
fn a_session_is_announced_once_and_not_on_ticks_or_renewals() {
    let said = |situation| view(&snapshot(situation)).announcement;
    let fine = Some("Signed in as pinny@acme.example.".to_owned());
    assert_eq!(
        said(Situation::SignedIn(session(vec![renewed(FOUR_MINUTES)]))),
        fine
    );
    assert_eq!(
        said(Situation::SignedIn(session(vec![renewed(
            Span::from_secs(3)
        )]))),
        fine
    );
    let mut renewing = renewed(FOUR_MINUTES);
    renewing.activity = ActivityView::Requesting;
    assert_eq!(said(Situation::SignedIn(session(vec![renewing]))), fine);
    assert_eq!(said(Situation::SignedIn(ending_in(601))), fine);
    for situation in [
        Situation::Progress(Step::Arriving),
        Situation::SignedOut(signed_out(&[])),
        Situation::Failed(outage(Peer::Issuer)),
    ] {
        assert_eq!(said(situation), None, "what the page itself announces");
    }
}

#[test]
fn a_required_sign_in_is_announced_at_ten_five_and_one_minutes() {
    for (seconds, words, next) in [
        (601, "Signed in as", Some(1)),
        (600, "within 10 minutes", Some(300)),
        (301, "within 10 minutes", Some(1)),
        (300, "within 5 minutes", Some(240)),
        (60, "within 1 minute.", None),
        (1, "within 1 minute.", None),
    ] {
        let mut session = ending_in(seconds);
        session.clusters = Rc::default();
        let view = view(&snapshot(Situation::SignedIn(session)));
        let said = view.announcement.as_deref().unwrap_or_default();
        assert!(said.contains(words), "{seconds}: {said}");
        if let Some(next) = next {
            let until = view.next_change.expect("another announcement is due");
            assert!(until <= Span::from_secs(next), "{seconds}: {until:?}");
        }
    }
}

#[test]
fn an_expiry_is_announced_only_without_a_renewal() {
    let said = |seconds| {
        let mut last = cluster(Span::from_secs(seconds));
        last.next_attempt = None;
        let view = view(&snapshot(Situation::SignedIn(session(vec![last]))));
        view.announcement.unwrap_or_default()
    };
    assert!(said(299).contains("Production EU expires within 5 minutes and is not renewed"));
    assert!(said(60).contains("within 1 minute "));
    assert!(said(3_600).starts_with("Signed in"));
}

#[test]
fn lost_certificates_are_announced_by_name_or_number() {
    let lost = || cluster_without(ActivityView::Failed(outage(Peer::Concierge)));
    let said = |clusters| view(&snapshot(Situation::SignedIn(session(clusters)))).announcement;
    assert_eq!(
        said(vec![renewed(FOUR_MINUTES), lost()]).as_deref(),
        Some("Production EU has no certificate and needs your attention.")
    );
    let both = said(vec![lost(), lost()]).unwrap_or_default();
    assert!(
        both.starts_with("2 clusters have no certificate and need"),
        "{both}"
    );
}

#[test]
fn every_language_has_the_texts_of_the_frame() {
    for language in Language::ALL {
        let ui_state = UiState {
            preferences: Preferences {
                language: *language,
                ..Preferences::default()
            },
            ..UiState::default()
        };
        for situation in situations() {
            let view: ViewModel = view_with(&snapshot(situation), &ui_state);
            let page = draw_in(*language, view);
            assert!(
                !page.contains("></button>") || page.contains("aria-label"),
                "{page}"
            );
            assert!(!texts(&page, "h1")[0].is_empty());
        }
    }
}

pub(crate) fn situations() -> [Situation; 6] {
    let mut ended = session(vec![cluster(FOUR_MINUTES)]);
    ended.trouble = Some(Reason::SignInRequired.into());
    let failed = cluster_without(ActivityView::Failed(outage(Peer::Concierge)));
    [
        Situation::Progress(Step::Leaving),
        Situation::SignedOut(signed_out(&[("Corp", "oidc"), ("Staff", "ldap")])),
        Situation::SignedIn(session(vec![cluster(FOUR_MINUTES), cluster(FOUR_MINUTES)])),
        Situation::SignedIn(session(vec![failed])),
        Situation::SignedIn(ended),
        Situation::Failed(outage(Peer::Issuer)),
    ]
}

pub(crate) fn ending_in(seconds: u64) -> SessionView {
    SessionView {
        sign_in_by: Some(NOW.plus(Span::from_secs(seconds))),
        ..session(vec![renewed(FOUR_MINUTES)])
    }
}

/// A cluster whose certificate is renewed.
fn renewed(left: Span) -> ClusterView {
    ClusterView {
        next_attempt: Some(NOW.plus(Span::from_secs(105))),
        ..cluster(left)
    }
}

fn offered_languages() -> usize {
    let languages = Language::ALL.len();
    if languages > 1 { languages } else { 0 }
}
