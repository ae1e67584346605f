//! The issuer: its metadata, keys and identity providers, read as typed documents and told again with our addresses.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use form_urlencoded::byte_serialize;
use haulout_protocol::Code;
use haulout_protocol::oidc::id_token::UnverifiedToken;
use haulout_protocol::oidc::jwks::Jwks;
use tokio::time::timeout;
use url::{Origin, Url};

use super::cache::{Cached, Fresh};
use super::documents::{IdentityProviders, Metadata};
use super::upstream::{Answer, Upstream};
use crate::config::{ClientAuthentication, Config, is_https_or_loopback};
use crate::error::Failure;
use crate::http_client::{OldestTls, SharedTls};
use crate::id_token;
use crate::secret::Secret;
use crate::start_error::StartError;

/// The one issuer of a configuration.
pub(crate) struct Issuer {
    upstream: Upstream,
    identifier: String,
    url: Url,
    endpoint_origins: Vec<Origin>,
    client_id: String,
    proof: Proof,
    metadata: Cached<Metadata>,
    keys: Cached<Jwks>,
    identity_providers: Cached<IdentityProviders>,
}

/// How the configured client proves itself.
enum Proof {
    /// A public client has nothing to prove with.
    None,
    /// `client_secret_basic`, ready to send.
    Header(HeaderValue),
    /// `client_secret_post`.
    Field(Secret),
}

impl Issuer {
    /// Prepares the client; nothing is fetched before somebody asks.
    pub(crate) fn new(config: &Config, tls: &mut SharedTls) -> Result<Self, StartError> {
        let issuer = &config.issuer;
        let upstream = Upstream::new(
            &issuer.url,
            tls,
            (&issuer.trust, OldestTls::Tls12),
            issuer.proxy.as_ref(),
            Code::IssuerUnreachable,
        )?;
        let proof = match (&issuer.client_secret, issuer.client_authentication) {
            (None, _) => Proof::None,
            (Some(secret), ClientAuthentication::Basic) => {
                Proof::Header(basic(&issuer.client_id, secret)?)
            }
            (Some(secret), ClientAuthentication::Post) => {
                Proof::Field(Secret::new(secret.secret().to_owned()))
            }
        };
        Ok(Self {
            upstream,
            identifier: issuer.identifier.clone(),
            url: issuer.url.clone(),
            endpoint_origins: issuer.endpoint_origins.clone(),
            client_id: issuer.client_id.clone(),
            proof,
            metadata: Cached::empty(),
            keys: Cached::empty(),
            identity_providers: Cached::empty(),
        })
    }

    /// Whether the issuer answers with the metadata of the configured one.
    pub(crate) async fn answers(&self) -> bool {
        matches!(timeout(PROBE_TIME_MAX, self.metadata()).await, Ok(Ok(_)))
    }

    /// Posts a grant to the token endpoint, as the configured client.
    pub(crate) async fn request_token(&self, fields: &[(&str, &str)]) -> Result<Answer, Failure> {
        let metadata = self.metadata().await?;
        self.post_form(&metadata.content.token_endpoint, fields)
            .await
    }

    /// Forgets the remembered keys when a token of the issuer's own answer names another: it has rotated them, and the
    /// page is about to ask for the new one.
    pub(crate) fn has_signed(&self, token: &Secret) {
        let token = id_token::read(token.secret());
        if let Some(kid) = token.as_ref().and_then(UnverifiedToken::key_id) {
            self.keys.forget_unless(|keys| keys.has(kid));
        }
    }

    /// The failure of an answer in which the token endpoint says nothing useful.
    pub(crate) fn refused(&self, answer: &Answer) -> Failure {
        self.upstream.refused(answer)
    }

