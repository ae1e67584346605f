//! `Finding`: what was looked at, what it turned out to be, and what to do about it.

use serde::{Serialize, Serializer};

/// One line of the report.
#[derive(Debug, Serialize)]
pub(crate) struct Finding {
    #[serde(rename = "id")]
    pub(crate) item: Item,
    /// What it is about: a URL, a cluster's id, a file.
    pub(crate) subject: String,
    pub(crate) status: Status,
    pub(crate) found: String,
    /// One sentence; absent only where all is well.
    #[serde(rename = "cure")]
    pub(crate) remedy: Option<String>,
}

/// How it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    /// As it has to be.
    Ok,
    /// People can sign in, but not as well as they could.
    Warn,
    /// Some of what people come for cannot work.
    Fail,
}

/// What is looked at. The names are for programs, so they keep their meaning for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    Config,
    RedirectUri,
    IssuerReachable,
    IssuerTls,
    IssuerMetadata,
    IssuerPkce,
    IssuerScopes,
    IssuerKeys,
    IssuerAuthorize,
    IssuerClient,
    IssuerClock,
    ClusterTls,
    ClusterVersion,
    ClusterToken,
    ClusterClock,
    ConciergeTls,
    ConciergeApiGroup,
    ConciergeRequest,
    ConciergeAuthenticator,
    ConciergeClock,
    PublicReachable,
    PublicTls,
    PublicConfig,
    PublicHeaders,
    CorsMetadata,
    CorsKeys,
    CorsToken,
    CorsConcierge,
    CorsVersion,
}

impl Item {
    /// The name.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::RedirectUri => "redirect-uri",
            Self::IssuerReachable => "issuer.reachable",
            Self::IssuerTls => "issuer.tls",
            Self::IssuerMetadata => "issuer.metadata",
            Self::IssuerPkce => "issuer.pkce",
            Self::IssuerScopes => "issuer.scopes",
            Self::IssuerKeys => "issuer.keys",
            Self::IssuerAuthorize => "issuer.authorize",
            Self::IssuerClient => "issuer.client",
            Self::IssuerClock => "issuer.clock",
            Self::ClusterTls => "cluster.tls",
            Self::ClusterVersion => "cluster.version",
            Self::ClusterToken => "cluster.token",
            Self::ClusterClock => "cluster.clock",
            Self::ConciergeTls => "concierge.tls",
            Self::ConciergeApiGroup => "concierge.api-group",
            Self::ConciergeRequest => "concierge.request",
            Self::ConciergeAuthenticator => "concierge.authenticator",
            Self::ConciergeClock => "concierge.clock",
            Self::PublicReachable => "public.reachable",
            Self::PublicTls => "public.tls",
            Self::PublicConfig => "public.config",
            Self::PublicHeaders => "public.headers",
            Self::CorsMetadata => "cors.metadata",
            Self::CorsKeys => "cors.keys",
            Self::CorsToken => "cors.token",
            Self::CorsConcierge => "cors.concierge",
            Self::CorsVersion => "cors.version",
        }
    }
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Finding {
    /// All is well.
    pub(super) fn ok(item: Item, subject: &str, found: impl Into<String>) -> Self {
        Self {
            item,
            subject: subject.to_owned(),
            status: Status::Ok,
            found: found.into(),
            remedy: None,
        }
    }

    /// It works, and could work better.
    pub(super) fn warn(
        item: Item,
        subject: &str,
        found: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            status: Status::Warn,
            remedy: Some(remedy.into()),
            ..Self::ok(item, subject, found)
        }
    }

    /// It does not work.
    pub(crate) fn fail(
        item: Item,
        subject: &str,
        found: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            status: Status::Fail,
            remedy: Some(remedy.into()),
            ..Self::ok(item, subject, found)
        }
    }
}
