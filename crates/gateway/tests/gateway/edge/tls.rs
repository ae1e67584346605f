//! Row D8: TLS with a certificate that changes and a policy that does not.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, ProtocolVersion, RootCertStore, SupportedProtocolVersion};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{RunningGateway, start};
use crate::setup::Setup;

/// A gateway that terminates TLS, and a CA that can issue another certificate for it.
pub(super) struct TlsGateway {
    pub(super) setup: Setup,
    authority: rcgen::CertifiedIssuer<'static, rcgen::KeyPair>,
}

pub(super) fn with_tls(setup: Setup) -> TlsGateway {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::default();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority = rcgen::CertifiedIssuer::self_signed(params, key).unwrap();
    let tls = "tls: {certificateFile: tls.crt, keyFile: tls.key}\ntitle:";
    let with_tls = TlsGateway {
        setup: setup.edit("title:", tls),
        authority,
    };
    with_tls.certify();
    with_tls
}

impl TlsGateway {
    /// Replaces the configured certificate and key.
    fn certify(&self) -> CertificateDer<'static> {
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(["portal.example".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.authority).unwrap();
        let write = |name: &str, text: String| {
            std::fs::write(Path::new(self.setup.folder.path()).join(name), text).unwrap();
        };
        write("tls.crt", certificate.pem());
        write("tls.key", key.serialize_pem());
        certificate.der().clone()
    }

    pub(super) fn connector(
        &self,
        versions: &[&'static SupportedProtocolVersion],
        protocol: &[u8],
    ) -> TlsConnector {
        let mut roots = RootCertStore::empty();
        roots.add(self.authority.der().clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![protocol.to_vec()];
        TlsConnector::from(Arc::new(config))
    }
}

pub(super) async fn handshake(
    connector: &TlsConnector,
    address: std::net::SocketAddr,
) -> std::io::Result<TlsStream<TcpStream>> {
    let name = ServerName::try_from("portal.example").unwrap();
    let stream = TcpStream::connect(address).await?;
    connector.connect(name, stream).await
}

async fn ask(
    connector: &TlsConnector,
    served: &RunningGateway,
) -> (CertificateDer<'static>, ProtocolVersion) {
    let mut stream = handshake(connector, served.address).await.unwrap();
    let request = "GET /healthz HTTP/1.1\r\nHost: portal.example\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    // Fails without a close_notify, which distinguishes a complete response from a truncated one.
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let tls = stream.get_ref().1;
    let certificate = tls.peer_certificates().unwrap()[0].clone().into_owned();
    (certificate, tls.protocol_version().unwrap())
}

/// The alert for a ClientHello of this version, if any.
async fn alert_for(served: &RunningGateway, minor: u8) -> Option<u8> {
    let mut hello = vec![3, minor];
    hello.extend([7; 32]);
    // No session; a suite of TLS 1.0 and one of 1.2; no compression; P-256 and ECDSA.
    hello.extend([0, 0, 4, 0xc0, 0x09, 0xc0, 0x2b, 1, 0]);
    hello.extend([0, 16, 0, 10, 0, 4, 0, 2, 0, 23, 0, 13, 0, 4, 0, 2, 4, 3]);
    let length = u8::try_from(hello.len()).unwrap();
    let mut record = vec![22, 3, 1, 0, length + 4, 1, 0, 0, length];
    record.extend(hello);
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    stream.write_all(&record).await.unwrap();
    let mut answer = Vec::new();
    stream.shutdown().await.unwrap();
    stream.read_to_end(&mut answer).await.unwrap();
    match answer.as_slice() {
        [21, 3, _, 0, 2, 2, alert] => Some(*alert),
        _ => None,
    }
}

async fn probe(with_tls: &TlsGateway, served: &RunningGateway) {
    for (version, expected) in [
        (&TLS12, ProtocolVersion::TLSv1_2),
        (&TLS13, ProtocolVersion::TLSv1_3),
    ] {
        let connector = with_tls.connector(&[version], b"http/1.1");
        assert_eq!(ask(&connector, served).await.1, expected);
    }
    for minor in [1, 2] {
        assert_eq!(
            alert_for(served, minor).await,
            Some(PROTOCOL_VERSION),
            "TLS 1.{}",
            minor - 1
        );
    }
    // The same bytes as TLS 1.2 get no alert, so the version was the reason.
    assert_eq!(alert_for(served, 3).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d8_a_hundred_certificate_rotations_fail_no_handshake() {
    let with_tls = with_tls(Setup::new().await);
    let served = Arc::new(start(&with_tls.setup).await);
    probe(&with_tls, &served).await;
    let is_over = Arc::new(AtomicBool::new(false));
    let asked = Arc::new(AtomicU32::new(0));
    let clients: Vec<_> = [&TLS12, &TLS13]
        .map(|version| {
            let connector = with_tls.connector(&[version], b"http/1.1");
            let (served, is_over, asked) = (served.clone(), is_over.clone(), asked.clone());
            tokio::spawn(async move {
                while !is_over.load(Ordering::Relaxed) {
                    ask(&connector, &served).await;
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .into();
    let mut newest = None;
    for _ in 0..RELOADS {
        newest = Some(with_tls.certify());
        let before = asked.load(Ordering::Relaxed);
        served.current.replace(with_tls.setup.config()).unwrap();
        while asked.load(Ordering::Relaxed) == before
            && clients.iter().all(|client| !client.is_finished())
        {
            tokio::task::yield_now().await;
        }
    }
    is_over.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.unwrap();
    }
    assert!(asked.load(Ordering::Relaxed) >= RELOADS);
    let fresh = with_tls.connector(&[&TLS13], b"http/1.1");
    assert_eq!(Some(ask(&fresh, &served).await.0), newest);
    probe(&with_tls, &served).await;
}

#[tokio::test]
async fn d8_connection_without_tls_is_closed() {
    let with_tls = with_tls(Setup::new().await);
    let served = start(&with_tls.setup).await;
    let plain = "GET /healthz HTTP/1.1\r\nHost: portal.example\r\n\r\n";
    let answer = super::exchange(served.address, plain).await;
    assert!(!answer.contains("HTTP/1.1"), "{answer}");
}

const RELOADS: u32 = 100;
/// RFC 8446 §6.2.
const PROTOCOL_VERSION: u8 = 70;
