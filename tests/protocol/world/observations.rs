//! Observes the world: situations, sessions, requests.

use haulout_protocol::Error;
use haulout_protocol::error::Reason;
use haulout_protocol::event::Event;
use haulout_protocol::kubeconfig::{ExecCredential, Form, Kubeconfig};
use haulout_protocol::snapshot::{
    ActivityView, ClusterView, SessionView, SignedOutView, Situation,
};
use haulout_protocol::time::{Now, UnixTime};

use super::World;
use super::wire::{Route, SentRequest};

impl World {
    pub(crate) fn situation(&self) -> Situation {
        self.machine.snapshot().situation
    }

    #[track_caller]
    pub(crate) fn session(&self) -> SessionView {
        let Situation::SignedIn(session) = self.situation() else {
            panic!("not signed in: {:?}", self.situation());
        };
        session
    }

    #[track_caller]
    pub(crate) fn signed_out(&self) -> SignedOutView {
        let Situation::SignedOut(view) = self.situation() else {
            panic!("not signed out: {:?}", self.situation());
        };
        view
    }

    #[track_caller]
    pub(crate) fn failure(&self) -> Error {
        let Situation::Failed(error) = self.situation() else {
            panic!("nothing failed: {:?}", self.situation());
        };
        error
    }

    #[track_caller]
    pub(crate) fn cluster(&self, id: &str) -> ClusterView {
        let clusters = self.session().clusters;
        let found = clusters.iter().find(|it| it.id == id).unwrap();
        (**found).clone()
    }

    /// Why a cluster's last attempt failed.
    #[track_caller]
    pub(crate) fn cluster_failure(&self, id: &str) -> Reason {
        let ActivityView::Failed(error) = self.cluster(id).activity else {
            panic!("nothing failed: {:?}", self.cluster(id));
        };
        error.reason
    }

    /// Asserts that the first cluster has a valid credential and no failure.
    #[track_caller]
    pub(crate) fn assert_works(&self) {
        let session = self.session();
        assert_eq!(session.trouble, None);
        for cluster in session.clusters.iter() {
            assert_eq!(cluster.activity, ActivityView::Resting, "{}", cluster.id);
            assert!(cluster.credential.is_some(), "{}", cluster.id);
            self.kubeconfig(&cluster.id).unwrap();
        }
    }

    pub(crate) fn kubeconfig(&self, id: &str) -> Result<Kubeconfig, Error> {
        self.machine.kubeconfig(&[id], &Form::Inline, self.now())
    }

    /// Until when a certificate is valid, as seconds left on its verifier's clock.
    #[track_caller]
    pub(crate) fn seconds_left(&self, id: &str) -> i64 {
        let credential = self.cluster(id).credential.expect("there is no credential");
        credential.not_after.as_secs() - self.secs(self.clocks.verifier)
    }

    /// Asserts that this cluster's API server would accept the credential.
    #[track_caller]
    pub(crate) fn assert_live(&self, id: &str) {
        let given = self.kubeconfig(id);
        assert!(given.is_ok(), "{given:?} at {:?}", self.now());
        let credential = self.cluster(id).credential.expect("there is no credential");
        let verifier = self.secs(self.clocks.verifier);
        assert!(credential.not_after.as_secs() > verifier, "{id} is dead");
    }

    /// Lets time pass, and asserts that the first cluster can be used in each second of it.
    #[track_caller]
    pub(crate) fn pass_with_credential(&mut self, secs: u64) {
        for _ in 0..secs {
            self.pass(1);
            self.assert_live("prod-eu");
        }
    }

    /// How many credentials a cluster has got.
    pub(crate) fn credentials_of(&self, id: &str) -> usize {
        let cluster = id.to_owned();
        self.happened(&Event::Credential { cluster })
    }

    /// The deadlines of all sign-in announcements, and when they were made.
    pub(crate) fn announcements(&self) -> Vec<(Now, UnixTime)> {
        let announced = self.happenings.iter().filter_map(|(at, event)| {
            if let Event::SignInNeeded { by } = event {
                Some((*at, *by))
            } else {
                None
            }
        });
        announced.collect()
    }

    pub(crate) fn exec_credential(&self, id: &str) -> Result<ExecCredential, Error> {
        self.machine.exec_credential(id, self.now())
    }

    /// The requests to one route so far.
    pub(crate) fn sent(&self, route: &Route) -> Vec<&SentRequest> {
        self.seen.iter().filter(|it| it.route == *route).collect()
    }

    #[track_caller]
    pub(crate) fn last(&self, route: &Route) -> &SentRequest {
        self.sent(route).last().expect("nothing was sent there")
    }

    /// How many requests for a credential all Concierges have got.
    pub(crate) fn credential_requests(&self) -> usize {
        let asked = |it: &&SentRequest| matches!(it.route, Route::Credential(_));
        self.seen.iter().filter(asked).count()
    }

    pub(crate) fn happened(&self, event: &Event) -> usize {
        self.events.iter().filter(|it| *it == event).count()
    }
}
