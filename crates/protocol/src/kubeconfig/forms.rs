//! The forms of a kubeconfig, with the clusters, contexts and users of each.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::document::{Cluster, Context, Exec, Kubeconfig, Named, User};
use super::names::Names;
use super::pinniped_cli::Login;
use crate::live_folder::{Location, file_name};

/// How a kubeconfig gets credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// Embedded in it, and valid until they expire.
    Inline,
    /// From files in this folder, which are kept fresh.
    LiveFolder(Location),
    /// From our own program, under this name or path.
    HauloutCredential {
        /// `haulout`, if it is on the `PATH`.
        command: String,
    },
    /// From Pinniped's CLI. The file contains nothing personal, so it can be shared.
    PinnipedCli,
}

/// One cluster, with its user and credential.
#[derive(Debug)]
pub struct ClusterEntry<'a> {
    /// Part of the names; unique among the entries.
    pub cluster_id: &'a str,
    /// URL of the API server.
    pub server: &'a str,
    /// The API server's certificate authorities: base64 of PEM.
    pub ca_data: Option<&'a str>,
    /// The proxy to reach it through.
    pub proxy_url: Option<&'a str>,
    /// The host name in its certificate, if it is not the one in `server`.
    pub tls_server_name: Option<&'a str>,
    /// The default namespace.
    pub namespace: Option<&'a str>,
    /// The credential's user, or the program that fetches it; with the cluster, it makes the user's name.
    pub who: &'a str,
    /// The credential, or the command for it.
    pub user: User,
}

impl Kubeconfig {
    /// A kubeconfig for these clusters; the first one is the current context.
    #[must_use]
    pub fn new(entries: Vec<ClusterEntry<'_>>, names: &Names) -> Self {
        let mut document = Self {
            clusters: Vec::with_capacity(entries.len()),
            contexts: Vec::with_capacity(entries.len()),
            current_context: String::new(),
            users: Vec::with_capacity(entries.len()),
        };
        for entry in entries {
            document.add(entry, names);
        }
        document
    }

    fn add(&mut self, entry: ClusterEntry<'_>, names: &Names) {
        let text = |option: Option<&str>| option.map(String::from);
        let name = names.context(entry.cluster_id);
        let user = names.user(entry.who, entry.cluster_id);
        if self.contexts.is_empty() {
            self.current_context.clone_from(&name);
        }
        self.clusters.push(Named {
            name: name.clone(),
            item: Cluster {
                certificate_authority_data: text(entry.ca_data),
                proxy_url: text(entry.proxy_url),
                server: entry.server.into(),
                tls_server_name: text(entry.tls_server_name),
            },
        });
        self.contexts.push(Named {
            name: name.clone(),
            item: Context {
                cluster: name,
                namespace: text(entry.namespace),
                user: user.clone(),
            },
        });
        self.users.push(Named {
            name: user,
            item: entry.user,
        });
    }
}

impl Exec {
    /// Reads a cluster's file in the live folder.
    #[must_use]
    pub fn live_folder(location: &Location, cluster_id: &str) -> Self {
        let path = location.file(&file_name(cluster_id));
        let args = match location {
            Location::Absolute(_) => Vec::from([path]),
            Location::Home(_) => {
                // Inside double quotes, only the backslash still has to be escaped.
                let path = path.replace('\\', "\\\\");
                Vec::from(["-c".into(), format!("cat \"{path}\"")])
            }
            Location::Windows(_) => Vec::from(["/c".into(), "type".into(), path]),
        };
        Self::v1(location.plugin(), args)
    }

    /// Runs our own program. `login` is where it signs in if no `haulout open` is running; without one, it needs one.
    #[must_use]
    pub fn haulout(command: &str, cluster_id: &str, login: Option<&Login>) -> Self {
        let mut args = Vec::from(["credential".to_string(), cluster_id.to_string()]);
        args.extend(
            login
                .into_iter()
                .flat_map(|login| login.haulout_flags(cluster_id)),
        );
        Self::v1(command, args)
    }

    fn v1(command: &str, args: Vec<String>) -> Self {
        Self {
            api_version: "client.authentication.k8s.io/v1",
            command: command.into(),
            args,
            install_hint: None,
            interactive_mode: Some("Never"),
            provide_cluster_info: false,
        }
    }
}
