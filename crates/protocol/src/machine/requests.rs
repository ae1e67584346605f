//! The queue of outputs, and the purpose of each request in flight.

use alloc::collections::VecDeque;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use super::tokens::DiscoveredIssuer;
use crate::activity::{ActivityLog, Happened, ResponseInfo};
use crate::address_space::AddressSpace;
use crate::config::{Headers, TokenMode};
use crate::error::Error;
use crate::event::Event;
use crate::http::{Care, FORM, Method, Request, RequestId};
use crate::output::Output;
use crate::secret::Secret;
use crate::time::{Now, Span, Tick, UnixTime};

mod check;
mod purpose;

pub(crate) use check::check_response;
pub(crate) use purpose::Purpose;

/// The queue of outputs, and the table of requests in flight.
#[derive(Default)]
pub(crate) struct Outbox {
    queue: VecDeque<Output>,
    awaited: Vec<Awaited>,
    /// Requests that wait until fewer are in flight.
    deferred: VecDeque<(Purpose, Request)>,
    last: u32,
    now: Tick,
    log: ActivityLog,
}

struct Awaited {
    id: RequestId,
    purpose: Purpose,
    /// When the machine stops waiting, whether or not the edge has responded.
    until: Tick,
    given_up: bool,
    /// Where its server is.
    space: AddressSpace,
}

/// A request whose response has arrived.
pub(crate) struct Settled {
    pub(crate) purpose: Purpose,
    /// Whether it had already timed out.
    pub(crate) late: bool,
    /// Where its server is.
    pub(crate) space: AddressSpace,
}

impl Outbox {
    /// Sets the time of the next outputs.
    pub(crate) fn begin(&mut self, now: Now) {
        self.now = now.tick;
        self.log.begin(now.wall);
    }

    /// Sets the response that is being handled, for the entries that it causes.
    pub(crate) fn set_response(&mut self, response: ResponseInfo) {
        self.log.set_response(response);
    }

    /// Adds to the activity log, and emits an event.
    pub(crate) fn record(&mut self, happened: Happened, cluster: Option<Rc<str>>) {
        let entry = self.log.record(happened, cluster);
        self.push(Output::Emit(Event::Activity(entry)));
    }

    /// Emits a failure, with the time of its retry.
    pub(crate) fn failed(
        &mut self,
        error: &Error,
        cluster: Option<Rc<str>>,
        again: Option<UnixTime>,
    ) {
        self.push(Output::Emit(Event::Failed {
            code: error.code(),
            cluster: cluster.as_deref().map(Into::into),
        }));
        let happened = self.log.failure(error, again);
        self.record(happened, cluster);
    }

    pub(crate) const fn log(&self) -> &ActivityLog {
        &self.log
    }

    pub(crate) fn push(&mut self, output: Output) {
        self.queue.push_back(output);
    }

    pub(crate) fn pop(&mut self) -> Option<Output> {
        self.queue.pop_front()
    }

    pub(crate) fn get(&mut self, purpose: Purpose, url: &str, headers: &Headers) {
        self.send(purpose, url, headers, None, Care::Abortable);
    }

    /// Posts content of this media type.
    pub(crate) fn post(
        &mut self,
        purpose: Purpose,
        url: &str,
        headers: &Headers,
        content: (&str, Secret<Vec<u8>>),
    ) {
        // A user who signs out may close the page at once.
        let care = if purpose == Purpose::SessionEnd {
            Care::Finish
        } else {
            Care::Abortable
        };
        self.send(purpose, url, headers, Some(content), care);
    }

    /// Posts a form to the issuer's token endpoint, which redeems, refreshes and exchanges.
    pub(crate) fn ask_for_tokens(
        &mut self,
        purpose: Purpose,
        issuer: &DiscoveredIssuer,
        form: Secret<Vec<u8>>,
    ) {
        let endpoint = issuer.provider.token_endpoint.as_str();
        let headers = &issuer.config.issuer.headers;
        let care = match (purpose, &issuer.config.tokens) {
            (Purpose::Refresh { .. }, TokenMode::Page(_)) => Care::Finish,
            (Purpose::Refresh { .. }, TokenMode::Sealed(_)) => Care::FinishInTurn,
            _ => Care::Abortable,
        };
        self.send(purpose, endpoint, headers, Some((FORM, form)), care);
    }

