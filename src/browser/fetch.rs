//! Performs one request, with bounded time and size, and without redirects, cache and referrer.

use gloo_net::http::{Headers, Request as HttpRequest, Response as HttpResponse};
use gloo_timers::callback::Timeout;
use haulout_protocol::http::{Care, Method, Reply, Request, RequestId, Response, TransportError};
use haulout_protocol::time::Span;
use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache,
    RequestCredentials, RequestInit, RequestRedirect,
};

use super::clock::Clock;
use super::js::{call, global, member};
use super::locks;

/// Sends requests with the host's function, or else with the global `fetch`, which is looked up for each request.
#[derive(Clone)]
pub(crate) struct Transport {
    clock: Clock,
    fetch: Option<Function>,
}

impl Transport {
    /// `fetch` is called with a `Request` and must resolve to a `Response`.
    pub(crate) fn new(clock: Clock, fetch: Option<Function>) -> Self {
        Self { clock, fetch }
    }

    /// Returns a future that sends `request` and reads the response, and a guard to hold until the future has ended.
    /// Dropping the guard earlier aborts the request if that is safe.
    pub(crate) fn perform(
        &self,
        request: Request,
    ) -> (RequestGuard, impl Future<Output = Response> + use<>) {
        let guard = RequestGuard::new(&request);
        let answer = answer(self.clone(), request, guard.signal());
        (guard, answer)
    }

    async fn fetch(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let fetch = match &self.fetch {
            Some(fetch) => fetch.clone(),
            None => global("fetch")
                .dyn_into()
                .map_err(|_| TransportError::Network)?,
        };
        let request = web_sys::Request::from(request);
        let sent = fetch.call1(&JsValue::UNDEFINED, &request);
        let answer = Promise::resolve(&sent.map_err(|_| TransportError::Network)?);
        let answer = JsFuture::from(answer)
            .await
            .map_err(|_| TransportError::Network)?;
        if is_response(&answer) {
            return Ok(answer.unchecked_into::<web_sys::Response>().into());
        }
        Err(TransportError::InvalidTransport)
    }
}

