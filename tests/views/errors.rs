//! Every error has a page: what happened, why, one next step, and the details.

use std::fmt::Write as _;
use std::rc::Rc;

use haulout::ui::messages::Language;
use haulout::ui::ui_state::{Preferences, UiState};
use haulout_protocol::Code;
use haulout_protocol::activity::RequestKind;
use haulout_protocol::branding::Branding;
use haulout_protocol::config::AuthenticatorKind;
use haulout_protocol::error::{Error, IdTokenError, Need, Peer, Reason, Rejection};
use haulout_protocol::oidc::signature::Algorithm;
use haulout_protocol::refusal::RefusalCause;
use haulout_protocol::snapshot::{ActivityView, ClusterView, Situation};
use haulout_protocol::text::ServerText;
use haulout_protocol::time::Span;

use crate::error_of_code::error;
use crate::make::{
    NOW, cluster, cluster_without, draw, draw_in, html, inside, lines, outage, session, snapshot,
    texts, view, view_with,
};

#[test]
fn every_code_has_a_page_inside_and_outside_of_a_session() {
    let mut pages = String::new();
    for code in Code::ALL {
        let error = error(*code);
        assert_eq!(error.code(), *code);
        for (place, page) in places(&error) {
            let main = inside(&page);
            let start = main.find("<div role=\"alert\"").expect("it is announced");
            let panel = &main[start..];
            let end = panel.find("</details>").expect("it has details");
            writeln!(pages, "# {code} {place}\n{}\n", lines(&panel[..end])).expect("room");
        }
    }
    insta::assert_snapshot!("every_code", pages);
}

#[test]
fn every_error_is_an_alert_with_one_step_and_its_code() {
    for code in Code::ALL {
        let error = error(*code);
        for (place, page) in places(&error) {
            assert_eq!(page.matches("role=\"alert\"").count(), 1, "{code} {place}");
            let (_, alert) = page.split_once("role=\"alert\"").expect("it is announced");
            let (alert, rest) = alert.split_once("</div>").expect("it ends");
            assert_eq!(texts(alert, "button").len(), 1, "{code} {place}: {alert}");
            assert!(!alert.contains(code.as_str()), "{code} {place}");
            assert!(
                rest.contains(&format!("<code>{code}</code>")),
                "{code} {place}"
            );
            let (shown, _) = rest.split_once("<details>").expect("details");
            let offers_report = shown.contains(">Copy report</button>");
            assert_eq!(
                offers_report,
                error.need() == Need::Operator,
                "{code} {place}"
            );
        }
    }
}

#[test]
fn every_code_has_texts_in_every_language() {
    for language in Language::ALL {
        let ui_state = UiState {
            preferences: Preferences {
                language: *language,
                ..Preferences::default()
            },
            ..UiState::default()
        };
        for code in Code::ALL {
            let situation = snapshot(Situation::Failed(error(*code)));
            let page = draw_in(*language, view_with(&situation, &ui_state));
            let titles = texts(inside(&page), "h2");
            assert!(
                titles.iter().all(|it| it.chars().count() > 5),
                "{code}: {titles:?}"
            );
            let why = texts(inside(&page), "p");
            assert!(why[0].chars().count() > 20, "{code}: {why:?}");
            assert!(!why[0].contains("HAULOUT_"), "{code}: {why:?}");
        }
    }
}

#[test]
fn each_error_offers_the_step_that_helps() {
    for (error, outside, within) in [
        (outage(Peer::Issuer), "Try again", "Try again"),
        (Reason::SignInRequired.into(), "Start again", "Sign in"),
        (error(Code::IssuerInvalid), "Start again", "Try again"),
        (
            Reason::ClusterUnknown(ServerText::new("lab")).into(),
            "Start again",
            "Try again",
        ),
    ] {
        let steps = places(&error).map(|(_, page)| {
            let (_, alert) = page.split_once("role=\"alert\"").expect("it is announced");
            texts(alert, "button")[0].clone()
        });
        assert_eq!(steps, [outside, within], "{error:?}");
    }
}

