//! The sign-in page, and the page during the redirect to the issuer.

use haulout_protocol::snapshot::{Situation, Step};

use crate::make::{html, inside, signed_out, texts};

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
fn the_redirect_page_explains_how_to_return() {
    let page = html(Situation::Progress(Step::Leaving));
    assert!(page.contains("return here and start again"), "{page}");
    assert_eq!(texts(inside(&page), "button"), ["Start again"]);
}
