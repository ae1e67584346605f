//! Clusters that refuse in every possible way, beside clusters that work.

use haulout_protocol::Code;
use haulout_protocol::error::{CredentialError, Need, Peer, Reason, UnreachableReason};
use haulout_protocol::http::TransportError;
use haulout_protocol::input::Command;
use haulout_protocol::text::ServerText;
use serde_json::json;

use crate::world::config::cluster;
use crate::world::{Answer, Flaw, Mode, Route, World, concierge};

#[test]
fn each_refusal_has_its_reason() {
    let unreachable = |outage| Reason::Unreachable(Peer::Concierge, outage);
    let status =
        |code, words: &str| unreachable(UnreachableReason::Status(code, ServerText::new(words)));
    let refused = Reason::CredentialRefused(ServerText::new("authentication failed"));
    let cases = [
        (concierge::refuse(), refused, Code::CredentialRefused),
        (
            concierge::kubernetes_status(503, "ServiceUnavailable", "the server is unavailable"),
            status(503, "the server is unavailable"),
            Code::ConciergeUnreachable,
        ),
        (
            Answer::html(503),
            status(503, "Please log in to the network"),
            Code::ConciergeUnreachable,
        ),
        (
            Answer::html(200),
            status(200, "the response is not JSON"),
            Code::ConciergeUnreachable,
        ),
        (
            Answer::Failed(TransportError::Timeout),
            unreachable(UnreachableReason::Transport(TransportError::Timeout)),
            Code::ConciergeUnreachable,
        ),
        (
            Answer::Failed(TransportError::TooLarge),
            Reason::TooLarge(Peer::Concierge),
            Code::ResponseTooLarge,
        ),
        (
            concierge::answer(json!({})),
            Reason::Credential(CredentialError::Empty),
            Code::CredentialInvalid,
        ),
    ];
    for mode in [Mode::Page, Mode::Sealed] {
        for (answer, reason, code) in &cases {
            let mut world = World::new(mode);
            world
                .answers
                .insert(Route::Credential("prod-eu".into()), answer.clone());
            world.login();
            assert_eq!(world.cluster_failure("prod-eu"), *reason);
            assert_eq!(world.kubeconfig("prod-eu").unwrap_err().code(), *code);
            world.answers.clear();
            world.command(Command::Renew);
            world.assert_works();
        }
    }
}

#[test]
fn a_permanent_rejection_is_for_the_operator_and_is_retried_slowly() {
    let forbidden = "tokencredentialrequests.login.concierge.walrus.dev is forbidden: User \"system:anonymous\" cannot create resource \"tokencredentialrequests\"";
    for (status, reason, words) in [
        (401, "Unauthorized", "Unauthorized"),
        (403, "Forbidden", forbidden),
        (
            404,
            "NotFound",
            "the server could not find the requested resource",
        ),
        (422, "Invalid", "token must be supplied"),
    ] {
        for mode in [Mode::Page, Mode::Sealed] {
            let mut world = World::new(mode);
            let answer = concierge::kubernetes_status(status, reason, words);
            world
                .answers
                .insert(Route::Credential("prod-eu".into()), answer);
            world.login();
            let error = world.kubeconfig("prod-eu").unwrap_err();
            assert_eq!(
                error.code().as_str(),
                "HAULOUT_CONCIERGE_REFUSED",
                "{status}"
            );
            assert_eq!(error.need(), Need::Operator);
            assert!(error.to_string().contains(words), "{error}");
            let before = world.credential_requests();
            world.pass(600);
            let tries = world.credential_requests() - before;
            assert!((2..=20).contains(&tries), "{tries} in ten minutes");
            world.answers.clear();
            world.pass(300);
            world.assert_works();
        }
    }
}