#[test]
fn a_refusal_lists_its_possible_causes_in_order() {
    let mut lab = refused();
    lab.causes = causes();
    let page = html(Situation::SignedIn(session(vec![lab])));
    let (_, list) = page.split_once("<ol>").expect("a list with an order");
    let (list, _) = list.split_once("</ol>").expect("it ends");
    assert_eq!(
        texts(list, "li"),
        [
            "The token is signed with EdDSA; the authenticator accepts only RS256 and ES256.",
            "By the cluster’s clock, the token expired 40 min earlier.",
            "By the cluster’s clock, the token becomes valid in 3 h.",
            "The token has no claim “username”, which authenticators read unless configured otherwise.",
            "The token has no claim “upn”, from which the authenticator reads the username.",
            "The token’s claim “hd” is not “acme.example”, which the authenticator requires.",
            "The issuer says that your email address, which is the username, is not verified.",
            "The token may break a rule of the authenticator: “MFA”.",
            "The authenticator evaluates “claims.upn”, which may fail for this token.",
            "The token’s issuer is “https://issuer.example”; the authenticator may expect another issuer.",
            "The token’s audience is “lab”; the authenticator expects “lab-2”.",
            "The token’s audience is “lab-2”, as configured for this page; the authenticator may expect another audience.",
            "The token’s audience is “a”, “b”, “c” and others; the authenticator may expect another audience.",
            "The cluster’s clock is 4.2 s ahead.",
            "The cluster’s clock is 4.2 s behind.",
            "The JWTAuthenticator “supervisor” may not exist or may not be ready.",
            "Another cause, which only the Concierge’s log names.",
        ]
    );
}

#[test]
fn countdowns_are_outside_of_the_alert() {
    let mut lab = refused();
    lab.next_attempt = Some(NOW.plus(Span::from_secs(8)));
    let page = html(Situation::SignedIn(session(vec![lab])));
    let (_, alert) = page.split_once("role=\"alert\"").expect("it is announced");
    let (alert, rest) = alert.split_once("</div>").expect("it ends");
    assert!(!alert.contains("0:08"), "{alert}");
    assert!(rest.contains("Retries automatically in 0:08."), "{rest}");
}

#[test]
fn a_session_error_shows_the_next_attempt() {
    let mut down = session(vec![cluster(Span::from_secs(240))]);
    down.trouble = Some(outage(Peer::Issuer));
    down.timeline.next_renewal = Some(NOW.plus(Span::from_secs(12)));
    assert!(html(Situation::SignedIn(down.clone())).contains("Retries automatically in 0:12."));
    down.trouble = Some(Reason::SignInRequired.into());
    assert!(!html(Situation::SignedIn(down)).contains("Retries automatically"));
}

#[test]
fn a_retry_after_is_shown() {
    let error = Error {
        retry_after: Some(Span::from_secs(30)),
        ..outage(Peer::Issuer)
    };
    let page = html(Situation::Failed(error));
    assert!(page.contains("Wait 30 s before you retry."), "{page}");
}

#[test]
fn the_audit_id_and_the_support_link_are_shown_if_known() {
    let logged = Error {
        audit_id: Some(ServerText::new("7c1d-<b>")),
        ..error(Code::CredentialRefused)
    };
    let lab = cluster_without(ActivityView::Failed(logged));
    let mut situation = snapshot(Situation::SignedIn(session(vec![lab])));
    situation.branding = Rc::new(Branding {
        support_url: Some("https://help.acme.example".into()),
        ..Branding::default()
    });
    let page = draw(view(&situation));
    assert!(page.contains("<code>7c1d-&lt;b&gt;</code>"), "{page}");
    assert!(
        inside(&page).contains("href=\"https://help.acme.example\""),
        "{page}"
    );
}

#[test]
fn text_of_a_token_is_escaped_and_cannot_reorder_other_text() {
    let mut lab = refused();
    lab.causes = vec![RefusalCause::Audience {
        has: vec!["<img src=x>\u{202e}".into()],
        wants: Some("<script>".into()),
    }];
    let page = html(Situation::SignedIn(session(vec![lab])));
    assert!(
        !page.contains("<img") && !page.contains("<script>"),
        "{page}"
    );
    assert!(page.contains("“&lt;img src=x&gt;”;"), "{page}");
}

