//! The servers of a test: a devstack, and the gateway with the built portal.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use haulout_devstack::{
    Cluster, ClusterScript, Entry, ExternalIssuer, IdentityProvider, IssuerProfile, Preset, Script,
    Server, Stack, User,
};
use haulout_gateway::{ReloadableGateway, app, operations, serve_current};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::IssuerProcess;
use super::gateway_config::config;
use super::log;
use super::nginx::{Nginx, Page};
use super::pages;
use super::tampered::{self, Change};
use super::tap::Tap;

/// The holder of the tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tokens {
    Sealed,
    Page,
}

/// The configuration of a test's servers.
pub(crate) struct Plan {
    script: Script,
    tokens: Tokens,
    issuer: Option<IssuerProcess>,
    scopes: Option<&'static str>,
    tampered_config: Option<Change>,
    host: Option<&'static str>,
    changed_asset: Option<&'static str>,
    preset: Option<Preset>,
    behind_nginx: Option<&'static str>,
    page: Option<Page>,
    dashboards: Vec<String>,
    listener: Option<TcpListener>,
}

/// Running servers. Dropping them closes all ports.
pub(crate) struct Portal {
    url: String,
    stack: Stack,
    tap: Tap,
    issuer: Option<IssuerProcess>,
    operations_address: SocketAddr,
    _nginx: Option<Nginx>,
    _tasks: JoinSet<()>,
}

impl Plan {
    /// A Supervisor with a confidential client, and two clusters with their own audiences.
    pub(crate) fn supervisor() -> Self {
        Self {
            script: Script::default(),
            tokens: Tokens::Sealed,
            issuer: None,
            scopes: None,
            tampered_config: None,
            host: None,
            changed_asset: None,
            preset: None,
            behind_nginx: None,
            page: None,
            dashboards: Vec::new(),
            listener: None,
        }
    }

    /// The same with the first cluster only, so that elements of the page are unique.
    pub(crate) fn one_cluster() -> Self {
        let mut plan = Self::supervisor();
        plan.script.clusters.truncate(1);
        plan
    }

    /// A Supervisor with enough clusters to fill a page.
    pub(crate) fn showcase() -> Self {
        let mut plan = Self::supervisor();
        let more = [
            ("prod-us", "Production US", "prod-us-41d0"),
            ("staging", "Staging", "staging-8b6e"),
            ("edge-kiel", "Edge Kiel", "edge-kiel-c05f"),
        ];
        let more = more.map(|(id, name, audience)| ClusterScript::new(id, name, Some(audience)));
        plan.script.clusters.extend(more);
        plan
    }

    /// A public client of an OpenID provider, and this many clusters that take its ID token directly.
    pub(crate) fn fleet(clusters: usize) -> Self {
        let mut plan = Self::public_client();
        let names =
            (1..=clusters).map(|number| (format!("c{number}"), format!("Cluster {number}")));
        plan.script.clusters = names
            .map(|(id, name)| ClusterScript::new(&id, &name, None))
            .collect();
        plan
    }

    /// A public client of an OpenID provider, and one cluster; the gateway holds the tokens.
    pub(crate) fn public_client() -> Self {
        Self {
            script: Script::plain(),
            ..Self::supervisor()
        }
    }

    /// A public client of a Dex, and one cluster; the gateway holds the tokens.
    pub(crate) fn dex() -> Self {
        Self {
            script: Script::dex(),
            ..Self::supervisor()
        }
    }

    /// A public client of an external issuer.
    pub(crate) fn external(issuer: IssuerProcess, tokens: Tokens) -> Self {
        let plan = Self::of_issuer(issuer.url(), "sub", "openid, offline_access", tokens);
        Self {
            issuer: Some(issuer),
            ..plan
        }
    }

