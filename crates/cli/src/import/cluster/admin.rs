//! Reads the administrator's kubeconfig, which has access to Pinniped's objects.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use super::credential::Credential;
use super::error::ClusterError;
use crate::import::error::{ContextReason, ImportError, Origin};
use crate::kubeconfig::{Cluster, Entry, Kubeconfig, default_files};

/// One file, or the files that kubectl combines.
pub(super) struct Kubeconfigs {
    name: String,
    content: Kubeconfig,
    /// Kept, so that a plugin runs once for several contexts.
    credentials: RefCell<HashMap<CredentialKey, Rc<Credential>>>,
}

/// The name of a user, and of the cluster if the credential depends on it.
type CredentialKey = (String, Option<String>);

/// One context of an administrator's kubeconfig.
pub(super) struct AdminContext {
    pub(super) origin: Origin,
    pub(super) cluster: Cluster,
    pub(super) credential: Rc<Credential>,
}

impl Kubeconfigs {
    /// Reads the file, or the files that kubectl reads by default.
    pub(super) fn read(file: Option<&Path>) -> Result<Self, ImportError> {
        let (name, content) = match file {
            Some(file) => (file.display().to_string(), Kubeconfig::read(file)),
            None => (name_of_default(), Kubeconfig::read_default()),
        };
        Ok(Self {
            name,
            content: content.map_err(ImportError::Kubeconfig)?,
            credentials: RefCell::default(),
        })
    }

    /// The current context.
    pub(super) fn current(&self) -> Result<AdminContext, ImportError> {
        match self.content.current_context() {
            "" => Err(ImportError::NoCurrentContext(self.name.clone())),
            context => self.named(context),
        }
    }

    /// The context with this name.
    pub(super) fn named(&self, name: &str) -> Result<AdminContext, ImportError> {
        let origin = Origin {
            file: self.name.clone(),
            context: name.to_owned(),
        };
        let refused = |reason| ImportError::Context(Box::new(origin.clone()), reason);
        let (cluster, user) = self
            .content
            .access(name)
            .map_err(|error| refused(ContextReason::SignIn(error)))?;
        if cluster.skips_tls_verification {
            // An attacker in the network could return other CA bundles, which would be written to the configuration.
            return Err(refused(ContextReason::AdminTlsNotVerified));
        }
        let credential = self
            .credential(&cluster, user)
            .map_err(|error| ImportError::Cluster(Box::new(origin.clone()), error))?;
        Ok(AdminContext {
            origin,
            cluster,
            credential,
        })
    }

    fn credential(
        &self,
        cluster: &Cluster,
        user: Option<&Entry>,
    ) -> Result<Rc<Credential>, ClusterError> {
        let new = Credential::of(user, cluster)?;
        let user = user.map_or(String::new(), |user| user.name.clone());
        let key = (user, new.depends_on().map(str::to_owned));
        let mut credentials = self.credentials.borrow_mut();
        Ok(Rc::clone(credentials.entry(key).or_insert(Rc::new(new))))
    }
}

fn name_of_default() -> String {
    let files: Vec<String> = default_files()
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    files.join(", ")
}
