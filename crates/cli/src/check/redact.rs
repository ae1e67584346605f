//! Prepares server text for the report: limits its length and removes control characters and secrets.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use form_urlencoded::byte_serialize;
use haulout_gateway::config::Config;
use haulout_gateway::secret::Secret;
use haulout_protocol::text::ServerText;

/// The secrets that are sent, in each encoding in which they are sent.
pub(super) struct Secrets(Vec<Secret>);

impl Secrets {
    /// The secrets of a configuration, and a token.
    pub(super) fn new(config: &Config, token: Option<&Secret>) -> Self {
        let mut hidden = Vec::new();
        if let Some(secret) = &config.issuer.client_secret {
            let encoded: String = byte_serialize(secret.secret().as_bytes()).collect();
            hidden.extend(config.issuer.basic_credentials());
            hidden.push(Secret::new(BASE64_STANDARD.encode(secret.secret())));
            hidden.push(Secret::new(encoded));
            hidden.push(Secret::new(secret.secret().to_owned()));
        }
        if let Some(token) = token {
            hidden.push(Secret::new(token.secret().to_owned()));
            // A server that decodes a token for an error message returns its parts.
            let parts = token.secret().split('.');
            hidden.extend(parts.map(|part| Secret::new(part.to_owned())));
        }
        hidden.retain(|secret| secret.secret().len() >= SECRET_BYTES_MIN);
        Self(hidden)
    }

    /// Secrets are replaced before the text is shortened, because a truncated secret would not be found.
    pub(super) fn quote(&self, words: &str) -> String {
        let mut words = words.to_owned();
        for secret in &self.0 {
            words = words.replace(secret.secret(), "[hidden]");
        }
        ServerText::new(words.trim()).to_string()
    }
}

/// In bytes; shorter secrets would match ordinary words.
const SECRET_BYTES_MIN: usize = 4;
