//! The token endpoint: client authentication, and malformed responses.

use serde_json::json;

use crate::fake::Reply;
use crate::setup::{CLIENT, Setup, concierge_script, issuer_script, refresh_form, sign_in};

#[tokio::test]
async fn c9_malformed_token_responses_become_502_with_a_code() {
    let table = [
        (
            Reply::json(200, "<html>"),
            502,
            "HAULOUT_TOKEN_RESPONSE_INVALID",
        ),
        (
            Reply::json(400, "<html>"),
            502,
            "HAULOUT_TOKEN_RESPONSE_INVALID",
        ),
        (Reply::json(500, "{}"), 502, "HAULOUT_ISSUER_UNREACHABLE"),
        (
            Reply::json(307, "").with("location", "/demo/jwks.json"),
            502,
            "HAULOUT_TOKEN_RESPONSE_INVALID",
        ),
        (
            Reply::json(404, "<html>").with("content-type", "text/html"),
            502,
            "HAULOUT_TOKEN_RESPONSE_INVALID",
        ),
        (
            Reply::json(200, "x".repeat(256 * 1024 + 1)),
            502,
            "HAULOUT_RESPONSE_TOO_LARGE",
        ),
    ];
    for (reply, status, code) in table {
        let number = reply.status;
        let setup = Setup::with(
            move |url, asked| match asked.field("grant_type").as_deref() {
                Some("refresh_token") => reply.clone(),
                _ => issuer_script(url, asked),
            },
            concierge_script,
        )
        .await;
        let mut browser = setup.signed_in().await;
        let answer = browser
            .post_form("/issuer/token", &refresh_form("sealed"))
            .await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (status, code),
            "{number}"
        );
        assert_eq!(setup.issuer.count("/demo/jwks.json"), 0);
    }
}

#[tokio::test]
async fn long_error_is_truncated_and_other_client_ids_are_refused() {
    let setup = Setup::with(
        |url, asked| match asked.field("grant_type").as_deref() {
            Some("refresh_token") => Reply::json(
                401,
                json!({"error": "error", "error_description": "é".repeat(1000)}),
            ),
            _ => issuer_script(url, asked),
        },
        concierge_script,
    )
    .await;
    let mut browser = setup.signed_in().await;
    let answer = browser
        .post_form("/issuer/token", &refresh_form("sealed"))
        .await;
    assert_eq!(answer.status, 401);
    assert_eq!(
        answer.json(),
        json!({"error": "error", "error_description": "é".repeat(300)})
    );
    let foreign = [
        ("grant_type", "refresh_token"),
        ("client_id", "pinniped-cli"),
        ("refresh_token", "sealed"),
    ];
    assert_eq!(
        browser.post_form("/issuer/token", &foreign).await.code(),
        "HAULOUT_REQUEST_INVALID"
    );
    assert_ne!(CLIENT, "pinniped-cli");
}

#[tokio::test]
async fn c1_client_authenticates_by_header_by_form_or_is_public() {
    for (written, in_header, fields) in [
        ("", true, (false, false)),
        (
            "  clientAuthentication: client_secret_basic\n",
            true,
            (false, false),
        ),
        (
            "  clientAuthentication: client_secret_post\n",
            false,
            (true, true),
        ),
    ] {
        let setup = Setup::new()
            .await
            .edit("  scopes", &format!("{written}  scopes"));
        assert_eq!(sign_in(&mut setup.browser()).await.status, 200);
        let asked = setup.issuer.requests().pop().unwrap();
        let field = |name| asked.field(name).is_some();
        assert_eq!(
            asked.headers.contains_key("authorization"),
            in_header,
            "{written}"
        );
        assert_eq!(
            (field("client_id"), field("client_secret")),
            fields,
            "{written}"
        );
        if fields.1 {
            let secret = asked.field("client_secret");
            assert_eq!(secret.as_deref(), Some("kanarienvogel secret:+"));
        }
    }
    let setup = Setup::new().await.edit("  clientSecretFile: secret\n", "");
    assert_eq!(sign_in(&mut setup.browser()).await.status, 200);
    let asked = setup.issuer.requests().pop().unwrap();
    assert_eq!(asked.field("client_id").as_deref(), Some(CLIENT));
    assert_eq!(asked.field("client_secret"), None);
    assert!(!asked.headers.contains_key("authorization"));
}
