//! An issuer and a Concierge that respond immediately with about two kilobytes, over TLS and, for comparison, without.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use bytes::Bytes;
use clap::Args;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use rustls::version::TLS13;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::Outcome;
use crate::authority::Authority;

/// Where to write the CA of the certificate, which is for `localhost`.
#[derive(Args)]
pub(crate) struct Options {
    #[arg(long, value_name = "FILE")]
    ca: PathBuf,
}

/// All responses, serialised in advance but for the tokens of a sign-in.
struct Answers {
    issuer: String,
    metadata: Bytes,
    tokens: Bytes,
    credential: Bytes,
}

/// Prints one line with the two URLs, then serves until standard input closes.
pub(crate) async fn run(options: Options) -> Outcome {
    let (ca, tls) = authority()?;
    std::fs::write(&options.ca, ca)?;
    let over_tls = TcpListener::bind(ANY_PORT).await?;
    let plain = TcpListener::bind(ANY_PORT).await?;
    let issuer = format!("https://localhost:{}", over_tls.local_addr()?.port());
    let answers = Arc::new(Answers::of(&issuer));
    println!(
        "{}",
        json!({"issuer": issuer, "tls": over_tls.local_addr()?, "plain": plain.local_addr()?})
    );
    tokio::spawn(accept(over_tls, Some(tls), answers.clone()));
    tokio::spawn(accept(plain, None, answers));
    // The parent process holds the other end, so this also detects that it was killed.
    tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink()))
        .await??;
    Ok(())
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, answers: Arc<Answers>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            return;
        };
        let (tls, answers) = (tls.clone(), answers.clone());
        tokio::spawn(async move {
            // Both sides write whole messages, so Nagle's algorithm would only add delay.
            if stream.set_nodelay(true).is_err() {
                return;
            }
            match tls {
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        serve(stream, answers).await;
                    }
                }
                None => serve(stream, answers).await,
            }
        });
    }
}

async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin, answers: Arc<Answers>) {
    let service = service_fn(|request: Request<Incoming>| {
        let answers = answers.clone();
        async move { Ok::<_, Infallible>(answers.to(request).await) }
    });
    // A closed connection is not an error.
    drop(
        http1::Builder::new()
            .serve_connection(TokioIo::new(stream), service)
            .await,
    );
}

impl Answers {
    fn of(issuer: &str) -> Self {
        let metadata = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/jwks"),
            "code_challenge_methods_supported": ["S256"],
            "response_types_supported": ["code"],
        });
        let credential = json!({
            "kind": "TokenCredentialRequest",
            "apiVersion": "login.concierge.pinniped.dev/v1alpha1",
            "metadata": {"creationTimestamp": null},
            "spec": {},
            "status": {"credential": {
                "expirationTimestamp": "2030-01-01T00:00:00Z",
                "clientCertificateData": letters(1500),
                "clientKeyData": letters(240),
            }},
        });
        let bytes = |value: Value| Bytes::from(value.to_string());
        Self {
            issuer: issuer.to_owned(),
            metadata: bytes(metadata),
            tokens: tokens(issuer, None),
            credential: bytes(credential),
        }
    }

    async fn to(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let (head, body) = request.into_parts();
        // The connection can carry the next request only after this one's body has been read.
        let form = body.collect().await.map(|body| body.to_bytes()).ok();
        let body = match head.uri.path() {
            "/.well-known/openid-configuration" => Some(self.metadata.clone()),
            "/token" => Some(match form.as_deref().and_then(code) {
                Some(code) => tokens(&self.issuer, Some(&code)),
                None => self.tokens.clone(),
            }),
            "/apis/login.concierge.pinniped.dev/v1alpha1/tokencredentialrequests" => {
                Some(self.credential.clone())
            }
            _ => None,
        };
        let status = match (&body, form) {
            (Some(_), Some(_)) => StatusCode::OK,
            (Some(_), None) => StatusCode::BAD_REQUEST,
            (None, _) => StatusCode::NOT_FOUND,
        };
        let mut response = Response::new(Full::new(body.unwrap_or_default()));
        *response.status_mut() = status;
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        response
    }
}

/// The code in a token request, if it has one.
fn code(form: &[u8]) -> Option<String> {
    let mut fields = form_urlencoded::parse(form);
    let (_, code) = fields.find(|(name, _)| name == "code")?;
    Some(code.into_owned())
}

fn tokens(issuer: &str, nonce: Option<&str>) -> Bytes {
    let tokens = json!({
        "access_token": letters(86),
        "token_type": "bearer",
        "expires_in": 119,
        "scope": "openid offline_access",
        "id_token": id_token(issuer, nonce),
        "refresh_token": letters(86),
    });
    Bytes::from(tokens.to_string())
}

/// A token as long as those of users in many groups; it is never verified here.
fn id_token(issuer: &str, nonce: Option<&str>) -> String {
    let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let groups: Vec<String> = (0..40)
        .map(|number| format!("group-{number:02}-of-acme"))
        .collect();
    format!(
        "{}.{}.{}",
        part(json!({"alg": "ES256", "kid": "bench"})),
        part(
            json!({"iss": issuer, "sub": "pinny", "username": "pinny", "groups": groups, "nonce": nonce})
        ),
        // 64 bytes, as ES256 has them: the gateway refuses a token that the page cannot parse.
        BASE64_URL_SAFE_NO_PAD.encode([b's'; 64]),
    )
}

fn letters(count: usize) -> String {
    "abcdefghijklmnop".chars().cycle().take(count).collect()
}

/// A CA as PEM, and TLS 1.3 with a certificate that it issued.
fn authority() -> Result<(String, TlsAcceptor), crate::Error> {
    let authority = Authority::new()?;
    let (certificate, key) = authority.certificate("localhost", 1)?;
    let private = PrivateKeyDer::try_from(key.serialize_der())?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13])?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)?;
    Ok((authority.pem, TlsAcceptor::from(Arc::new(config))))
}

const ANY_PORT: (&str, u16) = ("127.0.0.1", 0);