    fn send(
        &mut self,
        purpose: Purpose,
        url: &str,
        headers: &Headers,
        content: Option<(&str, Secret<Vec<u8>>)>,
        care: Care,
    ) {
        self.last = self.last.wrapping_add(1);
        let mut all: Vec<(String, String)> = headers
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let (method, body) = match content {
            Some((media_type, body)) => {
                all.push(("content-type".into(), media_type.into()));
                (Method::Post, Some(body))
            }
            None => (Method::Get, None),
        };
        let request = Request {
            id: RequestId(self.last),
            method,
            url: url.into(),
            headers: all,
            body,
            limit: purpose.limit(),
            care,
            body_max: purpose.body_max(),
        };
        let spends = matches!(purpose, Purpose::Refresh { .. });
        if spends || self.under_way() < MOST_UNDER_WAY - 1 {
            self.dispatch(purpose, request);
        } else {
            self.deferred.push_back((purpose, request));
        }
    }

    fn dispatch(&mut self, purpose: Purpose, request: Request) {
        self.awaited.push(Awaited {
            id: request.id,
            purpose,
            until: self.now.plus(request.limit).plus(GRACE),
            given_up: false,
            space: AddressSpace::of_text(&request.url),
        });
        self.push(Output::Send(request));
    }

    /// Sends deferred requests, as far as the limit allows.
    pub(crate) fn release(&mut self) {
        while self.under_way() < MOST_UNDER_WAY - 1
            && let Some((purpose, request)) = self.deferred.pop_front()
        {
            self.dispatch(purpose, request);
        }
    }

    /// Whether a renewal can start, which needs up to two concurrent requests.
    pub(crate) fn has_room_for_a_renewal(&self) -> bool {
        self.deferred.is_empty() && self.under_way() + 2 < MOST_UNDER_WAY
    }

    fn under_way(&self) -> usize {
        self.awaited.iter().filter(|it| !it.given_up).count()
    }

    /// The request with this id; none if its response is no longer needed.
    pub(crate) fn settle(&mut self, id: RequestId) -> Option<Settled> {
        let at = self.awaited.iter().position(|it| it.id == id)?;
        let Awaited {
            purpose,
            given_up,
            space,
            ..
        } = self.awaited.swap_remove(at);
        Some(Settled {
            purpose,
            late: given_up,
            space,
        })
    }

    /// Drops one request that has timed out. The response to a refresh is still used if it comes later.
    pub(crate) fn time_out(&mut self) -> Option<Purpose> {
        let now = self.now;
        let at = self
            .awaited
            .iter()
            .position(|it| !it.given_up && it.until <= now)?;
        let purpose = self.awaited[at].purpose;
        if matches!(purpose, Purpose::Refresh { .. }) {
            self.awaited[at].given_up = true;
        } else {
            self.awaited.swap_remove(at);
        }
        Some(purpose)
    }

    /// When the next request times out.
    pub(crate) fn deadline(&self) -> Option<Tick> {
        let waiting = self.awaited.iter().filter(|it| !it.given_up);
        waiting.map(|it| it.until).min()
    }

    /// Forgets all requests: later responses belong to a phase that is over.
    pub(crate) fn forget_all(&mut self) {
        self.awaited.clear();
        self.deferred.clear();
    }

    /// Whether a refresh token is, or may be, in use by a request.
    pub(crate) fn is_refreshing(&self) -> bool {
        let spends = |it: &Awaited| !it.given_up && matches!(it.purpose, Purpose::Refresh { .. });
        self.awaited.iter().any(spends)
    }

    /// Whether a response for this purpose is awaited.
    pub(crate) fn awaits(&self, purpose: Purpose) -> bool {
        self.awaited.iter().any(|it| it.purpose == purpose)
            || self.deferred.iter().any(|(it, _)| *it == purpose)
    }
}

/// Concurrent requests; more would only wait in the browser and at the gateway.
const MOST_UNDER_WAY: usize = 8;
/// The edge ends a request at its timeout; after this grace period the response is considered lost.
const GRACE: Span = Span::from_secs(5);
