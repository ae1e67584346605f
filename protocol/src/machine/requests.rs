//! Requests under way: what each was for, and what its answer amounts to.

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;

use super::FORM;
use crate::code::Code;
use crate::config::{Headers, TokenMode};
use crate::error::{Error, Outage, Peer, Reason};
use crate::http::{Care, Failure, Method, Reply, Request, RequestId};
use crate::json::Json;
use crate::output::Output;
use crate::phase::Known;
use crate::schedule::REQUEST_LIMIT;
use crate::secret::Secret;
use crate::text::ServerText;
use crate::time::{Span, Tick};

/// What a request is for; its answer is read accordingly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Config,
    Metadata,
    IdentityProviders,
    /// Is there a session?
    Probe,
    SessionStart,
    Redeem,
    /// The clusters of a session that was just made.
    SessionConfig,
    /// With the generation of the tokens that it replaces.
    Refresh(u32),
    Jwks,
    /// For a cluster, with the generation of the tokens that it spends.
    Exchange(usize, u32),
    Credential(usize),
    Version(usize),
    SessionEnd,
}

impl Purpose {
    pub(crate) const fn peer(self) -> Peer {
        match self {
            Self::Config => Peer::Configuration,
            Self::Metadata
            | Self::IdentityProviders
            | Self::Redeem
            | Self::Refresh(_)
            | Self::Jwks
            | Self::Exchange(..) => Peer::Issuer,
            Self::Probe | Self::SessionStart | Self::SessionConfig | Self::SessionEnd => {
                Peer::Gateway
            }
            Self::Credential(_) | Self::Version(_) => Peer::Concierge,
        }
    }

    /// The cluster whose server's time stands in the answer.
    pub(crate) const fn cluster_for_time(self) -> Option<usize> {
        if let Self::Credential(at) | Self::Version(at) = self {
            Some(at)
        } else {
            None
        }
    }

    const fn speaks_oauth(self) -> bool {
        matches!(self, Self::Redeem | Self::Refresh(_) | Self::Exchange(..))
    }

    /// How long an answer is worth waiting for. A refresh that the issuer has begun is paid for, so it has longer.
    const fn limit(self) -> Span {
        match self {
            Self::Jwks | Self::Exchange(..) | Self::Credential(_) | Self::Version(_) => {
                REQUEST_LIMIT
            }
            Self::Config
            | Self::Metadata
            | Self::IdentityProviders
            | Self::Probe
            | Self::SessionStart
            | Self::Redeem
            | Self::SessionConfig
            | Self::Refresh(_)
            | Self::SessionEnd => PATIENT_LIMIT,
        }
    }

    /// Whether an answer with this status has something to say that its reader understands.
    const fn understands(self, status: u16) -> bool {
        match self {
            // OAuth refusals have a body of their own.
            Self::Redeem | Self::Refresh(_) | Self::Exchange(..) => {
                status == 200 || (status >= 400 && status <= 403)
            }
            // So has Kubernetes.
            Self::Credential(_) => true,
            Self::Config
            | Self::Metadata
            | Self::IdentityProviders
            | Self::Probe
            | Self::SessionStart
            | Self::SessionConfig
            | Self::Jwks
            | Self::Version(_)
            | Self::SessionEnd => status == 200,
        }
    }
}

/// The queue of outputs, and the table of requests whose answers are awaited.
#[derive(Default)]
pub(crate) struct Outbox {
    queue: VecDeque<Output>,
    awaited: Vec<Awaited>,
    /// Requests that wait until fewer are under way.
    deferred: VecDeque<(Purpose, Request)>,
    last: u32,
    now: Tick,
}

struct Awaited {
    id: RequestId,
    purpose: Purpose,
    /// When the machine stops waiting, whether or not the edge has said anything.
    until: Tick,
    given_up: bool,
}

impl Outbox {
    /// Notes the time at which the next outputs are made.
    pub(crate) fn begin(&mut self, now: Tick) {
        self.now = now;
    }

    pub(crate) fn push(&mut self, output: Output) {
        self.queue.push_back(output);
    }

    pub(crate) fn pop(&mut self) -> Option<Output> {
        self.queue.pop_front()
    }

    pub(crate) fn get(&mut self, purpose: Purpose, url: &str, headers: &Headers) {
        let head = (Method::Get, url, headers, None);
        self.send(purpose, head, None, Care::Abortable);
    }

    pub(crate) fn post(
        &mut self,
        purpose: Purpose,
        url: &str,
        headers: &Headers,
        media_type: &'static str,
        body: Secret<Vec<u8>>,
    ) {
        let head = (Method::Post, url, headers, Some(media_type));
        self.send(purpose, head, Some(body), Care::Abortable);
    }

    /// Posts a form to the issuer's token endpoint, which redeems, refreshes and exchanges.
    pub(crate) fn ask_for_tokens(
        &mut self,
        purpose: Purpose,
        issuer: &Known,
        form: Secret<Vec<u8>>,
    ) {
        let endpoint = issuer.provider.token_endpoint.as_str();
        let headers = &issuer.config.issuer.headers;
        let care = match (purpose, &issuer.config.tokens) {
            (Purpose::Refresh(_), TokenMode::Page(_)) => Care::Finish,
            (Purpose::Refresh(_), TokenMode::Sealed(_)) => Care::FinishInTurn,
            _ => Care::Abortable,
        };
        let head = (Method::Post, endpoint, headers, Some(FORM));
        self.send(purpose, head, Some(form), care);
    }

