//! Checks the client's authentication at the token endpoint.

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use haulout_gateway::config::{ClientAuthentication, Config};
use haulout_gateway::random;
use haulout_gateway::secret::Secret;
use haulout_protocol::oidc::discovery::Provider;

use super::finding::{Finding, Item};
use super::probe::{Probe, ProbeResponse};

/// Sends a token request with a fake code: issuers authenticate the client before they validate the code.
pub(super) async fn authenticate(
    config: &Config,
    provider: &Provider,
    probe: &Probe,
    redirect_uri: &str,
) -> Finding {
    let issuer = &config.issuer;
    let client = &issuer.client_id;
    let url = provider.token_endpoint.to_url();
    if !issuer.endpoint_origins.contains(&url.origin()) {
        // Do not send the secret to an origin that the gateway would not use.
        let remedy = "Fix the problem with the issuer's metadata first.";
        let found = "not checked, because the token endpoint has another origin";
        return Finding::fail(Item::IssuerClient, client, found, remedy);
    }
    let Ok(mut form) = form_with_fake_code(redirect_uri) else {
        return no_randomness(Item::IssuerClient, client);
    };
    let mut request = probe.request(Method::POST, &url);
    match (issuer.client_authentication, issuer.basic_credentials()) {
        (ClientAuthentication::Basic, Some(credentials)) => {
            request = request.header(AUTHORIZATION, format!("Basic {}", credentials.secret()));
        }
        (ClientAuthentication::Basic | ClientAuthentication::Post, _) => {
            form.append_pair("client_id", client);
            if let Some(secret) = &issuer.client_secret {
                form.append_pair("client_secret", secret.secret());
            }
        }
    }
    let request = request.header(CONTENT_TYPE, FORM_TYPE).body(form.finish());
    match probe.send(request).await {
        Ok(response) => evaluate_client(config, &response),
        Err(error) => {
            let remedy = error.remedy("issuer.caBundleFile");
            Finding::fail(Item::IssuerClient, client, error.description(), remedy)
        }
    }
}

/// The form of a token request (RFC 6749 §4.1.3) without the client.
pub(super) fn form_with_fake_code(
    redirect_uri: &str,
) -> Result<form_urlencoded::Serializer<'static, String>, NoRandomness> {
    let [code, verifier] = random_values()?;
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs([
        ("grant_type", "authorization_code"),
        ("code", code.secret()),
        ("redirect_uri", redirect_uri),
        ("code_verifier", verifier.secret()),
    ]);
    Ok(form)
}

fn evaluate_client(config: &Config, response: &ProbeResponse) -> Finding {
    let client = &config.issuer.client_id;
    let answer = response.json();
    let error = answer.text("error").unwrap_or_default();
    // Dex and others report an unknown code as an invalid request, after they have authenticated the client.
    let is_about_the_code =
        error == "invalid_request" && answer.text("error_description").is_some_and(is_about_code);
    if error == "invalid_grant" || is_about_the_code {
        let found = match (
            &config.issuer.client_secret,
            config.issuer.client_authentication,
        ) {
            (None, _) => "accepted as a public client",
            (Some(_), ClientAuthentication::Basic) => "accepted with client_secret_basic",
            (Some(_), ClientAuthentication::Post) => "accepted with client_secret_post",
        };
        return Finding::ok(Item::IssuerClient, client, found);
    }
    let found = format!("the token endpoint returns {}", response.summary());
    if error == "invalid_client" || response.status == StatusCode::UNAUTHORIZED {
        let remedy = if config.issuer.client_secret.is_some() {
            "Put the client's current secret into `issuer.clientSecretFile`, and compare `issuer.clientId` and \
                         `issuer.clientAuthentication` with the registration."
        } else {
            "Compare `issuer.clientId` with the registration; if the client has a secret, set `issuer.clientSecretFile` to \
             a file with it."
        };
        return Finding::fail(Item::IssuerClient, client, found, remedy);
    }
    if error == "unauthorized_client" || error == "unsupported_grant_type" {
        let remedy = "Allow the authorization code grant for the client.";
        return Finding::fail(Item::IssuerClient, client, found, remedy);
    }
    if response.status == StatusCode::BAD_REQUEST {
        let remedy = "Sign in once to verify the client; this issuer returns a non-standard error for an invalid code.";
        return Finding::warn(Item::IssuerClient, client, found, remedy);
    }
    let remedy = "Check the issuer's log; its token endpoint fails.";
    Finding::fail(Item::IssuerClient, client, found, remedy)
}

/// Whether a message is about the authorization code, and not about the PKCE verifier.
fn is_about_code(description: &str) -> bool {
    let mut words = description
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .map(str::to_ascii_lowercase);
    words.any(|word| word == "code")
}

/// The operating system provides no random numbers.
#[derive(Debug)]
pub(super) struct NoRandomness;

/// Random values for state, nonce, verifier and code.
pub(super) fn random_values<const N: usize>() -> Result<[Secret; N], NoRandomness> {
    let value = |_| random::bytes::<32>().map(|it| Secret::new(BASE64_URL_SAFE_NO_PAD.encode(it)));
    let values: Result<Vec<_>, _> = (0..N).map(value).collect();
    values
        .ok()
        .and_then(|values| values.try_into().ok())
        .ok_or(NoRandomness)
}

pub(super) fn no_randomness(item: Item, subject: &str) -> Finding {
    let remedy = "Check why the operating system provides no random numbers.";
    Finding::fail(
        item,
        subject,
        "not checked, because there are no random numbers",
        remedy,
    )
}

pub(super) const FORM_TYPE: &str = "application/x-www-form-urlencoded";
