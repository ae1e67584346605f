//! An issuer, clusters, and portals to compare in a browser: the gateway's own in both token modes, and others that
//! use the same gateway.

use std::error::Error as _;
use std::fmt::Write as _;
use std::future::pending;
use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use clap::Args;
use haulout_devstack::{ClientScript, ClusterScript, Script, Stack};
use haulout_gateway::{Assets, Config, app, edge, serve};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

use crate::peer_files;
use crate::{Error, Outcome};

/// The portals and what they sign in to.
#[derive(Args)]
pub(crate) struct Options {
    /// The folder with the built portal.
    #[arg(long, value_name = "DIR")]
    portal: PathBuf,
    /// Another portal, by its name and the folder with its files; can be repeated.
    #[arg(long = "peer", value_name = "NAME=DIR", value_parser = named_folder)]
    peers: Vec<(String, PathBuf)>,
    /// Clusters that accept the ID token of a plain OpenID provider, instead of two with audiences of a Supervisor.
    #[arg(long)]
    clusters: Option<usize>,
    /// The validity of client certificates.
    #[arg(long)]
    certificate_seconds: Option<u64>,
    /// Serve the issuer over https, and write its CA to this file.
    #[arg(long, value_name = "FILE")]
    issuer_ca: Option<PathBuf>,
}

/// Prints one line with the URLs, then serves until standard input closes.
pub(crate) async fn run(options: Options) -> Outcome {
    let stack = Stack::start(script(&options)).await?;
    if let (Some(file), Some(ca)) = (&options.issuer_ca, stack.issuer().ca_pem()) {
        std::fs::write(file, ca)?;
    }
    let mut urls = Map::new();
    for (name, tokens) in [("sealed", "sealed"), ("page", "page")] {
        let (listener, url) = listen().await?;
        let config = config(&stack, &url, tokens)?;
        urls.insert(name.to_owned(), url.into());
        let assets = Assets::load(&options.portal)?;
        tokio::spawn(serve(config, assets, listener, pending()));
    }
    for (name, folder) in options.peers {
        let (listener, url) = listen().await?;
        let gateway = app(
            config(&stack, &url, "page")?,
            Assets::load(&options.portal)?,
        )?;
        let router = peer_files::before(gateway, &url, &folder).await?;
        urls.insert(name, url.into());
        tokio::spawn(edge::accept(router, listener, pending()));
    }
    let clusters = stack.clusters().iter().map(|cluster| {
        json!({
            "name": cluster.name(),
            "server": cluster.url(),
            "ca": BASE64_STANDARD.encode(cluster.ca_pem()),
            "audience": cluster.audience(),
        })
    });
    println!(
        "{}",
        json!({
            "issuer": stack.issuer().url(),
            "portals": urls,
            "clusters": clusters.collect::<Vec<Value>>(),
        })
    );
    // The parent process holds the other end, so this also detects that it was killed.
    tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink()))
        .await??;
    Ok(())
}

fn script(options: &Options) -> Script {
    let mut script = match options.clusters {
        Some(count) => Script {
            clusters: (1..=count)
                .map(|number| {
                    ClusterScript::new(&format!("c{number}"), &format!("Cluster {number}"), None)
                })
                .collect(),
            ..Script::plain()
        },
        None => {
            let mut script = Script::default();
            // One provider, so that no portal has to offer a choice.
            script
                .identity_providers
                .retain(|provider| provider.kind == "oidc");
            script
        }
    };
    script.issuer_https = options.issuer_ca.is_some();
    if let Some(seconds) = options.certificate_seconds {
        script.lifetimes.certificate = Duration::from_secs(seconds);
    }
    script
}

async fn listen() -> Result<(TcpListener, String), Error> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    Ok((listener, url))
}

/// The configuration of one gateway. A page cannot keep a client's secret.
fn config(stack: &Stack, public_url: &str, tokens: &str) -> Result<Config, Error> {
    let issuer = stack.issuer();
    let usable = |client: &&ClientScript| tokens == "sealed" || client.secret.is_none();
    let clients = issuer.clients();
    let client = clients.iter().find(usable);
    let client = client.ok_or("the script has no public client")?;
    let folder = tempfile::tempdir()?;
    let mut more = String::new();
    if let Some(secret) = &client.secret {
        std::fs::write(folder.path().join("secret"), secret.secret())?;
        more += "  clientSecretFile: secret\n";
    }
    if let Some(ca) = issuer.ca_pem() {
        std::fs::write(folder.path().join("ca.pem"), ca)?;
        more += "  caBundleFile: ca.pem\n";
    }
    let exchanges = stack
        .clusters()
        .iter()
        .any(|cluster| cluster.audience().is_some());
    let audience = if exchanges {
        ", 'pinniped:request-audience'"
    } else {
        ""
    };
    let mut yaml = format!(
        "title: Clusters
publicUrl: {public_url}
tokens: {tokens}
limits: {{addressPerMinute: {UNLIMITED}, sessionPerMinute: {UNLIMITED}}}
issuer:
  url: {}
  clientId: {}
  scopes: [openid, offline_access, username, groups{audience}]
{more}clusters:
",
        issuer.url(),
        client.id,
    );
    for cluster in stack.clusters() {
        write!(
            yaml,
            "  - id: {}
    name: {}
    server: {}
    caData: {}
    concierge: {{authenticator: {{type: jwt, name: {}}}}}
",
            cluster.id(),
            cluster.name(),
            cluster.url(),
            BASE64_STANDARD.encode(cluster.ca_pem()),
            cluster.authenticator(),
        )?;
        if let Some(audience) = cluster.audience() {
            writeln!(yaml, "    audience: {audience}")?;
        }
    }
    Config::from_yaml(&yaml, "portals", folder.path()).map_err(|error| match error.source() {
        Some(cause) => format!("{error}: {cause}").into(),
        None => error.to_string().into(),
    })
}

fn named_folder(text: &str) -> Result<(String, PathBuf), String> {
    let (name, folder) = text.split_once('=').ok_or("it has no `=`")?;
    Ok((name.to_owned(), folder.into()))
}

/// The maximum request budget, because all requests come from one address.
const UNLIMITED: u32 = 1_000_000;
