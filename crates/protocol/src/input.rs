//! Everything that can happen to the machine.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::entropy::Entropy;
use crate::http::Response;
use crate::oidc::authorize::PendingLogin;
use crate::oidc::signature::Verdict;

/// One thing that happened. Feed it with the time, then drain every output before the next.
#[derive(Debug)]
pub enum Input {
    /// The page or process started.
    Opened(Opening),
    /// The browser came back to the redirect URI while we were running (a popup, a router, a headless host).
    Returned(Arrival),
    /// Somebody wants something.
    Command(Command),
    /// A request ended.
    Response(Response),
    /// A signature was checked.
    Verdict(Verdict),
    /// The deadline passed, or the computer woke up.
    Woke,
    /// The platform noticed that the network went away or came back.
    Network(Network),
}

/// Whether the platform believes that there is a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// It does not; requests would fail.
    Offline,
    /// It does, which promises nothing.
    Online,
}

/// What there was at the start.
#[derive(Debug)]
pub struct Opening {
    /// Where the configuration is.
    pub config: Source,
    /// The page's URL, if it can be a callback, and what was remembered.
    pub arrival: Option<Arrival>,
    /// Anything that differs from one page to the next: it spreads renewals and retries, and guards nothing.
    pub seed: u64,
}

/// Where the configuration is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// To be fetched from this URL.
    Url(String),
    /// Here, as JSON.
    Inline(Vec<u8>),
}

/// A URL that the browser was sent to, and the login that the page's storage had for it, read once.
pub struct Arrival {
    /// The whole URL. **Secret** while there is a code in it.
    pub page_url: String,
    /// What was remembered when the browser left.
    pub pending: Option<PendingLogin>,
}

/// Without the URL, which has the code in it.
impl fmt::Debug for Arrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arrival")
            .field("pending", &self.pending)
            .finish_non_exhaustive()
    }
}

/// What people and programs can ask for.
#[derive(Debug)]
pub enum Command {
    /// Leave for the issuer.
    SignIn {
        /// The name of one of the issuer's identity providers, where it has several.
        identity_provider: Option<String>,
        /// For `state`, `nonce` and the PKCE verifier.
        entropy: Entropy,
    },
    /// The same, for a session at the issuer that may still be there: whoever would have to type something is left alone
    /// (`prompt=none`, OpenID Connect Core §3.1.2.1), and nothing but "signed out" comes of it.
    SignInSilently {
        /// For `state`, `nonce` and the PKCE verifier.
        entropy: Entropy,
    },
    /// Get new certificates without waiting for the old ones to age.
    Renew,
    /// Keep a certificate for this cluster from now on.
    Activate(String),
    /// Stop keeping one; what there is lives out its life.
    Deactivate(String),
    /// End the session.
    SignOut,
    /// Start over after a failure.
    Retry,
}
