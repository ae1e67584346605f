//! Read access to a session: its state, credentials and kubeconfig.

use std::rc::Rc;

use haulout_protocol::error::Error;
use haulout_protocol::kubeconfig::ExecCredential;
use haulout_protocol::live_folder::{File, Location};
use haulout_protocol::snapshot::{ClusterView, SessionView, Situation};

use super::Session;
use crate::desktop::engine::Engine;

impl Session {
    /// The current OIDC session, if the user is signed in.
    pub(in crate::desktop) fn view(&self) -> Option<SessionView> {
        self.signed_in().next_back().map(|(_, view)| view)
    }

    /// A cluster, from the newest engine that has a credential for it.
    pub(in crate::desktop) fn cluster(&self, id: &str) -> Option<Rc<ClusterView>> {
        let find = |(_, view): (&Engine, SessionView)| {
            view.clusters.iter().find(|it| it.id == id).cloned()
        };
        let mut found: Vec<Rc<ClusterView>> = self.signed_in().filter_map(find).collect();
        let best = found.iter().rposition(|it| it.credential.is_some());
        let best = best.or(found.len().checked_sub(1))?;
        Some(found.swap_remove(best))
    }

    /// The credential of a cluster as an `ExecCredential`. **Secret** once rendered.
    ///
    /// # Errors
    /// Why there is no credential.
    pub(in crate::desktop) fn credential(
        &self,
        cluster: &str,
    ) -> Option<Result<ExecCredential, Error>> {
        self.newest(|engine| engine.machine().exec_credential(cluster, engine.now()))
    }

    /// The credential of a cluster as a file of the live folder.
    pub(in crate::desktop) fn live_credential(&self, cluster: &str) -> Option<Result<File, Error>> {
        self.newest(|engine| engine.machine().live_credential(cluster, engine.now()))
    }

    /// The live folder's kubeconfig with the credentials themselves. **Secret.**
    pub(in crate::desktop) fn inline_live_kubeconfig(&self) -> Option<Result<File, Error>> {
        let clusters: Vec<&str> = self.clusters.iter().map(String::as_str).collect();
        self.newest(|engine| {
            engine
                .machine()
                .inline_live_kubeconfig(&clusters, engine.now())
        })
    }

    /// The kubeconfig that refers to the live folder.
    pub(in crate::desktop) fn live_kubeconfig(
        &self,
        location: &Location,
    ) -> Option<Result<File, Error>> {
        let clusters: Vec<&str> = self.clusters.iter().map(String::as_str).collect();
        self.newest(|engine| {
            engine
                .machine()
                .live_kubeconfig(&clusters, location, engine.now())
        })
    }

    /// Sets the JSON that the status page shows.
    pub(in crate::desktop) fn show(&self, status: String) {
        self.loopback.show(status);
    }

    /// The URL of the status page.
    pub(in crate::desktop) fn page_url(&self) -> String {
        self.loopback.page_url()
    }

    /// The title in the configuration.
    pub(in crate::desktop) fn title(&self) -> Option<String> {
        self.engines.first()?.snapshot().title
    }

    /// The result of the newest engine for which `get` succeeds; `None` if no engine is signed in.
    fn newest<T>(&self, get: impl Fn(&Engine) -> Result<T, Error>) -> Option<Result<T, Error>> {
        let mut last = None;
        for (engine, _) in self.signed_in().rev() {
            match get(engine) {
                Ok(found) => return Some(Ok(found)),
                Err(error) => last = last.or(Some(Err(error))),
            }
        }
        last
    }

    pub(super) fn signed_in(&self) -> impl DoubleEndedIterator<Item = (&Engine, SessionView)> {
        let view = |engine: &'_ Engine| match engine.snapshot().situation {
            Situation::SignedIn(view) => Some(view),
            Situation::Progress(_) | Situation::SignedOut(_) | Situation::Failed(_) => None,
        };
        self.engines
            .iter()
            .filter_map(move |engine| Some((engine, view(engine)?)))
    }
}
