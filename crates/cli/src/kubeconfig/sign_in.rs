//! The sign-in with the Pinniped CLI that a context describes.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_protocol::kubeconfig::data;
use haulout_protocol::kubeconfig::pinniped_cli::{self, ArgumentError, Login};

use super::ReferenceError;
use super::cluster::{CaError, Cluster, ca_of_data};
use super::entry::{Entry, FieldError, Kind};
use super::file::Kubeconfig;

/// One context and its sign-in.
pub(crate) struct SignIn {
    pub(crate) context: String,
    pub(crate) namespace: Option<String>,
    pub(crate) cluster: Cluster,
    pub(crate) login: Login,
}

/// Why a context cannot be used; the second half of a sentence that starts with its name.
#[derive(Debug)]
pub(crate) enum SignInError {
    /// It refers to no entry, or to several.
    Reference(ReferenceError),
    /// It does not sign in with the Pinniped CLI.
    Other,
    /// Its cluster, with this name and place, has no `server`.
    NoServer(String, String),
    /// A field has another type than it must have.
    Field(Box<FieldError>),
    /// It disables TLS verification.
    TlsNotVerified,
    /// A CA bundle cannot be used.
    Ca(CaError),
    /// An argument of the Pinniped CLI is not supported.
    Argument(ArgumentError),
}

impl Kubeconfig {
    /// All contexts with their names, in the order of the files.
    pub(crate) fn contexts(&self) -> impl Iterator<Item = (&str, Result<SignIn, SignInError>)> {
        self.contexts
            .iter()
            .map(|context| (context.name.as_str(), self.sign_in(context)))
    }

    /// The cluster and the user of a context; a context can be without a user.
    pub(crate) fn access(&self, context: &str) -> Result<(Cluster, Option<&Entry>), SignInError> {
        let context = self.named(Kind::Context, context)?;
        let user = match context.fields()?.text(Kind::User.noun())? {
            Some(name) => Some(self.named(Kind::User, name)?),
            None => None,
        };
        Ok((Cluster::of(self.referred(context, Kind::Cluster)?)?, user))
    }

    fn sign_in(&self, context: &Entry) -> Result<SignIn, SignInError> {
        let user = context.fields()?.text(Kind::User.noun())?;
        let users = self.all_named(Kind::User, user.unwrap_or_default());
        let mut arguments = Vec::new();
        for user in &users {
            arguments = arguments_of(user)?;
            if arguments.starts_with(&["login".to_owned(), "oidc".to_owned()]) {
                break;
            }
            arguments.clear();
        }
        if arguments.is_empty() && !users.is_empty() {
            return Err(SignInError::Other);
        }
        self.referred(context, Kind::User)?;
        self.named(Kind::Context, &context.name)?;
        let cluster = Cluster::of(self.referred(context, Kind::Cluster)?)?;
        if cluster.skips_tls_verification {
            return Err(SignInError::TlsNotVerified);
        }
        Ok(SignIn {
            context: context.name.clone(),
            namespace: context.fields()?.owned("namespace")?,
            cluster,
            login: pinniped_cli::read(&arguments).map_err(SignInError::Argument)?,
        })
    }
}

fn arguments_of(user: &Entry) -> Result<Vec<String>, FieldError> {
    match user.fields()?.map("exec")? {
        Some(exec) => exec.texts("args"),
        None => Ok(Vec::new()),
    }
}

impl SignIn {
    /// The issuer's CA bundles as one bundle.
    ///
    /// # Errors
    /// A bundle is not base64 of PEM certificates.
    pub(crate) fn issuer_ca_data(&self) -> Result<Option<String>, SignInError> {
        let mut pem = Vec::new();
        for bundle in &self.login.ca_data {
            let one_line = ca_of_data(ISSUER_CA, bundle)?;
            pem.extend_from_slice(&data::decode(&one_line).unwrap_or_default());
            pem.push(b'\n');
        }
        Ok((!pem.is_empty()).then(|| BASE64_STANDARD.encode(pem)))
    }
}

impl SignInError {
    /// Whether the context is left over from other tools, so that it can be skipped unless it is selected by name.
    pub(crate) fn is_leftover(&self) -> bool {
        match self {
            Self::Reference(ReferenceError::Absent(_) | ReferenceError::Missing(..))
            | Self::Other
            | Self::NoServer(..)
            | Self::Field(_) => true,
            Self::Reference(ReferenceError::Ambiguous(..))
            | Self::TlsNotVerified
            | Self::Ca(_)
            | Self::Argument(_) => false,
        }
    }
}

impl fmt::Display for SignInError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reference(error) => error.fmt(f),
            Self::Other => f.write_str("does not sign in with `pinniped login oidc`"),
            Self::NoServer(cluster, place) => {
                write!(f, "refers to the cluster `{cluster}` at {place}, which has no `server`")
            }
            Self::Field(error) => error.fmt(f),
            Self::TlsNotVerified => f.write_str(
                "has `insecure-skip-tls-verify`, but Haulout verifies every server; configure its CA bundle instead",
            ),
            Self::Ca(error) => error.fmt(f),
            Self::Argument(error) => write!(f, "has an unusable argument: {error}"),
        }
    }
}

impl From<ReferenceError> for SignInError {
    fn from(error: ReferenceError) -> Self {
        Self::Reference(error)
    }
}

impl From<FieldError> for SignInError {
    fn from(error: FieldError) -> Self {
        Self::Field(Box::new(error))
    }
}

impl From<CaError> for SignInError {
    fn from(error: CaError) -> Self {
        Self::Ca(error)
    }
}

const ISSUER_CA: &str = "--ca-bundle-data";
