//! Checks the authorization endpoint with the request of a sign-in, up to the page where users sign in.

use axum::http::StatusCode;
use axum::http::header::WWW_AUTHENTICATE;
use haulout_gateway::config::Config;
use haulout_gateway::random;
use haulout_protocol::entropy::Entropy;
use haulout_protocol::oidc::authorize::Prompt;
use haulout_protocol::oidc::discovery::Provider;
use haulout_protocol::oidc::identity_providers::{self, IdentityProvider};
use haulout_protocol::url::HttpsUrl;
use url::Url;

use super::client::no_randomness;
use super::finding::{Finding, Item};
use super::navigation::{Destination, navigate};
use super::probe::{Probe, ProbeResponse};
use super::probe_error::ProbeError;

/// The authorization request of a client.
pub(super) struct AuthorizationCheck<'a> {
    pub(super) config: &'a Config,
    pub(super) provider: &'a Provider,
    pub(super) probe: &'a Probe,
    pub(super) redirect_uri: &'a str,
}

impl AuthorizationCheck<'_> {
    /// Sends the request for every identity provider of a Supervisor, or once for another issuer.
    pub(super) async fn run(&self) -> Finding {
        let providers = match self.identity_providers().await {
            Ok(providers) => providers,
            Err(finding) => return finding,
        };
        // A Supervisor without a choice of provider redirects to the page for the choice before it validates.
        let choices: Vec<Option<&IdentityProvider>> = if providers.is_empty() {
            vec![None]
        } else {
            providers.iter().take(PROVIDERS_MAX).map(Some).collect()
        };
        let mut problems = Vec::new();
        for choice in &choices {
            match self.destination(self.redirect_uri, *choice).await {
                Ok(Some(destination)) => {
                    let problem = self.problem(&destination);
                    problems.extend(problem.map(|problem| (*choice, problem)));
                }
                Ok(None) => return no_randomness(Item::IssuerAuthorize, self.redirect_uri),
                Err(error) => return self.unreachable(&error),
            }
        }
        // A problem with every identity provider is none of theirs.
        let is_everywhere = problems.len() == choices.len();
        match problems.into_iter().next() {
            Some((choice, problem)) => self.rejected(choice.filter(|_| !is_everywhere), problem),
            None => self.accepted(choices[0]).await,
        }
    }

    async fn identity_providers(&self) -> Result<Vec<IdentityProvider>, Finding> {
        let Some(url) = &self.provider.identity_providers else {
            return Ok(Vec::new());
        };
        let fail = |found: String, remedy: String| {
            Finding::fail(Item::IssuerIdentityProviders, url.as_str(), found, remedy)
        };
        let response = match self.probe.get(&url.to_url()).await {
            Ok(response) => response,
            Err(error) => {
                return Err(fail(
                    error.description(),
                    error.remedy("issuer.caBundleFile"),
                ));
            }
        };
        let listed = identity_providers::process(response.body());
        listed
            .ok()
            .filter(|_| response.status.is_success())
            .ok_or_else(|| {
                let found = format!(
                    "the response is not a list of identity providers: {}",
                    response.summary()
                );
                let remedy = "Check the Supervisor's log, and the proxies in front of it.";
                fail(found, remedy.to_owned())
            })
    }

    /// Where the request leads; `None` without random numbers.
    async fn destination(
        &self,
        redirect_uri: &str,
        choice: Option<&IdentityProvider>,
    ) -> Result<Option<Destination>, ProbeError> {
        // Both texts are URLs already, so only random numbers can be missing.
        let (Ok(entropy), Ok(callback)) = (random::bytes(), HttpsUrl::parse(redirect_uri)) else {
            return Ok(None);
        };
        let values = Entropy::new(entropy).into_login_values();
        let endpoint = &self.provider.authorization_endpoint;
        let prompt = Prompt::User(choice.cloned());
        let issuer = &self.config.issuer;
        let url = issuer.authorization_url(endpoint, &callback, &prompt, &values);
        let Ok(url) = Url::parse(&url) else {
            return Ok(None);
        };
        let destination = navigate(self.probe, url, redirect_uri, &values.state).await?;
        Ok(Some(destination))
    }

    /// Why users cannot sign in there, and the remedy.
    fn problem(&self, destination: &Destination) -> Option<(String, String)> {
        match destination {
            Destination::OtherOrigin => None,
            Destination::Page(page) if is_sign_in_page(page) => None,
            Destination::Page(page) => Some((page.summary(), self.page_remedy(page))),
            Destination::Callback(callback) => {
                let error = parameter(callback, "error")?;
                let description = parameter(callback, "error_description").unwrap_or_default();
                let why = self.probe.quote(&format!("{error}: {description}"));
                Some((why, callback_remedy(&self.config.issuer.client_id, &error)))
            }
            Destination::TooManyRedirects => Some((
                "it redirects again and again".to_owned(),
                "Check the issuer's log, and the proxies in front of the issuer.".to_owned(),
            )),
        }
    }

    fn rejected(
        &self,
        choice: Option<&IdentityProvider>,
        (why, remedy): (String, String),
    ) -> Finding {
        let with = choice.map_or(String::new(), |provider| {
            let name = self.probe.quote(&provider.name);
            format!(" with the identity provider {name}")
        });
        let found = format!("the issuer rejects the request{with}: {why}");
        Finding::fail(Item::IssuerAuthorize, self.redirect_uri, found, remedy)
    }

    /// The remedy for an error that the issuer shows instead of a sign-in page.
    fn page_remedy(&self, page: &ProbeResponse) -> String {
        let (client, redirect_uri) = (&self.config.issuer.client_id, self.redirect_uri);
        if !page.status.is_client_error() {
            return "Check the issuer's log; its authorization endpoint fails.".to_owned();
        }
        // The configured values may occur in the message, whatever it is about.
        let words = page.words().replace(client.as_str(), "");
        let words = words.replace(redirect_uri, "").to_ascii_lowercase();
        let is_about = |terms: &[&str]| terms.iter().any(|term| words.contains(term));
        let error = page.json();
        if error.text("error") != Some("invalid_client") && is_about(&["redirect", "callback"]) {
            format!(
                "Register {redirect_uri} (exact match) as a redirect URI of the client `{client}`."
            )
        } else if is_about(&["client", "application"]) {
            format!("Register the client `{client}` with the issuer, or correct `issuer.clientId`.")
        } else {
            format!(
                "Compare the client `{client}` and the redirect URI {redirect_uri} with the registration at the issuer, \
                 whose log has the reason."
            )
        }
    }

    /// The finding after a sign-in page. An issuer can show one before it validates a request, so a redirect URI that is
    /// not registered is tried, too.
    async fn accepted(&self, choice: Option<&IdentityProvider>) -> Finding {
        let (item, subject) = (Item::IssuerAuthorize, self.redirect_uri);
        let control = self.destination(UNREGISTERED_REDIRECT_URI, choice).await;
        let is_anything_accepted = match control {
            Ok(Some(Destination::Page(page))) => is_sign_in_page(&page),
            Ok(Some(Destination::OtherOrigin)) => true,
            Ok(_) | Err(_) => false,
        };
        if is_anything_accepted {
            return Finding::warn(
                item,
                subject,
                "the issuer shows a sign-in page, but also for a redirect URI that is not registered",
                format!(
                    "Sign in once to verify the client `{}`, and remove any wildcard from its redirect URIs.",
                    self.config.issuer.client_id
                ),
            );
        }
        Finding::ok(item, subject, "accepted, up to the sign-in page")
    }

    fn unreachable(&self, error: &ProbeError) -> Finding {
        let (item, subject) = (Item::IssuerAuthorize, self.redirect_uri);
        let origin = self.provider.authorization_endpoint.to_url().origin();
        if self.config.issuer.endpoint_origins.contains(&origin) {
            let remedy = error.remedy("issuer.caBundleFile");
            return Finding::fail(item, subject, error.description(), remedy);
        }
        // Only browsers use this endpoint; they may have other trust settings and network access than this computer.
        let found = format!(
            "the sign-in page is not reachable from this computer: {}",
            error.description()
        );
        let remedy = "Open the portal in a browser and check that the sign-in page appears.";
        Finding::warn(item, subject, found, remedy)
    }
}

