//! TLS 1.3: a cluster's handshake requests a client certificate and does not verify its validity; an issuer's does not.

use std::sync::Arc;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{WantsServerCert, WebPkiClientVerifier};
use rustls::{
    ClientConfig, ConfigBuilder, DigitallySignedStruct, DistinguishedName, RootCertStore,
    ServerConfig, SignatureScheme, WantsVerifier,
};

use crate::concierge::ServingCertificate;

/// Verifies client certificates against a cluster's certificate authority, for each request.
pub(crate) type CertificateVerifier = Arc<dyn ClientCertVerifier>;

/// A verifier that trusts the authority `ca`.
pub(crate) fn client_verifier(
    ca: &CertificateDer<'static>,
) -> Result<CertificateVerifier, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.add(ca.clone())?;
    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider())
        .build()
        .map_err(|error| rustls::Error::General(error.to_string()))
}

/// The configuration of a cluster's port.
pub(crate) fn cluster_config(
    serving: ServingCertificate,
    verifier: CertificateVerifier,
) -> Result<Arc<ServerConfig>, rustls::Error> {
    let builder = server_builder()?;
    let builder = builder.with_client_cert_verifier(Arc::new(PossessionOnly(verifier)));
    with_certificate(builder, serving)
}

/// The configuration of an issuer, which asks for no client certificate.
pub(crate) fn issuer_config(
    serving: ServingCertificate,
) -> Result<Arc<ServerConfig>, rustls::Error> {
    with_certificate(server_builder()?.with_no_client_auth(), serving)
}

/// The configuration of a client that trusts the certificates of this PEM text.
pub(crate) fn client_config(ca_pem: &str) -> Result<Arc<ClientConfig>, rustls::Error> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(ca_pem.as_bytes()) {
        let certificate = certificate
            .map_err(|error| rustls::Error::General(format!("no PEM certificate: {error}")))?;
        roots.add(certificate)?;
    }
    let config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn server_builder() -> Result<ConfigBuilder<ServerConfig, WantsVerifier>, rustls::Error> {
    ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])
}

fn with_certificate(
    builder: ConfigBuilder<ServerConfig, WantsServerCert>,
    serving: ServingCertificate,
) -> Result<Arc<ServerConfig>, rustls::Error> {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(serving.key));
    let mut config = builder.with_single_cert(vec![serving.certificate], key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// Verifies in the handshake only that the caller has the key of its certificate.
///
/// An API server responds to an expired certificate with 401, not with a TLS alert, and keeps the connection open
/// after the certificate has expired.
#[derive(Debug)]
struct PossessionOnly(CertificateVerifier);

impl ClientCertVerifier for PossessionOnly {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.0.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls12_signature(message, cert, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls13_signature(message, cert, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}
