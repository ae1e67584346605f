//! Findings about responses to a TokenCredentialRequest.

use haulout_devstack::Script;

use crate::fake::{Fake, FakeResponse, ReceivedRequest};
use crate::scene::{Report, Scene};

const JSON: &str = "application/json";
const PAGE: &str = "text/html";

/// Runs the check with an API server that responds in this way to a TokenCredentialRequest.
async fn check(status: u16, content_type: &'static str, body: &'static str) -> Report {
    let server = Fake::start(None, move |_: &str, received: &ReceivedRequest| {
        if received.path == "/version" {
            return FakeResponse::from((200, r#"{"gitVersion":"v1.34.1"}"#.to_owned()));
        }
        FakeResponse {
            status,
            headers: vec![
                ("content-type", content_type.to_owned()),
                ("location", "https://login.acme.example/".to_owned()),
            ],
            body: body.to_owned(),
        }
    })
    .await;
    let scene = Scene::set(Script::plain()).await;
    let url = scene.stack.cluster("dev").unwrap().url().to_owned();
    scene.edit(&url, &server.url).check(&[]).await
}

#[tokio::test]
async fn finding_says_whose_problem_a_permanent_rejection_is() {
    let forbidden = r#"{"kind":"Status","message":"tokencredentialrequests.login.concierge.pinniped.dev is forbidden: User \"system:anonymous\" cannot create resource"}"#;
    let unauthorized = r#"{"kind":"Status","message":"Unauthorized"}"#;
    for (status, content_type, body, id, found, remedy) in [
        (
            401,
            JSON,
            unauthorized,
            "concierge.request",
            "the API server rejects anonymous requests",
            "impersonation proxy",
        ),
        (
            403,
            JSON,
            forbidden,
            "concierge.request",
            "the API server allows no anonymous",
            "apiGroupSuffix",
        ),
        (
            404,
            "text/plain",
            "404 page not found",
            "concierge.api-group",
            "does not exist",
            "Install the Concierge",
        ),
        (
            401,
            PAGE,
            "<h1>Sign in</h1>",
            "concierge.request",
            "a web page: status 401: Sign in",
            "a proxy in front of it",
        ),
        (
            403,
            PAGE,
            "<h1>Blocked</h1>",
            "concierge.request",
            "a web page: status 403: Blocked",
            "a proxy in front of it",
        ),
        (
            404,
            PAGE,
            "<h1>nginx</h1>",
            "concierge.request",
            "a web page: status 404: nginx",
            "a proxy in front of it",
        ),
        (
            302,
            PAGE,
            "",
            "concierge.request",
            "a web page: status 302",
            "a proxy in front of it",
        ),
        (
            503,
            "text/plain",
            "error trying to reach service: dial tcp 10.0.0.1:10250",
            "concierge.request",
            "status 503: error trying to reach service",
            "pods",
        ),
    ] {
        let report = check(status, content_type, body).await;
        let fix = report.remedy_of_failed(id);
        assert!(fix.contains(remedy), "{status} {content_type}: {fix}");
        let text = &report.get(id).found;
        assert!(text.contains(found), "{status} {content_type}: {text}");
    }
}