#[test]
fn a_permanent_rejection_says_what_it_is_and_whose_it_is() {
    for (status, message, why) in [
        (
            401,
            "Unauthorized",
            "Anonymous requests may be disabled there.",
        ),
        (
            403,
            "cannot create resource",
            "The API group suffix in the configuration may be wrong",
        ),
        (
            404,
            "404 page not found",
            "The Concierge may not be installed",
        ),
    ] {
        let page = html(Situation::SignedIn(session(vec![rejected(
            status, message,
        )])));
        assert!(page.contains(why), "{page}");
        assert!(
            page.contains(&format!("status {status}: “{message}”.")),
            "{page}"
        );
        assert!(page.contains("Ask your operator to fix this."), "{page}");
        assert!(!page.contains("in a moment"), "{page}");
    }
}

#[test]
fn an_unsupported_signature_algorithm_is_named_with_the_supported_ones() {
    let error = |name| Reason::IdToken(IdTokenError::Algorithm(name)).into();
    let page = html(Situation::Failed(error(Some("RS512"))));
    assert!(
        page.contains("It is signed with RS512. Haulout accepts RS256, ES256, PS256 and EdDSA."),
        "{page}"
    );
    assert!(html(Situation::Failed(error(None))).contains("an unknown algorithm"));
}

#[test]
fn the_certificates_extra_attributes_are_shown_with_its_details() {
    let mut lab = cluster(Span::from_secs(240));
    let credential = lab.credential.as_mut().expect("made with one");
    credential.extra = vec!["acme.example/team=platform".into()];
    let page = html(Situation::SignedIn(session(vec![lab])));
    assert!(page.contains("<dt>Extra attributes</dt>"), "{page}");
    assert!(
        page.contains("<li>acme.example/team=platform</li>"),
        "{page}"
    );
}

/// A cluster that rejects every credential request with this status.
fn rejected(status: u16, message: &str) -> ClusterView {
    let rejection = rejection(RequestKind::Credential, status, message);
    cluster_without(ActivityView::Failed(rejection))
}

/// The error of a server that rejects a request of this kind.
pub(crate) fn rejection(request: RequestKind, status: u16, message: &str) -> Error {
    let message = ServerText::new(message);
    Reason::Rejected(Rejection {
        request,
        status,
        message,
    })
    .into()
}

/// The page of a failed sign-in, and the details of a failed cluster.
fn places(error: &Error) -> [(&'static str, String); 2] {
    let failed = cluster_without(ActivityView::Failed(error.clone()));
    [
        ("outside", html(Situation::Failed(error.clone()))),
        ("within", html(Situation::SignedIn(session(vec![failed])))),
    ]
}

pub(crate) fn refused() -> ClusterView {
    cluster_without(ActivityView::Failed(error(Code::CredentialRefused)))
}

pub(crate) fn causes() -> Vec<RefusalCause> {
    let audience = |has: &[&str], wants: Option<&str>| RefusalCause::Audience {
        has: has.iter().map(|it| (*it).to_owned()).collect(),
        wants: wants.map(str::to_owned),
    };
    vec![
        RefusalCause::Algorithm(Algorithm::EdDsa),
        RefusalCause::Expired(Span::from_secs(2_430)),
        RefusalCause::NotYetValid(Span::from_secs(10_900)),
        RefusalCause::Claim {
            name: "username".into(),
            is_configured: false,
        },
        RefusalCause::Claim {
            name: "upn".into(),
            is_configured: true,
        },
        RefusalCause::ClaimValue {
            name: "hd".into(),
            wants: "acme.example".into(),
        },
        RefusalCause::UnverifiedEmail,
        RefusalCause::Rule("MFA".into()),
        RefusalCause::Expression("claims.upn".into()),
        RefusalCause::Issuer("https://issuer.example".into()),
        audience(&["lab"], Some("lab-2")),
        audience(&["lab-2"], Some("lab-2")),
        audience(&["a", "b", "c", "d"], None),
        RefusalCause::Clock {
            offset_millis: 4_200,
        },
        RefusalCause::Clock {
            offset_millis: -4_200,
        },
        RefusalCause::Authenticator {
            kind: AuthenticatorKind::Jwt,
            name: "supervisor".into(),
        },
        RefusalCause::Unknown,
    ]
}
