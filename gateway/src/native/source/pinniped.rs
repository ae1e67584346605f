//! A kubeconfig of `pinniped get kubeconfig`: the arguments of its `exec` stanzas say everything about the sign-in.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_protocol::config::AuthenticatorKind;
use haulout_protocol::kubeconfig::pinniped_cli;
use haulout_protocol::live_folder::slug;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{PUBLIC_URL, TITLE};

/// What was found in it.
pub(super) struct Found {
    /// In the words of a gateway's file.
    pub(super) document: Value,
    pub(super) identity_provider: Option<String>,
    /// Contexts that were left out.
    pub(super) notes: Vec<String>,
}

/// Reads the contexts of these names, or all that share the issuer of the current one.
pub(super) fn read(yaml: &str, wanted: &[String]) -> Result<Found, String> {
    let file: File = serde_saphyr::from_str(yaml)
        .map_err(|error| format!("is no kubeconfig: {}", error.without_snippet()))?;
    let mut entries = Vec::new();
    let mut notes = Vec::new();
    let mut taken = Vec::new();
    for context in &file.contexts {
        let is_wanted = wanted.contains(&context.name);
        if !is_wanted && !wanted.is_empty() {
            continue;
        }
        match file.entry(context) {
            Ok(mut entry) => {
                entry.cluster["id"] = json!(unique(identifier(&context.name), &mut taken));
                entries.push(entry);
            }
            Err(reason) if is_wanted => return Err(format!("context `{}` {reason}", context.name)),
            Err(reason) => notes.push(format!(
                "context `{}` is left out: it {reason}",
                context.name
            )),
        }
    }
    if let Some(missing) = wanted
        .iter()
        .find(|name| !file.contexts.iter().any(|it| it.name == **name))
    {
        return Err(format!("has no context `{missing}`"));
    }
    let current = entries
        .iter()
        .position(|entry| entry.context == file.current_context);
    let Some(first) = current.or((!entries.is_empty()).then_some(0)) else {
        return Err("has no context that signs in with `pinniped login oidc`".to_owned());
    };
    let (issuer, identity_provider) = (
        entries[first].issuer.clone(),
        entries[first].identity_provider.clone(),
    );
    entries.retain(|entry| {
        let is_same = entry.issuer == issuer;
        if !is_same {
            notes.push(format!(
                "context `{}` is left out: it has another issuer or client",
                entry.context
            ));
        }
        is_same
    });
    let clusters: Vec<Value> = entries.into_iter().map(|entry| entry.cluster).collect();
    Ok(Found {
        document: json!({"title": TITLE, "publicUrl": PUBLIC_URL, "issuer": issuer, "clusters": clusters}),
        identity_provider,
        notes,
    })
}

/// One context, taken apart.
struct Entry {
    context: String,
    issuer: Value,
    identity_provider: Option<String>,
    cluster: Value,
}

impl File {
    fn entry(&self, context: &Named<Context>) -> Result<Entry, String> {
        let Context {
            cluster,
            user,
            namespace,
        } = &context.content;
        let cluster = find(&self.clusters, cluster).ok_or("names a cluster that is not there")?;
        let user = find(&self.users, user).ok_or("names a user that is not there")?;
        let arguments = user.exec.as_ref().map_or(&[][..], |exec| &exec.args);
        if !arguments.starts_with(&["login".to_owned(), "oidc".to_owned()]) {
            return Err("does not sign in with `pinniped login oidc`".to_owned());
        }
        let login =
            pinniped_cli::read(arguments).map_err(|fault| format!("has an argument: {fault}"))?;
        Ok(Entry {
            issuer: json!({
                "url": login.issuer,
                "clientId": login.client_id,
                "scopes": login.scopes,
                "caBundleData": joined(&login.ca_data)?,
            }),
            identity_provider: login.upstream.name,
            cluster: json!({
                "name": context.name,
                "server": cluster.server,
                "caData": cluster.certificate_authority_data,
                "audience": login.audience,
                "namespace": namespace,
                "proxyUrl": cluster.proxy_url,
                "tlsServerName": cluster.tls_server_name,
                "concierge": login.concierge.as_ref().map_or_else(|| json!("none"), concierge),
            }),
            context: context.name.clone(),
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

/// Several bundles as one.
fn joined(bundles: &[String]) -> Result<Option<String>, String> {
    let mut pem = Vec::new();
    for bundle in bundles {
        let decoded = BASE64_STANDARD.decode(bundle);
        pem.extend(decoded.map_err(|_| "has a --ca-bundle-data that is not base64")?);
        pem.push(b'\n');
    }
    Ok((!pem.is_empty()).then(|| BASE64_STANDARD.encode(pem)))
}

/// A context's name can be any text, and a cluster's id names files and users.
fn identifier(context: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') {
            c
        } else {
            '-'
        }
    };
    let id: String = context.chars().map(plain).take(ID_LENGTH_MAX).collect();
    let id = id.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    if id.is_empty() {
        "cluster".to_owned()
    } else {
        id.to_owned()
    }
}

/// Ids name files, and file systems do not tell all names apart.
fn unique(id: String, taken: &mut Vec<String>) -> String {
    let numbered = |number: usize| {
        if number == 1 {
            id.clone()
        } else {
            format!("{id}-{number}")
        }
    };
    let is_free = |id: &String| !taken.contains(&slug(id));
    let free = (1..).map(numbered).find(is_free).unwrap_or_default();
    taken.push(slug(&free));
    free
}

fn find<'a, T>(list: &'a [Named<T>], name: &str) -> Option<&'a T> {
    list.iter()
        .find(|named| named.name == name)
        .map(|named| &named.content)
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    clusters: Vec<Named<Cluster>>,
    #[serde(default)]
    contexts: Vec<Named<Context>>,
    #[serde(default)]
    users: Vec<Named<User>>,
    #[serde(default, rename = "current-context")]
    current_context: String,
}

#[derive(Deserialize)]
struct Named<T> {
    name: String,
    #[serde(alias = "cluster", alias = "context", alias = "user")]
    content: T,
}

#[derive(Deserialize)]
struct Cluster {
    server: String,
    #[serde(rename = "certificate-authority-data")]
    certificate_authority_data: Option<String>,
    #[serde(rename = "proxy-url")]
    proxy_url: Option<String>,
    #[serde(rename = "tls-server-name")]
    tls_server_name: Option<String>,
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

/// Characters; what a gateway's file allows, less a number at the end.
const ID_LENGTH_MAX: usize = 58;
