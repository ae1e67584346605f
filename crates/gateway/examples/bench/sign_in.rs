//! One sign-in, as a browser performs it after the issuer's redirect.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use hyper::header::SET_COOKIE;
use serde_json::{Value, json};
use url::Url;

use crate::Outcome;
use crate::tls_client::TlsClient;
use crate::traffic::{Answer, ClientConnection, RequestTemplate};

/// The gateway and the client.
#[derive(Args)]
pub(crate) struct Options {
    #[arg(long)]
    address: SocketAddr,
    /// The public name of the gateway.
    #[arg(long)]
    host: String,
    /// The CA of the gateway's certificate; without it, the gateway serves no TLS.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    #[arg(long)]
    client: String,
}

/// Prints one line with the session's cookies.
pub(crate) async fn run(options: Options) -> Outcome {
    let ca = options.ca.as_ref();
    let secure = ca.map(|ca| TlsClient::new(ca, &options.host, false));
    let secure = secure.transpose()?.map(Arc::new);
    let mut line = ClientConnection::new(options.address, secure);
    let kind = "content-type: application/x-www-form-urlencoded";
    let started = post(&mut line, &options, "/session/start", kind, "", "").await?;
    let said: Value = serde_json::from_slice(&started.body)?;
    let url = Url::parse(said["url"].as_str().unwrap_or_default())?;
    let parameter = |wanted: &str| {
        let mut pairs = url.query_pairs();
        let found = pairs.find(|(name, _)| name == wanted);
        found.map_or_else(String::new, |(_, value)| value.into_owned())
    };
    // The issuer returns the code as the ID token's nonce.
    let (state, code) = (parameter("state"), parameter("nonce"));
    let form = format!(
        "grant_type=authorization_code&client_id={}&code={code}&state={state}&redirect_uri=https%3A%2F%2F{}%2Fcallback",
        options.client, options.host
    );
    let cookies = cookies(&started);
    let signed_in = post(&mut line, &options, "/issuer/token", kind, &cookies, &form).await?;
    println!("{}", json!({"cookies": self::cookies(&signed_in)}));
    Ok(())
}

async fn post(
    line: &mut ClientConnection,
    options: &Options,
    path: &str,
    kind: &str,
    cookies: &str,
    body: &str,
) -> Result<Answer, crate::Error> {
    let headers = [
        format!("host: {}", options.host),
        "haulout-request: 1".to_owned(),
        kind.to_owned(),
        format!("cookie: {cookies}"),
    ];
    let asked = RequestTemplate::new(path, &headers, Some(body.into()))?;
    let answer = line.request(&asked).await;
    answer.map_err(|error| format!("{path}: {error}").into())
}

/// The response's cookies that are not deleted, as a browser sends them back.
fn cookies(answer: &Answer) -> String {
    let set = answer.headers.get_all(SET_COOKIE).iter();
    let kept = set
        .filter_map(|cookie| cookie.to_str().ok())
        .filter(|cookie| !cookie.contains("Max-Age=0"))
        .filter_map(|cookie| cookie.split(';').next());
    kept.collect::<Vec<_>>().join("; ")
}