    /// Revokes the refresh token where the issuer offers that (RFC 7009), and answers where a browser can end the
    /// session there, with our client named (OpenID Connect RP-Initiated Logout §2).
    pub(crate) async fn end_session(&self, refresh_token: Option<&Secret>) -> Option<String> {
        // A refusal is logged when it is made into an answer; here it only costs the issuer's part of the sign-out.
        let metadata = timeout(SIGN_OUT_TIME_MAX, self.metadata()).await.ok()?;
        let metadata = metadata.ok()?.content;
        if let (Some(endpoint), Some(token)) = (&metadata.revocation_endpoint, refresh_token) {
            let fields = [
                ("token", token.secret()),
                ("token_type_hint", "refresh_token"),
            ];
            let revoked = timeout(SIGN_OUT_TIME_MAX, self.post_form(endpoint, &fields)).await;
            if !matches!(revoked, Ok(Ok(answer)) if answer.status.is_success()) {
                tracing::warn!("the issuer did not revoke the refresh token");
            }
        }
        let mut url = Url::parse(metadata.end_session_endpoint.as_ref()?)
            .ok()
            .filter(is_https_or_loopback)?;
        url.query_pairs_mut()
            .append_pair("client_id", &self.client_id);
        Some(url.into())
    }

    async fn post_form(&self, endpoint: &str, fields: &[(&str, &str)]) -> Result<Answer, Failure> {
        let url = self.own_url(endpoint)?;
        let form_type = "application/x-www-form-urlencoded";
        let authorization = match &self.proof {
            Proof::Header(value) => Some(value.clone()),
            Proof::None | Proof::Field(_) => None,
        };
        self.upstream
            .post(url, form_type, authorization, self.form(fields))
            .await
    }

    /// A public client names itself in the form (RFC 6749 §3.2.1), a confidential one where its secret is.
    fn form(&self, fields: &[(&str, &str)]) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        match &self.proof {
            Proof::Header(_) => {}
            Proof::None => {
                form.append_pair("client_id", &self.client_id);
            }
            Proof::Field(secret) => {
                form.append_pair("client_id", &self.client_id);
                form.append_pair("client_secret", secret.secret());
            }
        }
        form.finish()
    }

    async fn metadata(&self) -> Result<Fresh<Metadata>, Failure> {
        self.metadata.get(self.fetch_metadata()).await
    }

    async fn fetch_metadata(&self) -> Result<(Metadata, HeaderMap), Failure> {
        // OpenID Connect Discovery §4.1: a trailing slash is removed before the well-known part is appended.
        let text = format!(
            "{}/.well-known/openid-configuration",
            self.identifier.trim_end_matches('/')
        );
        let answer = self.document(&text).await?;
        let metadata: Metadata = answer.json(Code::IssuerInvalid)?;
        if metadata.issuer != self.identifier {
            let description = "The issuer's metadata names another issuer than the configured one.";
            return Err(
                Failure::upstream(Code::IssuerMismatch, description).with_headers(answer.passed)
            );
        }
        let authorization = Url::parse(&metadata.authorization_endpoint).ok();
        if !authorization.as_ref().is_some_and(is_https_or_loopback) {
            return Err(invalid(
                "The issuer's authorization endpoint is not an https URL.",
            ));
        }
        let dialled = [
            Some(&metadata.token_endpoint),
            Some(&metadata.jwks_uri),
            metadata.revocation_endpoint.as_ref(),
        ];
        for endpoint in dialled.into_iter().flatten() {
            self.own_url(endpoint)?;
        }
        if let Some(supervisor) = &metadata.supervisor {
            // Pinniped's CLI demands the same, so that no issuer can name another one's providers.
            if !is_below(&self.own_url(&supervisor.endpoint)?, &self.url) {
                return Err(invalid(
                    "The issuer's list of identity providers is not its own.",
                ));
            }
        }
        Ok((metadata, answer.passed))
    }

    async fn fetch_keys(&self) -> Result<(Jwks, HeaderMap), Failure> {
        let metadata = self.metadata().await?;
        let answer = self.document(&metadata.content.jwks_uri).await?;
        let keys = answer.read(Jwks::parse, Code::SigningKeysInvalid)?;
        Ok((keys, answer.passed))
    }

    async fn fetch_identity_providers(&self) -> Result<(IdentityProviders, HeaderMap), Failure> {
        let metadata = self.metadata().await?;
        let supervisor = metadata
            .content
            .supervisor
            .as_ref()
            .ok_or_else(Failure::not_found)?;
        let answer = self.document(&supervisor.endpoint).await?;
        Ok((answer.json(Code::IdentityProvidersInvalid)?, answer.passed))
    }

    async fn document(&self, url: &str) -> Result<Answer, Failure> {
        let answer = self.upstream.get(self.own_url(url)?).await?;
        if answer.status == StatusCode::OK {
            Ok(answer)
        } else {
            Err(self.upstream.refused(&answer))
        }
    }

    /// Only configured hosts are ever dialled, whatever a metadata document says.
    fn own_url(&self, text: &str) -> Result<Url, Failure> {
        let url = Url::parse(text)
            .ok()
            .filter(|url| url.username().is_empty() && url.password().is_none())
            .ok_or_else(|| invalid("The issuer's metadata names an endpoint that is not a URL."))?;
        if self.endpoint_origins.contains(&url.origin()) {
            return Ok(url);
        }
        let origin = url.origin().ascii_serialization();
        let origin: String = origin.chars().take(ORIGIN_CHARS_MAX).collect();
        let description = format!(
            "The issuer's metadata names an endpoint at {origin}, which is not the issuer's own origin. The operator \
             can allow that with `issuer.endpointOrigins`."
        );
        Err(Failure::upstream(Code::IssuerInvalid, description))
    }
}

