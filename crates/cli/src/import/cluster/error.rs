//! `ClusterError`: what a cluster said or lacks, so that no configuration is made of it.

use std::fmt;

/// Why a cluster cannot be imported.
#[derive(Debug)]
pub(crate) enum ClusterError {
    /// Nothing came back.
    Unreachable(String),
    /// The kubeconfig yields no credential.
    NoCredential(String),
    /// The credential is not believed.
    Unauthorized,
    /// The user may not read it; the text is the API server's.
    Forbidden(String),
    /// Another status, and its text.
    Failed(u16, String),
    /// The API server does not know these objects.
    NotServed(String),
    /// An object is not there.
    NoSuch {
        /// Which kind.
        kind: &'static str,
        /// Which one.
        name: String,
        /// Where.
        namespace: Option<String>,
    },
    /// An object does not say what it has to.
    Unexpected {
        /// Which one.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
    /// There is none.
    NoCredentialIssuer,
    /// There are several, with these names.
    SeveralCredentialIssuers(Vec<String>),
    /// No strategy works yet; what each says.
    Pending(Vec<String>),
    /// No strategy works; what each says.
    NoStrategy(Vec<String>),
    /// There is none.
    NoAuthenticator,
    /// There are several, with these names.
    SeveralAuthenticators(Vec<String>),
    /// The WebhookAuthenticator of this name does not know who signs its tokens.
    NoIssuer(String),
}

impl ClusterError {
    /// Whether asking again does not help until somebody changes something.
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
            Self::Unreachable(reason) => write!(f, "the API server cannot be asked: {reason}"),
            Self::NoCredential(reason) => write!(f, "there is no credential: {reason}"),
            Self::Unauthorized => f.write_str("the API server does not believe the credential of this context (401)"),
            Self::Forbidden(message) => write!(f, "this needs an administrator of the cluster: {message}"),
            Self::Failed(code, message) => write!(f, "the API server answered {code}: {message}"),
            Self::NotServed(what) => write!(
                f,
                "the API server knows no {what}; either no Concierge is installed, or it has another --api-group-suffix"
            ),
            Self::NoSuch { kind, name, namespace: None } => write!(f, "there is no {kind} `{name}`"),
            Self::NoSuch { kind, name, namespace: Some(namespace) } => {
                write!(f, "there is no {kind} `{name}` in the namespace `{namespace}`")
            }
            Self::Unexpected { what, reason } => write!(f, "{what} cannot be used: {reason}"),
            Self::NoCredentialIssuer => f.write_str("no CredentialIssuers were found"),
            Self::SeveralCredentialIssuers(names) => write!(
                f,
                "multiple CredentialIssuers were found, so --concierge-credential-issuer must say which: {}",
                names.join(", ")
            ),
            Self::Pending(messages) => write!(f, "the Concierge is not ready yet, try again later: {}", messages.join("; ")),
            Self::NoStrategy(messages) if messages.is_empty() => {
                f.write_str("could not find a successful Concierge strategy: the CredentialIssuer reports none at all")
            }
            Self::NoStrategy(messages) => {
                write!(f, "could not find a successful Concierge strategy: {}", messages.join("; "))
            }
            Self::NoAuthenticator => f.write_str("no authenticators were found"),
            Self::SeveralAuthenticators(names) => write!(
                f,
                "multiple authenticators were found, so --concierge-authenticator-name or \
                 --concierge-authenticator-type must say which: {}",
                names.join(", ")
            ),
            Self::NoIssuer(name) => write!(
                f,
                "WebhookAuthenticator `{name}` does not say who signs its tokens; make a kubeconfig with `pinniped get \
                 kubeconfig --oidc-issuer URL`, and import that"
            ),
        }
    }
}
