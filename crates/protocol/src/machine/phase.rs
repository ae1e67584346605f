//! `Phase`: one variant per situation, holding exactly the data that is valid in it.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use super::session::Session;
use super::tokens::{Known, Tokens};
use crate::config::{ClusterConfig, Config};
use crate::error::Error;
use crate::input::Arrival;
use crate::oidc::authorize::{PendingLogin, Prompt};
use crate::oidc::callback::Callback;
use crate::oidc::discovery::Provider;
use crate::oidc::id_token::Proven;
use crate::oidc::identity_providers::IdentityProvider;

#[derive(Default)]
pub(crate) enum Phase {
    /// Nothing has happened yet.
    #[default]
    New,
    /// The configuration is being fetched.
    Configuring { arrival: Option<Arrival> },
    /// The issuer is being asked who it is, and the gateway whether there is a session.
    Discovering(Discovering),
    /// Everything is known that is needed for a sign-in.
    SignedOut(SignedOut),
    /// The gateway is being asked for `state` and challenge.
    Starting {
        issuer: Known,
        prompt: Prompt,
        nonce: String,
    },
    /// The browser was told to leave.
    Leaving(Known),
    /// A code, or a sealed session that a page came back to, is being turned into a session.
    Arriving(Arriving),
    /// There is a session.
    SignedIn(Session),
    /// The gateway is being told to forget the session.
    Ending(Rc<Config>),
    /// A failure that ended whatever was under way.
    Failed {
        config: Option<Rc<Config>>,
        error: Error,
        again: Again,
    },
}

impl Phase {
    /// The configuration, in every situation that has one.
    pub(crate) fn config(&self) -> Option<&Rc<Config>> {
        match self {
            Self::New | Self::Configuring { .. } => None,
            Self::Discovering(discovering) => Some(&discovering.config),
            Self::SignedOut(signed_out) => Some(&signed_out.issuer.config),
            Self::Starting { issuer, .. } | Self::Leaving(issuer) => Some(&issuer.config),
            Self::Arriving(arriving) => Some(&arriving.issuer.config),
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

    /// Whose tokens can be on their way to being believed.
    pub(crate) fn issuer_of_tokens(&self) -> Option<Known> {
        if let Self::Arriving(arriving) = self {
            Some(arriving.issuer.clone())
        } else if let Self::SignedIn(session) = self {
            Some(session.issuer.clone())
        } else {
            None
        }
    }
}

/// Where starting again leads after a failure.
#[derive(Clone, Copy)]
pub(crate) enum Again {
    /// To whatever there is: the failure may be over.
    Visit,
    /// To the sign-in page, because what the gateway has would lead to the same failure.
    SignIn,
    /// To the end of the session, which somebody asked for.
    SignOut,
}

/// What is asked for at the start, all at once.
pub(crate) struct Discovering {
    pub(crate) config: Rc<Config>,
    pub(crate) visit: Visit,
    pub(crate) provider: Option<Provider>,
    pub(crate) identity_providers: Option<Vec<IdentityProvider>>,
    /// Where the session with the issuer can be ended, if ours has just been.
    pub(crate) end_session_url: Option<String>,
}

/// Why the machine is discovering.
pub(crate) enum Visit {
    /// The issuer sent the browser back.
    Callback(Callback, Option<PendingLogin>),
    /// Somebody opened the page.
    Plain(Probe),
}

/// Whether the gateway has a session for this browser.
pub(crate) enum Probe {
    /// The answer is awaited.
    Asked,
    /// It has none, or there is no gateway.
    None,
    /// It has one, for these clusters.
    Session(Vec<Rc<ClusterConfig>>),
}

/// Nobody is signed in.
pub(crate) struct SignedOut {
    pub(crate) issuer: Known,
    pub(crate) identity_providers: Vec<IdentityProvider>,
    pub(crate) end_session_url: Option<String>,
}

/// Between a code (or a sealed session) and a session of ours.
pub(crate) struct Arriving {
    pub(crate) issuer: Known,
    pub(crate) origin: Origin,
    pub(crate) tokens: Option<Tokens>,
    pub(crate) clusters: Option<Vec<Rc<ClusterConfig>>>,
    pub(crate) proven: Option<Proven>,
}

/// What the session comes from.
pub(crate) enum Origin {
    /// A code, for a login with this nonce.
    Code {
        nonce: String,
        /// Whether nobody was asked for anything.
        silently: bool,
    },
    /// The cookie of a session that was made before the page was loaded.
    SealedSession,
}
