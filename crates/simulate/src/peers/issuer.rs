//! An issuer with one of three profiles: a Pinniped Supervisor, Dex, or HashiCorp Vault.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::wire::{ServerResponse, field};

/// The product that an issuer behaves like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IssuerProfile {
    /// Tokens valid for two minutes, a session of nine hours, single-use refresh tokens, and token exchange.
    Supervisor,
    /// An ID token valid for a day, and a refresh token that is not rotated.
    Dex,
    /// An ID token valid for eight hours, and no refresh token.
    Vault,
}

impl IssuerProfile {
    pub(crate) const fn id_token_secs(self) -> i64 {
        match self {
            Self::Supervisor => 2 * 60,
            Self::Dex => 24 * 3600,
            Self::Vault => 8 * 3600,
        }
    }

    const fn access_token_secs(self) -> i64 {
        match self {
            Self::Supervisor => 2 * 60,
            Self::Dex => 24 * 3600,
            Self::Vault => 8 * 3600,
        }
    }

    /// The lifetime of a session; `None` if it is unlimited.
    const fn session_secs(self) -> Option<i64> {
        match self {
            Self::Supervisor => Some(9 * 3600),
            Self::Dex | Self::Vault => None,
        }
    }
}

pub(crate) struct Issuer {
    pub(crate) profile: IssuerProfile,
    codes: HashMap<String, Code>,
    sessions: Vec<Session>,
    named: u64,
    /// Successful refreshes.
    pub(crate) refreshes: u64,
    /// The coordinates of the published key.
    point: Vec<u8>,
}

struct Code {
    nonce: String,
    challenge: String,
    auth_time: i64,
}

struct Session {
    auth_time: i64,
    access: String,
    access_until: i64,
    refresh: Option<String>,
}

impl Issuer {
    pub(crate) fn new(profile: IssuerProfile, point: &[u8]) -> Self {
        Self {
            profile,
            codes: HashMap::new(),
            sessions: Vec::new(),
            named: 0,
            refreshes: 0,
            point: point.to_vec(),
        }
    }

    /// The metadata. Endpoints that a gateway can relay are below `base`.
    pub(crate) fn metadata(&self, base: &str) -> ServerResponse {
        let mut document = json!({
            "issuer": ISSUER,
            "authorization_endpoint": format!("{ISSUER}/authorize"),
            "token_endpoint": format!("{base}/token"),
            "jwks_uri": format!("{base}/jwks"),
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["ES256"],
        });
        if self.profile == IssuerProfile::Supervisor {
            document["discovery.supervisor.pinniped.dev/v1alpha1"] = json!({
                "pinniped_identity_providers_endpoint": format!("{base}/identity-providers"),
            });
        }
        ServerResponse::json(200, &document)
    }

    pub(crate) fn identity_providers() -> ServerResponse {
        ServerResponse::json(
            200,
            &json!({"pinniped_identity_providers": [
                {"name": "Acme directory", "type": "ldap", "flows": ["cli_password", "browser_authcode"]},
            ]}),
        )
    }

    pub(crate) fn jwks(&self) -> ServerResponse {
        let half = |range: std::ops::Range<usize>| {
            URL_SAFE_NO_PAD.encode(self.point.get(range).unwrap_or_default())
        };
        let key = json!({
            "kty": "EC", "crv": "P-256", "x": half(1..33), "y": half(33..65),
            "kid": KEY_ID, "alg": "ES256", "use": "sig",
        });
        ServerResponse::json(200, &json!({"keys": [key]}))
    }

    /// A user signs in at `url`. Returns the URL of the redirect; `None` if the request is invalid.
    pub(crate) fn authorize(&mut self, url: &str, now: i64) -> Option<String> {
        let url = url::Url::parse(url).ok()?;
        let query: HashMap<String, String> = url.query_pairs().into_owned().collect();
        let code = self.name("ac");
        self.codes.insert(
            code.clone(),
            Code {
                nonce: query.get("nonce")?.clone(),
                challenge: query.get("code_challenge")?.clone(),
                auth_time: now,
            },
        );
        let mut back = url::Url::parse(query.get("redirect_uri")?).ok()?;
        back.query_pairs_mut()
            .append_pair("code", &code)
            .append_pair("state", query.get("state")?);
        Some(back.into())
    }

    /// Redeems a code, once (RFC 6749 §4.1.3, RFC 7636 §4.6).
    pub(crate) fn redeem(&mut self, form: &[u8], verifier: &str, now: i64) -> ServerResponse {
        let code = field(form, "code").and_then(|code| self.codes.remove(&code));
        let Some(code) = code.filter(|code| sha256(verifier) == code.challenge) else {
            return ServerResponse::oauth_error(
                400,
                "invalid_grant",
                "The authorization code is not valid.",
            );
        };
        let at = self.begin_session(code.auth_time);
        self.tokens(at, Some(&code.nonce), now)
    }

