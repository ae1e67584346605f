//! The authorization request at the issuer, built as in a page that keeps its tokens.

use haulout_protocol::entropy::LoginValues;
use haulout_protocol::oidc::authorize::Prompt;
use haulout_protocol::oidc::identity_providers::IdentityProvider;
use haulout_protocol::url::HttpsUrl;

use super::Issuer;
use crate::error::Failure;

impl Issuer {
    /// The URL of an authorization request; `silently` forbids the issuer to prompt the user.
    pub(crate) async fn authorization_url(
        &self,
        values: &LoginValues,
        identity_provider: Option<&str>,
        silently: bool,
    ) -> Result<String, Failure> {
        let provider = self.provider().await?.content;
        let prompt = match identity_provider {
            _ if silently => Prompt::None,
            Some(name) if provider.is_supervisor() => {
                Prompt::User(self.find_identity_provider(name).await)
            }
            Some(_) | None => Prompt::User(None),
        };
        let config = &self.config;
        let redirect_uri =
            HttpsUrl::parse(&config.public.redirect_uri()).map_err(Failure::internal)?;
        let endpoint = &provider.authorization_endpoint;
        let issuer = &config.issuer;
        Ok(issuer.authorization_url(endpoint, &redirect_uri, &prompt, values))
    }

    /// The identity provider of this name. Without it, the issuer lets the user choose.
    async fn find_identity_provider(&self, name: &str) -> Option<IdentityProvider> {
        let cache = &self.identity_providers;
        match self.cached(cache, self.fetch_identity_providers()).await {
            Ok(list) => list.content.iter().find(|it| it.name == name).cloned(),
            Err(failure) => {
                failure.log();
                None
            }
        }
    }
}
