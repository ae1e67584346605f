//! The issuer: its metadata, keys and identity providers, parsed as in the page and served with the gateway's URLs.

mod sign_in;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, HeaderValue};
use haulout_protocol::Code;
use haulout_protocol::error::Reason;
use haulout_protocol::oidc::discovery::Provider;
use haulout_protocol::oidc::id_token::UnverifiedToken;
use haulout_protocol::oidc::identity_providers::{self, BROWSER_FLOW, IdentityProvider};
use haulout_protocol::oidc::jwks::Jwks;
use haulout_protocol::url::HttpsUrl;
use serde_json::json;
use tokio::time::timeout;
use url::Url;

use super::cache::{CachedDocument, DocumentCache};
use super::upstream::{Upstream, UpstreamKind, UpstreamResponse};
use crate::config::{ClientAuthentication, Config};
use crate::cookies::Session;
use crate::error::Failure;
use crate::http_client::{OldestTls, SharedTls, below};
use crate::id_token;
use crate::secret::Secret;
use crate::start_error::StartError;

/// The configured issuer.
pub(crate) struct Issuer {
    upstream: Upstream,
    config: Arc<Config>,
    /// The value for `client_secret_basic`.
    authorization: Option<HeaderValue>,
    provider: DocumentCache<Provider>,
    keys: DocumentCache<Jwks>,
    identity_providers: DocumentCache<Vec<IdentityProvider>>,
}

/// The issuer's documents with the gateway's URLs, as the page fetches them.
#[derive(PartialEq, Eq)]
pub(crate) struct IssuerDocuments {
    pub(crate) metadata: Vec<u8>,
    /// None if the issuer is not a Supervisor.
    pub(crate) identity_providers: Option<Vec<u8>>,
}

impl Issuer {
    /// Builds the client; nothing is fetched before the first request.
    pub(crate) fn new(config: &Arc<Config>, tls: &mut SharedTls) -> Result<Self, StartError> {
        let issuer = &config.issuer;
        let credentials = match issuer.client_authentication {
            ClientAuthentication::Basic => issuer.basic_credentials(),
            ClientAuthentication::Post => None,
        };
        let authorization = credentials.map(|it| basic(&it)).transpose()?;
        Ok(Self {
            upstream: Upstream::new(
                &issuer.url,
                tls,
                (&issuer.trust, OldestTls::Tls12),
                issuer.proxy.as_ref(),
                UpstreamKind::Issuer,
            )?,
            config: config.clone(),
            authorization,
            provider: DocumentCache::empty(),
            keys: DocumentCache::empty(),
            identity_providers: DocumentCache::empty(),
        })
    }

    /// Whether the issuer returns valid metadata.
    pub(crate) async fn is_reachable(&self) -> bool {
        matches!(timeout(PROBE_TIME_MAX, self.provider()).await, Ok(Ok(_)))
    }

    /// The upstream itself.
    pub(crate) fn upstream(&self) -> &Upstream {
        &self.upstream
    }

    /// The documents of a sign-in page.
    pub(crate) async fn documents(&self) -> Result<IssuerDocuments, Failure> {
        let provider = self.provider().await?.content;
        let identity_providers = match provider.is_supervisor() {
            true => Some(write_identity_providers(
                &self.identity_providers().await?.content,
            )),
            false => None,
        };
        Ok(IssuerDocuments {
            metadata: self.write_metadata(&provider)?,
            identity_providers,
        })
    }

    /// The issuer's metadata with the gateway's URLs.
    fn write_metadata(&self, provider: &Provider) -> Result<Vec<u8>, Failure> {
        let public = &self.config.public;
        let route = |path| HttpsUrl::parse(&public.join(path)).map_err(Failure::internal);
        let identity_providers = provider.identity_providers.as_ref();
        let ours = Provider {
            token_endpoint: route("/issuer/token")?,
            jwks_uri: route("/issuer/jwks")?,
            identity_providers: identity_providers
                .map(|_| route("/issuer/identity-providers"))
                .transpose()?,
            ..Provider::clone(provider)
        };
        serde_json::to_vec(&ours).map_err(Failure::internal)
    }

    async fn identity_providers(&self) -> Result<CachedDocument<Vec<IdentityProvider>>, Failure> {
        self.cached(&self.identity_providers, self.fetch_identity_providers())
            .await
    }

