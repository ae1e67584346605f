//! Requests under way: what each was for, and what its answer amounts to.

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;

use super::FORM;
use crate::code::Code;
use crate::config::Headers;
use crate::error::{Error, Outage, Peer, Reason};
use crate::http::{Care, Failure, Method, Reply, Request, RequestId};
use crate::json::Json;
use crate::output::Output;
use crate::phase::Known;
use crate::secret::Secret;
use crate::text::ServerText;
use crate::time::Span;

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
    Refresh,
    Jwks,
    Exchange(usize),
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
            | Self::Refresh
            | Self::Jwks
            | Self::Exchange(_) => Peer::Issuer,
            Self::Probe | Self::SessionStart | Self::SessionConfig | Self::SessionEnd => {
                Peer::Gateway
            }
            Self::Credential(_) | Self::Version(_) => Peer::Concierge,
        }
    }

    const fn speaks_oauth(self) -> bool {
        matches!(self, Self::Redeem | Self::Refresh | Self::Exchange(_))
    }

    /// Whether an answer with this status has something to say that its reader understands.
    const fn understands(self, status: u16) -> bool {
        match self {
            // OAuth refusals have a body of their own.
            Self::Redeem | Self::Refresh | Self::Exchange(_) => {
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
    awaited: Vec<(RequestId, Purpose)>,
    last: u32,
}

impl Outbox {
    pub(crate) fn push(&mut self, output: Output) {
        self.queue.push_back(output);
    }

    pub(crate) fn pop(&mut self) -> Option<Output> {
        self.queue.pop_front()
    }

    pub(crate) fn get(&mut self, purpose: Purpose, url: &str, headers: &Headers) {
        self.send(purpose, Method::Get, url, headers, None, None);
    }

    pub(crate) fn post(
        &mut self,
        purpose: Purpose,
        url: &str,
        headers: &Headers,
        media_type: &str,
        body: Secret<Vec<u8>>,
    ) {
        self.send(
            purpose,
            Method::Post,
            url,
            headers,
            Some(media_type),
            Some(body),
        );
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
        self.post(purpose, endpoint, headers, FORM, form);
    }

    fn send(
        &mut self,
        purpose: Purpose,
        method: Method,
        url: &str,
        headers: &Headers,
        media_type: Option<&str>,
        body: Option<Secret<Vec<u8>>>,
    ) {
        self.last = self.last.wrapping_add(1);
        let id = RequestId(self.last);
        self.awaited.push((id, purpose));
        let mut all: Vec<(String, String)> = headers
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        all.extend(media_type.map(|media_type| ("content-type".into(), media_type.into())));
        self.push(Output::Send(Request {
            id,
            method,
            url: url.into(),
            headers: all,
            body,
            limit: LIMIT,
            care: Care::Abortable,
        }));
    }

    /// What the request was for; nothing if nobody waits for it any more.
    pub(crate) fn settle(&mut self, id: RequestId) -> Option<Purpose> {
        let at = self
            .awaited
            .iter()
            .position(|(awaited, _)| *awaited == id)?;
        Some(self.awaited.swap_remove(at).1)
    }

    /// Stops waiting: answers that arrive later belong to a situation that is over.
    pub(crate) fn forget_all(&mut self) {
        self.awaited.clear();
    }

    /// Whether an answer for this purpose is awaited.
    pub(crate) fn awaits(&self, purpose: Purpose) -> bool {
        self.awaited.iter().any(|(_, awaited)| *awaited == purpose)
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
    let failed = |reason| Error {
        reason,
        audit_id: reply.audit_id.clone(),
    };
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

/// Pinniped's own client gives a credential exchange this long.
const LIMIT: Span = Span::from_secs(30);
const NO_JSON: &str = "the answer is not JSON";
