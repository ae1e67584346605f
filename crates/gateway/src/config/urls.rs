//! The URLs of a configuration: https, or http on this machine only.

use haulout_protocol::url::NOT_PUNYCODE;
use url::{Host, ParseError, Url};

/// The portal's URL.
#[derive(Debug)]
pub struct PublicUrl {
    text: String,
    origin: String,
    authority: String,
    host: String,
    port: u16,
    base: String,
    is_https: bool,
}

impl PublicUrl {
    /// Parses the operator's text; a trailing slash is removed.
    ///
    /// # Errors
    /// The reason.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = endpoint(text)?;
        let base = url.path().trim_end_matches('/').to_owned();
        // The path becomes part of the routes and of a cookie attribute, where these characters have no special
        // meaning.
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.');
        if !base.chars().all(plain) || base.contains("//") {
            return Err(
                "may have only letters, digits, `-`, `_`, `.` and single `/` in its path"
                    .to_owned(),
            );
        }
        let origin = url.origin().ascii_serialization();
        let authority = origin
            .split_once("://")
            .map_or("", |(_, authority)| authority)
            .to_owned();
        Ok(Self {
            text: format!("{origin}{base}"),
            host: url.host_str().unwrap_or_default().to_owned(),
            port: url.port_or_known_default().unwrap_or_default(),
            origin,
            authority,
            base,
            is_https: url.scheme() == "https",
        })
    }

    /// The whole URL without a trailing slash.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The absolute URL of one of the gateway's paths, which begins with a slash.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    /// The redirect URI of the portal.
    pub fn redirect_uri(&self) -> String {
        self.join("/callback")
    }

    /// The value of `Origin` in requests of the portal's page.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The accepted values of `Host`: without the scheme's default port, as browsers send it, or with it.
    pub(crate) fn hosts(&self) -> Vec<String> {
        let with_port = format!("{}:{}", self.host, self.port);
        vec![self.authority.clone(), with_port]
    }

    /// The port, unless it is the scheme's default.
    pub(crate) fn explicit_port(&self) -> Option<u16> {
        (self.authority != self.host).then_some(self.port)
    }

    /// The base path of all routes: empty, or with a leading and no trailing slash.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Whether browsers use TLS.
    pub fn is_https(&self) -> bool {
        self.is_https
    }
}

/// Parses the URL of an upstream or of the gateway itself.
pub(super) fn endpoint(text: &str) -> Result<Url, String> {
    // The URL parser would remove white space silently, but the text itself is used in documents and comparisons.
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("must not contain white space".to_owned());
    }
    let url = parse(text)?;
    if !is_https_or_loopback(&url) {
        return Err(
            "must be an https URL (http is for 127.0.0.0/8, [::1] and localhost)".to_owned(),
        );
    }
    check_extras(&url)?;
    Ok(url)
}

/// Parses the URL of a forward proxy, which is plain http or https.
pub(super) fn proxy(text: &str) -> Result<Url, String> {
    let url = parse(text)?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err("must be an http or https URL".to_owned());
    }
    check_extras(&url)?;
    Ok(url)
}

fn parse(text: &str) -> Result<Url, String> {
    Url::parse(text).map_err(|error| reason(error).to_owned())
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the library may add kinds, and the others need no words of their own"
)]
fn reason(error: ParseError) -> &'static str {
    match error {
        ParseError::IdnaError => NOT_PUNYCODE,
        ParseError::EmptyHost => "has no host",
        ParseError::InvalidPort => "has a port that is not a number up to 65535",
        ParseError::InvalidIpv4Address | ParseError::InvalidIpv6Address => {
            "has an invalid address as its host"
        }
        ParseError::InvalidDomainCharacter => "has an invalid character in its host",
        _ => "must be a whole URL, such as https://portal.example",
    }
}

fn check_extras(url: &Url) -> Result<(), String> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not contain a user name or password".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must not contain a query or fragment".to_owned());
    }
    Ok(())
}

/// Whether the connection is safe from eavesdropping: TLS, or on this machine only.
fn is_https_or_loopback(url: &Url) -> bool {
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => true,
        ("http", Some(Host::Ipv4(address))) => address.is_loopback(),
        ("http", Some(Host::Ipv6(address))) => address.is_loopback(),
        ("http", Some(Host::Domain(name))) => name == "localhost",
        _ => false,
    }
}
