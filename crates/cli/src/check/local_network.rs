//! Checks whether browsers let a page send requests to the issuer and the clusters (Local Network Access).

use std::time::Duration;

use haulout_gateway::config::Config;
use haulout_protocol::address_space::AddressSpace;
use tokio::net::lookup_host;
use tokio::task::JoinSet;
use tokio::time::timeout;
use url::{Host, Url};

use super::finding::{Finding, Item};

/// The finding for a page at `origin` if a server is less public than it.
pub(super) async fn evaluate(config: &Config, origin: &str, limit: Duration) -> Option<Finding> {
    let page = space_of(&Url::parse(origin).ok()?, limit).await;
    let mut tasks = JoinSet::new();
    for (index, (name, url)) in servers(config).into_iter().enumerate() {
        tasks.spawn(async move { (index, name, space_of(&url, limit).await) });
    }
    let mut servers = tasks.join_all().await;
    servers.sort();
    let mut names: Vec<String> = servers
        .into_iter()
        .filter(|(_, _, space)| *space < page)
        .map(|(_, name, _)| name)
        .collect();
    names.dedup();
    if names.is_empty() {
        return None;
    }
    let found = format!(
        "browsers ask users before this page may connect to the private addresses of {}",
        names.join(", ")
    );
    let remedy = "Serve the pages with `Permissions-Policy: local-network=(self), loopback-network=(self)` and tell users to \
                  allow the connection, or allow it with the browser policy `LocalNetworkAccessAllowedForUrls`.";
    Some(Finding::warn(Item::CorsLocalNetwork, origin, found, remedy))
}

/// The servers that the page sends requests to.
fn servers(config: &Config) -> Vec<(String, Url)> {
    let issuer = ("the issuer".to_owned(), config.issuer.url.clone());
    let clusters = config.clusters.iter().flat_map(|cluster| {
        let concierge = cluster.concierge.as_ref();
        let urls = [
            Some(&cluster.server_url),
            concierge.map(|concierge| &concierge.endpoint),
        ];
        let urls = urls.into_iter().flatten();
        urls.map(|url| (cluster.id.clone(), url.clone()))
    });
    core::iter::once(issuer).chain(clusters).collect()
}

/// The space of the address that a browser on this computer's network would connect to.
async fn space_of(url: &Url, limit: Duration) -> AddressSpace {
    let space = AddressSpace::of_url(url);
    let (AddressSpace::Public, Some(Host::Domain(name))) = (space, url.host()) else {
        return space;
    };
    let port = url.port_or_known_default().unwrap_or_default();
    match timeout(limit, lookup_host((name, port))).await {
        Ok(Ok(addresses)) => addresses
            .map(|address| address.ip().into())
            .min()
            .unwrap_or(space),
        Ok(Err(_)) | Err(_) => space,
    }
}
