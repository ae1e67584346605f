//! `ClusterError`: why a cluster cannot be imported.

use std::fmt;

/// Why a cluster cannot be imported.
#[derive(Debug)]
pub(crate) enum ClusterError {
    /// The API server did not respond.
    Unreachable(String),
    /// The kubeconfig provides no credential.
    NoCredential(String),
    /// The API server rejects the credential.
    Unauthorized,
    /// The user has no permission; the text is the API server's.
    Forbidden(String),
    /// Another status and its message.
    Failed(u16, String),
    /// The API server does not serve this resource.
    NotServed(String),
    /// An object does not exist.
    NoSuch {
        /// Its kind.
        kind: &'static str,
        /// Its name.
        name: String,
        /// Its namespace, if it has one.
        namespace: Option<String>,
    },
    /// An object has unexpected content.
    Unexpected {
        /// The object.
        what: String,
        /// The reason.
        reason: String,
    },
    /// There is no CredentialIssuer.
    NoCredentialIssuer,
    /// There are several CredentialIssuers, with these names.
    SeveralCredentialIssuers(Vec<String>),
    /// No strategy works yet; the message of each.
    Pending(Vec<String>),
    /// No strategy works; the message of each.
    NoStrategy(Vec<String>),
    /// There is no authenticator.
    NoAuthenticator,
    /// There are several authenticators, with these names.
    SeveralAuthenticators(Vec<String>),
    /// The WebhookAuthenticator with this name has no issuer.
    NoIssuer(String),
}

impl ClusterError {
    /// Whether retrying cannot help until the user changes something.
    pub(in crate::import) fn needs_change(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Failed(..) | Self::Pending(_) => false,
            Self::NoCredential(_)
            | Self::Unauthorized
            | Self::Forbidden(_)
            | Self::NotServed(_)
            | Self::NoSuch { .. }
            | Self::Unexpected { .. }
            | Self::NoCredentialIssuer
            | Self::SeveralCredentialIssuers(_)
            | Self::NoStrategy(_)
            | Self::NoAuthenticator
            | Self::SeveralAuthenticators(_)
            | Self::NoIssuer(_) => true,
        }
    }
}

impl fmt::Display for ClusterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(reason) => write!(f, "the API server is not reachable: {reason}"),
            Self::NoCredential(reason) => write!(f, "there is no credential: {reason}"),
            Self::Unauthorized => f.write_str("the API server rejects the credential of this context (401)"),
            Self::Forbidden(message) => write!(f, "this needs an administrator of the cluster: {message}"),
            Self::Failed(code, message) => write!(f, "the API server returned {code}: {message}"),
            Self::NotServed(what) => write!(
                f,
                "the API server does not serve {what}; either no Concierge is installed, or it has another --api-group-suffix"
            ),
            Self::NoSuch { kind, name, namespace: None } => write!(f, "there is no {kind} `{name}`"),
            Self::NoSuch { kind, name, namespace: Some(namespace) } => {
                write!(f, "there is no {kind} `{name}` in the namespace `{namespace}`")
            }
            Self::Unexpected { what, reason } => write!(f, "{what} cannot be used: {reason}"),
            Self::NoCredentialIssuer => f.write_str("no CredentialIssuers were found"),
            Self::SeveralCredentialIssuers(names) => write!(
                f,
                "multiple CredentialIssuers were found; select one with --concierge-credential-issuer: {}",
                names.join(", ")
            ),
            Self::Pending(messages) => write!(f, "the Concierge is not ready yet; try again later: {}", messages.join("; ")),
            Self::NoStrategy(messages) if messages.is_empty() => {
                f.write_str("could not find a successful Concierge strategy: the CredentialIssuer reports no strategies")
            }
            Self::NoStrategy(messages) => {
                write!(f, "could not find a successful Concierge strategy: {}", messages.join("; "))
            }
            Self::NoAuthenticator => f.write_str("no authenticators were found"),
            Self::SeveralAuthenticators(names) => write!(
                f,
                "multiple authenticators were found; select one with --concierge-authenticator-name or \
                                 --concierge-authenticator-type: {}",
                names.join(", ")
            ),
            Self::NoIssuer(name) => write!(
                f,
                "WebhookAuthenticator `{name}` has no issuer; create a kubeconfig with `pinniped get kubeconfig \
                                 --oidc-issuer URL`, and import that"
            ),
        }
    }
}
