//! A refresh token is for one use: an issuer that rotates tokens ends the session on a second use.

use std::collections::HashSet;

use haulout_protocol::http::{Reply, RequestId, TransportError};
use haulout_protocol::output::Output;
use haulout_protocol::time::Tick;
use serde_json::Value;

use super::bounds::route_of;
use crate::world::observer::{HandledInput, Observer};
use crate::world::wire::SentRequest;
use crate::world::{Clocks, Route};

/// Records which tokens are in flight, and which have been replaced.
#[derive(Default)]
pub(super) struct SingleUse {
    in_flight: Vec<(RequestId, String, Tick)>,
    replaced: HashSet<String>,
}

impl Observer for SingleUse {
    fn after(&mut self, handled: &HandledInput<'_>) {
        let now = handled.now.tick;
        for output in handled.outputs {
            let Output::Send(request) = output else {
                continue;
            };
            let seen = route_of(request);
            if seen.route != Route::Refresh {
                continue;
            }
            let token = seen.form("refresh_token").unwrap();
            // The machine times out at some point and may then retry.
            self.in_flight.retain(|(_, _, until)| *until > now);
            let is_twice = self.in_flight.iter().any(|(_, other, _)| *other == token);
            assert!(!is_twice, "two requests at once spend {token}");
            assert!(!self.replaced.contains(&token), "{token} has a successor");
            let until = now.plus(request.limit).plus(super::bounds::GRACE);
            self.in_flight.push((request.id, token, until));
        }
    }

    fn received(
        &mut self,
        id: RequestId,
        seen: &SentRequest,
        outcome: &Result<Reply, TransportError>,
        _clocks: Clocks,
    ) {
        self.in_flight.retain(|(other, ..)| *other != id);
        let Some(token) = seen.form("refresh_token") else {
            return;
        };
        let Ok(reply) = outcome else {
            return;
        };
        let body: Value = serde_json::from_slice(reply.body.secret()).unwrap_or_default();
        // The gateway uses the same handle for all of them.
        if reply.status == 200 && body["refresh_token"].is_string() && token != "sealed" {
            self.replaced.insert(token);
        }
    }

    fn reloaded(&mut self) {
        self.in_flight.clear();
    }
}
