//! Requests and responses of the servers.

use serde_json::Value;

use super::gateway::{CookieJar, SetCookie};

/// A request that reached a server.
#[derive(Clone, Debug)]
pub(crate) struct ServerRequest {
    pub(crate) route: Route,
    pub(crate) body: Vec<u8>,
    /// The browser's cookies for the portal at the time of sending.
    pub(crate) cookies: CookieJar,
}

/// The purpose of a request, derived from method, URL and body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    Config,
    Metadata,
    IdentityProviders,
    Jwks,
    SessionStart,
    SessionConfig,
    SessionEnd,
    Redeem,
    Refresh,
    Exchange,
    /// Of the cluster at this index.
    Credential(usize),
    Version(usize),
    Unknown,
}

impl Route {
    pub(crate) fn of(method: &str, url: &str, body: &[u8]) -> Self {
        let Ok(url) = url::Url::parse(url) else {
            return Self::Unknown;
        };
        let path = url.path();
        let cluster = || cluster_number(url.host_str().unwrap_or_default(), path);
        match (method, path) {
            ("GET", "/config.json") => Self::Config,
            ("GET", "/session/config") => Self::SessionConfig,
            ("POST", "/session/start") => Self::SessionStart,
            ("POST", "/session/end") => Self::SessionEnd,
            ("GET", path) if path.ends_with("/.well-known/openid-configuration") => Self::Metadata,
            ("GET", path) if path.ends_with("/identity-providers") => Self::IdentityProviders,
            ("GET", path) if path.ends_with("/jwks") => Self::Jwks,
            ("POST", path) if path.ends_with("/token") => match field(body, "grant_type") {
                Some(grant) if grant == "authorization_code" => Self::Redeem,
                Some(grant) if grant == "refresh_token" => Self::Refresh,
                Some(grant) if grant == "urn:ietf:params:oauth:grant-type:token-exchange" => {
                    Self::Exchange
                }
                _ => Self::Unknown,
            },
            ("POST", path) if path.ends_with("/tokencredentialrequests") => {
                cluster().map_or(Self::Unknown, Self::Credential)
            }
            ("GET", path) if path.ends_with("/version") => {
                cluster().map_or(Self::Unknown, Self::Version)
            }
            _ => Self::Unknown,
        }
    }

    pub(crate) const fn is_of_the_token_endpoint(self) -> bool {
        matches!(self, Self::Redeem | Self::Refresh | Self::Exchange)
    }
}

/// A cluster is a host or, with a gateway, a path: `cluster-7.acme.example` or `/clusters/cluster-7/`.
fn cluster_number(host: &str, path: &str) -> Option<usize> {
    let name = match path.strip_prefix("/clusters/") {
        Some(rest) => rest.split('/').next()?,
        None => host.split('.').next()?,
    };
    name.strip_prefix("cluster-")?.parse().ok()
}

/// A field of a form.
pub(crate) fn field(body: &[u8], name: &str) -> Option<String> {
    url::form_urlencoded::parse(body)
        .find(|(given, _)| given == name)
        .map(|(_, value)| value.into_owned())
}

/// A response without its `Date`.
#[derive(Clone, Debug)]
pub(crate) struct ServerResponse {
    pub(crate) status: u16,
    /// JSON, always.
    pub(crate) body: Vec<u8>,
    pub(crate) cookies: Vec<SetCookie>,
    /// Seconds since the epoch; `None` if the page cannot read it.
    pub(crate) date: Option<i64>,
}

impl ServerResponse {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::text(status, body.to_string())
    }

    pub(crate) fn text(status: u16, body: String) -> Self {
        Self {
            status,
            body: body.into_bytes(),
            cookies: Vec::new(),
            date: None,
        }
    }

    /// An OAuth error (RFC 6749 §5.2).
    pub(crate) fn oauth_error(status: u16, error: &str, description: &str) -> Self {
        Self::json(
            status,
            &serde_json::json!({"error": error, "error_description": description}),
        )
    }

    /// A 503 of a load balancer or an API server.
    pub(crate) fn unavailable() -> Self {
        let body = serde_json::json!({
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 503,
            "reason": "ServiceUnavailable", "message": "the server is currently unable to handle the request",
        });
        Self::json(503, &body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_is_recognised_by_its_host_or_path() {
        for url in [
            "https://clusters.acme.example/clusters/cluster-7/tokencredentialrequests",
            "https://cluster-7.acme.example:6443/apis/login.concierge.pinniped.dev/v1alpha1/tokencredentialrequests",
        ] {
            assert_eq!(Route::of("POST", url, b""), Route::Credential(7), "{url}");
        }
    }
}
