//! Reads a kubeconfig of `pinniped get kubeconfig`, whose `exec` arguments describe the whole sign-in.

use std::fmt;

use haulout_protocol::config::AuthenticatorKind;
use haulout_protocol::kubeconfig::pinniped_cli;
use serde_json::{Value, json};

use super::{PUBLIC_URL, TITLE};
use crate::import::ids::{identifier, unique};
use crate::kubeconfig::{Kubeconfig, SignIn, SignInError};

/// The parts of a kubeconfig that the sign-in needs.
pub(super) struct KubeconfigSource {
    /// A configuration in the format of the gateway's file.
    pub(super) document: Value,
    pub(super) identity_provider: Option<String>,
    /// A sentence for each context that was skipped.
    pub(super) notes: Vec<String>,
}

/// Why a kubeconfig cannot be used for a sign-in.
#[derive(Debug)]
pub(crate) enum PinnipedError {
    /// A selected context does not describe a sign-in.
    Context(String, SignInError),
    /// There is no context with that name.
    NoContext(String),
    /// No context signs in with the Pinniped CLI; a sentence for each that was skipped.
    NoSignIn(Vec<String>),
}

impl fmt::Display for PinnipedError {
    /// The second half of a sentence that starts with the file name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Context(context, reason) => write!(f, "context `{context}` {reason}"),
            Self::NoContext(name) => write!(f, "has no context `{name}`"),
            Self::NoSignIn(notes) => {
                f.write_str("has no context that signs in with `pinniped login oidc`")?;
                notes.iter().try_for_each(|note| write!(f, "\n  {note}"))
            }
        }
    }
}

/// Reads the named contexts, or all that share the issuer of the current context.
pub(super) fn read(
    file: &Kubeconfig,
    wanted: &[String],
) -> Result<KubeconfigSource, PinnipedError> {
    let mut entries = Vec::new();
    let mut notes = Vec::new();
    let mut taken = Vec::new();
    for (context, sign_in) in file.contexts() {
        let is_wanted = wanted.iter().any(|name| name == context);
        if !is_wanted && !wanted.is_empty() {
            continue;
        }
        let is_current = context == file.current_context();
        match sign_in.and_then(ContextEntry::of) {
            Ok(mut entry) => {
                entry.cluster["id"] = json!(unique(identifier(context), &mut taken));
                entries.push(entry);
            }
            // Without the current context, the clusters of another issuer could be selected.
            Err(reason) if is_wanted || (is_current && !reason.is_leftover()) => {
                return Err(PinnipedError::Context(context.to_owned(), reason));
            }
            Err(reason) => notes.push(format!("context `{context}` is skipped: it {reason}")),
        }
    }
    if let Some(missing) = wanted.iter().find(|name| !file.has_context(name)) {
        return Err(PinnipedError::NoContext(missing.clone()));
    }
    let current = entries
        .iter()
        .position(|entry| entry.context == file.current_context());
    let Some(first) = current.or((!entries.is_empty()).then_some(0)) else {
        return Err(PinnipedError::NoSignIn(notes));
    };
    let (issuer, identity_provider) = (
        entries[first].issuer.clone(),
        entries[first].identity_provider.clone(),
    );
    entries.retain(|entry| {
        let is_same = entry.issuer == issuer;
        if !is_same {
            notes.push(format!(
                "context `{}` is skipped: it has another issuer or client",
                entry.context
            ));
        }
        is_same
    });
    let clusters: Vec<Value> = entries.into_iter().map(|entry| entry.cluster).collect();
    Ok(KubeconfigSource {
        document: json!({"title": TITLE, "publicUrl": PUBLIC_URL, "issuer": issuer, "clusters": clusters}),
        identity_provider,
        notes,
    })
}

/// One context in the format of the gateway's file.
struct ContextEntry {
    context: String,
    issuer: Value,
    identity_provider: Option<String>,
    cluster: Value,
}

impl ContextEntry {
    fn of(sign_in: SignIn) -> Result<Self, SignInError> {
        let ca_data = sign_in.issuer_ca_data()?;
        let SignIn {
            context,
            namespace,
            cluster,
            login,
        } = sign_in;
        Ok(Self {
            issuer: json!({
                "url": login.issuer,
                "clientId": login.client_id,
                "scopes": login.scopes,
                "caBundleData": ca_data,
            }),
            identity_provider: login.upstream.name,
            cluster: json!({
                "name": context,
                "server": cluster.server,
                "caData": cluster.ca_data,
                "audience": login.audience,
                "namespace": namespace,
                "proxyUrl": cluster.proxy_url,
                "tlsServerName": cluster.tls_server_name,
                "concierge": login.concierge.as_ref().map_or_else(|| json!("none"), concierge),
            }),
            context,
        })
    }
}

fn concierge(concierge: &pinniped_cli::Concierge) -> Value {
    let kind = match concierge.authenticator_kind {
        AuthenticatorKind::Jwt => "jwt",
        AuthenticatorKind::Webhook => "webhook",
    };
    json!({
        "endpoint": concierge.endpoint,
        "caData": concierge.ca_data,
        "apiGroupSuffix": concierge.api_group_suffix,
        "authenticator": {"type": kind, "name": concierge.authenticator_name},
    })
}
