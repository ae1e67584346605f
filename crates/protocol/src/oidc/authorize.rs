//! The authorization request, and the state to store while the browser is away (RFC 6749 §4.1.1, RFC 7636).

use alloc::borrow::ToOwned;
use alloc::string::String;

use serde::Serialize;

use super::discovery::Provider;
use super::identity_providers::IdentityProvider;
use super::wire::{self, Challenge};
use crate::config::Config;
use crate::entropy::LoginValues;
use crate::json::{self, Json};
use crate::schedule::SignInPace;
use crate::secret::Secret;

/// A login in progress, or a sign-out at the issuer, against which the return of the browser is checked. The page stores
/// it once and reads it once.
#[derive(Debug)]
pub struct PendingLogin {
    pub(crate) issuer: String,
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: Option<Secret<String>>,
    /// Whether the request used `prompt=none`.
    pub(crate) silently: bool,
    /// The sign-ins up to this one that no user asked for.
    pub(crate) pace: SignInPace,
    /// Whether it is a sign-out, which has no nonce and from which no code returns.
    pub(crate) signs_out: bool,
}

impl PendingLogin {
    /// The form for the page's storage. **Secret.**
    #[must_use]
    pub fn to_json(&self) -> Secret<String> {
        let verifier = self.verifier.as_ref();
        Secret::new(json::to_text(&StoredLogin {
            issuer: &self.issuer,
            state: &self.state,
            nonce: &self.nonce,
            verifier: verifier.map(|verifier| verifier.secret().as_str()),
            silently: self.silently.then_some(true),
            unasked: self.pace.to_parts(),
            signs_out: self.signs_out.then_some(true),
        }))
    }

    /// Parses the stored form; unexpected contents count as absent.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        let json = Json::parse(text.as_bytes()).ok()?;
        let stored = json.root().ok()?;
        let signs_out = stored.flag("signsOut").ok()?;
        Some(Self {
            issuer: stored.text("issuer").ok()?.to_owned(),
            // A callback without `state` would match an empty one.
            state: stored.filled("state").ok()?,
            nonce: match signs_out {
                true => String::new(),
                false => stored.filled("nonce").ok()?,
            },
            verifier: stored.owned("verifier").ok()?.map(Secret::new),
            silently: stored.flag("silently").ok()?,
            pace: stored.get("unasked").map(read_pace).unwrap_or_default(),
            signs_out,
        })
    }
}

/// The stored sign-ins that no user asked for.
fn read_pace(stored: &Json) -> SignInPace {
    if let Json::List(parts) = stored
        && let [Json::Number(count), Json::Number(millis)] = parts.as_slice()
    {
        SignInPace::from_parts(*count as u32, *millis as i64)
    } else {
        SignInPace::default()
    }
}

/// The stored form. **Secret.**
#[derive(Serialize)]
struct StoredLogin<'a> {
    issuer: &'a str,
    state: &'a str,
    nonce: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    verifier: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    silently: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unasked: Option<(u32, i64)>,
    #[serde(rename = "signsOut", skip_serializing_if = "Option::is_none")]
    signs_out: Option<bool>,
}

/// What created `state`, `nonce` and the PKCE verifier: the page itself, or the gateway that keeps the verifier.
pub(crate) enum Binding {
    /// `page` mode: all three values are our own.
    Own(LoginValues),
    /// `sealed` mode: all are from the gateway.
    Gateway {
        state: String,
        nonce: String,
        challenge: String,
    },
}

/// Whether the issuer may prompt the user.
pub(crate) enum Prompt {
    /// It may, with one of a Supervisor's identity providers if there are several.
    User(Option<IdentityProvider>),
    /// It may not: `prompt=none` (OpenID Connect Core §3.1.2.1).
    None,
}

/// Builds the authorization URL, and the login to store until the browser returns.
pub(crate) fn build(
    config: &Config,
    provider: &Provider,
    binding: Binding,
    prompt: &Prompt,
) -> (String, PendingLogin) {
    let (state, nonce, challenge, verifier) = match binding {
        Binding::Own(LoginValues {
            state,
            nonce,
            verifier,
        }) => {
            let challenge = Challenge::of(&verifier);
            (state, nonce, challenge, Some(verifier))
        }
        Binding::Gateway {
            state,
            challenge,
            nonce,
        } => (state, nonce, Challenge::Gateway(challenge), None),
    };
    let mut extra = alloc::vec![("nonce", nonce.as_str())];
    match prompt {
        Prompt::User(None) => {}
        Prompt::User(Some(IdentityProvider { name, kind })) => extra.extend([
            ("pinniped_idp_name", name.as_str()),
            ("pinniped_idp_type", kind.as_str()),
        ]),
        Prompt::None => extra.push(("prompt", "none")),
    }
    let url = wire::authorization_url(config, provider, &state, challenge, &extra);
    (
        url,
        PendingLogin {
            issuer: config.issuer.issuer.as_str().to_owned(),
            state,
            nonce,
            verifier,
            silently: matches!(prompt, Prompt::None),
            pace: SignInPace::default(),
            signs_out: false,
        },
    )
}
