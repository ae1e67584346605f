//! Nobody is signed in: what is said before people are sent elsewhere.

use haulout_protocol::snapshot::{Situation, Step};

use crate::make::{html, inside, signed_out, texts};

#[test]
fn the_host_that_people_are_sent_to_stands_out_and_its_whole_address_is_there() {
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
fn what_will_happen_is_told_in_order_before_anybody_leaves() {
    let page = html(Situation::SignedOut(signed_out(&[])));
    let steps = texts(inside(&page), "li");
    assert_eq!(steps.len(), 3);
    assert!(steps[0].contains("return to this page"), "{steps:?}");
}

#[test]
fn clusters_are_named_up_to_a_dozen_and_the_rest_is_counted() {
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
fn whoever_leaves_is_told_how_to_come_back_from_an_error() {
    let page = html(Situation::Progress(Step::Leaving));
    assert!(page.contains("return here and start again"), "{page}");
    assert_eq!(texts(inside(&page), "button"), ["Start again"]);
}
