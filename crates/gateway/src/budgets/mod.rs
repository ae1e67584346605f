//! How often one session and one address may ask; who asks more waits, and nobody else notices.

mod address;

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use haulout_protocol::Code;

pub(crate) use address::Callers;

use crate::config::Config;
use crate::cookies::{Cookies, SessionId};
use crate::error::Failure;
use crate::metrics::Metrics;

/// The budgets of this process; a reload that leaves their sizes alone leaves what was spent, too.
pub(crate) struct Budgets<C: Clock = DefaultClock> {
    clock: C,
    addresses: ArcSwap<Budget<IpAddr, C>>,
    sessions: ArcSwap<Budget<SessionId, C>>,
}

struct Budget<K: Eq + std::hash::Hash + Clone, C: Clock> {
    per_minute: NonZeroU32,
    limiter: RateLimiter<K, DashMapStateStore<K>, C, NoOpMiddleware<C::Instant>>,
}

/// A budget is spent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Spent {
    /// Which one, in a word for a graph.
    pub(crate) budget: &'static str,
    /// After how long there is something to spend again.
    pub(crate) wait: Duration,
}

impl Budgets {
    /// Full budgets, of the size that the configuration says.
    pub(crate) fn new(config: &Config) -> Self {
        Self::with_clock(Sizes::of(config), DefaultClock::default())
    }

    /// Takes over the sizes of another configuration.
    pub(crate) fn adopt(&self, config: &Config) {
        let sizes = Sizes::of(config);
        if self.addresses.load().per_minute != sizes.address {
            let budget = Budget::new(sizes.address, self.clock.clone());
            self.addresses.store(Arc::new(budget));
        }
        if self.sessions.load().per_minute != sizes.session {
            let budget = Budget::new(sizes.session, self.clock.clone());
            self.sessions.store(Arc::new(budget));
        }
    }
}

impl<C: Clock + Clone> Budgets<C> {
    fn with_clock(sizes: Sizes, clock: C) -> Self {
        Self {
            addresses: ArcSwap::from_pointee(Budget::new(sizes.address, clock.clone())),
            sessions: ArcSwap::from_pointee(Budget::new(sizes.session, clock.clone())),
            clock,
        }
    }

    /// One request of a session, or of an address where there is none.
    fn spend(&self, session: Option<&SessionId>, address: IpAddr) -> Result<(), Spent> {
        let (budget, spent) = match session {
            Some(session) => ("session", self.sessions.load().spend(session, &self.clock)),
            None => (
                "address",
                self.addresses.load().spend(&address, &self.clock),
            ),
        };
        spent.map_err(|wait| Spent { budget, wait })
    }
}

impl<K: Eq + std::hash::Hash + Clone, C: Clock> Budget<K, C> {
    /// A minute's worth at once, and as much again with every minute that passes.
    fn new(per_minute: NonZeroU32, clock: C) -> Self {
        Self {
            per_minute,
            limiter: RateLimiter::dashmap_with_clock(Quota::per_minute(per_minute), clock),
        }
    }

    fn spend(&self, key: &K, clock: &C) -> Result<(), Duration> {
        if self.limiter.len() > KEYS_MAX {
            // Who has asked nothing for a minute has a full budget again, and need not be remembered for that.
            self.limiter.retain_recent();
        }
        self.limiter
            .check_key(key)
            .map_err(|until| until.wait_time_from(clock.now()))
    }
}

struct Sizes {
    address: NonZeroU32,
    session: NonZeroU32,
}

impl Sizes {
    fn of(config: &Config) -> Self {
        let clusters = u32::try_from(config.clusters.len()).unwrap_or(u32::MAX);
        let rounds = clusters.saturating_mul(SESSION_REQUESTS_PER_CLUSTER);
        let session = SESSION_REQUESTS.saturating_add(rounds);
        let limits = config.limits;
        // The configuration has proven that neither is zero.
        let at_least_one = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        Self {
            address: at_least_one(limits.address_per_minute),
            session: at_least_one(limits.session_per_minute.unwrap_or(session)),
        }
    }
}

