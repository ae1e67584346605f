//! Checks CORS for a portal on a static host: sends the page's requests with its origin.

use axum::http::Method;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
    CONTENT_TYPE, HeaderName, ORIGIN,
};
use haulout_gateway::config::{ClusterConfig, Config};
use haulout_gateway::http_client::{OldestTls, below};
use haulout_protocol::concierge::request_path;
use haulout_protocol::oidc::discovery::Provider;
use url::Url;

use super::client::{FORM_TYPE, form_with_fake_code, no_randomness};
use super::finding::{Finding, Item};
use super::probe::{Probe, ProbeContext, ProbeResponse};
use super::probe_error::ProbeError;

/// The issuer's endpoints that the page requests directly.
pub(super) async fn issuer(
    config: &Config,
    provider: &Provider,
    (origin, redirect_uri): (&str, &str),
    context: &ProbeContext,
) -> Vec<Finding> {
    let issuer = &config.issuer;
    let proxy = issuer.proxy.as_ref();
    let Ok(probe) = Probe::new(&issuer.url, &issuer.trust, OldestTls::Tls12, proxy, context) else {
        // Unreachable: the same client has just been used for the issuer.
        return Vec::new();
    };
    let remedy = format!(
        "Allow the origin {origin} at the issuer; a Pinniped Supervisor has no such setting and needs the gateway."
    );
    let mut findings = Vec::new();
    let fetched = [
        (Item::CorsMetadata, provider.issuer.well_known()),
        (Item::CorsKeys, provider.jwks_uri.to_string()),
    ];
    for (item, url) in fetched {
        if let Ok(url) = Url::parse(&url) {
            let response =
                probe.send_as_browser(probe.request(Method::GET, &url).header(ORIGIN, origin));
            findings.push(readable(item, &url, origin, response.await, &remedy));
        }
    }
    let Ok(mut form) = form_with_fake_code(redirect_uri) else {
        findings.push(no_randomness(Item::CorsToken, &issuer.client_id));
        return findings;
    };
    // Issuers such as Keycloak allow origins for each client.
    form.append_pair("client_id", &issuer.client_id);
    // A form needs no preflight (Fetch §2.2.2, CORS-safelisted request-headers).
    let url = provider.token_endpoint.to_url();
    let request = probe
        .request(Method::POST, &url)
        .header(ORIGIN, origin)
        .header(CONTENT_TYPE, FORM_TYPE)
        .body(form.finish());
    let response = probe.send_as_browser(request).await;
    findings.push(readable(Item::CorsToken, &url, origin, response, &remedy));
    findings
}

/// The cluster's endpoints that the page requests directly.
pub(super) async fn cluster(
    cluster: &ClusterConfig,
    origin: &str,
    context: &ProbeContext,
) -> Vec<Finding> {
    let remedy = format!(
        "Start the kube-apiserver with `--cors-allowed-origins` matching {origin}; an impersonation proxy has no such \
                 setting and needs the gateway."
    );
    let mut findings = Vec::new();
    let (server, trust) = (&cluster.server_url, &cluster.trust);
    if let Ok(probe) = Probe::new(server, trust, OldestTls::Tls12, None, context) {
        let url = below(server, "version");
        let response =
            probe.send_as_browser(probe.request(Method::GET, &url).header(ORIGIN, origin));
        findings.push(match response.await {
            Ok(response) if allows(&response, origin) && !exposes_date(&response) => Finding::warn(
                Item::CorsVersion,
                &cluster.id,
                "readable by that origin, except for `Date`",
                "Configure the server to send `Access-Control-Expose-Headers: Date`, so that its clock can be compared.",
            ),
            response => readable_at(Item::CorsVersion, &cluster.id, origin, response, &remedy),
        });
    }
    let Some(concierge) = &cluster.concierge else {
        return findings;
    };
    let (endpoint, trust) = (&concierge.endpoint, &concierge.trust);
    if let Ok(probe) = Probe::new(endpoint, trust, OldestTls::Tls13, None, context) {
        let path = request_path(&concierge.api_group_suffix);
        let request = probe
            .request(Method::OPTIONS, &below(endpoint, &path))
            .header(ORIGIN, origin)
            .header(ACCESS_CONTROL_REQUEST_METHOD, "POST")
            .header(ACCESS_CONTROL_REQUEST_HEADERS, "content-type");
        let finding = match probe.send_as_browser(request).await {
            Ok(response) if allows(&response, origin) && !allows_json_post(&response) => {
                Finding::fail(
                    Item::CorsConcierge,
                    &cluster.id,
                    "the preflight does not allow POST with `Content-Type`",
                    &*remedy,
                )
            }
            response => readable_at(Item::CorsConcierge, &cluster.id, origin, response, &remedy),
        };
        findings.push(finding);
    }
    findings
}

fn readable(
    item: Item,
    url: &Url,
    origin: &str,
    response: Result<ProbeResponse, ProbeError>,
    remedy: &str,
) -> Finding {
    readable_at(item, url.as_str(), origin, response, remedy)
}

fn readable_at(
    item: Item,
    subject: &str,
    origin: &str,
    response: Result<ProbeResponse, ProbeError>,
    remedy: &str,
) -> Finding {
    match response {
        Ok(response) if allows(&response, origin) => {
            Finding::ok(item, subject, format!("readable by {origin}"))
        }
        Ok(_) => Finding::fail(item, subject, format!("not readable by {origin}"), remedy),
        Err(error) => Finding::fail(item, subject, error.description(), remedy),
    }
}

fn allows(response: &ProbeResponse, origin: &str) -> bool {
    let allowed = response.headers.get(ACCESS_CONTROL_ALLOW_ORIGIN);
    allowed.is_some_and(|allowed| allowed == origin || allowed == "*")
}

fn exposes_date(response: &ProbeResponse) -> bool {
    lists(response, &ACCESS_CONTROL_EXPOSE_HEADERS, "date")
}

fn allows_json_post(response: &ProbeResponse) -> bool {
    response.status.is_success()
        && lists(response, &ACCESS_CONTROL_ALLOW_METHODS, "post")
        && lists(response, &ACCESS_CONTROL_ALLOW_HEADERS, "content-type")
}

/// Whether a header lists the member; `*` means all for requests without credentials.
fn lists(response: &ProbeResponse, header: &HeaderName, member: &str) -> bool {
    let lists = response.headers.get_all(header).iter();
    let mut members = lists
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(','))
        .map(str::trim);
    members.any(|found| found == "*" || found.eq_ignore_ascii_case(member))
}
