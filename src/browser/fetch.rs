//! Performs one request: bounded in time and size, never redirected, never cached, never with a referrer.

use std::cell::Cell;
use std::rc::Rc;

use gloo_net::http::{Headers, RequestBuilder};
use gloo_timers::callback::Timeout;
use haulout_protocol::http::{Failure, MAX_BODY, Method, Reply, Request, Response};
use haulout_protocol::secret::Secret;
use haulout_protocol::text::ServerText;
use haulout_protocol::time::UnixTime;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestRedirect,
};

use super::clock::Clock;

/// Sends `request` and reads its answer.
pub(crate) async fn perform(request: Request, clock: &Clock) -> Response {
    let id = request.id;
    let sent = clock.now();
    let limit = Limit::start();
    let head = send(request, &limit).await;
    let received = clock.now();
    let outcome = match head {
        Ok(head) => read(head).await,
        Err(_) => Err(Failure::Network),
    };
    let outcome = outcome.map_err(|failure| {
        if limit.reached() {
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
    limit: &Limit,
) -> Result<gloo_net::http::Response, gloo_net::Error> {
    let headers = Headers::new();
    for (name, value) in &request.headers {
        headers.append(name, value);
    }
    let builder = RequestBuilder::new(&request.url)
        .method(match request.method {
            Method::Get => gloo_net::http::Method::GET,
            Method::Post => gloo_net::http::Method::POST,
        })
        .headers(headers)
        .credentials(RequestCredentials::SameOrigin)
        .cache(RequestCache::NoStore)
        .redirect(RequestRedirect::Error)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(
            limit
                .controller
                .as_ref()
                .map(|controller| controller.signal())
                .as_ref(),
        );
    match request.body {
        // Copied into the browser's heap, where nobody can wipe it; ours is wiped here.
        Some(body) => {
            builder
                .body(Uint8Array::from(body.secret().as_slice()))?
                .send()
                .await
        }
        None => builder.send().await,
    }
}

async fn read(head: gloo_net::http::Response) -> Result<Reply, Failure> {
    let headers = head.headers();
    // An answer out of a cache carries the clock of long ago.
    let date = if headers.has("age") {
        None
    } else {
        headers.get("date")
    };
    let media_type = headers.get("content-type").unwrap_or_default();
    let media_type = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    Ok(Reply {
        status: head.status(),
        date: date.and_then(|date| UnixTime::parse_http_date(&date)),
        retry_after: None,
        audit_id: headers.get("audit-id").map(|id| ServerText::new(&id)),
        media_type,
        body: Secret::new(read_body(&head).await?),
    })
}

/// Reads chunk by chunk, and stops at the bound however long the answer claims to be.
async fn read_body(head: &gloo_net::http::Response) -> Result<Vec<u8>, Failure> {
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
        if body.len().saturating_add(length) > MAX_BODY {
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

/// Aborts the request when its time is up, or when this is dropped.
struct Limit {
    controller: Option<AbortController>,
    reached: Rc<Cell<bool>>,
    _timeout: Timeout,
}

impl Limit {
    fn start() -> Self {
        let controller = AbortController::new().ok();
        let reached = Rc::new(Cell::new(false));
        let (abort, flag) = (controller.clone(), reached.clone());
        let timeout = Timeout::new(TIME_LIMIT_MILLIS, move || {
            flag.set(true);
            if let Some(controller) = abort {
                controller.abort();
            }
        });
        Self {
            controller,
            reached,
            _timeout: timeout,
        }
    }

    fn reached(&self) -> bool {
        self.reached.get()
    }
}

/// Pinniped's own client gives a credential exchange this long.
const TIME_LIMIT_MILLIS: u32 = 30_000;

#[cfg(test)]
mod tests;
