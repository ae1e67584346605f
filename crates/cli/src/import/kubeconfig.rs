//! Parses a kubeconfig of `pinniped get kubeconfig`: each context and its sign-in.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_protocol::kubeconfig::pinniped_cli::{self, ArgumentError, Login};
use serde::Deserialize;

/// The parts of a kubeconfig that describe sign-ins with the Pinniped CLI.
#[derive(Deserialize)]
pub(crate) struct Kubeconfig {
    #[serde(default)]
    clusters: Vec<Named<KubeconfigCluster>>,
    #[serde(default)]
    contexts: Vec<Named<Context>>,
    #[serde(default)]
    users: Vec<Named<User>>,
    #[serde(default, rename = "current-context")]
    current_context: String,
}

/// One context and its sign-in.
pub(crate) struct SignIn {
    pub(crate) context: String,
    pub(crate) namespace: Option<String>,
    pub(crate) cluster: KubeconfigCluster,
    pub(crate) login: Login,
}

/// Why a file cannot be parsed as a kubeconfig.
#[derive(Debug)]
pub(crate) struct KubeconfigParseError(Box<serde_saphyr::Error>);

/// Why the sign-in of a context is not usable.
#[derive(Debug)]
pub(crate) enum SignInError {
    /// It refers to an entry of this type that the file does not have.
    Dangling(&'static str),
    /// It does not sign in with the Pinniped CLI.
    Other,
    /// An argument of the Pinniped CLI is not supported.
    Argument(ArgumentError),
    /// The issuer's CA bundle is not base64.
    CaBundle,
}

/// The `cluster` entry of a kubeconfig.
#[derive(Clone, Deserialize)]
pub(crate) struct KubeconfigCluster {
    pub(crate) server: String,
    /// Base64 of PEM.
    #[serde(rename = "certificate-authority-data")]
    pub(crate) ca_data: Option<String>,
    /// The path of a PEM file.
    #[serde(rename = "certificate-authority")]
    pub(crate) ca_file: Option<String>,
    #[serde(default, rename = "insecure-skip-tls-verify")]
    pub(crate) skips_tls_verification: bool,
    #[serde(rename = "proxy-url")]
    pub(crate) proxy_url: Option<String>,
    #[serde(rename = "tls-server-name")]
    pub(crate) tls_server_name: Option<String>,
}

impl Kubeconfig {
    /// Parses YAML.
    ///
    /// # Errors
    /// The text is not a kubeconfig.
    pub(crate) fn from_yaml(yaml: &str) -> Result<Self, KubeconfigParseError> {
        serde_saphyr::from_str(yaml).map_err(|error| KubeconfigParseError(Box::new(error)))
    }

    /// All contexts with their names, in the order of the file.
    pub(crate) fn contexts(&self) -> impl Iterator<Item = (&str, Result<SignIn, SignInError>)> {
        self.contexts
            .iter()
            .map(|context| (context.name.as_str(), self.sign_in(context)))
    }

    pub(crate) fn has_context(&self, name: &str) -> bool {
        find(&self.contexts, name).is_some()
    }

    /// The name of the current context; empty if the file has none.
    pub(crate) fn current_context(&self) -> &str {
        &self.current_context
    }

    fn sign_in(&self, context: &Named<Context>) -> Result<SignIn, SignInError> {
        let Context {
            cluster,
            user,
            namespace,
        } = &context.content;
        let cluster = find(&self.clusters, cluster).ok_or(SignInError::Dangling("cluster"))?;
        let user = find(&self.users, user).ok_or(SignInError::Dangling("user"))?;
        let arguments = user.exec.as_ref().map_or(&[][..], |exec| &exec.args);
        if !arguments.starts_with(&["login".to_owned(), "oidc".to_owned()]) {
            return Err(SignInError::Other);
        }
        Ok(SignIn {
            context: context.name.clone(),
            namespace: namespace.clone(),
            cluster: cluster.clone(),
            login: pinniped_cli::read(arguments).map_err(SignInError::Argument)?,
        })
    }
}

impl SignIn {
    /// The issuer's CA bundles as one bundle.
    ///
    /// # Errors
    /// A bundle is not base64.
    pub(crate) fn issuer_ca_data(&self) -> Result<Option<String>, SignInError> {
        let mut pem = Vec::new();
        for bundle in &self.login.ca_data {
            let decoded = BASE64_STANDARD.decode(bundle);
            pem.extend(decoded.map_err(|_| SignInError::CaBundle)?);
            pem.push(b'\n');
        }
        Ok((!pem.is_empty()).then(|| BASE64_STANDARD.encode(pem)))
    }
}

impl fmt::Display for KubeconfigParseError {
    /// The second half of a sentence that starts with the file name; quotes no content, because that can hold keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "is not a kubeconfig: {}", self.0.without_snippet())
    }
}

impl fmt::Display for SignInError {
    /// The second half of a sentence that starts with the name of the context.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dangling(what) => write!(f, "refers to a {what} that does not exist"),
            Self::Other => f.write_str("does not sign in with `pinniped login oidc`"),
            Self::Argument(error) => write!(f, "has an unusable argument: {error}"),
            Self::CaBundle => f.write_str("has a --ca-bundle-data that is not base64"),
        }
    }
}

fn find<'a, T>(list: &'a [Named<T>], name: &str) -> Option<&'a T> {
    list.iter()
        .find(|named| named.name == name)
        .map(|named| &named.content)
}

#[derive(Deserialize)]
struct Named<T> {
    name: String,
    #[serde(alias = "cluster", alias = "context", alias = "user")]
    content: T,
}

#[derive(Deserialize)]
struct Context {
    cluster: String,
    user: String,
    namespace: Option<String>,
}

#[derive(Deserialize)]
struct User {
    exec: Option<Exec>,
}

#[derive(Deserialize)]
struct Exec {
    #[serde(default)]
    args: Vec<String>,
}
