//! TLS for browsers: one server configuration for the life of the process, in which only the certificate changes.

use std::fmt;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::version::{TLS12, TLS13};

use super::site::Site;

/// The server configuration.
///
/// It is built once, so that replacing a certificate cannot change the versions or protocols.
pub(super) fn server_config(site: Site) -> Arc<ServerConfig> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13, &TLS12])
        .expect("the ring provider has suites for both versions")
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(CurrentCertificate(site)));
    config.alpn_protocols = vec![H2.to_vec(), b"http/1.1".to_vec()];
    // Tickets store the state of a session in the client; the default would store it in the gateway.
    match ring::Ticketer::new() {
        Ok(ticketer) => config.ticketer = ticketer,
        Err(error) => tracing::warn!(%error, "TLS session resumption is disabled"),
    }
    config.send_tls13_tickets = 1;
    Arc::new(config)
}

struct CurrentCertificate(Site);

impl ResolvesServerCert for CurrentCertificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.0.certificate()
    }
}

impl fmt::Debug for CurrentCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CurrentCertificate")
    }
}

/// The ALPN name of HTTP/2.
pub(super) const H2: &[u8] = b"h2";
