//! The authorization request, and what must be remembered while the browser is away (RFC 6749 §4.1.1, RFC 7636).

use alloc::borrow::ToOwned;
use alloc::string::String;

use serde::{Deserialize, Serialize};

use super::discovery::Provider;
use super::identity_providers::IdentityProvider;
use super::wire;
use crate::config::Config;
use crate::entropy::LoginValues;
use crate::json;
use crate::secret::Secret;

/// A login that a browser left for: what its callback is checked against. Remembered outside, once, and read once.
#[derive(Debug)]
pub struct PendingLogin {
    pub(crate) issuer: String,
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: Option<Secret<String>>,
}

impl PendingLogin {
    /// The form in which the page's storage keeps it. **Secret.**
    #[must_use]
    pub fn to_json(&self) -> Secret<String> {
        let stored = Stored {
            issuer: self.issuer.clone(),
            state: self.state.clone(),
            nonce: self.nonce.clone(),
            verifier: self
                .verifier
                .as_ref()
                .map(|verifier| verifier.secret().clone()),
        };
        Secret::new(
            serde_json::to_string(&stored)
                .expect("strings and options of strings always serialise"),
        )
    }

    /// Reads it back; anything unexpected is as good as nothing.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        let stored: Stored = json::from_slice(text.as_bytes()).ok()?;
        let Stored {
            issuer,
            state,
            nonce,
            verifier,
        } = stored;
        if state.is_empty() || nonce.is_empty() {
            return None; // Else a callback without `state` would have the right one.
        }
        Some(Self {
            issuer,
            state,
            nonce,
            verifier: verifier.map(Secret::new),
        })
    }
}

/// Who made `state` and the PKCE verifier: the page itself, or the gateway that keeps the verifier.
pub(crate) enum Binding {
    /// `page` mode: all three values are ours.
    Own(LoginValues),
    /// `sealed` mode: the nonce is ours, `state` and challenge came from the gateway.
    Gateway {
        state: String,
        challenge: String,
        nonce: String,
    },
}

/// Builds the URL to leave for, and what to remember until the browser comes back.
pub(crate) fn build(
    config: &Config,
    provider: &Provider,
    binding: Binding,
    identity_provider: Option<&IdentityProvider>,
) -> (String, PendingLogin) {
    let (state, nonce, challenge, verifier) = match binding {
        Binding::Own(LoginValues {
            state,
            nonce,
            verifier,
        }) => {
            let challenge = wire::s256_challenge(&verifier);
            (state, nonce, challenge, Some(verifier))
        }
        Binding::Gateway {
            state,
            challenge,
            nonce,
        } => (state, nonce, challenge, None),
    };
    let mut extra = alloc::vec![
        ("nonce", nonce.as_str()),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    if let Some(IdentityProvider { name, kind }) = identity_provider {
        extra.extend([
            ("pinniped_idp_name", name.as_str()),
            ("pinniped_idp_type", kind.as_str()),
        ]);
    }
    let url = wire::authorization_url(config, provider, &state, &extra);
    (
        url,
        PendingLogin {
            issuer: config.issuer.issuer.as_str().to_owned(),
            state,
            nonce,
            verifier,
        },
    )
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    issuer: String,
    state: String,
    nonce: String,
    verifier: Option<String>,
}
