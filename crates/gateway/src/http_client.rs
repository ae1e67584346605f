//! The client's side of a connection to an upstream: whom it trusts, and which TLS it speaks.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use rustls_platform_verifier::BuilderVerifierExt as _;

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
pub(crate) struct SharedTls(HashMap<(Roots, OldestTls), ClientConfig>);

/// What tells one set of roots from another.
#[derive(PartialEq, Eq, Hash)]
enum Roots {
    /// For a plain connection.
    None,
    System,
    Only(String),
}

impl SharedTls {
    pub(crate) fn of(
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
///
/// # Errors
/// The operating system has no certificate authorities, or rustls refuses the combination.
pub fn tls(
    trust: &Trust,
    oldest: OldestTls,
    over_tls: bool,
) -> Result<ClientConfig, rustls::Error> {
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