    fn send(
        &mut self,
        purpose: Purpose,
        (method, url, headers, media_type): (Method, &str, &Headers, Option<&str>),
        body: Option<Secret<Vec<u8>>>,
        care: Care,
    ) {
        self.last = self.last.wrapping_add(1);
        let mut all: Vec<(String, String)> = headers
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        all.extend(media_type.map(|media_type| ("content-type".into(), media_type.into())));
        let request = Request {
            id: RequestId(self.last),
            method,
            url: url.into(),
            headers: all,
            body,
            limit: purpose.limit(),
            care,
        };
        let spends = matches!(purpose, Purpose::Refresh(_));
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
        });
        self.push(Output::Send(request));
    }

    /// Sends what had to wait, as far as there is room now.
    pub(crate) fn release(&mut self) {
        while self.under_way() < MOST_UNDER_WAY - 1
            && let Some((purpose, request)) = self.deferred.pop_front()
        {
            self.dispatch(purpose, request);
        }
    }

    /// Whether a renewal can start, which is up to two requests at once.
    pub(crate) fn has_room_for_a_renewal(&self) -> bool {
        self.deferred.is_empty() && self.under_way() + 2 < MOST_UNDER_WAY
    }

    fn under_way(&self) -> usize {
        self.awaited.iter().filter(|it| !it.given_up).count()
    }

    /// What the request was for, and whether the machine had stopped waiting for it; nothing if nobody cares any more.
    pub(crate) fn settle(&mut self, id: RequestId) -> Option<(Purpose, bool)> {
        let at = self.awaited.iter().position(|it| it.id == id)?;
        let Awaited {
            purpose, given_up, ..
        } = self.awaited.swap_remove(at);
        Some((purpose, given_up))
    }

    /// Stops waiting for one request that has had its time. The answer to a refresh is still welcome later on.
    pub(crate) fn give_up(&mut self) -> Option<Purpose> {
        let now = self.now;
        let at = self
            .awaited
            .iter()
            .position(|it| !it.given_up && it.until <= now)?;
        let purpose = self.awaited[at].purpose;
        if matches!(purpose, Purpose::Refresh(_)) {
            self.awaited[at].given_up = true;
        } else {
            self.awaited.swap_remove(at);
        }
        Some(purpose)
    }

    /// When the next request has had its time.
    pub(crate) fn deadline(&self) -> Option<Tick> {
        let waiting = self.awaited.iter().filter(|it| !it.given_up);
        waiting.map(|it| it.until).min()
    }

    /// Stops waiting: answers that arrive later belong to a situation that is over.
    pub(crate) fn forget_all(&mut self) {
        self.awaited.clear();
        self.deferred.clear();
    }

    /// Whether an answer for this purpose is awaited.
    pub(crate) fn awaits(&self, purpose: Purpose) -> bool {
        self.awaited.iter().any(|it| it.purpose == purpose)
            || self.deferred.iter().any(|(it, _)| *it == purpose)
    }
}

/// Sorts the ways to fail that are the same for every purpose out of an answer.
pub(crate) fn sort(purpose: Purpose, outcome: Result<Reply, Failure>) -> Result<Reply, Error> {
    let peer = purpose.peer();
    let reply = outcome.map_err(|failure| match failure {
        Failure::TooLarge => Reason::TooLarge(peer),
        Failure::Network | Failure::Timeout => {
            Reason::Unreachable(peer, Outage::Transport(failure))
        }
    })?;
    let failed = |reason| reply.complain(reason);
    if reply.status < 400 && !reply.is_json() {
        // A captive portal or a login wall answers 200 with a page of its own.
        return Err(failed(Reason::Unreachable(
            peer,
            Outage::Status(reply.status, ServerText::new(NO_JSON)),
        )));
    }
    if reply.status >= 400
        && let Some((code, words)) = gateway_error(reply.body.secret())
    {
        return Err(failed(Reason::Gateway(code, words)));
    }
    // A proxy's 403 page is no word of the issuer's, and must not end a session (RFC 6749 §5.2 demands JSON).
    let is_foreign = purpose.speaks_oauth() && !reply.is_json();
    if is_foreign || !purpose.understands(reply.status) {
        return Err(failed(Reason::Unreachable(
            peer,
            Outage::Status(reply.status, ServerText::default()),
        )));
    }
    Ok(reply)
}

/// Our gateway names its own failures with one of our codes.
fn gateway_error(body: &[u8]) -> Option<(Code, ServerText)> {
    let json = Json::parse(body).ok()?;
    let raw = json.root().ok()?;
    let name = raw.text("code").ok()?;
    let code = Code::ALL
        .iter()
        .copied()
        .find(|code| code.as_str() == name)?;
    let words = raw
        .optional_text("error_description")
        .ok()?
        .map(ServerText::new);
    Some((code, words.unwrap_or_default()))
}

/// Requests at once: beyond this they would only wait for each other, in the browser and at the gateway.
pub(crate) const MOST_UNDER_WAY: usize = 8;
/// What a person who waits puts up with.
const PATIENT_LIMIT: Span = Span::from_secs(30);
/// The edge ends a request at its limit; if it has not by now, it never will.
const GRACE: Span = Span::from_secs(5);
const NO_JSON: &str = "the answer is not JSON";