fn callback_remedy(client: &str, error: &str) -> String {
    match error {
        "invalid_scope" => {
            format!("Allow the scopes in `issuer.scopes` for the client `{client}`.")
        }
        "unauthorized_client" | "unsupported_response_type" => {
            format!("Allow the authorization code grant for the client `{client}`.")
        }
        _ => format!("Compare the registration of the client `{client}` with the configuration."),
    }
}

/// A page, or a request for a password or ticket that the browser handles itself (RFC 9110 §11.6.1, RFC 4559).
fn is_sign_in_page(page: &ProbeResponse) -> bool {
    let asks_browser =
        page.status == StatusCode::UNAUTHORIZED && page.headers.contains_key(WWW_AUTHENTICATE);
    page.status == StatusCode::OK || (asks_browser && page.is_page())
}

fn parameter(url: &Url, wanted: &str) -> Option<String> {
    let mut pairs = url.query_pairs();
    pairs
        .find(|(name, _)| name == wanted)
        .map(|(_, value)| value.into_owned())
}

/// No host has this name (RFC 6761 §6.4).
const UNREGISTERED_REDIRECT_URI: &str = "https://haulout-check.invalid/callback";
/// More identity providers than a page can offer are not worth the requests.
const PROVIDERS_MAX: usize = 10;
