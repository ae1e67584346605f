//! The inputs of the machine.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::entropy::Entropy;
use crate::http::Response;
use crate::oidc::authorize::PendingLogin;
use crate::oidc::signature::Verdict;

/// One input. Pass it with the time, then drain all outputs before the next.
#[derive(Debug)]
pub enum Input {
    /// The page or process started.
    Opened(Opening),
    /// The browser returned to the redirect URI while the page was running (a popup, a router, a headless host).
    Returned(Arrival),
    /// A command of the user or the embedder.
    Command(Command),
    /// A request ended.
    Response(Response),
    /// A signature was verified.
    Verdict(Verdict),
    /// The deadline passed, or the computer woke up.
    Woke,
    /// The platform reports that the network went offline or came online.
    Network(Network),
}

/// The platform's belief about the network, which is only a hint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// Offline. It can be wrong: a server on this computer needs no network, and not every network is recognized.
    Offline,
    /// Online, which guarantees nothing.
    Online,
}

/// The state at the start.
#[derive(Debug)]
pub struct Opening {
    /// Where the configuration is read.
    pub config: Source,
    /// The page's URL, if it can be a callback, with the stored login.
    pub arrival: Option<Arrival>,
    /// Any number that differs between pages. It spreads renewals and retries and has no security purpose.
    pub seed: u64,
}

/// Where the configuration is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// To be fetched from this URL.
    Url(String),
    /// Given inline, as JSON.
    Inline(Vec<u8>),
    /// Part of the page, with the other documents that a start needs.
    Document {
        /// The URL of the configuration, for a retry.
        url: String,
        /// An object with the members `config`, `metadata`, `identityProviders` and `session`: the configuration, the
        /// issuer's metadata and identity providers as far as the server had them, and whether the browser has a
        /// session (`present` or `absent`).
        json: Vec<u8>,
    },
}

/// A callback URL, and the pending login from the page's storage, read once.
pub struct Arrival {
    /// The whole URL. **Secret** while it contains a code.
    pub page_url: String,
    /// The login that was stored when the browser left.
    pub pending: Option<PendingLogin>,
}

/// Omits the URL, which contains the code.
impl fmt::Debug for Arrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arrival")
            .field("pending", &self.pending)
            .finish_non_exhaustive()
    }
}

/// What users and programs can request.
#[derive(Debug)]
pub enum Command {
    /// Navigate to the issuer.
    SignIn {
        /// The name of one of the issuer's identity providers, if it has several.
        identity_provider: Option<String>,
        /// For `state`, `nonce` and the PKCE verifier.
        entropy: Entropy,
    },
    /// The same without a user who asked for it. It is ignored if [`SignInPace`](crate::schedule::SignInPace) does not
    /// allow it yet.
    SignInUnasked {
        /// The name of one of the issuer's identity providers, if it has several.
        identity_provider: Option<String>,
        /// For `state`, `nonce` and the PKCE verifier.
        entropy: Entropy,
    },
    /// The same without a prompt (`prompt=none`, OpenID Connect Core §3.1.2.1), for an existing session at the issuer.
    /// If the issuer would have to prompt, the user stays signed out without an error.
    SignInSilently {
        /// For `state`, `nonce` and the PKCE verifier.
        entropy: Entropy,
    },
    /// Request new certificates before the current ones are due.
    Renew,
    /// Keep a certificate for this cluster from now on.
    Activate(String),
    /// Stop renewing this cluster's certificate; the current one stays valid until it expires.
    Deactivate(String),
    /// End the session.
    SignOut,
    /// Drop the session, which another tab of this browser has ended.
    SignedOutElsewhere,
    /// Start over after a failure.
    Retry,
}