/// Whether one URL continues the other where a path segment ends.
fn is_below(url: &Url, base: &Url) -> bool {
    let rest = url.path().strip_prefix(base.path().trim_end_matches('/'));
    url.origin() == base.origin() && rest.is_some_and(|rest| rest.starts_with('/'))
}

fn invalid(description: &'static str) -> Failure {
    Failure::upstream(Code::IssuerInvalid, description)
}

/// `client_secret_basic`: RFC 6749 §2.3.1 encodes both halves as form values first.
fn basic(client_id: &str, secret: &Secret) -> Result<HeaderValue, StartError> {
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = Secret::new(format!("{}:{}", encode(client_id), encode(secret.secret())));
    let mut value =
        HeaderValue::try_from(format!("Basic {}", BASE64_STANDARD.encode(pair.secret())))
            .map_err(|error| StartError::new("cannot write the client's credentials", error))?;
    value.set_sensitive(true);
    Ok(value)
}

/// `GET /issuer/.well-known/openid-configuration`.
pub(crate) async fn metadata(
    State(issuer): State<Arc<Issuer>>,
    State(config): State<Arc<Config>>,
) -> Result<(HeaderMap, Vec<u8>), Failure> {
    let metadata = issuer.metadata().await?;
    let public = &config.public;
    let ours = metadata.content.with_endpoints(
        public.join("/issuer/token"),
        public.join("/issuer/jwks"),
        public.join("/issuer/identity-providers"),
    );
    Ok((
        metadata.headers,
        serde_json::to_vec(&ours).map_err(Failure::internal)?,
    ))
}

/// `GET /issuer/jwks`.
pub(crate) async fn jwks(
    State(issuer): State<Arc<Issuer>>,
) -> Result<(HeaderMap, Vec<u8>), Failure> {
    let keys = issuer.keys.get(issuer.fetch_keys()).await?;
    Ok((
        keys.headers,
        serde_json::to_vec(&*keys.content).map_err(Failure::internal)?,
    ))
}

/// `GET /issuer/identity-providers`; 404 where the issuer is not a Supervisor.
pub(crate) async fn identity_providers(
    State(issuer): State<Arc<Issuer>>,
) -> Result<(HeaderMap, Vec<u8>), Failure> {
    let providers = issuer
        .identity_providers
        .get(issuer.fetch_identity_providers())
        .await?;
    Ok((
        providers.headers,
        serde_json::to_vec(&*providers.content).map_err(Failure::internal)?,
    ))
}

/// How long each of the two questions of a sign-out may take: until the answer, the browser keeps its cookies.
const SIGN_OUT_TIME_MAX: Duration = Duration::from_secs(3);
/// How long a probe may wait.
const PROBE_TIME_MAX: Duration = Duration::from_secs(3);
/// Characters of an origin in a sentence; a DNS name with scheme and port fits.
const ORIGIN_CHARS_MAX: usize = 270;