    /// Sends a token request as the configured client.
    pub(crate) async fn request_token(
        &self,
        fields: &[(&str, &str)],
    ) -> Result<UpstreamResponse, Failure> {
        let provider = self.provider().await.map_err(Failure::unsent)?.content;
        self.post_form(&provider.token_endpoint, fields).await
    }

    /// Drops the cached keys if a token of the issuer is signed with an unknown one: the issuer has rotated them, and
    /// the page is about to request the new one.
    pub(crate) fn check_signing_key(&self, token: &str) {
        let token = id_token::read(token).ok();
        if let Some(kid) = token.as_ref().and_then(UnverifiedToken::key_id) {
            self.keys.forget_unless(|keys| keys.has(kid));
        }
    }

    /// The failure for a response of the token endpoint without usable content.
    pub(crate) fn status_failure(&self, status: StatusCode) -> Failure {
        self.upstream.status_failure(status)
    }

    /// The secret with which the gateway authenticates at the issuer, if any.
    pub(crate) fn client_secret(&self) -> Option<&Secret> {
        self.config.issuer.client_secret.as_ref()
    }

    /// The URL at which a browser ends the issuer's session (OpenID Connect RP-Initiated Logout §2).
    pub(crate) async fn end_session_url(&self) -> Option<String> {
        let provider = timeout(SIGN_OUT_TIME_MAX, self.provider()).await.ok()?;
        provider
            .ok()?
            .content
            .end_session_url(&self.config.issuer.client_id)
    }

    /// Makes a session's refresh token useless: revokes it (RFC 7009), or, where the issuer has no such endpoint, spends
    /// it by a refresh whose result is dropped. That helps only if the issuer rotates refresh tokens. A failure only
    /// skips the issuer's part of the sign-out.
    pub(crate) async fn invalidate(&self, session: &Session) {
        let Some(token) = &session.refresh_token else {
            return;
        };
        let done = timeout(SIGN_OUT_TIME_MAX, async {
            let provider = self.provider().await?.content;
            let answer = match &provider.revocation_endpoint {
                Some(endpoint) => {
                    let fields = [
                        ("token", token.secret()),
                        ("token_type_hint", "refresh_token"),
                    ];
                    self.post_form(endpoint, &fields).await?
                }
                None if session.rotates => {
                    let fields = [
                        ("grant_type", "refresh_token"),
                        ("refresh_token", token.secret()),
                    ];
                    self.post_form(&provider.token_endpoint, &fields).await?
                }
                None => return Ok(()),
            };
            match answer.status.is_success() {
                true => Ok(()),
                false => Err(self.status_failure(answer.status)),
            }
        });
        if !matches!(done.await, Ok(Ok(()))) {
            tracing::warn!("the issuer did not revoke the refresh token");
        }
    }

    async fn post_form(
        &self,
        endpoint: &HttpsUrl,
        fields: &[(&str, &str)],
    ) -> Result<UpstreamResponse, Failure> {
        let form_type = "application/x-www-form-urlencoded";
        let authorization = self.authorization.clone();
        self.upstream
            .post(
                endpoint.to_url(),
                form_type,
                authorization,
                self.form(fields),
            )
            .await
    }

