//! Checks the running portal at its public URL: the proxy in front of it, its configuration, and header size limits.

use axum::http::Method;
use axum::http::header::COOKIE;
use haulout_gateway::config::{Config, Trust};
use haulout_gateway::http_client::{OldestTls, below};
use url::Url;

use super::finding::{Finding, Item};
use super::probe::{Probe, ProbeContext};

/// Requests the portal's public documents.
pub(super) async fn check(
    config: &Config,
    public: &Url,
    trust: &Trust,
    context: &ProbeContext,
) -> Vec<Finding> {
    let subject = public.as_str();
    let probe = match Probe::new(public, trust, OldestTls::Tls12, None, context) {
        Ok(probe) => probe,
        Err(error) => {
            let remedy = "Fix this computer's certificate store.";
            return vec![Finding::fail(
                Item::PublicTls,
                subject,
                error.to_string(),
                remedy,
            )];
        }
    };
    let healthz = below(public, "healthz");
    let response = match probe.get(&healthz).await {
        Ok(response) => response,
        Err(error) => {
            let item = if error.is_tls() {
                Item::PublicTls
            } else {
                Item::PublicReachable
            };
            let remedy = error.remedy("--public-ca-bundle");
            return vec![Finding::fail(item, subject, error.description(), remedy)];
        }
    };
    let mut findings = Vec::new();
    if public.scheme() == "https" {
        let found = "the certificate is trusted";
        findings.push(Finding::ok(Item::PublicTls, subject, found));
    }
    if !response.status.is_success() {
        let found = format!("{healthz} returns {}", response.summary());
        let remedy =
            "Configure the proxy in front to forward every path below the public URL unchanged.";
        findings.push(Finding::fail(Item::PublicReachable, subject, found, remedy));
        return findings;
    }
    findings.push(Finding::ok(
        Item::PublicReachable,
        subject,
        "the gateway responds",
    ));
    findings.push(document(config, public, &probe).await);
    findings.push(headers(&healthz, subject, &probe).await);
    findings
}

/// Checks that the gateway there has this configuration.
async fn document(config: &Config, public: &Url, probe: &Probe) -> Finding {
    let (item, subject) = (Item::PublicConfig, public.as_str());
    let url = below(public, "config.json");
    let response = match probe.get(&url).await {
        Ok(response) => response,
        Err(error) => {
            return Finding::fail(
                item,
                subject,
                error.description(),
                error.remedy("--public-ca-bundle"),
            );
        }
    };
    let document = response.json();
    let redirect_uri = document.text("redirectUri");
    let Some(redirect_uri) = redirect_uri.filter(|_| response.status.is_success()) else {
        let found = format!(
            "{url} is not the portal's configuration: {}",
            response.summary()
        );
        let remedy = "Configure the proxy in front to forward every path below the public URL unchanged, with its `Host`.";
        return Finding::fail(item, subject, found, remedy);
    };
    let expected = config.public.redirect_uri();
    if redirect_uri != expected {
        let found = format!(
            "the portal there has the redirect URI {}, not {expected}",
            response.quote(redirect_uri)
        );
        let remedy = "Start the gateway there with this configuration, and set `publicUrl` to the address that users enter.";
        return Finding::fail(item, subject, found, remedy);
    }
    Finding::ok(item, subject, "the portal there has this public URL")
}

/// A session cookie has nearly 4 KB, and the host may set other cookies.
async fn headers(url: &Url, subject: &str, probe: &Probe) -> Finding {
    let item = Item::PublicHeaders;
    let request = probe.request(Method::GET, url).header(
        COOKIE,
        format!("haulout-check={}", "x".repeat(COOKIE_BYTES)),
    );
    let refused = match probe.send(request).await {
        Ok(response) if response.status.is_success() => {
            return Finding::ok(item, subject, "requests with 8 KiB of cookies are accepted");
        }
        Ok(response) => format!("status {}", response.status.as_u16()),
        Err(error) => error.description(),
    };
    Finding::fail(
        item,
        subject,
        format!("requests with 8 KiB of cookies are rejected: {refused}"),
        "Raise the header limits of the proxy in front; for nginx `large_client_header_buffers 4 16k;` and `proxy_buffer_size 16k;`.",
    )
}

/// The size of two session cookies, and the limit of some proxies.
const COOKIE_BYTES: usize = 8 * 1024;
