//! A TLS client that records the server certificates.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, HandshakeKind, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use x509_parser::parse_x509_certificate;

/// A client's configuration, and the serial numbers it has received.
pub(crate) struct TlsClient {
    connector: TlsConnector,
    name: ServerName<'static>,
    serials: Mutex<BTreeSet<u64>>,
}

impl TlsClient {
    /// A client that trusts one CA and resumes sessions, as browsers do.
    pub(crate) fn new(ca: &Path, name: &str, http2: bool) -> Result<Self, crate::Error> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(ca)?)?;
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        if http2 {
            config.alpn_protocols.push(H2.to_vec());
        }
        Ok(Self {
            connector: TlsConnector::from(Arc::new(config)),
            name: ServerName::try_from(name.to_owned())?,
            serials: Mutex::default(),
        })
    }

    /// A handshake. Without resumption it receives the server's current certificate.
    pub(crate) async fn connect(&self, stream: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
        let stream = self.connector.connect(self.name.clone(), stream).await?;
        let connection = stream.get_ref().1;
        let shown = connection.peer_certificates().and_then(<[_]>::first);
        if connection.handshake_kind() != Some(HandshakeKind::Resumed)
            && let Some(Ok((_, certificate))) = shown.map(|shown| parse_x509_certificate(shown))
        {
            let digits = certificate.tbs_certificate.serial.to_u64_digits();
            let mut serials = self.serials.lock().unwrap_or_else(PoisonError::into_inner);
            serials.extend(digits.first());
        }
        Ok(stream)
    }

    /// The serial numbers of all received certificates, in ascending order.
    pub(crate) fn serials(&self) -> Vec<u64> {
        let serials = self.serials.lock().unwrap_or_else(PoisonError::into_inner);
        serials.iter().copied().collect()
    }
}

/// The ALPN name of HTTP/2.
pub(crate) const H2: &[u8] = b"h2";
