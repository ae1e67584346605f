//! Responses: their `Date`, their routing, and timeouts.

use super::Machine;
use super::phase::Phase;
use super::requests::{self, Purpose, Settled};
use crate::activity::{Happened, ResponseInfo};
use crate::address_space::AddressSpace;
use crate::clocks::{Explanation, Jump};
use crate::error::{Error, Peer};
use crate::event::Event;
use crate::http::{Reply, Response, TransportError};
use crate::output::Output;
use crate::time::{Now, Span};

impl Machine {
    /// Handles a jump of this computer's clock.
    pub(super) fn jumped(&mut self, jump: Jump, now: Now) {
        self.issuer_clock.jumped(jump);
        if let Some((session, mut context)) = self.in_session(now) {
            session.jumped(jump, &mut context);
        }
        match jump {
            Jump::Back(by) => self.clock_set(by, -1),
            Jump::Ahead(by) => self.unexplained = self.unexplained.plus(by),
        }
    }

    /// Handles an explanation for a jump of our clock, if a server's time gave one.
    pub(super) fn explained(&mut self, explanation: Option<Explanation>) {
        let Some(explanation) = explanation else {
            return;
        };
        let span = core::mem::take(&mut self.unexplained);
        match explanation {
            _ if span.is_zero() => {}
            Explanation::Stepped => self.clock_set(span, 1),
            Explanation::Slept => {
                self.outbox.push(Output::Emit(Event::Slept { span }));
                self.outbox.record(Happened::Slept { span }, None);
            }
        }
    }

    fn clock_set(&mut self, by: Span, direction: i64) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX) * direction;
        self.outbox.push(Output::Emit(Event::ClockSet { millis }));
        self.outbox.record(Happened::ClockSet { millis }, None);
    }

    /// Drops requests that timed out, so that a response lost by the edge does not block the machine.
    pub(super) fn time_out(&mut self, now: Now) {
        while let Some(purpose) = self.outbox.time_out() {
            self.outbox.set_response(ResponseInfo {
                asked: Some(purpose.asked()),
                ..ResponseInfo::default()
            });
            let lost = requests::check_response(purpose, Err(TransportError::Timeout));
            self.answered(purpose, lost, (now, now), false, now);
        }
        self.outbox.set_response(ResponseInfo::default());
        self.time_out_verdicts(now);
    }

    /// Routes a response by the purpose of its request, after observing its `Date`.
    pub(super) fn response(&mut self, response: Response, now: Now) {
        let Some(Settled {
            purpose,
            late,
            space,
        }) = self.outbox.settle(response.id)
        else {
            return;
        };
        let asked = (response.sent, response.received);
        let reply = response.outcome.as_ref().ok();
        self.outbox.set_response(ResponseInfo {
            asked: Some(purpose.asked()),
            date: reply.and_then(|reply| reply.date),
            audit_id: reply.and_then(|reply| reply.audit_id.clone()),
        });
        // Our own clock may have jumped between the response's head and its end.
        if self.own_clock.agrees_with(response.received)
            && let Ok(reply) = &response.outcome
            && reply.status < 400
        {
            self.observe(purpose, reply, asked, now);
        }
        let is_restricted = space < self.own_space();
        let outcome = response.outcome.map_err(|failure| {
            if failure == TransportError::Network && is_restricted {
                TransportError::LocalNetwork
            } else {
                failure
            }
        });
        let reply = requests::check_response(purpose, outcome);
        self.answered(purpose, reply, asked, late, now);
    }

    /// Where the page is. Browsers restrict requests to a less public address.
    fn own_space(&self) -> AddressSpace {
        let config = self.phase.config();
        config.map_or(AddressSpace::Loopback, |config| {
            AddressSpace::of_text(config.redirect_uri.as_str())
        })
    }

    /// Observes the time in a server's response.
    fn observe(&mut self, purpose: Purpose, reply: &Reply, asked: (Now, Now), now: Now) {
        let has_tokens = matches!(purpose, Purpose::Redeem | Purpose::Refresh { .. });
        if has_tokens {
            let is_undated = reply.date.is_none() && !reply.is_remembered;
            self.undated = is_undated.then_some(asked);
        }
        let Some(date) = reply.date else {
            return;
        };
        let explanation = if let Some(at) = purpose.cluster_for_time() {
            self.in_session(now).and_then(|(session, mut context)| {
                session.observe(at, purpose, date, asked, &mut context)
            })
        } else if has_tokens {
            self.issuer_clock
                .observe_unless_remembered(date, asked.0, asked.1)
        } else if purpose.peer() == Peer::Issuer {
            self.issuer_clock.observe(date, asked.0, asked.1)
        } else {
            None
        };
        self.explained(explanation);
    }

    fn answered(
        &mut self,
        purpose: Purpose,
        reply: Result<Reply, Error>,
        asked: (Now, Now),
        late: bool,
        now: Now,
    ) {
        let result = match purpose {
            Purpose::Config => self.configured(reply),
            Purpose::Metadata => self.discovered(reply),
            Purpose::IdentityProviders => self.identity_providers(reply),
            Purpose::Probe => self.probed(reply),
            Purpose::SessionStart => self.started(reply),
            Purpose::Redeem => self.redeemed(reply, now),
            Purpose::SessionConfig => self.session_configured(reply, now),
            Purpose::Refresh { .. } if matches!(self.phase, Phase::CreatingSession(_)) => {
                self.resumed(reply, now)
            }
            Purpose::SessionEnd => self.ended(reply),
            // A session survives a failure of any of the following.
            Purpose::Refresh { attempt, spent } => {
                return self.refreshed(reply, (attempt, spent), late, now);
            }
            Purpose::Jwks => return self.keys(reply, now),
            Purpose::Exchange(at, spent) => return self.exchanged(at, spent, reply, now),
            Purpose::Credential(at) => {
                let explanation = self.in_session(now).and_then(|(session, mut context)| {
                    session.credential(at, reply, asked, &mut context)
                });
                return self.explained(explanation);
            }
            // Only its `Date` was needed.
            Purpose::Version(at) => {
                if let Some((session, mut context)) = self.in_session(now) {
                    session.time_asked(at, &mut context);
                }
                return;
            }
        };
        if let Err(error) = result {
            self.fail(error);
        }
    }
}