    /// A public client sends its ID in the form (RFC 6749 §3.2.1), a confidential one together with its secret.
    fn form(&self, fields: &[(&str, &str)]) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        if self.authorization.is_none() {
            let issuer = &self.config.issuer;
            form.append_pair("client_id", &issuer.client_id);
            if let Some(secret) = &issuer.client_secret {
                form.append_pair("client_secret", secret.secret());
            }
        }
        form.finish()
    }

    async fn provider(&self) -> Result<CachedDocument<Provider>, Failure> {
        self.cached(&self.provider, self.fetch_provider()).await
    }

    /// A cached document. While the issuer fails, nothing waits for the one request that tests it.
    async fn cached<T, F>(
        &self,
        cache: &DocumentCache<T>,
        fetch: F,
    ) -> Result<CachedDocument<T>, Failure>
    where
        F: Future<Output = Result<(T, HeaderMap), Failure>>,
    {
        if cache.is_fetching() {
            self.upstream.check()?;
        }
        cache.get(fetch).await
    }

    async fn fetch_provider(&self) -> Result<(Provider, HeaderMap), Failure> {
        let issuer = &self.config.issuer;
        let url = below(&issuer.url, WELL_KNOWN);
        let answer = self.document(url, Code::IssuerInvalid, "metadata").await?;
        let provider = answer.read(|body| issuer.read_metadata(body).map_err(Reason::Metadata))?;
        // The gateway only connects to configured hosts, regardless of the metadata.
        if let Some(origin) = issuer.foreign_origin(&provider) {
            let description = format!(
                "The issuer's metadata names an endpoint at {origin}, which is not the issuer's own origin. The \
                 operator can allow that with `issuer.endpointOrigins`."
            );
            return Err(Failure::upstream(Code::IssuerInvalid, description));
        }
        Ok((provider, answer.headers))
    }

    async fn fetch_keys(&self) -> Result<(Jwks, HeaderMap), Failure> {
        let url = self.provider().await?.content.jwks_uri.to_url();
        let answer = self.document(url, Code::SigningKeysInvalid, "keys").await?;
        let keys = answer.read(|body| Jwks::parse(body).map_err(Reason::SigningKeys))?;
        Ok((keys, answer.headers))
    }

    async fn fetch_identity_providers(
        &self,
    ) -> Result<(Vec<IdentityProvider>, HeaderMap), Failure> {
        let provider = self.provider().await?.content;
        let url = provider.identity_providers.as_ref();
        let url = url.ok_or_else(Failure::not_found)?.to_url();
        let (invalid, name) = (Code::IdentityProvidersInvalid, "list of identity providers");
        let answer = self.document(url, invalid, name).await?;
        let list = answer
            .read(|body| identity_providers::process(body).map_err(Reason::IdentityProviders));
        Ok((list?, answer.headers))
    }

    /// Fetches one of the issuer's documents; `invalid` is the code if the issuer has no such document.
    async fn document(
        &self,
        url: Url,
        invalid: Code,
        name: &str,
    ) -> Result<UpstreamResponse, Failure> {
        let answer = self.upstream.get(url).await?;
        if answer.status == StatusCode::OK {
            Ok(answer)
        } else if answer.refuses_the_request() {
            let status = answer.status.as_u16();
            let description =
                format!("The issuer answered with status {status} instead of its {name}.");
            Err(Failure::upstream(invalid, description).with_headers(answer.headers))
        } else {
            let failure = self.upstream.status_failure(answer.status);
            Err(failure.with_headers(answer.headers))
        }
    }
}

fn basic(credentials: &Secret) -> Result<HeaderValue, StartError> {
    let mut value = HeaderValue::try_from(format!("Basic {}", credentials.secret()))
        .map_err(|error| StartError::new("cannot write the client's credentials", error))?;
    value.set_sensitive(true);
    Ok(value)
}

/// `GET /issuer/.well-known/openid-configuration`.
pub(crate) async fn metadata(
    State(issuer): State<Arc<Issuer>>,
) -> Result<(HeaderMap, Vec<u8>), Failure> {
    let provider = issuer.provider().await?;
    let document = issuer.write_metadata(&provider.content)?;
    Ok((provider.headers, document))
}

/// `GET /issuer/jwks`.
pub(crate) async fn jwks(
    State(issuer): State<Arc<Issuer>>,
) -> Result<(HeaderMap, Vec<u8>), Failure> {
    let keys = issuer.cached(&issuer.keys, issuer.fetch_keys()).await?;
    Ok((
        keys.headers,
        serde_json::to_vec(&*keys.content).map_err(Failure::internal)?,
    ))
}

/// `GET /issuer/identity-providers`; 404 if the issuer is not a Supervisor.
pub(crate) async fn identity_providers(
    State(issuer): State<Arc<Issuer>>,
) -> Result<(HeaderMap, Vec<u8>), Failure> {
    let list = issuer.identity_providers().await?;
    Ok((list.headers, write_identity_providers(&list.content)))
}

fn write_identity_providers(list: &[IdentityProvider]) -> Vec<u8> {
    let written = list.iter().map(|IdentityProvider { name, kind }| {
        json!({"name": name, "type": kind, "flows": [BROWSER_FLOW]})
    });
    let document = json!({"pinniped_identity_providers": written.collect::<Vec<_>>()});
    document.to_string().into_bytes()
}

const WELL_KNOWN: &str = ".well-known/openid-configuration";
/// The timeout of each of the two requests of a sign-out: the browser keeps its cookies until the response.
const SIGN_OUT_TIME_MAX: Duration = Duration::from_secs(3);
/// The timeout of a probe.
const PROBE_TIME_MAX: Duration = Duration::from_secs(3);
