//! The data that the page stores while the browser is away: a login of `page` mode, the pace of sign-ins, or a sign-out.

use alloc::borrow::ToOwned;
use alloc::string::String;

use serde::Serialize;

use crate::entropy::LoginValues;
use crate::json::{self, Json};
use crate::schedule::SignInPace;
use crate::secret::Secret;

/// What the page stores once when the browser leaves, and reads once when it returns.
#[derive(Debug)]
pub struct PendingLogin {
    pub(crate) issuer: String,
    pub(crate) kind: PendingKind,
    /// Whether the request used `prompt=none`.
    pub(crate) silently: bool,
    /// The sign-ins up to this one that no user asked for.
    pub(crate) pace: SignInPace,
}

/// What the browser left for.
#[derive(Debug)]
pub(crate) enum PendingKind {
    /// A login whose values the page has, against which the return of the browser is checked.
    Page(LoginValues),
    /// A login whose values the gateway has.
    Sealed,
    /// A sign-out at the issuer with this `state`, from which no code returns.
    SignOut(String),
}

impl PendingLogin {
    /// A login of `page` mode.
    pub(crate) fn of_page(issuer: String, values: LoginValues, silently: bool) -> Self {
        Self {
            issuer,
            kind: PendingKind::Page(values),
            silently,
            pace: SignInPace::default(),
        }
    }

    /// A login of `sealed` mode. There is nothing to store, unless no user asked for it: then its pace has to survive.
    pub(crate) fn of_unasked(issuer: &str, silently: bool, pace: SignInPace) -> Option<Self> {
        pace.to_parts().is_some().then(|| Self {
            issuer: issuer.to_owned(),
            kind: PendingKind::Sealed,
            silently,
            pace,
        })
    }

    /// Whether it is a sign-out with this `state`.
    pub(crate) fn is_sign_out(&self, state: &Secret<String>) -> bool {
        matches!(&self.kind, PendingKind::SignOut(expected) if expected == state.secret())
    }

    /// The form for the page's storage. **Secret.**
    #[must_use]
    pub fn to_json(&self) -> Secret<String> {
        let (state, nonce, verifier) = match &self.kind {
            PendingKind::Page(LoginValues {
                state,
                nonce,
                verifier,
            }) => (Some(state), Some(nonce), Some(verifier)),
            PendingKind::Sealed => (None, None, None),
            PendingKind::SignOut(state) => (Some(state), None, None),
        };
        Secret::new(json::to_text(&StoredLogin {
            issuer: &self.issuer,
            state: state.map(String::as_str),
            nonce: nonce.map(String::as_str),
            verifier: verifier.map(|verifier| verifier.secret().as_str()),
            silently: self.silently.then_some(true),
            unasked: self.pace.to_parts(),
            signs_out: matches!(self.kind, PendingKind::SignOut(_)).then_some(true),
        }))
    }

    /// Parses the stored form; unexpected contents count as absent.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        let json = Json::parse(text.as_bytes()).ok()?;
        let stored = json.root().ok()?;
        // A callback without `state` would match an empty one.
        let state = || stored.filled("state").ok();
        let kind = if stored.flag("signsOut").ok()? {
            PendingKind::SignOut(state()?)
        } else if stored.get("state").is_none() {
            PendingKind::Sealed
        } else {
            PendingKind::Page(LoginValues {
                state: state()?,
                nonce: stored.filled("nonce").ok()?,
                verifier: Secret::new(stored.filled("verifier").ok()?),
            })
        };
        Some(Self {
            issuer: stored.text("issuer").ok()?.to_owned(),
            kind,
            silently: stored.flag("silently").ok()?,
            pace: stored.get("unasked").map(read_pace).unwrap_or_default(),
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
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verifier: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    silently: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unasked: Option<(u32, i64)>,
    #[serde(rename = "signsOut", skip_serializing_if = "Option::is_none")]
    signs_out: Option<bool>,
}
