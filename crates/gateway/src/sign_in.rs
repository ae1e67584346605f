//! `/session/start`: starts a sign-in, for a form of our page and for a script.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{HeaderMap, HeaderValue, SET_COOKIE};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use haulout_protocol::entropy::LoginValues;
use haulout_protocol::secret::Secret as ProtocolSecret;
use serde::Serialize;

use crate::bare_document::{self, Language};
use crate::config::Config;
use crate::cookies::{Cookies, LOGINS_MAX, Login};
use crate::error::{Failure, FailureText};
use crate::form::{FORM, Form};
use crate::headers::ResponseKind;
use crate::relay::issuer::Issuer;
use crate::secret::Secret;
use crate::{guard, random, request_body};

/// The response to a script.
#[derive(Serialize)]
struct StartResponse<'a> {
    url: &'a str,
}

/// `POST /session/start`: seals the values of a new login into a cookie, and returns the authorization request: its URL
/// as JSON to a script, and a document that leads there to a form. A redirect would not do, because `form-action` of the
/// page applies to each one that follows the form, and the issuer may have more of them.
pub(crate) async fn start(
    State(config): State<Arc<Config>>,
    State(cookies): State<Arc<Cookies>>,
    State(issuer): State<Arc<Issuer>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let mut language = Language::preferred(&headers);
    let started = async {
        let form = request_body::read(&headers, FORM, body).await?;
        let mut form = Form::parse(&form)?;
        let chosen = form.take("language");
        language = chosen
            .and_then(|tag| Language::of(tag.secret()))
            .unwrap_or(language);
        let (url, set) = start_login(&config, &cookies, &issuer, &headers, form).await?;
        let mut response = if guard::sent_by_our_page(&headers) {
            serde_json::to_vec(&StartResponse { url: &url })
                .map_err(Failure::internal)?
                .into_response()
        } else {
            let mut response =
                bare_document::redirect(&config.title, &url, language).into_response();
            response.extensions_mut().insert(ResponseKind::BareDocument);
            response
        };
        let set = set.into_iter().map(|cookie| (SET_COOKIE, cookie));
        for (name, value) in set {
            response.headers_mut().append(name, value);
        }
        Ok::<_, Failure>(response)
    };
    let mut response = started.await.unwrap_or_else(Failure::into_response);
    response.extensions_mut().insert(language);
    response
}

/// The URL of the authorization request, and the cookies to set.
async fn start_login(
    config: &Config,
    cookies: &Cookies,
    issuer: &Issuer,
    headers: &HeaderMap,
    mut form: Form,
) -> Result<(String, Vec<HeaderValue>), Failure> {
    let values = LoginValues {
        state: random::token()?,
        nonce: random::token()?,
        verifier: ProtocolSecret::new(random::token()?),
    };
    let identity_provider = form.take("identity_provider");
    let name = identity_provider.as_ref().map(Secret::secret);
    let silently = form.is_true("silent");
    let url = issuer.authorization_url(&values, name, silently).await?;
    let login = Login {
        verifier: Secret::new(values.verifier.secret().clone()),
        state: Secret::new(values.state),
        nonce: values.nonce,
        redirect_uri: config.public.redirect_uri(),
        issuer: config.issuer.identifier.clone(),
    };
    let mut changed = cookies.expired_login_cookies(headers, LOGINS_MAX - 1)?;
    changed.push(cookies.login_cookie(&login)?);
    Ok((url, changed))
}

/// Shows a failure as a document to a person who submitted the form.
pub(crate) async fn show_failures(
    State(config): State<Arc<Config>>,
    request: Request,
    next: Next,
) -> Response {
    let is_form = !guard::sent_by_our_page(request.headers());
    let preferred = Language::preferred(request.headers());
    let mut response = next.run(request).await;
    let language = response.extensions_mut().remove::<Language>();
    let text = response.extensions().get::<FailureText>().cloned();
    match text {
        Some(text) if is_form => {
            let back = config.public.join("/");
            let language = language.unwrap_or(preferred);
            let html = bare_document::failure(&config.title, &text, &back, language);
            bare_document::in_place_of(response, html)
        }
        Some(_) | None => response,
    }
}
