//! A portal that `haulout static` wrote, on a plain web server, with issuer and API servers that have CORS.

use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use haulout_cli::static_site::emit;
use haulout_devstack::{Script, Stack};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::gateway_config;
use super::nginx::Nginx;
use super::pages;
use super::portal::{Tokens, port};

/// The web server.
#[derive(Clone, Copy)]
pub(crate) enum Host {
    /// A server without additional headers, so that only the page's own policy applies.
    Plain,
    /// nginx with the generated snippet, below this path.
    Nginx(&'static str),
}

/// Running servers. Dropping them closes every port.
pub(crate) struct StaticSite {
    url: String,
    stack: Stack,
    _folder: TempDir,
    _nginx: Option<Nginx>,
    _tasks: JoinSet<()>,
}

impl StaticSite {
    pub(super) async fn start(host: Host) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = port().await;
        let address = listener.local_addr().unwrap();
        let base = match host {
            Host::Plain => "",
            Host::Nginx(base) => base,
        };
        let url = format!("http://{address}{base}");
        let mut script = Script::plain();
        script.clients[0].redirect_uris = vec![format!("http://127.0.0.1{base}/callback/")];
        script.cors_origin = Some(format!("http://{address}"));
        let stack = Stack::start(script).await.unwrap();
        let scopes = "openid, offline_access, username, groups";
        let mut config = gateway_config::config(
            &stack,
            &url,
            stack.issuer().url(),
            scopes,
            Tokens::Page,
            &[],
        );
        // It has an effect only if the issuer announces an endpoint for it.
        config.issuer.post_logout_redirect = true;
        let site = folder.path().join(base.trim_start_matches('/'));
        emit(&config, &pages::portal(), &site).unwrap();
        let mut tasks = JoinSet::new();
        let nginx = match host {
            Host::Plain => {
                tasks.spawn(serve(listener, site));
                None
            }
            Host::Nginx(_) => {
                // nginx needs an address, not a socket.
                drop(listener);
                let snippet = site.join("nginx.conf");
                let server = format!(
                    "root {};\ninclude {};",
                    folder.path().display(),
                    snippet.display()
                );
                Some(Nginx::start(address, &server).await)
            }
        };
        Self {
            url,
            stack,
            _folder: folder,
            _nginx: nginx,
            _tasks: tasks,
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn stack(&self) -> &Stack {
        &self.stack
    }
}

async fn serve(listener: TcpListener, folder: PathBuf) {
    let router = Router::new().fallback(move |request: Request| {
        let folder = folder.clone();
        async move { answer(&folder, &request) }
    });
    axum::serve(listener, router).await.unwrap();
}

/// Serves `index.html` for a folder, and redirects to the URL with a trailing slash.
fn answer(folder: &Path, request: &Request) -> Response {
    let uri = request.uri();
    let mut path = folder.join(uri.path().trim_start_matches('/'));
    if path.is_dir() && !uri.path().ends_with('/') {
        let query = uri.query().map(|query| format!("?{query}"));
        let place = format!("{}/{}", uri.path(), query.unwrap_or_default());
        return Redirect::permanent(&place).into_response();
    }
    if path.is_dir() {
        path.push("index.html");
    }
    let kind = match path.extension().and_then(|end| end.to_str()) {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    };
    match std::fs::read(path) {
        Ok(bytes) => ([(header::CONTENT_TYPE, kind)], Body::from(bytes)).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
