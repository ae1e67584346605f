//! What goes to the issuer and comes back, as bytes; the one place that knows the `oauth2` crate.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use oauth2::basic::BasicClient;
use oauth2::{AuthUrl, ClientId, CsrfToken, RedirectUrl, Scope};
use sha2::{Digest as _, Sha256};
use url::form_urlencoded::Serializer;

use super::discovery::Provider;
use crate::config::Config;
use crate::json::{Json, Malformed};
use crate::secret::Secret;

/// The S256 challenge of a verifier (RFC 7636 §4.2).
///
/// The crate's own takes apart what it is given and copies it, for 2 kB of the compressed wasm; a test compares the two.
pub(super) fn s256_challenge(verifier: &Secret<String>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(verifier.secret()))
}

/// The authorization URL with our own `state` and `extra` parameters (RFC 6749 §4.1.1).
pub(super) fn authorization_url(
    config: &Config,
    provider: &Provider,
    state: &str,
    extra: &[(&str, &str)],
) -> String {
    let client = BasicClient::new(ClientId::new(config.issuer.client_id.clone()))
        .set_auth_uri(AuthUrl::from_url(provider.authorization_endpoint.to_url()))
        .set_redirect_uri(redirect_url(config));
    let scopes = config.issuer.scopes.iter().cloned().map(Scope::new);
    let mut request = client
        .authorize_url(|| CsrfToken::new(state.to_owned()))
        .add_scopes(scopes);
    for (name, value) in extra {
        request = request.add_extra_param(*name, *value);
    }
    request.url().0.to_string()
}

/// The form that redeems a code (RFC 6749 §4.1.3). `state` goes along in `sealed` mode, where the gateway has the verifier.
pub(super) fn code_form(
    config: &Config,
    code: &Secret<String>,
    verifier: Option<&Secret<String>>,
    state: Option<&str>,
) -> Form {
    let mut pairs = alloc::vec![
        ("grant_type", "authorization_code"),
        ("code", code.secret().as_str()),
        ("client_id", &config.issuer.client_id),
        ("redirect_uri", config.redirect_uri.as_str()),
    ];
    pairs.extend(verifier.map(|verifier| ("code_verifier", verifier.secret().as_str())));
    pairs.extend(state.map(|state| ("state", state)));
    form(&pairs)
}

/// The form that redeems a refresh token (RFC 6749 §6), without `scope`: the granted ones stay.
pub(super) fn refresh_form(config: &Config, token: &Secret<String>) -> Form {
    form(&[
        ("grant_type", "refresh_token"),
        ("refresh_token", token.secret()),
        ("client_id", &config.issuer.client_id),
    ])
}

/// The body of a form, ready to be posted. **Secret.**
pub(super) type Form = Secret<Vec<u8>>;

/// Encodes a form (RFC 6749 appendix B).
///
/// The `oauth2` crate has requests for this, which it builds as those of the `http` crate, headers and all; to build
/// them and keep their bodies only would take 7 kB of the compressed wasm.
pub(super) fn form(pairs: &[(&str, &str)]) -> Form {
    let mut form = Serializer::new(String::new());
    form.extend_pairs(pairs);
    Secret::new(form.finish().into_bytes())
}

/// The redirect URI exactly as configured, because issuers compare it byte for byte.
fn redirect_url(config: &Config) -> RedirectUrl {
    RedirectUrl::new(config.redirect_uri.as_str().to_owned())
        .unwrap_or_else(|_| unreachable!("`HttpsUrl` only holds text that parses as a URL"))
}

/// A token answer, whatever it answers (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3, RFC 8693 §2.2.1).
pub(super) struct Answer {
    pub(super) access_token: Secret<String>,
    pub(super) token_type: String,
    pub(super) issued_token_type: Option<String>,
    pub(super) expires_in: Option<u64>,
    pub(super) refresh_token: Option<Secret<String>>,
    pub(super) id_token: Option<Secret<String>>,
}

/// Reads a token answer.
///
/// The crate's own response types would do the same for 15 kB of wasm, and their error keeps the whole body.
pub(super) fn parse(body: &[u8]) -> Result<Answer, Malformed> {
    let json = Json::parse(body)?;
    let raw = json.root()?;
    Ok(Answer {
        access_token: Secret::new(raw.text("access_token")?.to_owned()),
        token_type: raw.text("token_type")?.to_owned(),
        issued_token_type: raw.owned("issued_token_type")?,
        expires_in: raw.get("expires_in").and_then(seconds),
        refresh_token: raw.owned("refresh_token")?.map(Secret::new),
        id_token: raw.owned("id_token")?.map(Secret::new),
    })
}

/// Some issuers send `expires_in` as a string, some as a fraction, some not at all; all are understood.
fn seconds(value: &Json) -> Option<u64> {
    match value {
        // The cast saturates: a negative lifetime is none at all.
        Json::Number(number) => Some(*number as u64),
        Json::Text(text) => text.parse().ok(),
        Json::Null | Json::Flag(_) | Json::List(_) | Json::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use oauth2::{PkceCodeChallenge, PkceCodeVerifier};

    use super::*;

    #[test]
    fn a_challenge_is_the_one_that_the_crate_makes_and_the_rfc_has() {
        // RFC 7636 appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let challenge = s256_challenge(&Secret::new(verifier.to_owned()));
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        let theirs = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(
            verifier.to_owned(),
        ));
        assert_eq!(challenge, theirs.as_str());
    }
}
