//! The requests to the issuer, byte for byte.

use serde_json::json;

use super::*;
use crate::oidc::authorize::Prompt;

/// RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn config() -> Config {
    let config = json!({
        "title": "Acme clusters",
        "tokens": "page",
        "redirectUri": "https://clusters.acme.example/callback?at=a b",
        "issuer": {
            "url": "https://dex.acme.example/dex",
            "clientId": "portal & more",
            "scopes": ["openid", "email"],
        },
        "clusters": [],
    });
    Config::parse(config.to_string().as_bytes()).expect("this is a configuration")
}

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

#[track_caller]
fn assert_form(form: &Form, expected: &str) {
    assert_eq!(core::str::from_utf8(form.secret()), Ok(expected));
}

#[test]
fn the_authorization_url_carries_the_challenge_of_the_rfc() {
    let common = "https://dex.acme.example/dex/auth?tenant=1&response_type=code&client_id=portal+%26+more&state=abc";
    let challenge = alloc::format!("&code_challenge={CHALLENGE}&code_challenge_method=S256");
    let rest = "&redirect_uri=https%3A%2F%2Fclusters.acme.example%2Fcallback%3Fat%3Da+b&scope=email+openid";
    assert_eq!(
        url(&Prompt::None, &[]),
        alloc::format!("{common}{challenge}{rest}&nonce=n&prompt=none")
    );
}

#[test]
fn the_authorization_url_has_the_configured_parameters_but_one_prompt() {
    let parameters = [("access_type", "offline"), ("prompt", "consent")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let asking = url(&Prompt::User(None), &parameters);
    assert!(
        asking.ends_with("&nonce=n&access_type=offline&prompt=consent"),
        "{asking}"
    );
    let silent = url(&Prompt::None, &parameters);
    assert!(
        silent.ends_with("&nonce=n&prompt=none&access_type=offline"),
        "{silent}"
    );
}

fn url(prompt: &Prompt, parameters: &[(String, String)]) -> String {
    let config = config();
    let endpoint = HttpsUrl::parse("https://dex.acme.example/dex/auth?tenant=1");
    let request = AuthorizationRequest {
        endpoint: &endpoint.expect("this is a URL"),
        client_id: &config.issuer.client_id,
        redirect_uri: &config.redirect_uri,
        scopes: &config.issuer.scopes,
        prompt,
        parameters,
    };
    request.url(&LoginValues {
        state: "abc".to_owned(),
        nonce: "n".to_owned(),
        verifier: secret(VERIFIER),
    })
}

#[test]
fn a_code_is_redeemed_with_the_verifier_and_the_redirect_uri() {
    let code = secret("c&d=e");
    let common = "grant_type=authorization_code&code=c%26d%3De";
    let client = "&client_id=portal+%26+more&redirect_uri=https%3A%2F%2Fclusters.acme.example%2Fcallback%3Fat%3Da+b";
    assert_form(
        &code_form(&config(), &code, Some(&secret(VERIFIER)), None),
        &alloc::format!("{common}&code_verifier={VERIFIER}{client}"),
    );
    assert_form(
        &code_form(&config(), &code, None, Some("abc")),
        &alloc::format!("{common}{client}&state=abc"),
    );
}

#[test]
fn a_refresh_sends_token_and_client_but_no_scope() {
    assert_form(
        &refresh_form(&config(), &secret("r/t+1"), &[]),
        "grant_type=refresh_token&refresh_token=r%2Ft%2B1&client_id=portal+%26+more",
    );
    assert_form(
        &refresh_form(&config(), &secret("r"), &[("clusters", "true")]),
        "grant_type=refresh_token&refresh_token=r&client_id=portal+%26+more&clusters=true",
    );
}

#[test]
fn every_specified_error_code_is_classified() {
    for (error, kind) in [
        ("access_denied", RefusalKind::AccessDenied),
        ("invalid_client", RefusalKind::Client),
        ("invalid_grant", RefusalKind::Other),
        ("invalid_request", RefusalKind::Client),
        ("invalid_scope", RefusalKind::Client),
        ("unauthorized_client", RefusalKind::Client),
        ("unsupported_grant_type", RefusalKind::Client),
        ("account_selection_required", RefusalKind::Prompt),
        ("consent_required", RefusalKind::Prompt),
        ("interaction_required", RefusalKind::Prompt),
        ("login_required", RefusalKind::Prompt),
        ("server_error", RefusalKind::Temporary),
        ("slow_down", RefusalKind::Temporary),
        ("temporarily_unavailable", RefusalKind::Temporary),
        ("error", RefusalKind::Other),
        ("", RefusalKind::Other),
    ] {
        assert_eq!(Refusal::new(error, "").kind, kind, "{error}");
    }
}
