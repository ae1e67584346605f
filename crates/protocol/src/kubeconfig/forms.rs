//! The forms of a kubeconfig: which clusters, contexts and users each of them holds.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::document::{Cluster, Context, Exec, Kubeconfig, Named, User};
use super::names::Names;
use crate::live_folder::{Location, file_name};

/// How a kubeconfig comes by credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// They are written into it, and live as long as they live.
    Inline,
    /// Files that somebody keeps fresh, in the folder at this place.
    LiveFolder(Location),
    /// Our own program, under this name or path.
    HauloutCredential {
        /// `haulout`, if it is on the `PATH`.
        command: String,
    },
    /// Pinniped's own program. Nothing of a person is in it, so it can be shared.
    PinnipedCli,
}

/// One cluster, and who comes to it with what.
#[derive(Debug)]
pub struct Entry<'a> {
    /// Goes into the names; unique among the entries.
    pub cluster_id: &'a str,
    /// URL of the API server.
    pub server: &'a str,
    /// The API server's authorities: base64 of PEM.
    pub ca_data: Option<&'a str>,
    /// The proxy on the way to it.
    pub proxy_url: Option<&'a str>,
    /// The name in its certificate, where that is another one than in `server`.
    pub tls_server_name: Option<&'a str>,
    /// The namespace that commands start in.
    pub namespace: Option<&'a str>,
    /// Whose credential it is, or which program fetches it: with the cluster, the name of the user.
    pub who: &'a str,
    /// The credential, or the command for it.
    pub user: User,
}

impl Kubeconfig {
    /// A file for all these clusters, the first of which is the current context.
    #[must_use]
    pub fn new(entries: Vec<Entry<'_>>, names: &Names) -> Self {
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

    fn add(&mut self, entry: Entry<'_>, names: &Names) {
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
        let (command, args) = match location {
            Location::Absolute(_) => ("cat", Vec::from([path])),
            Location::Home(_) => {
                // Between double quotes, a backslash is the one character left that does not mean itself.
                let path = path.replace('\\', "\\\\");
                ("sh", Vec::from(["-c".into(), format!("cat \"{path}\"")]))
            }
            Location::Windows(_) => ("cmd", Vec::from(["/c".into(), "type".into(), path])),
        };
        Self::v1(command, args)
    }

    /// Asks our own program.
    #[must_use]
    pub fn haulout(command: &str, cluster_id: &str) -> Self {
        Self::v1(
            command,
            Vec::from(["credential".to_string(), cluster_id.to_string()]),
        )
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
