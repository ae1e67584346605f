//! `Finding`: the result of one check, and the remedy for a problem.

use serde::{Serialize, Serializer};

/// One line of the report.
#[derive(Debug, Serialize)]
pub(crate) struct Finding {
    #[serde(rename = "id")]
    pub(crate) item: Item,
    /// The subject: a URL, a cluster's id or a file.
    pub(crate) subject: String,
    pub(crate) status: Status,
    pub(crate) found: String,
    /// One sentence; absent only if the status is `ok`. Called `cure` in the JSON report.
    #[serde(rename = "cure")]
    pub(crate) remedy: Option<String>,
}

/// The status of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    /// No problem.
    Ok,
    /// Users can sign in, with limitations.
    Warn,
    /// Something that users need does not work.
    Fail,
}

/// The subject of a check. The names are a stable interface for programs.
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
    IssuerIdentityProviders,
    IssuerAuthorize,
    IssuerClient,
    IssuerClock,
    ClusterAudience,
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
    CorsLocalNetwork,
}

impl Item {
    /// The name in the report.
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
            Self::IssuerIdentityProviders => "issuer.identity-providers",
            Self::IssuerAuthorize => "issuer.authorize",
            Self::IssuerClient => "issuer.client",
            Self::IssuerClock => "issuer.clock",
            Self::ClusterAudience => "cluster.audience",
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
            Self::CorsLocalNetwork => "cors.local-network",
        }
    }
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Finding {
    /// A finding without a problem.
    pub(super) fn ok(item: Item, subject: &str, found: impl Into<String>) -> Self {
        Self {
            item,
            subject: subject.to_owned(),
            status: Status::Ok,
            found: found.into(),
            remedy: None,
        }
    }

    /// A finding that limits users.
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

    /// A finding that prevents something that users need.
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
