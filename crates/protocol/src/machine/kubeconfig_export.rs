//! The export of a session's credentials, in the formats that other programs read.

use alloc::string::String;
use alloc::vec::Vec;

use super::Machine;
use super::session::{ApiServerCredential, Cluster, Session};
use crate::error::{ConfigError, Error, Reason};
use crate::kubeconfig::pinniped_cli::Login;
use crate::kubeconfig::{ClusterEntry, Exec, ExecCredential, Form, Kubeconfig, Material, User};
use crate::live_folder::{File, KUBECONFIG, Location, MARKER};
use crate::secret::Secret;
use crate::text::ServerText;
use crate::time::Now;

impl Machine {
    /// The kubeconfig for some clusters. **Secret** once rendered, if its form is [`Form::Inline`].
    ///
    /// # Errors
    /// `HAULOUT_SIGN_IN_REQUIRED` without a session, and `HAULOUT_CLUSTER_UNKNOWN` for an id that is not configured.
    /// For [`Form::Inline`] also the cluster's own failure, `HAULOUT_CREDENTIAL_PENDING` or
    /// `HAULOUT_CREDENTIAL_EXPIRED` if it has no credential,
    /// and for [`Form::PinnipedCli`] `HAULOUT_CONFIG_INVALID` if the CLI has no client at this issuer.
    pub fn kubeconfig(
        &self,
        clusters: &[&str],
        form: &Form,
        now: Now,
    ) -> Result<Kubeconfig, Error> {
        let session = self.phase.session().ok_or(Reason::SignInRequired)?;
        let mut entries = Vec::with_capacity(clusters.len());
        for id in clusters {
            let cluster = known(session, id)?;
            let (who, user) = self.user(session, cluster, form, now)?;
            let config = &cluster.config;
            entries.push(ClusterEntry {
                cluster_id: &config.id,
                server: config.server.as_str(),
                ca_data: config.ca_data.as_deref(),
                proxy_url: config.proxy_url.as_deref(),
                tls_server_name: config.tls_server_name.as_deref(),
                namespace: config.namespace.as_deref(),
                who,
                user,
            });
        }
        Ok(Kubeconfig::new(entries, &session.issuer.config.names))
    }

    /// The credential, or how to get it, and a user name that is unique to this form. Users of the same name would be
    /// merged into one with both a credential and a command, and client-go ignores the command of such a user.
    fn user<'a>(
        &self,
        session: &Session,
        cluster: &'a Cluster,
        form: &Form,
        now: Now,
    ) -> Result<(&'a str, User), Error> {
        let id = &cluster.config.id;
        Ok(match form {
            Form::Inline => {
                let credential = cluster
                    .live_credential(now, &self.policy)
                    .ok_or_else(|| cluster.why_none())?;
                (credential.username(), User::Holds(material(credential)))
            }
            Form::LiveFolder(location) => {
                let exec = Exec::live_folder(location, id);
                ("haulout-folder", User::Runs(exec))
            }
            Form::HauloutCredential { command } => {
                let issuer = &session.issuer;
                let login = Login::of(&issuer.config, &issuer.provider, &cluster.config);
                let exec = Exec::haulout(command, id, login.as_ref());
                ("haulout", User::Runs(exec))
            }
            Form::PinnipedCli => {
                let issuer = &session.issuer;
                let login = Login::of(&issuer.config, &issuer.provider, &cluster.config)
                    .ok_or_else(no_cli_client)?;
                ("pinniped", User::Runs(login.exec()))
            }
        })
    }

    /// The kubeconfig of the live folder, for clusters whose credentials are files at `location`.
    ///
    /// # Errors
    /// As [`Machine::kubeconfig`].
    pub fn live_kubeconfig(
        &self,
        clusters: &[&str],
        location: &Location,
        now: Now,
    ) -> Result<File, Error> {
        self.marked(clusters, &Form::LiveFolder(location.clone()), now)
    }

    /// The same with the credentials themselves, for programs that may run no plugin. **Secret.** Clusters without a
    /// credential are left out.
    ///
    /// # Errors
    /// As [`Machine::kubeconfig`].
    pub fn inline_live_kubeconfig(&self, clusters: &[&str], now: Now) -> Result<File, Error> {
        let has_credential = |id: &&str| self.exec_credential(id, now).is_ok();
        let clusters: Vec<&str> = clusters.iter().copied().filter(has_credential).collect();
        self.marked(&clusters, &Form::Inline, now)
    }

    fn marked(&self, clusters: &[&str], form: &Form, now: Now) -> Result<File, Error> {
        let document = self.kubeconfig(clusters, form, now)?.render();
        let parts = ["# ", MARKER, "\n", document.secret()];
        // Allocated in full, because a growing string would leave parts of a key in freed memory.
        let mut contents = String::with_capacity(parts.iter().map(|part| part.len()).sum());
        for part in parts {
            contents.push_str(part);
        }
        Ok(File {
            name: KUBECONFIG.into(),
            contents: Secret::new(contents),
        })
    }

    /// The credential of one cluster, for a file that kubectl rereads. **Secret** once rendered.
    ///
    /// # Errors
    /// As [`Machine::kubeconfig`] in the form [`Form::Inline`].
    pub fn exec_credential(&self, cluster: &str, now: Now) -> Result<ExecCredential, Error> {
        let session = self.phase.session().ok_or(Reason::SignInRequired)?;
        let cluster = known(session, cluster)?;
        let credential = cluster
            .live_credential(now, &self.policy)
            .ok_or_else(|| cluster.why_none())?;
        Ok(ExecCredential {
            material: material(credential),
            expiration: cluster.reread_at(now, &self.policy),
        })
    }
}

fn known<'a>(session: &'a Session, id: &str) -> Result<&'a Cluster, Error> {
    session
        .cluster(id)
        .ok_or_else(|| Reason::ClusterUnknown(ServerText::new(id)).into())
}

fn no_cli_client() -> Error {
    Reason::Config(ConfigError {
        field: "issuer.cli.clientId".into(),
        reason: "is required for the Pinniped CLI at an issuer that is not a Supervisor".into(),
    })
    .into()
}

fn material(credential: &ApiServerCredential) -> Material {
    match credential {
        ApiServerCredential::Certificate(credential) => Material::Certificate {
            pem: credential.certificate().pem(),
            key: credential.key().pem().duplicate(),
        },
        ApiServerCredential::Token(bearer) => Material::Token(bearer.token().duplicate()),
    }
}
