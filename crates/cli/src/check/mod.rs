//! `haulout check`: sends the requests of a sign-in to issuer, portal and clusters, and reports problems and remedies.
//!
//! Reading order: `finding` is the result, `probe` sends requests; then one file for each subject.

mod audience;
mod authorize;
mod client;
mod clocks;
mod cluster;
mod concierge;
mod cors;
mod finding;
mod issuer;
mod keys;
mod local_network;
mod navigation;
pub(crate) mod print;
mod probe;
mod probe_error;
mod public_url;
mod redact;
mod rejection;
mod scopes;
mod token;

use std::sync::Arc;
use std::time::Duration;

use haulout_gateway::config::{Config, Trust};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use url::Url;

pub(crate) use finding::{Finding, Item, Status};
pub(crate) use token::Token;

use crate::desktop::clock::Clock;
use crate::static_site;
use probe::ProbeContext;
use redact::Secrets;

/// The options of a run.
pub(crate) struct CheckParameters {
    /// The timeout for each request.
    pub(crate) timeout: Duration,
    /// A real token to try at the clusters, if any.
    pub(crate) token: Option<Token>,
    /// The public URL of the portal, if it is to be checked.
    pub(crate) public: Option<Url>,
    /// The certificate authorities for that URL.
    pub(crate) public_trust: Trust,
    /// The origin of a portal on a static host, if CORS is to be checked.
    pub(crate) cors: Option<String>,
}

impl CheckParameters {
    /// That of the gateway's portal, or of a portal on a static host.
    fn redirect_uri(&self, config: &Config) -> String {
        match self.cors {
            Some(_) => static_site::redirect_uri(config),
            None => config.public.redirect_uri(),
        }
    }
}

/// The index of a cluster in the configuration, its results, and its CORS findings.
type CheckedCluster = (usize, cluster::ClusterResults, Vec<Finding>);

/// Runs all checks; issuer, portal and clusters concurrently.
pub(crate) async fn run(config: Config, name: &str, parameters: CheckParameters) -> Vec<Finding> {
    let token = parameters.token.as_ref().map(Token::raw);
    let context = ProbeContext {
        timeout: parameters.timeout,
        clock: Clock::start(),
        secrets: Arc::new(Secrets::new(&config, token)),
    };
    let (config, parameters) = (Arc::new(config), Arc::new(parameters));
    let public = async {
        match &parameters.public {
            Some(url) => public_url::check(&config, url, &parameters.public_trust, &context).await,
            None => Vec::new(),
        }
    };
    let local_network = async {
        let origin = parameters.cors.as_ref()?;
        local_network::evaluate(&config, origin, parameters.timeout).await
    };
    let (issuer, public, clusters, local_network) = tokio::join!(
        check_issuer(&config, &parameters, &context),
        public,
        check_clusters(&config, &parameters, &context),
        local_network,
    );
    let (issuer, cors_of_issuer) = issuer;

    let identifier = config.issuer.identifier.as_str();
    let results: Vec<_> = clusters
        .iter()
        .map(|(index, results, _)| (config.clusters[*index].id.as_str(), results))
        .collect();
    let clocks = clocks::evaluate((identifier, &issuer.clock), &results);
    let mut findings = config_findings(&config, &parameters, name);
    findings.extend(issuer.findings);
    findings.extend(cors_of_issuer);
    for (_, results, cors) in clusters {
        findings.extend(results.findings);
        findings.extend(cors);
    }
    findings.extend(local_network);
    findings.extend(clocks);
    findings.extend(public);
    findings
}

/// Findings that need no request.
fn config_findings(config: &Config, parameters: &CheckParameters, name: &str) -> Vec<Finding> {
    let count = config.clusters.len();
    let clusters = if count == 1 { "cluster" } else { "clusters" };
    let readable = Finding::ok(
        Item::Config,
        name,
        format!("\"{}\", {count} {clusters}", config.title),
    );
    vec![readable, redirect_uri(config, parameters)]
}

fn redirect_uri(config: &Config, parameters: &CheckParameters) -> Finding {
    let redirect_uri = parameters.redirect_uri(config);
    if let Some(origin) = &parameters.cors
        && origin != config.public.origin()
    {
        let found = format!("the pages of `haulout static` return there, and not to {origin}");
        let remedy = "Set `publicUrl` to the address of the portal on the static host.";
        return Finding::warn(Item::RedirectUri, &redirect_uri, found, remedy);
    }
    let client = &config.issuer.client_id;
    let register = format!("must be registered for the client {client}");
    Finding::ok(Item::RedirectUri, &redirect_uri, register)
}

async fn check_issuer(
    config: &Config,
    parameters: &CheckParameters,
    context: &ProbeContext,
) -> (issuer::IssuerResults, Vec<Finding>) {
    let results = issuer::check(config, parameters, context).await;
    let cors = match (&parameters.cors, &results.provider) {
        (Some(origin), Some(provider)) => {
            let page = (origin.as_str(), &*parameters.redirect_uri(config));
            cors::issuer(config, provider, page, context).await
        }
        (Some(_) | None, _) => Vec::new(),
    };
    (results, cors)
}

async fn check_clusters(
    config: &Arc<Config>,
    parameters: &Arc<CheckParameters>,
    context: &ProbeContext,
) -> Vec<CheckedCluster> {
    let permits = Arc::new(Semaphore::new(CLUSTERS_AT_ONCE));
    let mut tasks = JoinSet::new();
    for index in 0..config.clusters.len() {
        let (config, parameters) = (config.clone(), parameters.clone());
        let (context, permits) = (context.clone(), permits.clone());
        tasks.spawn(async move {
            // The semaphore is never closed; if it were, all checks would run at once, which is harmless.
            let _permit = permits.acquire().await;
            let cluster = &config.clusters[index];
            let results =
                cluster::check(&config, cluster, parameters.token.as_ref(), &context).await;
            let cors = match &parameters.cors {
                Some(origin) => cors::cluster(cluster, origin, &context).await,
                None => Vec::new(),
            };
            (index, results, cors)
        });
    }
    let mut checked = tasks.join_all().await;
    checked.sort_by_key(|(index, _, _)| *index);
    checked
}

/// Enough to check a hundred clusters in seconds, and few enough for firewalls that limit connections.
const CLUSTERS_AT_ONCE: usize = 8;
