//! Fetches one document of an issuer over http or https.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use http_body_util::{BodyExt, Empty, Limited};
use hyper::client::conn::http1;
use hyper::header::HOST;
use hyper::{Request, Response, body::Incoming};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::{Position, Url};

/// Size limit of a document of the issuer.
const DOCUMENT_LIMIT: usize = 256 * 1024;
/// Short, because the issuer runs on the same computer.
const FETCH_TIMEOUT: Duration = Duration::from_secs(5);

const UNREACHABLE: &str = "the issuer could not be reached";

/// `trust` is needed for https.
pub(super) async fn document<T: DeserializeOwned>(
    url: &str,
    trust: Option<&Arc<ClientConfig>>,
) -> Result<T, &'static str> {
    let url = Url::parse(url).map_err(|_| "the issuer's address is not a URL")?;
    let body = tokio::time::timeout(FETCH_TIMEOUT, body(&url, trust))
        .await
        .map_err(|_| UNREACHABLE)??;
    serde_json::from_slice(&body).map_err(|_| "the issuer's document is malformed")
}

async fn body(url: &Url, trust: Option<&Arc<ClientConfig>>) -> Result<Bytes, &'static str> {
    let addresses = url.socket_addrs(|| None).map_err(|_| UNREACHABLE)?;
    let stream = TcpStream::connect(&*addresses)
        .await
        .map_err(|_| UNREACHABLE)?;
    let response = if url.scheme() == "https" {
        let config = trust.ok_or("no certificate authority is trusted for the issuer")?;
        let name = url.host_str().unwrap_or_default().to_owned();
        let name = ServerName::try_from(name).map_err(|_| UNREACHABLE)?;
        let stream = TlsConnector::from(config.clone())
            .connect(name, stream)
            .await
            .map_err(|_| "the issuer's certificate is not trusted")?;
        get(url, stream).await?
    } else {
        get(url, stream).await?
    };
    if !response.status().is_success() {
        return Err(UNREACHABLE);
    }
    let body = Limited::new(response.into_body(), DOCUMENT_LIMIT).collect();
    Ok(body.await.map_err(|_| UNREACHABLE)?.to_bytes())
}

async fn get<S>(url: &Url, stream: S) -> Result<Response<Incoming>, &'static str>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|_| UNREACHABLE)?;
    // The connection ends when the response has been read or dropped.
    tokio::spawn(connection);
    let request = Request::get(&url[Position::BeforePath..])
        .header(HOST, &url[Position::BeforeHost..Position::AfterPort])
        .body(Empty::<Bytes>::new())
        .map_err(|_| UNREACHABLE)?;
    sender.send_request(request).await.map_err(|_| UNREACHABLE)
}