/// Refuses who has spent a budget: that of the session where there is one, of the address where there is none.
pub(crate) async fn within_budget(
    State(callers): State<Arc<Callers>>,
    State(cookies): State<Arc<Cookies>>,
    State(budgets): State<Arc<Budgets>>,
    State(metrics): State<Arc<Metrics>>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let address = callers.address(&request);
    let session = cookies.session_id(request.headers());
    budgets
        .spend(session.as_ref(), address)
        .map_err(|spent| refuse(&metrics, &spent))?;
    Ok(next.run(request).await)
}

fn refuse(metrics: &Metrics, spent: &Spent) -> Failure {
    metrics.over_budget(spent.budget);
    let seconds = spent.wait.as_secs().saturating_add(1);
    let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from(seconds))]);
    let description = format!("This {} asks too often.", spent.budget);
    Failure::new(
        StatusCode::TOO_MANY_REQUESTS,
        Code::RateLimited,
        description,
    )
    .with_headers(headers)
}

/// Requests a minute of a session, beside those for its clusters: a sign-in needs eight.
const SESSION_REQUESTS: u32 = 120;
/// Requests a minute of a session for each cluster: two rounds of exchange, credential and clock, where a certificate of
/// five minutes needs one in two.
const SESSION_REQUESTS_PER_CLUSTER: u32 = 6;
/// How many budgets are remembered before those that are full again are forgotten.
const KEYS_MAX: usize = 65_536;

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use governor::clock::FakeRelativeClock;

    use super::*;

    fn budgets(clock: &FakeRelativeClock) -> Budgets<FakeRelativeClock> {
        let sizes = Sizes {
            address: NonZeroU32::new(6).unwrap(),
            session: NonZeroU32::new(3).unwrap(),
        };
        Budgets::with_clock(sizes, clock.clone())
    }

    fn address(last: u8) -> IpAddr {
        Ipv4Addr::new(192, 0, 2, last).into()
    }

    #[test]
    fn d11_who_asks_too_often_waits_and_nobody_else_does() {
        let clock = FakeRelativeClock::default();
        let budgets = budgets(&clock);
        for _ in 0..6 {
            assert_eq!(budgets.spend(None, address(1)), Ok(()));
        }
        let spent = budgets.spend(None, address(1)).unwrap_err();
        assert_eq!(
            (spent.budget, spent.wait),
            ("address", Duration::from_secs(10))
        );
        assert_eq!(budgets.spend(None, address(2)), Ok(()));
        assert_eq!(budgets.spend(Some(&"one".to_owned()), address(1)), Ok(()));
        clock.advance(Duration::from_secs(10));
        assert_eq!(budgets.spend(None, address(1)), Ok(()));
        assert!(budgets.spend(None, address(1)).is_err());
    }

    #[test]
    fn sessions_behind_one_address_have_a_budget_each() {
        let clock = FakeRelativeClock::default();
        let budgets = budgets(&clock);
        for session in 0..100 {
            let session = session.to_string();
            for _ in 0..3 {
                assert_eq!(budgets.spend(Some(&session), address(1)), Ok(()));
            }
            let spent = budgets.spend(Some(&session), address(1)).unwrap_err();
            assert_eq!(spent.budget, "session");
        }
    }

    #[test]
    fn a_flood_of_addresses_is_forgotten_when_its_budgets_are_full_again() {
        let clock = FakeRelativeClock::default();
        let budgets = budgets(&clock);
        for number in 0..u32::try_from(KEYS_MAX).unwrap() + 1 {
            let address = Ipv4Addr::from(0x0a00_0000 + number).into();
            assert_eq!(budgets.spend(None, address), Ok(()));
        }
        clock.advance(Duration::from_secs(61));
        assert_eq!(budgets.spend(None, address(1)), Ok(()));
        assert!(budgets.addresses.load().limiter.len() <= 2);
    }
}
