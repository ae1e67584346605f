//! An OpenID provider that really signs, really checks PKCE, and rotates refresh tokens without a grace period.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::edits::{Edits, Object, edited};
use super::keys::{self, Key};
use super::wire::{Answer, SentRequest};

pub(crate) const ISSUER: &str = "https://supervisor.acme.example/demo";
pub(crate) const CLIENT_ID: &str = "client.oauth.pinniped.dev-portal";
pub(crate) const SUBJECT: &str = "https://ldap.acme.example?idpName=Acme&sub=walrus";

pub(crate) struct Issuer {
    /// The signing key, which is published.
    pub(crate) key: Key,
    pub(crate) kid: &'static str,
    pub(crate) other_keys: Vec<Value>,
    pub(crate) is_supervisor: bool,
    pub(crate) supports_refresh: bool,
    /// Whether a refresh token can be used only once, with the next one in the response.
    pub(crate) rotates: bool,
    pub(crate) id_token_secs: i64,
    pub(crate) edits: Edits,
    /// Every token and code that was issued, so that tests can search for leaks.
    pub(crate) secrets: Vec<String>,
    /// How many codes were redeemed.
    pub(crate) redemptions: u32,
    grants: HashMap<String, Grant>,
    granted: u32,
}

/// The grant of a code, an access token or a refresh token.
#[derive(Clone)]
struct Grant {
    nonce: String,
    challenge: String,
    redirect_uri: String,
    auth_time: i64,
}

impl Issuer {
    pub(crate) fn new(is_supervisor: bool) -> Self {
        Self {
            key: Key::es256(),
            kid: "2026-11",
            other_keys: Vec::new(),
            is_supervisor,
            supports_refresh: true,
            rotates: true,
            id_token_secs: ID_TOKEN_SECS,
            edits: Edits::default(),
            secrets: Vec::new(),
            redemptions: 0,
            grants: HashMap::new(),
            granted: 0,
        }
    }

    /// The metadata, with the endpoints that a gateway may proxy below `base`.
    pub(crate) fn metadata_document(&self, base: &str) -> Answer {
        let mut document = Object::new();
        for (name, value) in [
            ("issuer", json!(ISSUER)),
            (
                "authorization_endpoint",
                json!(format!("{ISSUER}/authorize")),
            ),
            ("token_endpoint", json!(format!("{base}/token"))),
            ("jwks_uri", json!(format!("{base}/jwks"))),
            ("response_types_supported", json!(["code"])),
            ("code_challenge_methods_supported", json!(["S256"])),
            (
                "id_token_signing_alg_values_supported",
                json!([self.key.alg()]),
            ),
        ] {
            document.insert(name.to_owned(), value);
        }
        if self.is_supervisor {
            document.insert(
                "discovery.supervisor.pinniped.dev/v1alpha1".to_owned(),
                json!({"pinniped_identity_providers_endpoint": format!("{base}/identity-providers")}),
            );
        }
        object(200, edited(document, &self.edits.metadata))
    }

    pub(crate) fn identity_providers(&self) -> Answer {
        let list = json!({
            "pinniped_identity_providers": [
                {"name": "Acme directory", "type": "ldap", "flows": ["cli_password", "browser_authcode"]},
                {"name": "Robots", "type": "ldap", "flows": ["cli_password"]},
            ],
            "pinniped_supported_identity_provider_types": [{"type": "ldap"}],
        });
        Answer::json(200, &list)
    }

    pub(crate) fn jwks_document(&self) -> Answer {
        let mut published = vec![self.key.jwk(self.kid)];
        published.extend(self.other_keys.iter().cloned());
        let published = edited(published, &self.edits.jwks);
        Answer::json(200, &json!({"keys": published}))
    }

    /// The user signs in at `url`; returns the URL of the redirect.
    pub(crate) fn authorize(&mut self, url: &str, now: i64) -> String {
        let url = url::Url::parse(url).unwrap();
        let query: HashMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!(query["response_type"], "code");
        assert_eq!(query["client_id"], CLIENT_ID);
        assert_eq!(query["code_challenge_method"], "S256");
        let code = self.grant(
            "ac",
            &Grant {
                nonce: query["nonce"].clone(),
                challenge: query["code_challenge"].clone(),
                redirect_uri: query["redirect_uri"].clone(),
                auth_time: now,
            },
        );
        let parameters = vec![
            ("code".to_owned(), code),
            ("state".to_owned(), query["state"].clone()),
        ];
        let mut back = url::Url::parse(&query["redirect_uri"]).unwrap();
        back.query_pairs_mut()
            .extend_pairs(edited(parameters, &self.edits.callback));
        back.into()
    }

