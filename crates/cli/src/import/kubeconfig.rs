//! A kubeconfig of `pinniped get kubeconfig`, read: each context, and how it signs in.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_protocol::kubeconfig::pinniped_cli::{self, Fault, Login};
use serde::Deserialize;

/// The file, of which only what concerns a sign-in with the Pinniped CLI is kept.
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

/// One context, and how it signs in.
pub(crate) struct SignIn {
    pub(crate) context: String,
    pub(crate) namespace: Option<String>,
    pub(crate) cluster: KubeconfigCluster,
    pub(crate) login: Login,
}

/// Why a file is not a kubeconfig.
#[derive(Debug)]
pub(crate) struct KubeconfigParseError(Box<serde_saphyr::Error>);

/// Why a context does not say how to sign in.
#[derive(Debug)]
pub(crate) enum SignInError {
    /// It refers to something that the file does not have; the text says to what.
    Dangling(&'static str),
    /// It signs in some other way.
    Other,
    /// An argument of the Pinniped CLI cannot be followed.
    Argument(Fault),
    /// The issuer's authorities are not base64.
    CaBundle,
}

/// The API server, as kubectl is told of it.
#[derive(Clone, Deserialize)]
pub(crate) struct KubeconfigCluster {
    pub(crate) server: String,
    /// Base64 of PEM.
    #[serde(rename = "certificate-authority-data")]
    pub(crate) ca_data: Option<String>,
    /// The same as a file.
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
    /// Reads YAML.
    ///
    /// # Errors
    /// It is not a kubeconfig.
    pub(crate) fn from_yaml(yaml: &str) -> Result<Self, KubeconfigParseError> {
        serde_saphyr::from_str(yaml).map_err(|error| KubeconfigParseError(Box::new(error)))
    }

    /// Every context by its name, in the file's order.
    pub(crate) fn contexts(&self) -> impl Iterator<Item = (&str, Result<SignIn, SignInError>)> {
        self.contexts
            .iter()
            .map(|context| (context.name.as_str(), self.sign_in(context)))
    }

    pub(crate) fn has_context(&self, name: &str) -> bool {
        find(&self.contexts, name).is_some()
    }

    /// Its name; empty where the file names none.
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
    /// The issuer's authorities, several bundles as one.
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
    /// The second half of a sentence that starts with the file; repeats nothing of its content, which has keys in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "is no kubeconfig: {}", self.0.without_snippet())
    }
}

impl fmt::Display for SignInError {
    /// The second half of a sentence that starts with the context.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dangling(what) => write!(f, "names a {what} that is not there"),
            Self::Other => f.write_str("does not sign in with `pinniped login oidc`"),
            Self::Argument(fault) => write!(f, "has an argument: {fault}"),
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
