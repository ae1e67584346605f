//! Performs one request: bounded in time and size, never redirected, never cached, never with a referrer.

use gloo_net::http::Request as Fetch;
use gloo_timers::callback::Timeout;
use haulout_protocol::http::{Care, Failure, Method, Reply, Request, RequestId, Response};
use haulout_protocol::time::Span;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, Headers, ReadableStreamDefaultReader, ReferrerPolicy,
    RequestCache, RequestCredentials, RequestInit, RequestRedirect,
};

use super::clock::Clock;
use super::locks;

/// Prepares to send `request` and to read its answer. The hold is to be dropped when the future has ended; dropped
/// before, it ends what may be ended.
pub(crate) fn perform(
    request: Request,
    clock: Clock,
) -> (Hold, impl Future<Output = Response> + 'static) {
    let hold = Hold::new(&request);
    let signal = hold.signal();
    (hold, answer(request, clock, signal))
}

async fn answer(request: Request, clock: Clock, signal: Option<AbortSignal>) -> Response {
    let (id, body_max) = (request.id, request.body_max);
    let asked = clock.now();
    let (turn, signal) = match request.care {
        Care::Abortable | Care::Finish => (None, signal),
        Care::FinishInTurn => {
            let turn = locks::refresh(signal.as_ref()).await;
            if turn.is_none() && is_over(signal.as_ref()) {
                return Response {
                    id,
                    sent: asked,
                    received: clock.now(),
                    outcome: Err(Failure::Timeout),
                };
            }
            // From here on a token is spent, and nothing may end that.
            (turn, None)
        }
    };
    let sent = clock.now();
    let head = send(request, signal.as_ref()).await;
    let received = clock.now();
    let outcome = match head {
        Ok(head) => read(head, body_max).await,
        Err(_) => Err(Failure::Network),
    };
    // Whoever is next may find that what we were given has replaced what it wanted to spend.
    drop(turn);
    let outcome = outcome.map_err(|failure| {
        if is_over(signal.as_ref()) {
            Failure::Timeout
        } else {
            failure
        }
    });
    Response {
        id,
        sent,
        received,
        outcome,
    }
}

async fn send(
    request: Request,
    signal: Option<&AbortSignal>,
) -> Result<gloo_net::http::Response, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in &request.headers {
        headers.append(name, value)?;
    }
    let init = RequestInit::new();
    init.set_method(match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
    });
    init.set_headers(&headers);
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_cache(RequestCache::NoStore);
    init.set_redirect(RequestRedirect::Error);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(signal);
    let finishes = match request.care {
        Care::Abortable => false,
        Care::Finish | Care::FinishInTurn => true,
    };
    let mut length = 0;
    // Copied into the browser's heap, where nobody can wipe it; ours is wiped at the end.
    if let Some(body) = &request.body {
        length = body.secret().len();
        init.set_body(&Uint8Array::from(body.secret().as_slice()));
    }
    if finishes && length < KEEPALIVE_MAX {
        Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE)?;
    }
    let request = Fetch::from(web_sys::Request::new_with_str_and_init(
        &request.url,
        &init,
    )?);
    request.send().await.map_err(|_| JsValue::NULL)
}

async fn read(head: gloo_net::http::Response, body_max: usize) -> Result<Reply, Failure> {
    let body = read_body(&head, body_max).await?;
    let headers = head.headers();
    Ok(Reply::new(head.status(), &|name| headers.get(name), body))
}

/// Reads chunk by chunk, and stops at the bound however long the answer claims to be.
async fn read_body(head: &gloo_net::http::Response, max: usize) -> Result<Vec<u8>, Failure> {
    let Some(stream) = head.body() else {
        return Ok(Vec::new());
    };
    let reader: ReadableStreamDefaultReader = stream
        .get_reader()
        .dyn_into()
        .map_err(|_| Failure::Network)?;
    let mut body = Vec::new();
    while let Some(chunk) = next_chunk(&reader).await.map_err(|_| Failure::Network)? {
        let length = usize::try_from(chunk.length()).unwrap_or(usize::MAX);
        if body.len().saturating_add(length) > max {
            drop(reader.cancel());
            return Err(Failure::TooLarge);
        }
        body.extend(chunk.to_vec());
    }
    Ok(body)
}

async fn next_chunk(reader: &ReadableStreamDefaultReader) -> Result<Option<Uint8Array>, JsValue> {
    let step = JsFuture::from(reader.read()).await?;
    if Reflect::get(&step, &"done".into())?.is_truthy() {
        return Ok(None);
    }
    Ok(Some(Reflect::get(&step, &"value".into())?.dyn_into()?))
}

fn is_over(signal: Option<&AbortSignal>) -> bool {
    signal.is_some_and(AbortSignal::aborted)
}

/// Ends a request when its time is up, or when this is dropped; but nothing that spends a token once that is sent.
pub(crate) struct Hold {
    id: RequestId,
    end: Option<(AbortController, Timeout)>,
}

impl Hold {
    fn new(request: &Request) -> Self {
        let end = match request.care {
            Care::Abortable | Care::FinishInTurn => end_after(request.limit),
            Care::Finish => None,
        };
        Self {
            id: request.id,
            end,
        }
    }

    /// Whose hold this is.
    pub(crate) fn id(&self) -> RequestId {
        self.id
    }

    fn signal(&self) -> Option<AbortSignal> {
        Some(self.end.as_ref()?.0.signal())
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if let Some((controller, _)) = &self.end {
            controller.abort();
        }
    }
}

fn end_after(limit: Span) -> Option<(AbortController, Timeout)> {
    let controller = AbortController::new().ok()?;
    let millis = u32::try_from(limit.as_millis()).unwrap_or(u32::MAX);
    let abort = controller.clone();
    Some((controller, Timeout::new(millis, move || abort.abort())))
}

/// Bytes; a browser refuses larger bodies of requests that outlive their page, and it counts all that are under way.
const KEEPALIVE_MAX: usize = 64 * 1024;

#[cfg(test)]
mod tests;
