//! The one way to an HTTP client for a peer: whom it trusts, which TLS it speaks, and what it never does.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

use reqwest::{Client, ClientBuilder, Proxy, redirect, retry};
use rustls::crypto::ring;
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use rustls_platform_verifier::BuilderVerifierExt as _;
use url::Url;

use crate::config::Trust;

/// The oldest TLS to speak with a peer.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum OldestTls {
    /// What Pinniped accepts from an issuer.
    Tls12,
    /// What Pinniped demands toward a Concierge.
    Tls13,
}

/// One TLS client for each way to trust, so that a thousand clusters read the system's roots once. Clones share roots
/// and session tickets.
#[derive(Default)]
pub struct SharedTls(HashMap<(Roots, OldestTls), ClientConfig>);

/// What tells one set of roots from another.
#[derive(PartialEq, Eq, Hash)]
enum Roots {
    /// For a plain connection.
    None,
    System,
    Only(String),
}

impl SharedTls {
    /// Begins a client for the peer at `url`, which trusts what is configured for it, follows no redirect, repeats
    /// nothing, and takes no proxy but the given one.
    ///
    /// # Errors
    /// [`ClientError`] with what this computer or the configuration lacks for it.
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

/// Our side of a connection to a peer.
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
        // Nothing is ever verified on a plain connection, and a machine without roots can still serve a demo.
        Trust::System => builder.with_root_certificates(RootCertStore::empty()),
    };
    Ok(builder.with_no_client_auth())
}

/// The URL of a path below an endpoint, which may have a path of its own, as a server URL in a kubeconfig may.
pub fn below(endpoint: &Url, path: &str) -> Url {
    let mut url = endpoint.clone();
    url.set_path(&format!("{}/{path}", endpoint.path().trim_end_matches('/')));
    url
}

/// Why there can be no client for a peer.
#[derive(Debug)]
pub enum ClientError {
    /// There are no certificate authorities, or none that can be used.
    Tls(rustls::Error),
    /// The HTTP client cannot be set up.
    Http(reqwest::Error),
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tls(error) => error.fmt(f),
            Self::Http(error) => error.fmt(f),
        }
    }
}

impl Error for ClientError {
    /// What is behind the error whose words these are.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Tls(error) => error.source(),
            Self::Http(error) => error.source(),
        }
    }
}

impl From<reqwest::Error> for ClientError {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}
