//! A certificate is valid until it expires on its verifier's clock, and valid ones are never dropped.

use std::collections::{HashMap, HashSet};

use haulout_protocol::http::{Reply, RequestId, TransportError};
use haulout_protocol::kubeconfig::Form;
use haulout_protocol::snapshot::Situation;
use haulout_protocol::time::{Span, UnixTime};

use super::schedule::{Setup, Step};
use crate::world::observer::{HandledInput, Observer};
use crate::world::wire::SentRequest;
use crate::world::{Clocks, Route};

/// Records the expiry of each cluster's certificate.
#[derive(Default)]
pub(super) struct CertificateValidity {
    ends: HashMap<String, UnixTime>,
    /// Clusters whose verifier's time was observed.
    known: HashSet<String>,
}

/// The machine cannot know a clock that is set after it was read, or one that is never read and differs from the one
/// beside it.
pub(super) fn with_knowable_clocks(mut setup: Setup, mut steps: Vec<Step>) -> (Setup, Vec<Step>) {
    if setup.clocks.hidden {
        setup.clocks.verifier = setup.clocks.concierge;
    }
    for step in &mut steps {
        if matches!(step, Step::SetServer(..)) {
            *step = Step::Wake;
        }
    }
    (setup, steps)
}

impl Observer for CertificateValidity {
    fn after(&mut self, handled: &HandledInput<'_>) {
        let Situation::SignedIn(session) = handled.machine.snapshot().situation else {
            return self.reloaded();
        };
        let offset = handled.clocks.verifier;
        let verifier = UnixTime::from_millis(handled.now.wall.as_millis() + offset);
        for cluster in session.clusters.iter() {
            let held = cluster
                .credential
                .as_ref()
                .map(|credential| credential.not_after);
            let is_known = self.known.contains(&cluster.id) || offset == handled.clocks.concierge;
            if let Some(end) = self.ends.get(&cluster.id)
                && is_known
                && *end > verifier.plus(SLACK)
            {
                assert!(held.is_some(), "{} ended before {end:?}", cluster.id);
                let given = handled
                    .machine
                    .kubeconfig(&[&cluster.id], &Form::Inline, handled.now);
                assert!(given.is_ok(), "{given:?}, valid until {end:?}");
            }
            match held {
                Some(end) => self.ends.insert(cluster.id.clone(), end),
                None => self.ends.remove(&cluster.id),
            };
        }
    }

    fn received(
        &mut self,
        _id: RequestId,
        seen: &SentRequest,
        outcome: &Result<Reply, TransportError>,
        _clocks: Clocks,
    ) {
        if let Route::Version(cluster) = &seen.route
            && outcome
                .as_ref()
                .is_ok_and(|reply| reply.date.is_some() && reply.status == 200)
        {
            self.known.insert(cluster.clone());
        }
    }

    fn reloaded(&mut self) {
        self.ends.clear();
        self.known.clear();
    }
}

/// Certificates and `Date` have whole seconds.
const SLACK: Span = Span::from_secs(1);
