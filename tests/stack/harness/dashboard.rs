//! A dashboard that embeds Haulout: a web server with the documented policy and one script.

use std::net::SocketAddr;
use std::path::Path;

use axum::Router;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName};
use axum::response::IntoResponse as _;
use axum::routing::get;
use tokio::task::JoinSet;

use super::portal;

/// The site of a dashboard, relative to a gateway at 127.0.0.1.
#[derive(Clone, Copy)]
pub(crate) enum DashboardSite {
    /// Another port of the same host.
    SameSite,
    /// Another host.
    OtherSite,
}

/// A running dashboard. Dropping it closes its port.
pub(crate) struct Dashboard {
    origin: String,
    _tasks: JoinSet<()>,
}

impl Dashboard {
    /// Serves `script` and the package's `embed.js`. `policy` is the heading of the documentation's section with the
    /// headers, in which the gateway's origin replaces the example's.
    pub(crate) async fn start(place: DashboardSite, section: &str, script: &'static str) -> Self {
        let listener = portal::port().await;
        let address = listener.local_addr().unwrap();
        let policy = policy(section);
        let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("pkg");
        let file = std::fs::read_to_string(package.join("embed.js")).unwrap();
        let script_of = |text: String| {
            get(async move || ([(CONTENT_TYPE, "text/javascript")], text).into_response())
        };
        let router = Router::new()
            .route(
                "/",
                get(async move || {
                    let headers = [
                        (CONTENT_TYPE, "text/html"),
                        (CONTENT_SECURITY_POLICY, policy),
                        (COOP, "same-origin-allow-popups"),
                    ];
                    (headers, PAGE).into_response()
                }),
            )
            .route("/embed.js", script_of(file))
            .route(
                "/without-a-build.html",
                get(async move || without_a_build(policy)),
            )
            .route("/loading.js", script_of(LOADING.to_owned()))
            .route("/dashboard.js", script_of(script.to_owned()));
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            origin: origin(place, address),
            _tasks: tasks,
        }
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// The dashboard's page for the gateway at `url`.
    pub(crate) fn for_gateway(&self, url: &str) -> String {
        format!("{}/#{url}", self.origin)
    }
}

fn origin(place: DashboardSite, address: SocketAddr) -> String {
    match place {
        DashboardSite::SameSite => format!("http://{address}"),
        DashboardSite::OtherSite => format!("http://localhost:{}", address.port()),
    }
}

/// The same page, which loads the package's file from the gateway. Path and digest are in the page's URL.
fn without_a_build(policy: &'static str) -> axum::response::Response {
    let policy = policy.replace(
        "script-src 'self'",
        "script-src 'self' http://127.0.0.1:*/embed/",
    );
    let headers = [
        (CONTENT_TYPE, "text/html".to_owned()),
        (CONTENT_SECURITY_POLICY, policy),
    ];
    let page = PAGE.replace("dashboard.js", "loading.js");
    (headers, page).into_response()
}

/// The policy in this section of the documentation. A frame's address is not known in advance, so any port of the
/// gateway's host is allowed.
fn policy(section: &str) -> &'static str {
    let manual = include_str!("../../../docs/embedding.md");
    let (_, section) = manual.split_once(&format!("\n## {section}\n")).unwrap();
    let (_, policy) = section.split_once("Content-Security-Policy: ").unwrap();
    let policy = policy.lines().next().unwrap();
    let policy = policy.replace("https://clusters.acme.example", "http://127.0.0.1:*");
    Box::leak(policy.into_boxed_str())
}

/// Inserts the documented markup into the page.
const LOADING: &str = "
const [src, integrity] = location.hash.slice(1).split('|');
const script = document.createElement('script');
Object.assign(script, { type: 'module', crossOrigin: 'anonymous', src, integrity });
script.onload = async () => (window.loaded = typeof (await import(src)).EmbedSession);
script.onerror = () => (window.loaded = 'not');
document.head.append(script);
";
const COOP: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const PAGE: &str = "<!doctype html><html lang=\"en\"><title>Dashboard</title><h1>Dashboard</h1>\
    <button id=\"connect\">Connect</button><div id=\"place\"></div>\
    <script type=\"module\" src=\"dashboard.js\"></script>";
