//! The gateway's way to a failing issuer: a limit of concurrent requests and, if it probes, one request at a time.

use std::collections::BTreeMap;

use serde_json::json;

use super::{OUTAGE_BEGINS, OUTAGE_ENDS};
use crate::peers::Servers;
use crate::peers::wire::{ServerRequest, ServerResponse};
use crate::scenario::scatter;
use crate::time::Moment;

/// The gateway's knowledge of the issuer.
#[derive(Default)]
pub(super) struct Gate {
    pub(super) probes: bool,
    is_failing: bool,
    in_flight: usize,
    turned_away: u64,
    /// Token requests that reached the issuer, by second.
    load: BTreeMap<u64, u64>,
}

/// The answer to a page.
pub(super) struct GatewayAnswer {
    pub(super) response: ServerResponse,
    /// Seconds.
    pub(super) retry_after: Option<u64>,
    /// Whether it is the issuer's, to be reported to [`Gate::on_issuer_answer`].
    pub(super) is_of_issuer: bool,
}

impl Gate {
    pub(super) fn new(probes: bool) -> Self {
        Self {
            probes,
            ..Self::default()
        }
    }

    pub(super) fn answer(
        &mut self,
        ask: &ServerRequest,
        servers: &mut Servers,
        now: Moment,
    ) -> GatewayAnswer {
        let needs_issuer = ask.route.is_of_the_token_endpoint();
        let most = if self.probes && self.is_failing {
            1
        } else {
            MOST_AT_ISSUER
        };
        if needs_issuer && self.in_flight >= most {
            self.turned_away += 1;
            let spread = scatter(self.turned_away) % RETRY_AFTER_SECS;
            return GatewayAnswer {
                response: unreachable(),
                retry_after: Some(RETRY_AFTER_SECS + spread),
                is_of_issuer: false,
            };
        }
        if needs_issuer {
            self.in_flight += 1;
            let second = now.since(Moment::START).as_secs();
            *self.load.entry(second).or_default() += 1;
        }
        let is_down = needs_issuer && OUTAGE_BEGINS <= now && now < OUTAGE_ENDS;
        GatewayAnswer {
            response: if is_down {
                unreachable()
            } else {
                servers.answer(ask, now)
            },
            retry_after: None,
            is_of_issuer: needs_issuer,
        }
    }

    /// The issuer has answered a request, or failed.
    pub(super) const fn on_issuer_answer(&mut self, response: &ServerResponse) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.is_failing = response.status >= 500;
    }

    /// The most token requests in one second.
    pub(super) fn peak(&self, from: Moment, to: Moment) -> u64 {
        let second = |at: Moment| at.since(Moment::START).as_secs();
        let load = self.load.range(second(from)..second(to));
        load.map(|(_, count)| *count).max().unwrap_or(0)
    }
}

/// The gateway's error while the issuer does not answer.
fn unreachable() -> ServerResponse {
    let body = json!({
        "error": "temporarily_unavailable", "error_description": "The issuer does not answer.",
        "code": "HAULOUT_ISSUER_UNREACHABLE",
    });
    ServerResponse::json(503, &body)
}

/// Concurrent requests, as in the gateway.
const MOST_AT_ISSUER: usize = 64;
/// The shortest wait that the gateway asks for; the longest is twice as long.
const RETRY_AFTER_SECS: u64 = 5;
