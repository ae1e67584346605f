//! A session: its tokens, its clusters, and what each of them is waiting for.

use alloc::collections::VecDeque;
use alloc::rc::Rc;
use alloc::vec::Vec;

use super::ids::ClusterIndex;
use super::policy::Policy;
use super::requests::{Outbox, Purpose};
use super::tokens::{DiscoveredIssuer, Tokens};
use crate::activity::Happened;
use crate::clocks::{Explanation, Jump};
use crate::config::ClusterConfig;
use crate::error::{Error, Reason};
use crate::event::Event;
use crate::oidc::id_token::IdToken;
use crate::output::Output;
use crate::schedule::Jitter;
use crate::time::{Now, Skew, Span, Tick, UnixTime};

mod api_server_credential;
mod cluster;
mod clusters;
mod deviations;
mod expiry_forecast;
mod refresh;
mod renewal;
mod renewal_marks;
mod reported_deviations;
mod timer_queue;
mod tokens;
mod upcoming;

pub(crate) use api_server_credential::ApiServerCredential;
pub(crate) use cluster::{Cluster, RenewalState};
pub(crate) use refresh::Refresh;

use clusters::Clusters;
use refresh::RefreshHistory;
use timer_queue::TimerQueue;

pub(crate) struct Session {
    pub(crate) issuer: DiscoveredIssuer,
    pub(crate) tokens: Tokens,
    pub(crate) id_token: IdToken,
    pub(crate) clusters: Clusters,
    /// The state of the token refresh.
    pub(crate) refresh: Refresh,
    refreshes: RefreshHistory,
    timers: TimerQueue,
    /// Clusters whose renewal is due, in the order in which it fell due.
    waiting: VecDeque<ClusterIndex>,
    /// Whether no token is left for some clusters.
    lacks_tokens: bool,
    /// Whether the next sign-in has been announced.
    announced: bool,
    /// The clocks shared by all clusters that were last found to be off.
    reported: reported_deviations::ReportedDeviations,
    /// When this session started on this page.
    pub(crate) began: UnixTime,
    pub(crate) renewal_marks: renewal_marks::RenewalMarks,
    /// Counts visible changes of the clusters.
    pub(crate) revision: u32,
}

/// The context of a session while it handles one input.
pub(crate) struct InputContext<'a> {
    pub(crate) now: Now,
    pub(crate) policy: &'a Policy,
    pub(crate) seed: &'a mut u64,
    pub(crate) outbox: &'a mut Outbox,
    /// Whether the platform reports that there is no network, which is only a hint.
    pub(crate) offline: bool,
    /// The issuer's clock, as far as it is known.
    pub(crate) issuer_clock: Option<Skew>,
}

impl InputContext<'_> {
    pub(super) fn jitter(&mut self) -> Jitter {
        Jitter::draw(self.seed)
    }

    pub(super) fn emit(&mut self, event: Event) {
        self.outbox.push(Output::Emit(event));
    }

    pub(super) fn record(&mut self, happened: Happened, cluster: Option<Rc<str>>) {
        self.outbox.record(happened, cluster);
    }

    /// When to retry what could be retried at `retry_at`, if the platform may be right that there is no network.
    fn slowed(&self, retry_at: Tick) -> Tick {
        if self.offline {
            retry_at.max(self.now.tick.plus(OFFLINE_RETRY))
        } else {
            retry_at
        }
    }

    const fn tick(&self) -> Tick {
        self.now.tick
    }
}

impl Session {
    pub(crate) fn new(
        issuer: DiscoveredIssuer,
        tokens: Tokens,
        id_token: IdToken,
        clusters: Vec<Rc<ClusterConfig>>,
        began: UnixTime,
    ) -> Self {
        let clusters: Vec<Cluster> = clusters
            .into_iter()
            .enumerate()
            .map(|(at, config)| Cluster::new(config, at < ACTIVE_AT_FIRST))
            .collect();
        let mut session = Self {
            issuer,
            tokens,
            id_token,
            clusters: Clusters::new(clusters),
            refresh: Refresh::default(),
            refreshes: RefreshHistory::default(),
            timers: TimerQueue::default(),
            waiting: VecDeque::new(),
            lacks_tokens: false,
            announced: false,
            reported: reported_deviations::ReportedDeviations::default(),
            began,
            renewal_marks: renewal_marks::RenewalMarks::default(),
            revision: 0,
        };
        for at in session.clusters.indices() {
            session.enqueue(at);
        }
        session
    }

    pub(crate) fn cluster(&self, id: &str) -> Option<&Cluster> {
        self.clusters.iter().find(|cluster| cluster.config.id == id)
    }

    /// Records a visible change of a cluster.
    fn touch(&mut self, at: ClusterIndex) {
        self.revision = self.revision.wrapping_add(1);
        self.clusters[at].revision = self.revision;
    }

    /// Why the session as a whole cannot be renewed.
    pub(crate) fn failure(&self) -> Option<Error> {
        let lacks_tokens = || self.lacks_tokens.then(|| Reason::SignInRequired.into());
        self.refresh.failure().cloned().or_else(lacks_tokens)
    }

    /// Starts or stops renewing one cluster's credential. The current one stays until it expires.
    pub(super) fn activate(&mut self, id: &str, active: bool, context: &mut InputContext<'_>) {
        let Some(at) = self.clusters.find(id) else {
            return;
        };
        self.clusters[at].active = active;
        if active {
            // Repeated triggers are rate-limited; the deadline retries later.
            if self.clusters[at].may_start(context.tick()) {
                self.enqueue(at);
            }
        } else {
            let cluster = &mut self.clusters[at];
            if matches!(
                cluster.renewal,
                RenewalState::Waiting | RenewalState::Failed(..)
            ) {
                cluster.renewal = RenewalState::Idle;
                self.waiting.retain(|waiting| *waiting != at);
            }
        }
        self.set_timer(at, context);
    }

    /// Observes the `date` of a response from a cluster's server; deadlines depend on it.
    pub(super) fn observe(
        &mut self,
        at: ClusterIndex,
        purpose: Purpose,
        date: UnixTime,
        (sent, received): (Now, Now),
        context: &mut InputContext<'_>,
    ) -> Option<Explanation> {
        let cluster = self.clusters.get_mut(at)?;
        let clock = if matches!(purpose, Purpose::Version(_)) {
            &mut cluster.verifier_clock
        } else {
            &mut cluster.concierge_clock
        };
        let explanation = clock.observe(date, sent, received);
        self.set_timer(at, context);
        explanation
    }

    /// Takes a jump of this computer's clock into account.
    pub(super) fn jumped(&mut self, jump: Jump, context: &mut InputContext<'_>) {
        // Ticks stand still while the computer sleeps, but tokens still age.
        if let (Jump::Ahead(by), Some(_)) = (jump, &self.tokens.refresh) {
            self.tokens.received = self.tokens.received.minus(by);
            self.tokens.access_until = self.tokens.access_until.map(|until| until.minus(by));
        }
        self.reported = reported_deviations::ReportedDeviations::default();
        for at in self.clusters.indices() {
            let cluster = &mut self.clusters[at];
            cluster.concierge_clock.jumped(jump);
            cluster.verifier_clock.jumped(jump);
            self.set_timer(at, context);
        }
    }
}

/// Often enough for a five-minute certificate, and rare enough for a computer that has no network.
const OFFLINE_RETRY: Span = Span::from_secs(30);
/// The number of clusters that are renewed without a request. Users with more clusters use few at a time, and the
/// issuer has other users to serve.
const ACTIVE_AT_FIRST: usize = 50;