#[test]
fn an_absent_api_is_named_by_the_words_of_its_text_answer() {
    let text = |status, words: &str| Answer::Http {
        status,
        media_type: "text/plain",
        retry_after: None,
        age: None,
        body: words.as_bytes().to_vec(),
    };
    let dial = "error trying to reach service: dial tcp 10.96.4.2:443: connect: connection refused";
    for (status, words, need) in [
        (503, dial, Need::Retry),
        (404, "404 page not found", Need::Operator),
    ] {
        let mut world = World::new(Mode::Page);
        world
            .answers
            .insert(Route::Credential("prod-eu".into()), text(status, words));
        world.login();
        let error = world.kubeconfig("prod-eu").unwrap_err();
        assert_eq!(error.need(), need, "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn a_malformed_concierge_response_is_refused() {
    for answer in [
        Answer::bytes(201, b"{"),
        Answer::bytes(201, b""),
        Answer::bytes(201, b"[]"),
        Answer::json(201, &json!({"status": {"credential": {}}})),
        Answer::json(
            201,
            &json!({"status": {"credential": {"clientCertificateData": 1, "clientKeyData": 2}}}),
        ),
        Answer::json(
            201,
            &json!({"status": {"credential": {"clientCertificateData": "x", "clientKeyData": "y"}}}),
        ),
    ] {
        let mut world = World::new(Mode::Page);
        world
            .answers
            .insert(Route::Credential("prod-eu".into()), answer);
        world.login();
        assert_eq!(
            world.kubeconfig("prod-eu").unwrap_err().code(),
            Code::CredentialInvalid
        );
    }
}

#[test]
fn an_invalid_credential_is_refused_and_the_old_one_stays() {
    let message = Reason::CredentialRefused(ServerText::new("authentication failed"));
    for (flaw, reason) in [
        (
            Flaw::OtherKey,
            Reason::Credential(CredentialError::KeyMismatch),
        ),
        (Flaw::Dead, Reason::Credential(CredentialError::Dead)),
        (Flaw::WithMessage, message),
    ] {
        for mode in [Mode::Page, Mode::Sealed] {
            let mut world = World::new(mode);
            world.login();
            world.flaws.insert("prod-eu".into(), flaw);
            let not_after = |world: &World| world.cluster("prod-eu").credential.unwrap().not_after;
            let before = not_after(&world);
            world.command(Command::Renew);
            assert_eq!(world.cluster_failure("prod-eu"), reason);
            assert_eq!(not_after(&world), before);
            assert!(world.kubeconfig("prod-eu").is_ok());
        }
    }
}

#[test]
fn a_failing_cluster_does_not_affect_others() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.clusters = ["one", "two", "three"].map(|id| cluster(mode, id)).to_vec();
        world
            .answers
            .insert(Route::Credential("two".into()), concierge::refuse());
        world.held = vec![Route::Version("three".into())];
        world.login();
        for id in ["one", "three"] {
            assert!(world.kubeconfig(id).is_ok(), "{id}");
        }
        assert_eq!(
            world.kubeconfig("two").unwrap_err().code(),
            Code::CredentialRefused
        );
        assert_eq!(
            world.kubeconfig("four").unwrap_err().code(),
            Code::ClusterUnknown
        );
        let audiences: Vec<_> = world
            .sent(&Route::Exchange)
            .iter()
            .map(|it| it.form("audience"))
            .collect();
        let expected: &[&str] = match mode {
            Mode::Page => &[],
            Mode::Sealed => &["one-7f3a", "two-7f3a", "three-7f3a"],
        };
        assert_eq!(audiences.iter().flatten().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn each_cluster_gets_only_its_own_exchanged_token() {
    let mut world = World::new(Mode::Sealed);
    world.clusters = ["one", "two"].map(|id| cluster(Mode::Sealed, id)).to_vec();
    world.login();
    let token =
        |id: &str| world.last(&Route::Credential(id.into())).json()["spec"]["token"].clone();
    assert_ne!(token("one"), token("two"));
    for (id, audience) in [("one", "one-7f3a"), ("two", "two-7f3a")] {
        let token = token(id);
        let claims = token.as_str().unwrap().split('.').nth(1).unwrap();
        let claims = crate::world::keys::from_base64url(claims);
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["aud"], json!([audience]));
    }
}

#[test]
fn a_refused_exchange_sends_no_credential_request() {
    let mut world = World::new(Mode::Sealed);
    world
        .answers
        .insert(Route::Exchange, Answer::oauth_error(403, "access_denied"));
    world.login();
    assert_eq!(
        world.kubeconfig("prod-eu").unwrap_err().code(),
        Code::ExchangeRefused
    );
    assert_eq!(world.credential_requests(), 0);
}
