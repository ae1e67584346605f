//! The portal as people reach it: our own documents through whatever stands in front, and how much of a head it lets pass.

use axum::http::Method;
use axum::http::header::COOKIE;
use haulout_gateway::config::{Config, Trust};
use haulout_gateway::http_client::{OldestTls, below};
use url::Url;

use super::finding::{Finding, Item};
use super::probe::{Probe, ProbeContext};

/// Fetches what the portal serves to everybody.
pub(super) async fn check(config: &Config, public: &Url, context: &ProbeContext) -> Vec<Finding> {
    let subject = public.as_str();
    let probe = match Probe::new(public, &Trust::System, OldestTls::Tls12, None, context) {
        Ok(probe) => probe,
        Err(error) => {
            let remedy = "Mend this machine's certificate store.";
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
            let remedy = error.remedy("this machine's certificate store");
            return vec![Finding::fail(item, subject, error.description(), remedy)];
        }
    };
    let mut findings = Vec::new();
    if public.scheme() == "https" {
        let found = "the certificate is trusted by this computer";
        findings.push(Finding::ok(Item::PublicTls, subject, found));
    }
    if !response.status.is_success() {
        let found = format!("{healthz} answers with {}", response.summary());
        let remedy = "Let the proxy in front pass every path below the public URL on, unchanged.";
        findings.push(Finding::fail(Item::PublicReachable, subject, found, remedy));
        return findings;
    }
    findings.push(Finding::ok(
        Item::PublicReachable,
        subject,
        "the gateway answers",
    ));
    findings.push(document(config, public, &probe).await);
    findings.push(headers(&healthz, subject, &probe).await);
    findings
}

/// The gateway that answers has to be the one that is configured.
async fn document(config: &Config, public: &Url, probe: &Probe) -> Finding {
    let (item, subject) = (Item::PublicConfig, public.as_str());
    let url = below(public, "config.json");
    let response = match probe.get(&url).await {
        Ok(response) => response,
        Err(error) => return Finding::fail(item, subject, error.description(), error.remedy("")),
    };
    let document = response.json();
    let redirect_uri = document.text("redirectUri");
    let Some(redirect_uri) = redirect_uri.filter(|_| response.status.is_success()) else {
        let found = format!(
            "{url} is not the portal's configuration: {}",
            response.summary()
        );
        let remedy = "Let the proxy in front pass every path below the public URL on, unchanged, with its `Host`.";
        return Finding::fail(item, subject, found, remedy);
    };
    let expected = config.public.redirect_uri();
    if redirect_uri != expected {
        let found = format!(
            "the portal there comes back to {}, not to {expected}",
            response.quote(redirect_uri)
        );
        let remedy = "Let the gateway there have this configuration, and `publicUrl` be the address that people type.";
        return Finding::fail(item, subject, found, remedy);
    }
    Finding::ok(item, subject, "the portal there has this public URL")
}

/// A session is a cookie of nearly 4 KB, and the host may have others.
async fn headers(url: &Url, subject: &str, probe: &Probe) -> Finding {
    let item = Item::PublicHeaders;
    let request = probe.request(Method::GET, url).header(
        COOKIE,
        format!("haulout-check={}", "x".repeat(COOKIE_BYTES)),
    );
    let refused = match probe.send(request).await {
        Ok(response) if response.status.is_success() => {
            return Finding::ok(item, subject, "8 KiB of cookies pass");
        }
        Ok(response) => format!("status {}", response.status.as_u16()),
        Err(error) => error.description(),
    };
    Finding::fail(
        item,
        subject,
        format!("8 KiB of cookies do not pass: {refused}"),
        "Raise the limits of the proxy in front; for nginx `large_client_header_buffers 4 16k;` and `proxy_buffer_size 16k;`.",
    )
}

/// What two of our cookies need, and what some proxies stop at.
const COOKIE_BYTES: usize = 8 * 1024;