    /// The client `portal` of the issuer at this URL. The Concierge takes user names from `claim`.
    pub(crate) fn of_issuer(url: &str, claim: &str, scopes: &'static str, tokens: Tokens) -> Self {
        let mut plan = Self::public_client();
        plan.script.external_issuer = Some(ExternalIssuer {
            url: url.to_owned(),
            audience: plan.script.clients[0].id.clone(),
            username_claim: claim.to_owned(),
            groups_claim: "groups".to_owned(),
            ca_pem: None,
        });
        Self {
            scopes: Some(scopes),
            tokens,
            ..plan
        }
    }

    /// The same at this port, for an issuer that has to know the redirect URI before the portal starts.
    pub(crate) fn at(mut self, listener: TcpListener) -> Self {
        self.listener = Some(listener);
        self
    }

    /// The same with an issuer that serves https by an authority of its own.
    pub(crate) fn with_https_issuer(mut self) -> Self {
        self.script.issuer_https = true;
        self
    }

    /// The servers of a preset, with this lifetime of certificates in seconds.
    pub(crate) fn preset(preset: Preset, certificate_secs: u64) -> Self {
        let mut script = preset.script().unwrap();
        script.lifetimes.certificate = Duration::from_secs(certificate_secs);
        Self {
            script,
            tokens: Tokens::Page,
            preset: Some(preset),
            ..Self::supervisor()
        }
    }

    /// Sets the lifetime of certificates.
    pub(crate) fn certificates(mut self, lifetime: Duration) -> Self {
        self.script.lifetimes.certificate = lifetime;
        self
    }

    /// Replaces the issuer's users and identity providers.
    pub(crate) fn people(mut self, users: Vec<User>, providers: Vec<IdentityProvider>) -> Self {
        self.script.users = users;
        self.script.identity_providers = providers;
        self
    }

    /// Puts nginx between browser and gateway, with the gateway below this path.
    pub(crate) fn behind_nginx(mut self, base: &'static str) -> Self {
        for client in &mut self.script.clients {
            let uri = format!("http://127.0.0.1{base}/callback");
            client.redirect_uris.push(uri);
        }
        self.behind_nginx = Some(base);
        self
    }

    /// Serves an embedding page at the root of nginx, and the gateway below it.
    pub(crate) fn below_page(self, folder: PathBuf) -> Self {
        self.below_page_with_backend(folder, ([127, 0, 0, 1], DISCARD_PORT).into())
    }

    /// The same with a server below `/api/`.
    pub(crate) fn below_page_with_backend(self, folder: PathBuf, backend: SocketAddr) -> Self {
        let mut plan = self.behind_nginx(BELOW_PAGE);
        plan.page = Some(Page { folder, backend });
        plan
    }

    /// Changes `/config.json`.
    pub(crate) fn tamper(mut self, change: Change) -> Self {
        self.tampered_config = Some(change);
        self
    }

    /// Lets the issuer redirect to a login page on another origin.
    pub(crate) fn login_elsewhere(mut self) -> Self {
        self.script.login_elsewhere = true;
        self
    }

    /// Allows the page at this origin to embed the sign-in.
    pub(crate) fn dashboard(mut self, origin: &str) -> Self {
        self.dashboards.push(origin.to_owned());
        self
    }

    /// Serves the portal with a modified asset, as if it had been changed in transit; the asset is given by its prefix.
    pub(crate) fn change_asset(mut self, beginning: &'static str) -> Self {
        self.changed_asset = Some(beginning);
        self
    }

    /// Serves a page with this script and the headless package instead of the portal.
    pub(crate) fn host(mut self, script: &'static str) -> Self {
        self.host = Some(script);
        self
    }
}

