//! The edge of this world: sends, waits, loses responses, delivers them late, and verifies signatures.

use haulout_protocol::event::Event;
use haulout_protocol::http::{Care, Reply, Request, Response, TransportError};
use haulout_protocol::input::Input;
use haulout_protocol::output::Output;
use haulout_protocol::secret::Secret;
use haulout_protocol::text::ServerText;
use haulout_protocol::time::{Now, Span, UnixTime};

use super::gateway::Tokens;
use super::wire::{Answer, SentRequest};
use super::{World, keys};

/// A request that was sent and is not answered yet.
pub(crate) struct PendingRequest {
    pub(crate) request: Request,
    pub(crate) seen: SentRequest,
    pub(crate) sent: Now,
    /// Whether its response comes late, if at all.
    pub(crate) delayed: bool,
    processed: Option<ProcessedRequest>,
}

/// A server's response, on its way back.
struct ProcessedRequest {
    answer: Answer,
    date: Option<UnixTime>,
    cookie: Option<Tokens>,
}

impl World {
    pub(super) fn perform(&mut self, output: Output) -> Option<Input> {
        match output {
            Output::Send(request) => return self.send(request),
            Output::CheckSignature(_) if self.verdicts_to_lose > 0 => self.verdicts_to_lose -= 1,
            Output::CheckSignature(check) if self.is_quick => {
                return Some(Input::Verdict(check.valid()));
            }
            Output::CheckSignature(check) => return Some(Input::Verdict(keys::check(check))),
            Output::Remember(pending) => self.storage = Some(pending.to_json().secret().clone()),
            Output::Navigate(url) => self.navigated = Some(url.secret().clone()),
            Output::ReplaceUrl(url) => self.shown = Some(url),
            Output::Emit(Event::Activity(entry)) => self.activity.push(entry),
            Output::Emit(event) => {
                let at = self.now();
                self.happenings.push((at, event.clone()));
                self.events.push(event);
            }
        }
        None
    }

    fn send(&mut self, request: Request) -> Option<Input> {
        let body = request.body.as_ref();
        let body = body.map(|body| body.secret().clone()).unwrap_or_default();
        let seen = SentRequest::new(
            request.method.as_str(),
            request.url.clone(),
            request.headers.clone(),
            body,
        );
        self.seen.push(seen.clone());
        let waits = self.holds_everything || self.held.contains(&seen.route);
        let mut waiting = PendingRequest {
            request,
            sent: self.now(),
            seen,
            delayed: false,
            processed: None,
        };
        if waits {
            self.waiting.push(waiting);
            return None;
        }
        self.serve(&mut waiting);
        Some(Input::Response(self.bring_back(waiting)))
    }

    /// Answers held requests.
    pub(crate) fn release(&mut self) {
        self.held.clear();
        for mut waiting in std::mem::take(&mut self.waiting) {
            self.serve(&mut waiting);
            let response = self.bring_back(waiting);
            self.feed(Input::Response(response));
        }
    }

    /// Has the server process the request at `at`; the response stays pending.
    pub(crate) fn process_request(&mut self, at: usize) {
        let mut waiting = self.waiting.remove(at);
        self.serve(&mut waiting);
        self.waiting.insert(at, waiting);
    }

    /// Delivers the response to the request at `at`, which is processed first if it has not been.
    pub(crate) fn deliver(&mut self, at: usize) {
        let mut waiting = self.waiting.remove(at);
        self.serve(&mut waiting);
        let response = self.bring_back(waiting);
        self.feed(Input::Response(response));
    }

    /// Delivers a modified response to the request at `at`.
    pub(crate) fn deliver_instead(&mut self, at: usize, change: impl FnOnce(Answer) -> Answer) {
        let mut waiting = self.waiting.remove(at);
        self.serve(&mut waiting);
        if let Some(processed) = &mut waiting.processed {
            processed.answer = change(processed.answer.clone());
        }
        let response = self.bring_back(waiting);
        self.feed(Input::Response(response));
    }

    /// Ends requests that timed out, as a real edge does; those that must finish stay.
    pub(crate) fn time_out(&mut self) {
        let now = self.now().tick;
        let is_over = |it: &PendingRequest| {
            it.request.care == Care::Abortable
                && !it.delayed
                && it.sent.tick.plus(it.request.limit) <= now
        };
        while let Some(at) = self.waiting.iter().position(is_over) {
            self.deliver_unprocessed(at, Answer::Failed(TransportError::Timeout));
        }
    }

    /// Ends the request at `at` without its server.
    pub(crate) fn deliver_unprocessed(&mut self, at: usize, answer: Answer) {
        let mut waiting = self.waiting.remove(at);
        waiting.processed = Some(ProcessedRequest {
            answer,
            date: None,
            cookie: None,
        });
        let response = self.bring_back(waiting);
        self.feed(Input::Response(response));
    }

    /// When the next request times out.
    pub(crate) fn next_timeout(&self) -> Option<u64> {
        let abortable = |it: &&PendingRequest| it.request.care == Care::Abortable && !it.delayed;
        let ends = self.waiting.iter().filter(abortable).map(|it| {
            let end = it.sent.tick.plus(it.request.limit);
            end.as_millis()
        });
        ends.filter(|end| *end > self.tick).min()
    }

    fn serve(&mut self, waiting: &mut PendingRequest) {
        if waiting.processed.is_some() {
            return;
        }
        self.pass_millis(LATENCY_MILLIS);
        let offset = self.offset_of(&waiting.seen.route);
        let answer = if self.unplugged {
            Answer::Failed(TransportError::Network)
        } else {
            self.answer(&waiting.seen)
        };
        let date = (!self.clocks.hidden).then(|| UnixTime::from_secs(self.secs(offset)));
        waiting.processed = Some(ProcessedRequest {
            answer,
            date,
            cookie: self.gateway.set_cookie.take(),
        });
    }

    /// Delivers the response, and the cookie that it sets.
    fn bring_back(&mut self, waiting: PendingRequest) -> Response {
        self.pass_millis(LATENCY_MILLIS);
        let ProcessedRequest {
            answer,
            date,
            cookie,
        } = waiting.processed.expect("it was carried out");
        let outcome = match answer {
            Answer::Failed(failure) => Err(failure),
            Answer::Http { body, .. } if body.len() > waiting.request.body_max => {
                Err(TransportError::TooLarge)
            }
            Answer::Http {
                status,
                media_type,
                retry_after,
                age,
                body,
            } => {
                if cookie.is_some() {
                    self.gateway.session = cookie;
                }
                Ok(Reply {
                    status,
                    date: date.filter(|_| age.is_none()),
                    retry_after: retry_after.map(Span::from_secs),
                    audit_id: self.audit_id.map(ServerText::new),
                    media_type: media_type.to_owned(),
                    is_remembered: age.is_some_and(|age| age > 0),
                    body: Secret::new(body),
                })
            }
        };
        if let Some(observer) = self.observer.as_mut() {
            observer.received(waiting.request.id, &waiting.seen, &outcome, self.clocks);
        }
        Response {
            id: waiting.request.id,
            sent: waiting.sent,
            received: self.now(),
            outcome,
        }
    }
}

/// Each way.
const LATENCY_MILLIS: i64 = 20;
