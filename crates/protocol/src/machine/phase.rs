//! `Phase`: one variant per phase of the machine, with exactly the data that is valid in it.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use super::session::Session;
use super::tokens::{DiscoveredIssuer, Tokens};
use crate::config::{ClusterConfig, Config};
use crate::error::Error;
use crate::input::Arrival;
use crate::oidc::authorize::PendingLogin;
use crate::oidc::callback::Callback;
use crate::oidc::discovery::Provider;
use crate::oidc::id_token::SignedToken;
use crate::oidc::identity_providers::IdentityProvider;

#[derive(Default)]
pub(crate) enum Phase {
    /// The initial phase.
    #[default]
    New,
    /// The configuration is being fetched.
    Configuring { arrival: Option<Arrival> },
    /// The metadata is being fetched, and the gateway's session checked.
    Discovering(Discovery),
    /// Everything that a sign-in needs is known.
    SignedOut(SignedOut),
    /// The authorization URL is being requested from the gateway.
    Starting {
        issuer: DiscoveredIssuer,
        /// Whether the login uses `prompt=none`.
        silently: bool,
    },
    /// The browser is navigating away.
    Leaving(DiscoveredIssuer),
    /// A code, or a sealed session that a page resumes, is being turned into a session.
    CreatingSession(SessionCreation),
    /// There is a session.
    SignedIn(Session),
    /// The gateway is ending the session.
    Ending(Rc<Config>),
    /// A failure that ended the previous operation.
    Failed {
        config: Option<Rc<Config>>,
        error: Error,
        again: RetryTarget,
        /// The page's URL, if no configuration says yet whether it is a callback.
        arrival: Option<Arrival>,
    },
}

impl Phase {
    /// The configuration, in every phase that has one.
    pub(crate) fn config(&self) -> Option<&Rc<Config>> {
        match self {
            Self::New | Self::Configuring { .. } => None,
            Self::Discovering(discovering) => Some(&discovering.config),
            Self::SignedOut(signed_out) => Some(&signed_out.issuer.config),
            Self::Starting { issuer, .. } | Self::Leaving(issuer) => Some(&issuer.config),
            Self::CreatingSession(creation) => Some(&creation.issuer.config),
            Self::SignedIn(session) => Some(&session.issuer.config),
            Self::Ending(config) => Some(config),
            Self::Failed { config, .. } => config.as_ref(),
        }
    }

    /// The session, if there is one.
    pub(crate) fn session(&self) -> Option<&Session> {
        if let Self::SignedIn(session) = self {
            Some(session)
        } else {
            None
        }
    }

    /// The issuer whose tokens can be awaiting verification.
    pub(crate) fn issuer_of_tokens(&self) -> Option<DiscoveredIssuer> {
        if let Self::CreatingSession(creation) = self {
            Some(creation.issuer.clone())
        } else if let Self::SignedIn(session) = self {
            Some(session.issuer.clone())
        } else {
            None
        }
    }
}

/// What a retry after a failure leads to.
#[derive(Clone, Copy)]
pub(crate) enum RetryTarget {
    /// A new start: the cause may be gone.
    Visit,
    /// The sign-in page, because the gateway's session would lead to the same failure.
    SignIn,
    /// The end of the session, as requested.
    SignOut,
}

/// The requests of the startup, which are sent in parallel.
pub(crate) struct Discovery {
    pub(crate) config: Rc<Config>,
    pub(crate) visit: Visit,
    pub(crate) provider: Option<Provider>,
    pub(crate) identity_providers: Option<Vec<IdentityProvider>>,
    /// The URL that ends the session with the issuer, if ours has just ended.
    pub(crate) end_session_url: Option<String>,
}

/// Why the machine is discovering.
pub(crate) enum Visit {
    /// The issuer redirected the browser back.
    Callback(Callback, Option<PendingLogin>),
    /// The page was opened.
    Plain(Probe),
}

/// Whether the gateway has a session for this browser.
pub(crate) enum Probe {
    /// The response is pending.
    Asked,
    /// It has none, or there is no gateway.
    None,
    /// It has one, with these clusters; none if they come with its tokens.
    Session(Option<Vec<Rc<ClusterConfig>>>),
}

/// Signed out, ready for a sign-in.
pub(crate) struct SignedOut {
    pub(crate) issuer: DiscoveredIssuer,
    pub(crate) identity_providers: Vec<IdentityProvider>,
    pub(crate) end_session_url: Option<String>,
}

/// Between a code (or a sealed session) and our session.
pub(crate) struct SessionCreation {
    pub(crate) issuer: DiscoveredIssuer,
    pub(crate) origin: Origin,
    pub(crate) tokens: Option<Tokens>,
    pub(crate) clusters: Option<Vec<Rc<ClusterConfig>>>,
    pub(crate) signed: Option<SignedToken>,
}

/// What the session is created from.
pub(crate) enum Origin {
    /// A code.
    Code {
        /// Of the login; in `sealed` mode the gateway returns it together with the tokens.
        nonce: Option<String>,
        /// Whether the login used `prompt=none`.
        silently: bool,
    },
    /// The cookie of a session that existed before the page was loaded.
    SealedSession,
}