    /// A sign-in by a client outside the browser. Returns its ID token and the token's expiry.
    pub(crate) fn sign_in_directly(&mut self, now: i64) -> (String, i64) {
        let at = self.begin_session(now);
        let token = self.id_token(at, &json!(CLIENT_ID), None, now);
        (token, now + self.profile.id_token_secs())
    }

    /// Redeems a refresh token (RFC 6749 §6). With rotation, the previous one is invalid.
    pub(crate) fn refresh(&mut self, presented: &str, now: i64) -> ServerResponse {
        let found = self
            .sessions
            .iter()
            .position(|session| session.refresh.as_deref() == Some(presented));
        let Some(at) = found else {
            return ServerResponse::oauth_error(
                400,
                "invalid_grant",
                "The refresh token is malformed or not valid.",
            );
        };
        let began = self.sessions[at].auth_time;
        if self
            .profile
            .session_secs()
            .is_some_and(|life| now >= began + life)
        {
            return ServerResponse::oauth_error(400, "invalid_grant", "The refresh token expired.");
        }
        self.refreshes += 1;
        self.tokens(at, None, now)
    }

    /// Exchanges the current access token for an ID token with another audience (RFC 8693).
    pub(crate) fn exchange(&mut self, form: &[u8], access: &str, now: i64) -> ServerResponse {
        let found = self
            .sessions
            .iter()
            .position(|session| session.access == access && now < session.access_until);
        let (Some(at), Some(audience)) = (found, field(form, "audience")) else {
            return ServerResponse::oauth_error(
                401,
                "request_unauthorized",
                "Invalid 'subject_token'.",
            );
        };
        let token = self.id_token(at, &json!([audience]), None, now);
        ServerResponse::json(
            200,
            &json!({
                "access_token": token,
                "token_type": "N_A",
                "issued_token_type": "urn:ietf:params:oauth:token-type:jwt",
            }),
        )
    }

    fn begin_session(&mut self, auth_time: i64) -> usize {
        self.sessions.push(Session {
            auth_time,
            access: String::new(),
            access_until: 0,
            refresh: None,
        });
        self.sessions.len() - 1
    }

    fn tokens(&mut self, at: usize, nonce: Option<&str>, now: i64) -> ServerResponse {
        let access = self.name("at");
        let refresh = match (self.profile, &self.sessions[at].refresh) {
            (IssuerProfile::Vault, _) => None,
            (IssuerProfile::Dex, Some(kept)) => Some(kept.clone()),
            (IssuerProfile::Dex, None) | (IssuerProfile::Supervisor, _) => Some(self.name("rt")),
        };
        let session = &mut self.sessions[at];
        session.access.clone_from(&access);
        session.access_until = now + self.profile.access_token_secs();
        session.refresh.clone_from(&refresh);
        let audience = match self.profile {
            IssuerProfile::Supervisor => json!([CLIENT_ID]),
            IssuerProfile::Dex | IssuerProfile::Vault => json!(CLIENT_ID),
        };
        let id_token = self.id_token(at, &audience, Some((nonce, &access)), now);
        let mut answer = json!({
            "access_token": access,
            "token_type": "bearer",
            "expires_in": self.profile.access_token_secs(),
            "id_token": id_token,
        });
        if let Some(refresh) = refresh {
            answer["refresh_token"] = json!(refresh);
        }
        ServerResponse::json(200, &answer)
    }

    /// A compact token (RFC 7515 §3.1) with a signature of the right length, which is never verified.
    fn id_token(
        &self,
        at: usize,
        audience: &Value,
        beside: Option<(Option<&str>, &str)>,
        now: i64,
    ) -> String {
        let mut claims = Map::new();
        let mut say = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        say("iss", json!(ISSUER));
        say("sub", json!("walrus"));
        say("aud", audience.clone());
        say("azp", json!(CLIENT_ID));
        say("exp", json!(now + self.profile.id_token_secs()));
        say("iat", json!(now));
        say("auth_time", json!(self.sessions[at].auth_time));
        say("username", json!("walrus"));
        say("groups", json!(["developers"]));
        if let Some((nonce, access)) = beside {
            let hash = Sha256::digest(access.as_bytes());
            say("at_hash", json!(URL_SAFE_NO_PAD.encode(&hash[..16])));
            if let Some(nonce) = nonce {
                say("nonce", json!(nonce));
            }
        }
        let header = json!({"alg": "ES256", "kid": KEY_ID});
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signature = URL_SAFE_NO_PAD.encode([7; SIGNATURE_LEN]);
        format!(
            "{}.{}.{signature}",
            part(&header),
            part(&Value::Object(claims))
        )
    }

    fn name(&mut self, kind: &str) -> String {
        self.named += 1;
        format!("pin_{kind}_{:08}", self.named)
    }
}

/// The S256 challenge of a verifier (RFC 7636 §4.2).
pub(crate) fn sha256(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
}

pub(crate) const ISSUER: &str = "https://issuer.acme.example/demo";
pub(crate) const CLIENT_ID: &str = "client.oauth.pinniped.dev-portal";
const KEY_ID: &str = "2026-11";
/// Length of an ES256 signature (RFC 7518 §3.4).
const SIGNATURE_LEN: usize = 64;
