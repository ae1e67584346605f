//! `Failure`: an error response without secrets, with its cause for the log.

use std::borrow::Cow;
use std::error::Error;

use axum::http::StatusCode;
use axum::http::header::{HeaderMap, HeaderValue, RETRY_AFTER, SET_COOKIE};
use axum::response::{IntoResponse, Response};
use haulout_protocol::Code;
use serde::Serialize;

/// An error response; boxed to keep `Result`s small.
#[derive(Debug)]
pub(crate) struct Failure(Box<Inner>);

#[derive(Debug)]
struct Inner {
    status: StatusCode,
    body: Body,
    cause: Option<Box<dyn Error + Send + Sync>>,
    headers: HeaderMap,
    /// Whether it is certain that the upstream did not get the request.
    is_unsent: bool,
}

#[derive(Clone, Debug, Serialize)]
struct Body {
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_description: Option<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
}

impl Failure {
    /// An error of the gateway itself; `description` is one sentence without secrets.
    pub(crate) fn new(
        status: StatusCode,
        code: Code,
        description: impl Into<Cow<'static, str>>,
    ) -> Self {
        let body = Body {
            error: Some(reason(code)),
            error_description: Some(description.into()),
            code: Some(code.as_str()),
        };
        Self(Box::new(Inner {
            status,
            body,
            cause: None,
            headers: HeaderMap::new(),
            is_unsent: false,
        }))
    }

    /// An error of the issuer (RFC 6749 §5.2), forwarded as `error` and `error_description`; without the former if the
    /// issuer sent none.
    pub(crate) fn from_issuer(
        status: StatusCode,
        error: Option<String>,
        description: Option<String>,
    ) -> Self {
        let body = Body {
            error: error.map(Cow::Owned),
            error_description: description.map(Cow::Owned),
            code: None,
        };
        Self(Box::new(Inner {
            status,
            body,
            cause: None,
            headers: HeaderMap::new(),
            is_unsent: false,
        }))
    }

    /// A malformed request.
    pub(crate) fn request(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, Code::RequestInvalid, description)
    }

    /// An unknown route or resource.
    pub(crate) fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            Code::NotFound,
            "There is no such route.",
        )
    }

    /// There is no session, or its cookie cannot be decrypted.
    pub(crate) fn sign_in_required() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            Code::SignInRequired,
            "There is no session; sign in.",
        )
    }

    /// Too many requests in progress; the client may retry after a second.
    pub(crate) fn busy(description: impl Into<Cow<'static, str>>) -> Self {
        let failure = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            Code::RateLimited,
            description,
        );
        failure
            .with_headers(HeaderMap::from_iter([(
                RETRY_AFTER,
                HeaderValue::from_static("1"),
            )]))
            .unsent()
    }

    /// An upstream failed, or its response is unusable.
    pub(crate) fn upstream(code: Code, description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_GATEWAY, code, description)
    }

    /// A defect of the gateway or its environment.
    pub(crate) fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            Code::Internal,
            "The gateway failed; its log has the cause.",
        )
        .caused_by(cause)
    }

    /// The status of the response.
    pub(crate) fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Adds the cause, which is only logged. The caller ensures that it contains no secret.
    pub(crate) fn caused_by(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// Marks that the upstream did not get the request, so that it can be repeated without harm.
    pub(crate) fn unsent(mut self) -> Self {
        self.0.is_unsent = true;
        self
    }

    /// Whether it is certain that the upstream did not get the request.
    pub(crate) fn is_unsent(&self) -> bool {
        self.0.is_unsent
    }

    /// The same response for another request; the cause has already been logged.
    pub(crate) fn without_cause(&self) -> Self {
        let Inner {
            status,
            body,
            cause: _,
            headers,
            is_unsent,
        } = &*self.0;
        Self(Box::new(Inner {
            status: *status,
            body: body.clone(),
            cause: None,
            headers: headers.clone(),
            is_unsent: *is_unsent,
        }))
    }

    /// Logs a failure that does not become a response. That of a response is part of the request's line in the log.
    pub(crate) fn log(&self) {
        let Inner {
            status,
            body,
            cause,
            headers: _,
            is_unsent: _,
        } = &*self.0;
        // The issuer's description is not logged, because it can repeat a token.
        let (code, description) = match (body.code, &body.error_description) {
            (Some(code), Some(description)) => (code, description.as_ref()),
            _ => ("-", "the issuer refused"),
        };
        match cause {
            Some(cause) => {
                tracing::warn!(code, status = status.as_u16(), description, cause = %chain(cause.as_ref()), "request failed");
            }
            None if status.is_server_error() => tracing::warn!(
                code,
                status = status.as_u16(),
                description,
                "request failed"
            ),
            None => tracing::info!(
                code,
                status = status.as_u16(),
                description,
                "request refused"
            ),
        }
    }

    /// Adds headers to the response, such as an upstream's `Audit-Id`.
    pub(crate) fn with_headers(mut self, headers: HeaderMap) -> Self {
        self.0.headers.extend(headers);
        self
    }

    /// Adds a cookie to the response.
    pub(crate) fn with_cookie(mut self, cookie: HeaderValue) -> Self {
        self.0.headers.append(SET_COOKIE, cookie);
        self
    }
}

/// The code in the style of RFC 6749: `HAULOUT_STATE_MISMATCH` becomes `state-mismatch`.
fn reason(code: Code) -> Cow<'static, str> {
    let text = code.as_str();
    text.strip_prefix("HAULOUT_")
        .unwrap_or(text)
        .to_ascii_lowercase()
        .replace('_', "-")
        .into()
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Inner {
            status,
            body,
            cause,
            headers,
            is_unsent: _,
        } = *self.0;
        let json = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = (status, headers, json).into_response();
        response.extensions_mut().insert(FailureText {
            code: body.code.unwrap_or_default(),
            description: body.error_description.unwrap_or_default(),
            cause: cause.map(|cause| chain(cause.as_ref())),
        });
        response
    }
}

/// What a failure says, in the extensions of its response: for pages that show it to people, and for the log.
#[derive(Clone)]
pub(crate) struct FailureText {
    /// The stable code; empty if the failure is the issuer's.
    pub(crate) code: &'static str,
    /// One sentence in English.
    pub(crate) description: Cow<'static, str>,
    /// For the log only.
    pub(crate) cause: Option<String>,
}

impl FailureText {
    /// The description for the log. The issuer's is left out, because it can repeat a token.
    pub(crate) fn logged_description(&self) -> &str {
        if self.code.is_empty() {
            "the issuer refused"
        } else {
            &self.description
        }
    }
}

fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}
