//! Checks the client's registration at the issuer with the requests of a sign-in.

use axum::http::header::AUTHORIZATION;
use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use haulout_gateway::config::{ClientAuthentication, Config};
use haulout_gateway::random;
use haulout_gateway::secret::Secret;
use haulout_protocol::oidc::discovery::Provider;
use sha2::{Digest as _, Sha256};

use super::finding::{Finding, Item};
use super::probe::{Probe, ProbeResponse};

/// Sends an authorization request (RFC 6749 §4.1.1, RFC 7636), up to the sign-in page.
pub(super) async fn authorize(config: &Config, provider: &Provider, probe: &Probe) -> Finding {
    let issuer = &config.issuer;
    let redirect_uri = config.public.redirect_uri();
    let mut url = provider.authorization_endpoint.to_url();
    let Ok([state, nonce, verifier]) = random_values() else {
        return no_randomness(Item::IssuerAuthorize, &redirect_uri);
    };
    let is_own = issuer.endpoint_origins.contains(&url.origin());
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.secret()));
    let mut scopes = issuer.scopes.clone();
    scopes.sort();
    url.query_pairs_mut().extend_pairs([
        ("response_type", "code"),
        ("client_id", &issuer.client_id),
        ("redirect_uri", &redirect_uri),
        ("scope", &scopes.join(" ")),
        ("state", state.secret()),
        ("nonce", nonce.secret()),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ]);
    match probe.get(&url).await {
        Ok(response) => evaluate_authorization(config, &redirect_uri, &response),
        Err(error) if is_own => Finding::fail(
            Item::IssuerAuthorize,
            &redirect_uri,
            error.description(),
            error.remedy("issuer.caBundleFile"),
        ),
        // Only browsers use this endpoint; they may have other trust settings and network access than this computer.
        Err(error) => Finding::warn(
            Item::IssuerAuthorize,
            &redirect_uri,
            format!(
                "the sign-in page is not reachable from this computer: {}",
                error.description()
            ),
            "Open the portal in a browser and check that the sign-in page appears.",
        ),
    }
}

fn evaluate_authorization(
    config: &Config,
    redirect_uri: &str,
    response: &ProbeResponse,
) -> Finding {
    let client = &config.issuer.client_id;
    let fail = |found: String, remedy: String| {
        Finding::fail(Item::IssuerAuthorize, redirect_uri, found, remedy)
    };
    if response.status.is_redirection() {
        let Some(target) = response.location() else {
            // A relative location is a page of the issuer.
            return accepted(redirect_uri);
        };
        let parameter = |wanted: &str| {
            let mut pairs = target.query_pairs();
            pairs
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.into_owned())
        };
        if !target.as_str().starts_with(redirect_uri) {
            return accepted(redirect_uri);
        }
        let Some(error) = parameter("error") else {
            return accepted(redirect_uri);
        };
        let why = parameter("error_description").unwrap_or_default();
        let found = format!(
            "the issuer rejects the request: {}",
            response.quote(&format!("{error}: {why}"))
        );
        let remedy = match error.as_str() {
            "invalid_scope" => {
                format!("Allow the scopes in `issuer.scopes` for the client `{client}`.")
            }
            "unauthorized_client" | "unsupported_response_type" => {
                format!("Allow the authorization code grant for the client `{client}`.")
            }
            _ => {
                format!("Compare the registration of the client `{client}` with the configuration.")
            }
        };
        return fail(found, remedy);
    }
    if response.status == StatusCode::OK {
        return accepted(redirect_uri);
    }
    let found = format!("the issuer rejects the request: {}", response.summary());
    let remedy = if response.json().text("error") == Some("invalid_client") {
        format!("Register the client `{client}` with the issuer, or correct `issuer.clientId`.")
    } else if response.status.is_client_error() {
        format!("Register {redirect_uri} (exact match) as a redirect URI of the client `{client}`.")
    } else {
        "Check the issuer's log; its authorization endpoint fails.".to_owned()
    };
    fail(found, remedy)
}

fn accepted(redirect_uri: &str) -> Finding {
    let found = "accepted, up to the sign-in page";
    Finding::ok(Item::IssuerAuthorize, redirect_uri, found)
}

/// Sends a token request with a fake code: issuers authenticate the client before they validate the code.
pub(super) async fn authenticate(config: &Config, provider: &Provider, probe: &Probe) -> Finding {
    let issuer = &config.issuer;
    let client = &issuer.client_id;
    let url = provider.token_endpoint.to_url();
    if !issuer.endpoint_origins.contains(&url.origin()) {
        // Do not send the secret to an origin that the gateway would not use.
        let remedy = "Fix the problem with the issuer's metadata first.";
        let found = "not checked, because the token endpoint has another origin";
        return Finding::fail(Item::IssuerClient, client, found, remedy);
    }
    let Ok([code, verifier]) = random_values() else {
        return no_randomness(Item::IssuerClient, client);
    };
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs([
        ("grant_type", "authorization_code"),
        ("code", code.secret()),
        ("redirect_uri", &config.public.redirect_uri()),
        ("code_verifier", verifier.secret()),
    ]);
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
    let form_type = "application/x-www-form-urlencoded";
    let request = request
        .header("content-type", form_type)
        .body(form.finish());
    match probe.send(request).await {
        Ok(response) => evaluate_client(config, &response),
        Err(error) => {
            let remedy = error.remedy("issuer.caBundleFile");
            Finding::fail(Item::IssuerClient, client, error.description(), remedy)
        }
    }
}

fn evaluate_client(config: &Config, response: &ProbeResponse) -> Finding {
    let client = &config.issuer.client_id;
    let answer = response.json();
    let error = answer.text("error").unwrap_or_default();
    if error == "invalid_grant" {
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
            "Set `issuer.clientSecretFile` to a file with the client's secret, or register a public client."
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

/// Random values for state, nonce, verifier and code.
fn random_values<const N: usize>() -> Result<[Secret; N], ()> {
    let value = |_| random::bytes::<32>().map(|it| Secret::new(BASE64_URL_SAFE_NO_PAD.encode(it)));
    let values: Result<Vec<_>, _> = (0..N).map(value).collect();
    values
        .ok()
        .and_then(|values| values.try_into().ok())
        .ok_or(())
}

fn no_randomness(item: Item, subject: &str) -> Finding {
    let remedy = "Check why the operating system provides no random numbers.";
    Finding::fail(
        item,
        subject,
        "not checked, because there are no random numbers",
        remedy,
    )
}
