//! The rate limits of sessions and addresses; one client over its limit does not affect others.

mod address;
mod forwarded;

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

pub(crate) use address::ClientAddresses;

use crate::config::Config;
use crate::cookies::{Cookies, SessionId};
use crate::error::Failure;
use crate::metrics::Metrics;

/// The rate limits of this process; a reload that does not change a limit keeps its state.
pub(crate) struct RateLimits<C: Clock = DefaultClock> {
    clock: C,
    addresses: ArcSwap<RateLimit<IpAddr, C>>,
    sessions: ArcSwap<RateLimit<SessionId, C>>,
}

struct RateLimit<K: Eq + std::hash::Hash + Clone, C: Clock> {
    per_minute: NonZeroU32,
    limiter: RateLimiter<K, DashMapStateStore<K>, C, NoOpMiddleware<C::Instant>>,
}

/// A limit is exceeded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LimitExceeded {
    /// The limit's name in metrics.
    pub(crate) budget: &'static str,
    /// The time until the next request is allowed.
    pub(crate) wait: Duration,
}

impl RateLimits {
    /// Limits according to the configuration, unused.
    pub(crate) fn new(config: &Config) -> Self {
        Self::with_clock(Sizes::of(config), DefaultClock::default())
    }

    /// Applies the limits of another configuration.
    pub(crate) fn update(&self, config: &Config) {
        let sizes = Sizes::of(config);
        if self.addresses.load().per_minute != sizes.address {
            let budget = RateLimit::new(sizes.address, self.clock.clone());
            self.addresses.store(Arc::new(budget));
        }
        if self.sessions.load().per_minute != sizes.session {
            let budget = RateLimit::new(sizes.session, self.clock.clone());
            self.sessions.store(Arc::new(budget));
        }
    }
}

impl<C: Clock + Clone> RateLimits<C> {
    fn with_clock(sizes: Sizes, clock: C) -> Self {
        Self {
            addresses: ArcSwap::from_pointee(RateLimit::new(sizes.address, clock.clone())),
            sessions: ArcSwap::from_pointee(RateLimit::new(sizes.session, clock.clone())),
            clock,
        }
    }

    /// Counts a request of a session, or of an address if there is no session.
    fn check(&self, session: Option<&SessionId>, address: IpAddr) -> Result<(), LimitExceeded> {
        let (budget, exceeded) = match session {
            Some(session) => ("session", self.sessions.load().check(session, &self.clock)),
            None => (
                "address",
                self.addresses.load().check(&address, &self.clock),
            ),
        };
        exceeded.map_err(|wait| LimitExceeded { budget, wait })
    }
}

impl<K: Eq + std::hash::Hash + Clone, C: Clock> RateLimit<K, C> {
    /// Allows a burst of one minute's requests, and then refills evenly.
    fn new(per_minute: NonZeroU32, clock: C) -> Self {
        Self {
            per_minute,
            limiter: RateLimiter::dashmap_with_clock(Quota::per_minute(per_minute), clock),
        }
    }

    fn check(&self, key: &K, clock: &C) -> Result<(), Duration> {
        if self.limiter.len() > KEYS_MAX {
            // Without requests for a minute a limit is unused again, so it need not be stored.
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
        // Validation ensures that neither is zero.
        let at_least_one = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        Self {
            address: at_least_one(limits.address_per_minute),
            session: at_least_one(limits.session_per_minute.unwrap_or(session)),
        }
    }
}

/// Answers 429 if the session's limit is exceeded, or the address's if there is no session.
pub(crate) async fn enforce(
    State(client_addresses): State<Arc<ClientAddresses>>,
    State(cookies): State<Arc<Cookies>>,
    State(rate_limits): State<Arc<RateLimits>>,
    State(metrics): State<Arc<Metrics>>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let address = client_addresses.address(&request);
    let session = cookies.session_id(request.headers());
    if session.is_none() && cookies.has_session_of_other_keys(request.headers()) {
        metrics.undecryptable_sessions.inc();
        tracing::warn!(
            "no seal key opens this session cookie; if this repeats, compare sealKeysFile of all replicas"
        );
    }
    rate_limits
        .check(session.as_ref(), address)
        .map_err(|exceeded| too_many_requests(&metrics, &exceeded))?;
    Ok(next.run(request).await)
}

fn too_many_requests(metrics: &Metrics, exceeded: &LimitExceeded) -> Failure {
    metrics.count_over_budget(exceeded.budget);
    let seconds = exceeded.wait.as_secs().saturating_add(1);
    let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from(seconds))]);
    let description = format!("Too many requests from this {}.", exceeded.budget);
    Failure::new(
        StatusCode::TOO_MANY_REQUESTS,
        Code::RateLimited,
        description,
    )
    .with_headers(headers)
}

/// Requests of a session per minute, besides those for its clusters; a sign-in needs eight.
const SESSION_REQUESTS: u32 = 120;
/// Requests of a session per minute for each cluster: two rounds of exchange, credential and version, where a
/// certificate of five minutes needs one round in two minutes.
const SESSION_REQUESTS_PER_CLUSTER: u32 = 6;
/// How many limits are stored before unused ones are removed.
const KEYS_MAX: usize = 65_536;

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use governor::clock::FakeRelativeClock;

    use super::*;

    fn rate_limits(clock: &FakeRelativeClock) -> RateLimits<FakeRelativeClock> {
        let sizes = Sizes {
            address: NonZeroU32::new(6).unwrap(),
            session: NonZeroU32::new(3).unwrap(),
        };
        RateLimits::with_clock(sizes, clock.clone())
    }

    fn address(last: u8) -> IpAddr {
        Ipv4Addr::new(192, 0, 2, last).into()
    }

    #[test]
    fn d11_only_the_client_over_its_limit_waits() {
        let clock = FakeRelativeClock::default();
        let rate_limits = rate_limits(&clock);
        for _ in 0..6 {
            assert_eq!(rate_limits.check(None, address(1)), Ok(()));
        }
        let exceeded = rate_limits.check(None, address(1)).unwrap_err();
        assert_eq!(
            (exceeded.budget, exceeded.wait),
            ("address", Duration::from_secs(10))
        );
        assert_eq!(rate_limits.check(None, address(2)), Ok(()));
        assert_eq!(
            rate_limits.check(Some(&"one".to_owned()), address(1)),
            Ok(())
        );
        clock.advance(Duration::from_secs(10));
        assert_eq!(rate_limits.check(None, address(1)), Ok(()));
        assert!(rate_limits.check(None, address(1)).is_err());
    }

    #[test]
    fn sessions_behind_one_address_have_separate_limits() {
        let clock = FakeRelativeClock::default();
        let rate_limits = rate_limits(&clock);
        for session in 0..100 {
            let session = session.to_string();
            for _ in 0..3 {
                assert_eq!(rate_limits.check(Some(&session), address(1)), Ok(()));
            }
            let exceeded = rate_limits.check(Some(&session), address(1)).unwrap_err();
            assert_eq!(exceeded.budget, "session");
        }
    }

    #[test]
    fn unused_limits_of_many_addresses_are_removed() {
        let clock = FakeRelativeClock::default();
        let rate_limits = rate_limits(&clock);
        for number in 0..u32::try_from(KEYS_MAX).unwrap() + 1 {
            let address = Ipv4Addr::from(0x0a00_0000 + number).into();
            assert_eq!(rate_limits.check(None, address), Ok(()));
        }
        clock.advance(Duration::from_secs(61));
        assert_eq!(rate_limits.check(None, address(1)), Ok(()));
        assert!(rate_limits.addresses.load().limiter.len() <= 2);
    }
}
