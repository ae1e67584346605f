//! Reads the contexts of kubeconfigs from `pinniped get kubeconfig`.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::error::{ContextReason, FileReason, ImportError, Origin, UsageReason};
use super::kubeconfig::{Kubeconfig, SignIn, SignInError};
use super::portal::{ImportedContext, Issuer, PortalCluster};

/// Reads all contexts of all files, or only the named ones, which must exist.
pub(super) fn read(
    files: &[PathBuf],
    contexts: &[String],
    notes: &mut Vec<String>,
) -> Result<Vec<ImportedContext>, ImportError> {
    let mut found = Vec::new();
    let mut seen = Vec::new();
    for file in files {
        let name = file.display().to_string();
        let yaml = fs::read_to_string(file)
            .map_err(|error| ImportError::File(name.clone(), FileReason::Unreadable(error)))?;
        let kubeconfig = Kubeconfig::from_yaml(&yaml)
            .map_err(|error| ImportError::File(name.clone(), FileReason::NotAKubeconfig(error)))?;
        for (context, sign_in) in kubeconfig.contexts() {
            let is_wanted = contexts.iter().any(|it| it == context);
            if !is_wanted && !contexts.is_empty() {
                continue;
            }
            seen.push(context.to_owned());
            let origin = Origin {
                file: name.clone(),
                context: context.to_owned(),
            };
            match sign_in {
                Ok(sign_in) => found.push(import_context(origin, sign_in, file, notes)?),
                Err(SignInError::Other) if !is_wanted => {
                    notes.push(format!("{origin} is skipped: it {}", SignInError::Other));
                }
                Err(reason) => {
                    return Err(ImportError::Context(origin, ContextReason::SignIn(reason)));
                }
            }
        }
    }
    match contexts.iter().find(|name| !seen.contains(name)) {
        Some(missing) => Err(ImportError::Usage(UsageReason::NoContext(missing.clone()))),
        None => Ok(found),
    }
}

fn import_context(
    origin: Origin,
    sign_in: SignIn,
    file: &Path,
    notes: &mut Vec<String>,
) -> Result<ImportedContext, ImportError> {
    let refused = |reason| ImportError::Context(origin.clone(), reason);
    if sign_in.cluster.skips_tls_verification {
        return Err(refused(ContextReason::TlsNotVerified));
    }
    let issuer_ca_data = sign_in
        .issuer_ca_data()
        .map_err(|reason| refused(ContextReason::SignIn(reason)))?;
    let SignIn {
        context,
        namespace,
        cluster,
        login,
    } = sign_in;
    let ca_data = match (cluster.ca_data, cluster.ca_file) {
        // kubectl resolves it relative to the kubeconfig.
        (None, Some(path)) => {
            let path = file.parent().unwrap_or(Path::new(".")).join(path);
            Some(read_bundle(path).map_err(refused)?)
        }
        (data, _) => data,
    };
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
            ca_data,
            audience: login.audience,
            namespace,
            proxy_url: cluster.proxy_url,
            tls_server_name: cluster.tls_server_name,
            concierge: login.concierge,
        },
        origin,
    })
}

/// Reads a file and encodes it as base64.
pub(super) fn read_bundle(path: PathBuf) -> Result<String, ContextReason> {
    match fs::read(&path) {
        Ok(pem) => Ok(BASE64_STANDARD.encode(pem)),
        Err(error) => Err(ContextReason::CaFile(path, error)),
    }
}
