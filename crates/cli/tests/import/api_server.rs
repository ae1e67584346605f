//! A fake API server over TLS with client certificates and a fixed set of objects.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
};
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};

/// The response for each path.
pub(crate) type Answers = BTreeMap<String, (u16, Value)>;

/// A server that runs until it is dropped.
pub(crate) struct ApiServer {
    address: SocketAddr,
    authority: CertifiedIssuer<'static, KeyPair>,
    request_log: Arc<Mutex<Vec<String>>>,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl ApiServer {
    pub(crate) fn start(answers: Answers) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let config = Arc::new(tls(&authority));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (request_log, is_over) = (Arc::default(), Arc::new(AtomicBool::new(false)));
        let texts = [
            (OWN_URL, format!("https://{address}")),
            (OWN_CA, BASE64_STANDARD.encode(authority.pem())),
        ];
        let (log, over) = (Arc::clone(&request_log), Arc::clone(&is_over));
        let thread = thread::spawn(move || {
            for socket in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                // A client that rejects the server's certificate closes the connection.
                let _ = serve(socket.unwrap(), &config, (&answers, &texts), &log);
            }
        });
        Self {
            address,
            authority,
            request_log,
            is_over,
            thread: Some(thread),
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// Base64 of PEM.
    pub(crate) fn ca(&self) -> String {
        BASE64_STANDARD.encode(self.authority.pem())
    }

    /// All request lines, in order.
    pub(crate) fn request_log(&self) -> Vec<String> {
        self.request_log.lock().unwrap().clone()
    }

    /// A kubeconfig user with a client certificate.
    pub(crate) fn administrator(&self) -> Value {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let certificate = params.signed_by(&key, &self.authority).unwrap();
        json!({
            "client-certificate-data": BASE64_STANDARD.encode(certificate.pem()),
            "client-key-data": BASE64_STANDARD.encode(key.serialize_pem()),
        })
    }

    /// A kubeconfig cluster for this server.
    pub(crate) fn cluster(&self) -> Value {
        json!({"server": self.url(), "certificate-authority-data": self.ca()})
    }
}

impl Drop for ApiServer {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn tls(authority: &CertifiedIssuer<'static, KeyPair>) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).unwrap();
    // Like an API server: without a client certificate, the response is 401.
    let clients =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .allow_unauthenticated()
            .build()
            .unwrap();
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let own = own.signed_by(&key, authority).unwrap();
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(clients)
        .with_single_cert(
            vec![own.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap()
}

fn serve(
    socket: TcpStream,
    config: &Arc<ServerConfig>,
    (answers, texts): (&Answers, &[(&str, String)]),
    request_log: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let connection = ServerConnection::new(Arc::clone(config)).unwrap();
    let mut stream = BufReader::new(StreamOwned::new(connection, socket));
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let mut header = String::new();
    let mut has_token = false;
    while stream.read_line(&mut header)? > 2 {
        has_token |= header.trim_end() == format!("authorization: Bearer {TOKEN}");
        header.clear();
    }
    let is_known = has_token || stream.get_ref().conn.peer_certificates().is_some();
    let (method, target) = line.split_once(' ').unwrap_or_default();
    let path = target.split([' ', '?']).next().unwrap_or_default();
    request_log.lock().unwrap().push(format!("{method} {path}"));
    let is_public = path.contains("/.well-known/");
    let (status, body) = match answers.get(path) {
        _ if !is_known && !is_public => failure(401, "Unauthorized"),
        Some(answer) => answer.clone(),
        None => failure(404, "the server could not find the requested resource"),
    };
    let mut body = body.to_string();
    for (placeholder, text) in texts {
        body = body.replace(placeholder, text);
    }
    let head = format!(
        "HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let stream = stream.get_mut();
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    stream.conn.send_close_notify();
    stream.flush()
}

/// In a response, replaced by the URL of the server.
pub(crate) const OWN_URL: &str = "https://own.example";
/// In a response, replaced by the CA bundle of the server as base64 of PEM.
pub(crate) const OWN_CA: &str = "OWN-CA";
/// The administrator's token.
const TOKEN: &str = "admin-token";

/// An error response of the Kubernetes API.
pub(crate) fn failure(code: u16, message: &str) -> (u16, Value) {
    let status = json!({
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": message,
        "code": code,
    });
    (code, status)
}
