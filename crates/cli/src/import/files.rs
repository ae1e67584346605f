//! Reads the contexts of kubeconfigs from `pinniped get kubeconfig`.

use std::path::PathBuf;

use serde_json::Map;

use super::error::{ContextReason, ImportError, Origin, UsageReason};
use super::portal::{ImportedContext, Issuer, PortalCluster};
use crate::kubeconfig::{Kubeconfig, SignIn};

/// Reads all contexts of all files, or only the named ones, which must exist.
pub(super) fn read(
    files: &[PathBuf],
    contexts: &[String],
    notes: &mut Vec<String>,
) -> Result<Vec<ImportedContext>, ImportError> {
    let mut found = Vec::new();
    let mut seen = Vec::new();
    for file in files {
        let kubeconfig = Kubeconfig::read(file).map_err(ImportError::Kubeconfig)?;
        for (context, sign_in) in kubeconfig.contexts() {
            let is_wanted = contexts.iter().any(|it| it == context);
            if !is_wanted && !contexts.is_empty() {
                continue;
            }
            seen.push(context.to_owned());
            let origin = Origin {
                file: file.display().to_string(),
                context: context.to_owned(),
            };
            match sign_in {
                Ok(sign_in) => found.push(import_context(origin, sign_in, notes)?),
                Err(reason) if reason.is_leftover() && !is_wanted => {
                    notes.push(format!("{origin} is skipped: it {reason}"));
                }
                Err(reason) => {
                    return Err(ImportError::Context(
                        Box::new(origin),
                        ContextReason::SignIn(reason),
                    ));
                }
            }
        }
    }
    match contexts.iter().find(|name| !seen.contains(name)) {
        Some(missing) => Err(ImportError::Usage(UsageReason::NoContext(missing.clone()))),
        None if found.is_empty() => Err(ImportError::NoContexts(std::mem::take(notes))),
        None => Ok(found),
    }
}

fn import_context(
    origin: Origin,
    sign_in: SignIn,
    notes: &mut Vec<String>,
) -> Result<ImportedContext, ImportError> {
    let issuer_ca_data = sign_in.issuer_ca_data().map_err(|reason| {
        ImportError::Context(Box::new(origin.clone()), ContextReason::SignIn(reason))
    })?;
    let SignIn {
        context,
        namespace,
        cluster,
        login,
    } = sign_in;
    if let Some(name) = &login.upstream.name {
        notes.push(format!(
            "{origin} signs in with the identity provider `{name}`; users choose it in the portal"
        ));
    }
    Ok(ImportedContext {
        issuer: Issuer {
            url: login.issuer,
            client_id: login.client_id,
            scopes: login.scopes,
            ca_data: issuer_ca_data,
            listen_port: login.listen_port,
        },
        cluster: PortalCluster {
            id: String::new(),
            name: context,
            server: cluster.server,
            ca_data: cluster.ca_data,
            audience: login.audience,
            namespace,
            proxy_url: cluster.proxy_url,
            tls_server_name: cluster.tls_server_name,
            concierge: login.concierge,
            claims: Map::new(),
        },
        origin,
    })
}
