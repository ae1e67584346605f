//! Requests as the servers of this world see them, and their responses.

use haulout_protocol::http::TransportError;
use serde_json::{Value, json};

use super::edits::{Edit, edit, edited};

/// What a request is for, determined only from its method, URL and body.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Route {
    Config,
    Metadata,
    IdentityProviders,
    Jwks,
    /// Of the session that the cookie names, before or after a login.
    SessionConfig,
    SessionStart,
    SessionEnd,
    Redeem,
    Refresh,
    Exchange,
    Credential(String),
    Version(String),
    Unknown,
}

/// A request that was sent.
#[derive(Clone, Debug)]
pub(crate) struct SentRequest {
    pub(crate) route: Route,
    pub(crate) method: &'static str,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl SentRequest {
    pub(crate) fn new(
        method: &'static str,
        url: String,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    ) -> Self {
        let mut seen = Self {
            route: Route::Unknown,
            method,
            url,
            headers,
            body,
        };
        seen.route = seen.classify();
        seen
    }

    fn classify(&self) -> Route {
        let parsed = url::Url::parse(&self.url).unwrap();
        let path = parsed.path();
        // Through the gateway a cluster is a path, directly it is a host.
        let cluster = || match path.strip_prefix("/clusters/") {
            Some(rest) => rest.split('/').next().unwrap_or_default().to_owned(),
            None => {
                let host = parsed.host_str().unwrap_or_default();
                host.split('.').next().unwrap_or_default().to_owned()
            }
        };
        match (self.method, path) {
            ("GET", "/config.json") => Route::Config,
            ("GET", "/session/config") => Route::SessionConfig,
            ("POST", "/session/start") => Route::SessionStart,
            ("POST", "/session/end") => Route::SessionEnd,
            ("GET", path) if path.ends_with("/.well-known/openid-configuration") => Route::Metadata,
            ("GET", path) if path.ends_with("identity-providers") => Route::IdentityProviders,
            ("GET", path) if path.ends_with("/jwks") => Route::Jwks,
            ("POST", path) if path.ends_with("/token") => {
                match self.form("grant_type").as_deref() {
                    Some("authorization_code") => Route::Redeem,
                    Some("refresh_token") => Route::Refresh,
                    Some("urn:ietf:params:oauth:grant-type:token-exchange") => Route::Exchange,
                    _ => Route::Unknown,
                }
            }
            ("POST", path) if path.ends_with("tokencredentialrequests") => {
                Route::Credential(cluster())
            }
            ("GET", path) if path.ends_with("/version") => Route::Version(cluster()),
            _ => Route::Unknown,
        }
    }

    /// A field of the form in the body; none if it is missing or repeated.
    pub(crate) fn form(&self, name: &str) -> Option<String> {
        let mut values = url::form_urlencoded::parse(&self.body).filter(|(given, _)| given == name);
        let value = values.next().map(|(_, value)| value.into_owned());
        assert!(values.next().is_none(), "{name} twice");
        value
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(given, _)| given == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// A server's response, or how the request fails.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Http {
        status: u16,
        media_type: &'static str,
        /// In seconds, as in `Retry-After`.
        retry_after: Option<u64>,
        /// Seconds since it was written, if it is sent again.
        age: Option<u64>,
        body: Vec<u8>,
    },
    Failed(TransportError),
}

impl Answer {
    /// The body of a JSON response.
    pub(crate) fn into_json(self) -> Value {
        match self {
            Self::Http { body, .. } => serde_json::from_slice(&body).expect("the body is JSON"),
            Self::Failed(error) => panic!("there is no body: {error:?}"),
        }
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::Http {
            status,
            media_type: "application/json",
            retry_after: None,
            age: None,
            body: body.to_string().into_bytes(),
        }
    }

    pub(crate) fn html(status: u16) -> Self {
        Self::page(
            status,
            "<!doctype html><title>Please log in to the network</title>",
        )
    }

    /// A page of HTML.
    pub(crate) fn page(status: u16, html: &str) -> Self {
        Self::Http {
            status,
            media_type: "text/html",
            retry_after: None,
            age: None,
            body: html.as_bytes().to_vec(),
        }
    }

    /// The same, with a `Retry-After` of this many seconds.
    pub(crate) fn after(mut self, secs: u64) -> Self {
        if let Self::Http { retry_after, .. } = &mut self {
            *retry_after = Some(secs);
        }
        self
    }

    /// The same, sent again after this many seconds.
    pub(crate) fn aged(mut self, secs: u64) -> Self {
        if let Self::Http { age, .. } = &mut self {
            *age = Some(secs);
        }
        self
    }

    /// The same with more members, if it is a successful JSON object.
    pub(crate) fn with_members(self, members: &[(&str, Value)]) -> Self {
        let members: Vec<_> = members
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        self.edited(&edit(move |body: &mut Value| {
            for (name, value) in &members {
                body[name] = value.clone();
            }
        }))
    }

    /// The same with its body modified, if it is a successful JSON object.
    pub(crate) fn edited(mut self, change: &Edit<Value>) -> Self {
        if let Self::Http {
            status: 200, body, ..
        } = &mut self
            && let Ok(object @ Value::Object(_)) = serde_json::from_slice(body)
        {
            *body = edited(object, change).to_string().into_bytes();
        }
        self
    }

    /// The first half of it, as after a broken connection that a proxy hides.
    pub(crate) fn truncated(mut self) -> Self {
        if let Self::Http { body, .. } = &mut self {
            body.truncate(body.len() / 2);
        }
        self
    }

    /// Any bytes, declared as JSON.
    pub(crate) fn bytes(status: u16, body: &[u8]) -> Self {
        Self::Http {
            status,
            media_type: "application/json",
            retry_after: None,
            age: None,
            body: body.to_vec(),
        }
    }

    /// No body.
    pub(crate) fn empty(status: u16) -> Self {
        Self::Http {
            status,
            media_type: "",
            retry_after: None,
            age: None,
            body: Vec::new(),
        }
    }

    /// An OAuth error (RFC 6749 §5.2).
    pub(crate) fn oauth_error(status: u16, error: &str) -> Self {
        Self::json(status, &json!({"error": error, "error_description": "No."}))
    }

    /// An error of our own gateway.
    pub(crate) fn gateway_error(status: u16, code: &str) -> Self {
        Self::json(
            status,
            &json!({"error": "gateway", "error_description": "The gateway said no.", "code": code}),
        )
    }
}
