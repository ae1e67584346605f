//! Builds the HTTP clients for all peers: their trusted roots, TLS versions and restrictions.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

use haulout_protocol::text::ServerText;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, HeaderMap, HeaderValue};
use reqwest::{Client, ClientBuilder, Proxy, redirect, retry};
use rustls::crypto::ring;
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use rustls_platform_verifier::BuilderVerifierExt as _;
use url::Url;

use crate::config::Trust;

/// The minimum TLS version of a connection.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum OldestTls {
    /// The minimum that Pinniped requires of an issuer.
    Tls12,
    /// The minimum that Pinniped requires of a Concierge.
    Tls13,
}

/// Shares one TLS configuration among peers with the same roots, so a thousand clusters load the system's roots once.
/// Clones share roots and session tickets.
#[derive(Default)]
pub struct SharedTls(HashMap<(Roots, OldestTls), ClientConfig>);

/// Identifies a set of roots.
#[derive(PartialEq, Eq, Hash)]
enum Roots {
    /// No TLS.
    None,
    System,
    Only(String),
}

impl SharedTls {
    /// Returns a builder of a client for the peer at `url`. The client uses the configured roots, follows no redirects,
    /// retries nothing, asks for no content coding, and uses only the given proxy.
    ///
    /// # Errors
    /// [`ClientError`] if the system's roots or the configuration are unusable.
    pub fn client(
        &mut self,
        url: &Url,
        (trust, oldest): (&Trust, OldestTls),
        proxy: Option<&Url>,
    ) -> Result<ClientBuilder, ClientError> {
        let over_tls = url.scheme() == "https";
        let tls = self.of(trust, oldest, over_tls).map_err(ClientError::Tls)?;
        let builder = Client::builder()
            .tls_backend_preconfigured(tls)
            .default_headers(HeaderMap::from_iter([(ACCEPT_ENCODING, IDENTITY)]))
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .no_proxy();
        Ok(match proxy {
            Some(proxy) => builder.proxy(Proxy::all(proxy.as_str()).map_err(ClientError::Http)?),
            None => builder,
        })
    }

    fn of(
        &mut self,
        trust: &Trust,
        oldest: OldestTls,
        over_tls: bool,
    ) -> Result<ClientConfig, rustls::Error> {
        let roots = match trust {
            Trust::Only { ca_data, .. } => Roots::Only(ca_data.clone()),
            Trust::System if over_tls => Roots::System,
            Trust::System => Roots::None,
        };
        match self.0.entry((roots, oldest)) {
            Entry::Occupied(entry) => Ok(entry.get().clone()),
            Entry::Vacant(entry) => Ok(entry.insert(tls(trust, oldest, over_tls)?).clone()),
        }
    }
}

/// The client's TLS configuration.
fn tls(trust: &Trust, oldest: OldestTls, over_tls: bool) -> Result<ClientConfig, rustls::Error> {
    let versions: &[&'static SupportedProtocolVersion] = match oldest {
        OldestTls::Tls12 => &[&TLS13, &TLS12],
        OldestTls::Tls13 => &[&TLS13],
    };
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(versions)?;
    let builder = match trust {
        Trust::Only { roots, .. } => builder.with_root_certificates(roots.clone()),
        Trust::System if over_tls => builder.with_platform_verifier()?,
        // A plain connection verifies nothing, so a machine without roots can still serve a demo.
        Trust::System => builder.with_root_certificates(RootCertStore::empty()),
    };
    Ok(builder.with_no_client_auth())
}

/// The content coding of a response's body, which therefore cannot be read: the clients ask for none.
pub fn content_coding(headers: &HeaderMap) -> Option<ServerText> {
    let codings = headers.get_all(CONTENT_ENCODING).iter();
    let mut codings = codings.map(|coding| coding.as_bytes().trim_ascii());
    let is_none = |coding: &[u8]| coding.is_empty() || coding.eq_ignore_ascii_case(b"identity");
    let coding = codings.find(|coding| !is_none(coding))?;
    Some(ServerText::new(&String::from_utf8_lossy(coding)))
}

/// RFC 9110 §12.5.3: without the header, a server may choose any coding.
const IDENTITY: HeaderValue = HeaderValue::from_static("identity");

/// The URL of a path below an endpoint. The endpoint may have a path itself, as a server URL in a kubeconfig may.
pub fn below(endpoint: &Url, path: &str) -> Url {
    let mut url = endpoint.clone();
    url.set_path(&format!("{}/{path}", endpoint.path().trim_end_matches('/')));
    url
}

/// Why a client cannot be built.
#[derive(Debug)]
pub enum ClientError {
    /// There are no usable certificate authorities.
    Tls(rustls::Error),
    /// The HTTP client cannot be built.
    Http(reqwest::Error),
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tls(_) => f.write_str("this computer has no usable certificate authorities"),
            Self::Http(_) => f.write_str("the HTTP client cannot be prepared"),
        }
    }
}

impl Error for ClientError {}

impl From<reqwest::Error> for ClientError {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}
