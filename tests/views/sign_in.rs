//! The sign-in page, and the page during the redirect to the issuer.

use haulout::ui::messages::Language;
use haulout::ui::ui_state::{Preferences, UiState};
use haulout::ui::view_model::Page;
use haulout_protocol::snapshot::{Situation, Step};

use crate::make::{html, inside, signed_out, snapshot, texts, view_with};

#[test]
fn the_sign_in_page_shows_the_issuers_host_and_url() {
    for (issuer, host) in [
        ("https://issuer.example/demo", "issuer.example"),
        ("https://login.acme.example:8443", "login.acme.example:8443"),
        ("http://127.0.0.1:4000/oidc?x", "127.0.0.1:4000"),
    ] {
        let mut view = signed_out(&[]);
        view.issuer = issuer.into();
        let page = html(Situation::SignedOut(view));
        assert_eq!(texts(inside(&page), "strong"), [host]);
        assert!(page.contains(issuer), "{page}");
    }
}

#[test]
fn the_sign_in_page_lists_the_steps_in_order() {
    let page = html(Situation::SignedOut(signed_out(&[])));
    let steps = texts(inside(&page), "li");
    assert_eq!(steps.len(), 3);
    assert!(steps[0].contains("return to this page"), "{steps:?}");
}

#[test]
fn the_sign_in_page_names_twelve_clusters_and_counts_the_rest() {
    let page = |count: usize| {
        let mut view = signed_out(&[]);
        view.cluster_names = (0..count).map(|at| format!("Cluster {at}")).collect();
        html(Situation::SignedOut(view))
    };
    assert!(!page(0).contains("Available clusters"));
    assert_eq!(page(12).matches(">Cluster ").count(), 12);
    assert!(!page(12).contains("more"));
    assert_eq!(page(42).matches(">Cluster ").count(), 12);
    assert!(page(42).contains("and 30 more"));
}

#[test]
fn behind_a_gateway_the_sign_in_page_is_a_form_that_needs_no_program() {
    let mut view = signed_out(&[("Acme LDAP", "ldap"), ("Acme SSO", "oidc")]);
    view.start_url = Some("https://portal.example/session/start".into());
    let page = html(Situation::SignedOut(view));
    let (_, form) = page.split_once("<form").unwrap();
    let (form, _) = form.split_once("</form>").unwrap();
    for part in [
        r#"method="post""#,
        r#"action="https://portal.example/session/start""#,
        r#"name="identity_provider""#,
        r#"value="Acme LDAP""#,
        r#"value="Acme SSO""#,
        r#"value="en" type="hidden" name="language""#,
    ] {
        assert!(form.contains(part), "{part}: {form}");
    }
    // A button without a type submits its form.
    assert!(
        form.contains("<button ") && !form.contains(r#"type="button""#),
        "{form}"
    );
}

#[test]
fn without_a_gateway_the_program_itself_starts_the_sign_in() {
    let page = html(Situation::SignedOut(signed_out(&[])));
    assert!(!page.contains("<form"), "{page}");
    assert!(inside(&page).contains(r#"id="haulout-sign-in""#), "{page}");
}

#[test]
fn the_redirect_page_explains_how_to_return() {
    let page = html(Situation::Progress(Step::Leaving));
    assert!(page.contains("return here and start again"), "{page}");
    assert_eq!(texts(inside(&page), "button"), ["Start again"]);
}

#[test]
fn sign_in_in_a_window_of_its_own_points_to_that_window() {
    for language in Language::ALL {
        let ui_state = UiState {
            signs_in_in_window: true,
            preferences: Preferences {
                language: *language,
                ..Preferences::default()
            },
            ..UiState::default()
        };
        let view = view_with(&snapshot(Situation::Progress(Step::Leaving)), &ui_state);
        let Page::Progress(progress) = view.page else {
            panic!("{:?}", view.page)
        };
        assert!(progress.can_start_over);
        assert!(
            progress.text.contains("other window") || progress.text.contains("anderen Fenster"),
            "{}",
            progress.text
        );
    }
}