impl Portal {
    pub(super) async fn start(plan: Plan) -> Self {
        let issuer_profile = plan.script.issuer_profile;
        let external = plan.script.external_issuer.as_ref();
        let external = external.map(|issuer| issuer.url.clone());
        let stack = Stack::start(plan.script).await.unwrap();
        if let Some(preset) = plan.preset {
            stack.set_preset(preset, true);
        }
        log::listen();
        let public = match plan.listener {
            Some(listener) => listener,
            None => port().await,
        };
        let (private, for_operators) = (port().await, port().await);
        let operations_address = for_operators.local_addr().unwrap();
        let base = plan.behind_nginx.unwrap_or_default();
        let url = format!("http://{}{base}", public.local_addr().unwrap());
        let issuer_url = external.as_deref().unwrap_or(stack.issuer().url());
        let scopes = plan.scopes.unwrap_or(match issuer_profile {
            IssuerProfile::Supervisor => {
                "openid, offline_access, 'pinniped:request-audience', username, groups"
            }
            IssuerProfile::Plain | IssuerProfile::Vault => {
                "openid, offline_access, username, groups"
            }
            IssuerProfile::Dex => "openid, offline_access, email, groups",
        });
        let config = config(
            &stack,
            &url,
            issuer_url,
            scopes,
            plan.tokens,
            &plan.dashboards,
        );
        let tap = Tap::default();
        let mut tasks = JoinSet::new();
        let gateway = private.local_addr().unwrap();
        let nginx = match plan.behind_nginx {
            Some(base) => Some(Nginx::in_front_of(gateway, base, plan.page.as_ref()).await),
            None => None,
        };
        let first = nginx.as_ref().map_or(gateway, Nginx::address);
        tasks.spawn(tap.clone().forward(public, first));
        let assets = match (plan.host, plan.changed_asset) {
            (Some(script), _) => pages::host(script),
            (None, Some(beginning)) => pages::portal_with_changed(beginning),
            (None, None) => pages::portal(),
        };
        match plan.tampered_config {
            None => {
                let current = ReloadableGateway::new(config, assets, Some(gateway)).unwrap();
                let (ours, forever) = (current.clone(), std::future::pending);
                tasks.spawn(serve_current(ours, private, forever()));
                tasks.spawn(operations::serve(current, for_operators, forever()));
            }
            Some(change) => drop(tasks.spawn(tampered::serve(
                app(config, assets).unwrap(),
                private,
                change,
            ))),
        }
        Self {
            url,
            stack,
            tap,
            issuer: plan.issuer,
            operations_address,
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

    /// The cluster `dev`, which is in every plan.
    pub(crate) fn dev(&self) -> &Cluster {
        self.stack.cluster("dev").unwrap()
    }

    /// The issuer that runs as a separate process.
    pub(crate) fn issuer(&self) -> &IssuerProcess {
        self.issuer.as_ref().unwrap()
    }

    /// The requests to the API server with a client certificate, without those of the page.
    pub(crate) fn by_kubectl(&self) -> Vec<Entry> {
        let entries = self.stack.journal().entries().into_iter();
        let ours = |entry: &Entry| {
            entry.server == Server::ApiServer("dev".into()) && entry.certificate.is_some()
        };
        entries.filter(ours).collect()
    }

    /// The expiry times of the certificates that kubectl has used.
    pub(crate) fn certificates_used(&self) -> BTreeSet<i64> {
        let used = self.by_kubectl();
        used.iter()
            .filter_map(|entry| Some(entry.certificate.as_ref()?.not_after))
            .collect()
    }

    /// The log of the gateways of all tests.
    pub(crate) fn log(&self) -> String {
        log::text()
    }

    /// The response of the operations port.
    pub(crate) async fn metrics(&self) -> String {
        let mut stream = TcpStream::connect(self.operations_address).await.unwrap();
        let request = "GET /metrics HTTP/1.1\r\nHost: operations\r\nConnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    /// All bytes that the gateway has sent to the browser.
    pub(crate) fn sent(&self) -> String {
        self.tap.text()
    }

    /// Whether the gateway has sent this to the browser.
    pub(crate) fn sent_to_browser(&self, text: &str) -> bool {
        self.tap.has(text)
    }
}

/// The path of a gateway below an embedding page.
const BELOW_PAGE: &str = "/haulout";

/// The discard port (RFC 863), which is unused.
const DISCARD_PORT: u16 = 9;

pub(crate) async fn port() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}
