//! The requests to a Concierge and an API server, and the parts of their responses that reach the page.

use serde_json::json;

use crate::fake::Reply;
use crate::setup::{Setup, TCR, TCR_UPSTREAM, issuer_script, tcr};

#[tokio::test]
async fn d2_concierge_request_is_built_from_configuration_not_from_the_page() {
    let setup = Setup::new().await;
    let mut browser = setup.signed_in().await;
    let answer = browser.post_json(TCR, tcr("the.id.token")).await;
    let asked = setup.concierge.requests().pop().unwrap();
    assert_eq!(
        (asked.method.as_str(), asked.path.as_str()),
        ("POST", TCR_UPSTREAM)
    );
    let mut names: Vec<_> = asked.headers.keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "accept",
            "accept-encoding",
            "content-length",
            "content-type",
            "host"
        ]
    );
    assert_eq!(
        format!("http://{}", asked.headers["host"].to_str().unwrap()),
        setup.concierge.url
    );
    let expected = json!({
        "kind": "TokenCredentialRequest",
        "apiVersion": "login.concierge.pinniped.dev/v1alpha1",
        "metadata": {"creationTimestamp": null},
        "spec": {
            "token": "the.id.token",
            "authenticator": {
                "apiGroup": "authentication.concierge.pinniped.dev",
                "kind": "JWTAuthenticator",
                "name": "supervisor",
            },
        },
        "status": {},
    });
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&asked.body).unwrap(),
        expected
    );
    let expected = json!({
        "kind": "TokenCredentialRequest",
        "apiVersion": "login.concierge.pinniped.dev/v1alpha1",
        "metadata": {"creationTimestamp": null},
        "spec": {},
        "status": {"credential": {
            "expirationTimestamp": "2029-01-01T00:05:00Z",
            "clientCertificateData": "certificate",
            "clientKeyData": "kanarienvogel-key",
        }},
    });
    assert_eq!((answer.status, answer.json()), (201, expected));
    assert_eq!(
        browser.get("/clusters/prod/version").await.json(),
        json!({"gitVersion": "v1.32.4"})
    );
}

#[tokio::test]
async fn group_suffix_and_webhook_change_both_api_groups_and_the_kind() {
    let setup = Setup::new()
        .await
        .edit("{type: jwt,", "{type: webhook,")
        .edit(
            "      authenticator",
            "      apiGroupSuffix: walrus.example\n      authenticator",
        );
    setup.signed_in().await.post_json(TCR, tcr("t")).await;
    let asked = setup.concierge.requests().pop().unwrap();
    assert_eq!(
        asked.path,
        "/apis/login.concierge.walrus.example/v1alpha1/tokencredentialrequests"
    );
    assert!(
        asked
            .body
            .contains(r#""apiGroup":"authentication.concierge.walrus.example""#),
        "{}",
        asked.body
    );
    assert!(
        asked.body.contains(r#""kind":"WebhookAuthenticator""#),
        "{}",
        asked.body
    );
}

#[tokio::test]
async fn clusters_need_a_session_and_a_known_id() {
    let setup = Setup::new().await;
    let mut stranger = setup.browser();
    for path in [TCR, "/clusters/unknown/tokencredentialrequests"] {
        assert_eq!(
            stranger.post_json(path, tcr("t")).await.code(),
            "HAULOUT_SIGN_IN_REQUIRED",
            "{path}"
        );
    }
    let mut browser = setup.signed_in().await;
    let unknown = browser
        .post_json("/clusters/unknown/tokencredentialrequests", tcr("t"))
        .await;
    assert_eq!(
        (unknown.status, unknown.code().as_str()),
        (404, "HAULOUT_CLUSTER_UNKNOWN")
    );
    assert!(setup.concierge.requests().is_empty());
}

/// Status and body that the page gets if the Concierge sends `reply`.
async fn concierge_says(reply: Reply) -> (u16, serde_json::Value) {
    let setup = Setup::with(issuer_script, move |_, _| reply.clone()).await;
    let answer = setup.signed_in().await.post_json(TCR, tcr("t")).await;
    assert!(answer.header("location").is_none() && answer.header("set-cookie").is_none());
    (answer.status, answer.json())
}

#[tokio::test]
async fn concierge_refusals_and_kubernetes_status_messages_are_forwarded() {
    let refusal =
        json!({"kind": "TokenCredentialRequest", "status": {"message": "authentication failed"}});
    let (status, body) = concierge_says(Reply::json(201, refusal)).await;
    assert_eq!(
        (status, &body["status"]),
        (201, &json!({"message": "authentication failed"}))
    );
    let said = json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "message": "spec.token.value: Required value", "reason": "Invalid", "code": 422,
        "details": {"surprise": true},
    });
    let (status, body) = concierge_says(Reply::json(422, &said)).await;
    let mut expected = said;
    expected.as_object_mut().unwrap().remove("details");
    assert_eq!((status, body), (422, expected));
}

#[tokio::test]
async fn malformed_concierge_responses_become_502_with_a_code() {
    let large = format!(r#"{{"status":{{"message":"{}"}}}}"#, "x".repeat(256 * 1024));
    let table = [
        (Reply::json(200, "<html>"), "HAULOUT_CREDENTIAL_INVALID"),
        (Reply::json(200, "{}"), "HAULOUT_CREDENTIAL_INVALID"),
        (Reply::json(201, large), "HAULOUT_RESPONSE_TOO_LARGE"),
        (Reply::json(503, "busy"), "HAULOUT_CONCIERGE_UNREACHABLE"),
        (
            Reply::json(503, "error trying to reach service: dial tcp"),
            "HAULOUT_CONCIERGE_UNREACHABLE",
        ),
        (
            Reply::json(403, "").with("retry-after", "7"),
            "HAULOUT_CONCIERGE_UNREACHABLE",
        ),
        (Reply::json(401, "{}"), "HAULOUT_CONCIERGE_REFUSED"),
        (Reply::json(405, "{}"), "HAULOUT_CONCIERGE_REFUSED"),
        (
            Reply::json(302, "").with("location", "https://evil.example"),
            "HAULOUT_CONCIERGE_REFUSED",
        ),
        (
            Reply::json(307, "").with("location", "/elsewhere"),
            "HAULOUT_CONCIERGE_REFUSED",
        ),
    ];
    for (reply, code) in table {
        let (status, body) = concierge_says(reply.clone()).await;
        assert_eq!(
            (status, body["code"].as_str()),
            (502, Some(code)),
            "{:?}",
            reply.status
        );
    }
}

#[tokio::test]
async fn refusal_of_the_request_itself_is_named_with_its_cause() {
    for (status, expected) in [
        (401, "does not accept anonymous requests"),
        (
            403,
            "does not allow anonymous requests to login.concierge.pinniped.dev",
        ),
        (404, "does not have the API login.concierge.pinniped.dev"),
    ] {
        for body in [
            json!({"kind": "Status", "status": "Failure", "message": "no", "code": status})
                .to_string(),
            "404 page not found".to_owned(),
        ] {
            let (answered, body) = concierge_says(Reply::json(status, body)).await;
            assert_eq!(
                (answered, body["code"].as_str()),
                (502, Some("HAULOUT_CONCIERGE_REFUSED"))
            );
            let description = body["error_description"].as_str().unwrap();
            assert!(description.contains(expected), "{description}");
        }
    }
}
