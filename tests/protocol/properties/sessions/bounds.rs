//! The limits on a session's requests.

use std::collections::HashMap;

use haulout_protocol::http::{Reply, Request, RequestId, TransportError};
use haulout_protocol::output::Output;
use haulout_protocol::snapshot::Situation;
use haulout_protocol::time::{Span, Tick};

use crate::world::observer::{HandledInput, Observer};
use crate::world::wire::SentRequest;
use crate::world::{Clocks, Route};

/// Counts requests.
#[derive(Default)]
pub(super) struct Bounds {
    sent: HashMap<(Route, Option<String>), Vec<Tick>>,
    under_way: Vec<(RequestId, Tick)>,
}

impl Observer for Bounds {
    fn after(&mut self, handled: &HandledInput<'_>) {
        // Each session has its own limits, and responses to an ended one are not awaited.
        if !matches!(handled.machine.snapshot().situation, Situation::SignedIn(_)) {
            self.reloaded();
        }
        let now = handled.now.tick;
        for output in handled.outputs {
            let Output::Send(request) = output else {
                continue;
            };
            self.under_way.retain(|(_, until)| *until > now);
            let until = now.plus(request.limit).plus(GRACE);
            self.under_way.push((request.id, until));
            let under_way = self.under_way.len();
            assert!(under_way <= MOST_UNDER_WAY, "{under_way} requests at once");
            let seen = route_of(request);
            let audience = seen.form("audience");
            let counted = match &seen.route {
                Route::Refresh | Route::Exchange | Route::Credential(_) => (seen.route, audience),
                Route::Config
                | Route::Metadata
                | Route::IdentityProviders
                | Route::Jwks
                | Route::SessionConfig
                | Route::SessionStart
                | Route::SessionEnd
                | Route::Redeem
                | Route::Version(_)
                | Route::Unknown => continue,
            };
            let most = self.most_per_minute(&counted.0);
            let recent = self.sent.entry(counted.clone()).or_default();
            recent.retain(|at| now.since(*at) < MINUTE);
            recent.push(now);
            assert!(recent.len() <= most, "a flood of {counted:?}");
        }
    }

    fn received(
        &mut self,
        id: RequestId,
        _seen: &SentRequest,
        _outcome: &Result<Reply, TransportError>,
        _clocks: Clocks,
    ) {
        self.under_way.retain(|(other, _)| *other != id);
    }

    fn reloaded(&mut self) {
        self.sent.clear();
        self.under_way.clear();
    }
}

impl Bounds {
    /// If an exchange comes first, an attempt that started in the previous minute may reach the Concierge in this one.
    fn most_per_minute(&self, route: &Route) -> usize {
        let exchanges = self.sent.keys().any(|(route, _)| *route == Route::Exchange);
        let is_second = exchanges && matches!(route, Route::Credential(_));
        MOST_PER_MINUTE + usize::from(is_second)
    }
}

/// A request as its recipient sees it.
pub(super) fn route_of(request: &Request) -> SentRequest {
    let body = request.body.as_ref();
    let body = body.map(|body| body.secret().clone()).unwrap_or_default();
    SentRequest::new(
        request.method.as_str(),
        request.url.clone(),
        request.headers.clone(),
        body,
    )
}

/// How long after a request's timeout the machine waits for its edge.
pub(super) const GRACE: Span = Span::from_secs(5);
const MINUTE: Span = Span::from_secs(60);
const MOST_PER_MINUTE: usize = 12;
const MOST_UNDER_WAY: usize = 8;
