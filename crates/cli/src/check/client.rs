//! The client at the issuer: its redirect URI and its credentials, by requests as a sign-in makes them.

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

/// An authorization request (RFC 6749 §4.1.1, RFC 7636), up to where somebody would have to sign in.
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
        // Only browsers go there, and they may trust and reach more than this computer.
        Err(error) => Finding::warn(
            Item::IssuerAuthorize,
            &redirect_uri,
            format!(
                "the sign-in page cannot be seen from here: {}",
                error.description()
            ),
            "Open the portal in a browser and see whether the sign-in page appears.",
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
            // Relative, so it leads to a page of the issuer's own.
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
            "the issuer refuses: {}",
            response.quote(&format!("{error}: {why}"))
        );
        let remedy = match error.as_str() {
            "invalid_scope" => {
                format!("Allow the scopes of `issuer.scopes` to the client `{client}`.")
            }
            "unauthorized_client" | "unsupported_response_type" => {
                format!("Allow the authorization code grant to the client `{client}`.")
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
    let found = format!("the issuer refuses: {}", response.summary());
    let remedy = if response.json().text("error") == Some("invalid_client") {
        format!("Register the client `{client}` with the issuer, or mend `issuer.clientId`.")
    } else if response.status.is_client_error() {
        format!("Register exactly {redirect_uri} as a redirect URI of the client `{client}`.")
    } else {
        "See the issuer's log; its authorization endpoint fails.".to_owned()
    };
    fail(found, remedy)
}

fn accepted(redirect_uri: &str) -> Finding {
    let found = "accepted, up to the sign-in page";
    Finding::ok(Item::IssuerAuthorize, redirect_uri, found)
}

/// A token request with a code that nobody was given: who is asking is judged before what is asked for.
pub(super) async fn authenticate(config: &Config, provider: &Provider, probe: &Probe) -> Finding {
    let issuer = &config.issuer;
    let client = &issuer.client_id;
    let url = provider.token_endpoint.to_url();
    if !issuer.endpoint_origins.contains(&url.origin()) {
        // The secret goes nowhere where the gateway would not carry it.
        let remedy = "Mend what is said about the issuer's metadata first.";
        let found = "not tried, because the token endpoint is elsewhere";
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
            (Some(_), ClientAuthentication::Basic) => "accepted, by client_secret_basic",
            (Some(_), ClientAuthentication::Post) => "accepted, by client_secret_post",
        };
        return Finding::ok(Item::IssuerClient, client, found);
    }
    let found = format!("the token endpoint answers with {}", response.summary());
    if error == "invalid_client" || response.status == StatusCode::UNAUTHORIZED {
        let remedy = if config.issuer.client_secret.is_some() {
            "Put the client's present secret into `issuer.clientSecretFile`, and see that `issuer.clientId` and \
             `issuer.clientAuthentication` are as registered."
        } else {
            "Name the client's secret by `issuer.clientSecretFile`, or register the client as a public one."
        };
        return Finding::fail(Item::IssuerClient, client, found, remedy);
    }
    if error == "unauthorized_client" || error == "unsupported_grant_type" {
        let remedy = "Allow the authorization code grant to the client.";
        return Finding::fail(Item::IssuerClient, client, found, remedy);
    }
    if response.status == StatusCode::BAD_REQUEST {
        let remedy = "Sign in once; some issuers answer a made-up code in words of their own.";
        return Finding::warn(Item::IssuerClient, client, found, remedy);
    }
    let remedy = "See the issuer's log; its token endpoint does not do its work.";
    Finding::fail(Item::IssuerClient, client, found, remedy)
}

/// Values that nobody else has, such as a sign-in needs.
fn random_values<const N: usize>() -> Result<[Secret; N], ()> {
    let value = |_| random::bytes::<32>().map(|it| Secret::new(BASE64_URL_SAFE_NO_PAD.encode(it)));
    let values: Result<Vec<_>, _> = (0..N).map(value).collect();
    values
        .ok()
        .and_then(|values| values.try_into().ok())
        .ok_or(())
}

fn no_randomness(item: Item, subject: &str) -> Finding {
    let remedy = "See why the operating system gives no random numbers.";
    Finding::fail(
        item,
        subject,
        "not tried, for want of random numbers",
        remedy,
    )
}