async fn answer(transport: Transport, request: Request, signal: Option<AbortSignal>) -> Response {
    let clock = &transport.clock;
    let (id, body_max) = (request.id, request.body_max);
    let asked = clock.now();
    let (turn, signal) = match request.care {
        Care::Abortable | Care::Finish => (None, signal),
        Care::FinishInTurn => {
            let turn = locks::refresh(signal.as_ref()).await;
            if turn.is_none() && is_aborted(signal.as_ref()) {
                return Response {
                    id,
                    sent: asked,
                    received: clock.now(),
                    outcome: Err(TransportError::Timeout),
                };
            }
            // A token is spent from here on, so the request is no longer aborted.
            (turn, None)
        }
    };
    let sent = clock.now();
    let head = match http_request(&request, signal.as_ref()) {
        Ok(http_request) => transport.fetch(http_request).await,
        Err(_) => Err(TransportError::Network),
    };
    let received = clock.now();
    let outcome = match head {
        Ok(head) => read(head, body_max).await,
        Err(failure) => Err(failure),
    };
    // Released after the response, because the response may replace the token that the next page would send.
    drop(turn);
    let outcome = outcome.map_err(|failure| {
        if is_aborted(signal.as_ref()) {
            TransportError::Timeout
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

fn http_request(
    request: &Request,
    signal: Option<&AbortSignal>,
) -> Result<HttpRequest, gloo_net::Error> {
    let headers = Headers::new();
    for (name, value) in &request.headers {
        headers.append(name, value);
    }
    let builder = match request.method {
        Method::Get => HttpRequest::get(&request.url),
        Method::Post => HttpRequest::post(&request.url),
    };
    let builder = builder
        .headers(headers)
        .credentials(RequestCredentials::SameOrigin)
        .cache(RequestCache::NoStore)
        .redirect(RequestRedirect::Error)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(signal);
    let (built, length) = match &request.body {
        // The copy in the browser's heap cannot be wiped; the original is wiped when it is dropped.
        Some(body) => {
            let bytes = body.secret().as_slice();
            (builder.body(Uint8Array::from(bytes))?, bytes.len())
        }
        None => (builder.build()?, 0),
    };
    let finishes = match request.care {
        Care::Abortable => false,
        Care::Finish | Care::FinishInTurn => true,
    };
    Ok(if finishes && length < KEEPALIVE_MAX {
        with_keepalive(built)
    } else {
        built
    })
}

/// Sets `keepalive`, which gloo-net does not support: the browser finishes the request when the page is closed.
fn with_keepalive(request: HttpRequest) -> HttpRequest {
    let request = web_sys::Request::from(request);
    let init = RequestInit::new();
    let _never_fails = Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE);
    let copy = web_sys::Request::new_with_request_and_init(&request, &init);
    // Platforms that do not support it send the request as it is.
    copy.unwrap_or(request).into()
}

/// Checks the interface and not the class, because a host's transport may use a class of its own.
fn is_response(answer: &JsValue) -> bool {
    let is_function = |of: &JsValue, name| member(of, name).is_function();
    let body = member(answer, "body");
    let is_readable = body.is_null() || body.is_undefined() || is_function(&body, "getReader");
    let has_status = member(answer, "status").as_f64().is_some();
    has_status && is_readable && is_function(&member(answer, "headers"), "get")
}

async fn read(head: HttpResponse, body_max: usize) -> Result<Reply, TransportError> {
    let body = read_body(&head, body_max).await?;
    let headers = head.headers();
    Ok(Reply::new(head.status(), &|name| headers.get(name), body))
}

/// Reads chunk by chunk and stops at `max`, whatever `Content-Length` says.
async fn read_body(head: &HttpResponse, max: usize) -> Result<Vec<u8>, TransportError> {
    let Some(stream) = head.body() else {
        return Ok(Vec::new());
    };
    // Fails if the stream is locked to another reader.
    let reader = call(&stream, "getReader", &[]).map_err(|_| TransportError::InvalidTransport)?;
    let reader: ReadableStreamDefaultReader = reader.unchecked_into();
    let mut body = Vec::new();
    while let Some(chunk) = next_chunk(&reader)
        .await
        .map_err(|_| TransportError::Network)?
    {
        let length = usize::try_from(chunk.length()).unwrap_or(usize::MAX);
        if body.len().saturating_add(length) > max {
            drop(reader.cancel());
            return Err(TransportError::TooLarge);
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

fn is_aborted(signal: Option<&AbortSignal>) -> bool {
    signal.is_some_and(AbortSignal::aborted)
}

/// Aborts a request at its time limit or when dropped, unless the request spends a token and has been sent.
pub(crate) struct RequestGuard {
    id: RequestId,
    abort: Option<(AbortController, Timeout)>,
}

impl RequestGuard {
    fn new(request: &Request) -> Self {
        let abort = match request.care {
            Care::Abortable | Care::FinishInTurn => abort_after(request.limit),
            Care::Finish => None,
        };
        Self {
            id: request.id,
            abort,
        }
    }

    /// The id of the request.
    pub(crate) fn id(&self) -> RequestId {
        self.id
    }

    /// Releases a request that has ended: browsers show a request as failed that is aborted right after its end.
    pub(crate) fn finish(mut self) {
        self.abort = None;
    }

    fn signal(&self) -> Option<AbortSignal> {
        Some(self.abort.as_ref()?.0.signal())
    }
}

impl Drop for RequestGuard {
    fn drop(&mut self) {
        if let Some((controller, _)) = &self.abort {
            controller.abort();
        }
    }
}

fn abort_after(limit: Span) -> Option<(AbortController, Timeout)> {
    let controller = AbortController::new().ok()?;
    let millis = u32::try_from(limit.as_millis()).unwrap_or(u32::MAX);
    let abort = controller.clone();
    Some((controller, Timeout::new(millis, move || abort.abort())))
}

/// Bytes. Browsers reject larger bodies with `keepalive`, counting all such requests that are pending.
const KEEPALIVE_MAX: usize = 64 * 1024;

#[cfg(test)]
mod tests;