    /// Redeems a code (RFC 6749 §4.1.3, RFC 7636 §4.6), once.
    pub(crate) fn redeem(&mut self, request: &SentRequest, verifier: &str, now: i64) -> Answer {
        let Some(grant) = self.spend(request.form("code")) else {
            return Answer::oauth_error(400, "invalid_grant");
        };
        self.redemptions += 1;
        if keys::sha256(verifier) != grant.challenge
            || request.form("redirect_uri") != Some(grant.redirect_uri.clone())
            || request.form("client_id").as_deref() != Some(CLIENT_ID)
        {
            return Answer::oauth_error(400, "invalid_grant");
        }
        let mut answer = self.tokens(&grant);
        let mut claims = self.claims(&grant, now);
        claims.insert("nonce".to_owned(), json!(grant.nonce));
        claims.insert("at_hash".to_owned(), self.at_hash(&answer));
        let id_token = self.id_token(edited(claims, &self.edits.claims));
        answer.insert("id_token".to_owned(), json!(id_token));
        object(200, edited(answer, &self.edits.token_response))
    }

    /// Redeems a refresh token (RFC 6749 §6), by default once: the next one is in the response.
    pub(crate) fn refresh(&mut self, refresh_token: Option<String>, now: i64) -> Answer {
        let grant = if self.rotates {
            self.spend(refresh_token)
        } else {
            refresh_token.and_then(|token| self.grants.get(&token).cloned())
        };
        let Some(grant) = grant else {
            return Answer::oauth_error(400, "invalid_grant");
        };
        let mut answer = self.tokens(&grant);
        if !self.rotates {
            answer.remove("refresh_token");
        }
        let mut claims = self.claims(&grant, now);
        claims.insert("at_hash".to_owned(), self.at_hash(&answer));
        let id_token = self.id_token(edited(claims, &self.edits.refreshed_claims));
        answer.insert("id_token".to_owned(), json!(id_token));
        object(200, edited(answer, &self.edits.refresh_response))
    }

    /// Exchanges an access token for a token with another audience (RFC 8693).
    pub(crate) fn exchange(
        &mut self,
        request: &SentRequest,
        access_token: &str,
        now: i64,
    ) -> Answer {
        let Some(grant) = self.grants.get(access_token).cloned() else {
            return Answer::oauth_error(401, "invalid_token");
        };
        let mut claims = self.claims(&grant, now);
        claims.insert("aud".to_owned(), json!([request.form("audience").unwrap()]));
        let token = self.id_token(edited(claims, &self.edits.exchanged_claims));
        let mut answer = Object::new();
        answer.insert("access_token".to_owned(), json!(token));
        answer.insert("token_type".to_owned(), json!("N_A"));
        answer.insert(
            "issued_token_type".to_owned(),
            json!("urn:ietf:params:oauth:token-type:jwt"),
        );
        object(200, edited(answer, &self.edits.exchange_response))
    }

    fn tokens(&mut self, grant: &Grant) -> Object {
        let mut answer = Object::new();
        answer.insert("access_token".to_owned(), json!(self.grant("at", grant)));
        answer.insert("token_type".to_owned(), json!("bearer"));
        answer.insert("expires_in".to_owned(), json!(120));
        answer.insert("scope".to_owned(), json!("openid offline_access"));
        if self.supports_refresh {
            answer.insert("refresh_token".to_owned(), json!(self.grant("rt", grant)));
        }
        answer
    }

    fn claims(&self, grant: &Grant, now: i64) -> Object {
        let mut claims = Object::new();
        for (name, value) in [
            ("iss", json!(ISSUER)),
            ("sub", json!(SUBJECT)),
            ("aud", json!([CLIENT_ID])),
            ("azp", json!(CLIENT_ID)),
            ("exp", json!(now + self.id_token_secs)),
            ("iat", json!(now)),
            ("auth_time", json!(grant.auth_time)),
            ("username", json!("walrus")),
            ("groups", json!(["developers"])),
        ] {
            claims.insert(name.to_owned(), value);
        }
        claims
    }

    fn at_hash(&self, answer: &Object) -> Value {
        json!(self.key.half_hash(answer["access_token"].as_str().unwrap()))
    }

    /// Signs claims into a compact token (RFC 7515 §3.1).
    pub(crate) fn id_token(&mut self, claims: Object) -> String {
        let mut header = Object::new();
        header.insert("alg".to_owned(), json!(self.key.alg()));
        header.insert("kid".to_owned(), json!(self.kid));
        let token = edited(
            self.key
                .compact(&edited(header, &self.edits.header), &claims),
            &self.edits.compact,
        );
        self.secrets.push(token.clone());
        token
    }

    fn grant(&mut self, kind: &str, grant: &Grant) -> String {
        self.granted += 1;
        // About as long as a Supervisor's tokens.
        let token = format!("pin_{kind}_canary{0:04}_{0:0>80}", self.granted);
        self.secrets.push(token.clone());
        self.grants.insert(token.clone(), grant.clone());
        token
    }

    fn spend(&mut self, token: Option<String>) -> Option<Grant> {
        self.grants.remove(&token?)
    }
}

fn object(status: u16, body: Object) -> Answer {
    Answer::json(status, &Value::Object(body))
}

/// The lifetime of a Supervisor's ID tokens.
const ID_TOKEN_SECS: i64 = 120;
