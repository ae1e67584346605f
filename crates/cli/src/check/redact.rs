//! Words of a server, fit for a report: bounded, without control characters, and without our own secrets echoed.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use form_urlencoded::byte_serialize;
use haulout_gateway::config::Config;
use haulout_gateway::secret::Secret;
use haulout_protocol::text::ServerText;

/// Everything that is sent and must not be seen, in each form in which it is sent.
pub(super) struct Secrets(Vec<Secret>);

impl Secrets {
    /// Those of a configuration, and a token.
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
            // Somebody who decodes a token for an error message shows its parts.
            let parts = token.secret().split('.');
            hidden.extend(parts.map(|part| Secret::new(part.to_owned())));
        }
        hidden.retain(|secret| secret.secret().len() >= SECRET_BYTES_MIN);
        Self(hidden)
    }

    /// Whole secrets are taken out first, because a shortened one would no longer be found.
    pub(super) fn quote(&self, words: &str) -> String {
        let mut words = words.to_owned();
        for secret in &self.0 {
            words = words.replace(secret.secret(), "[hidden]");
        }
        ServerText::new(words.trim()).to_string()
    }
}

/// Bytes; what is shorter is part of ordinary words.
const SECRET_BYTES_MIN: usize = 4;
