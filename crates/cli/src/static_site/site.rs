//! Builds all files of the site.

use axum::http::header::HeaderValue;
use haulout_gateway::assets::Assets;
use haulout_gateway::config::Config;
use haulout_gateway::headers::ResponseKind;
use haulout_gateway::page_config;

use super::error::EmitError;
use super::files::{INDEX, Served, Site};
use super::hosts;
use super::origins::Origins;
use super::page::{self, SitePage};

pub(super) fn build(
    config: &Config,
    assets: &Assets,
    origins: &Origins,
) -> Result<Site, EmitError> {
    let mut site = Site::new();
    let mut served = Vec::new();
    let sources = origins.sources();
    let pages = [
        (INDEX, page::top(assets, &sources)?),
        (CALLBACK, page::callback(assets, &sources)?),
    ];
    for (path, SitePage { html, policy }) in pages {
        let policy = HeaderValue::try_from(policy).expect("a policy is printable ASCII");
        served.push(Served {
            path: path.to_owned(),
            kind: Some(ResponseKind::Document {
                policy,
                sends_origin: false,
            }),
        });
        site.insert(path.to_owned(), html.into());
    }
    served.push(Served {
        path: CONFIG.to_owned(),
        kind: None,
    });
    let page_config = page_config::direct(config, &redirect_uri(config));
    site.insert(CONFIG.to_owned(), page_config.into());
    for file in assets.files() {
        let path = format!("assets/{}", file.name);
        for (end, bytes) in [("gz", file.gzip), ("br", file.brotli)] {
            if let Some(bytes) = bytes {
                site.insert(format!("{path}.{end}"), bytes.clone());
            }
        }
        site.insert(path.clone(), file.identity.clone());
        served.push(Served {
            path,
            kind: Some(file.kind),
        });
    }
    if let Some(logo) = &config.branding.logo {
        site.insert(logo.path(), logo.bytes.clone());
        served.push(Served {
            path: logo.path(),
            kind: Some(logo.kind()),
        });
    }
    served.sort_by(|one, other| one.path.cmp(&other.path));
    let base = config.public.base();
    for (path, text) in [
        (hosts::NGINX, hosts::nginx(base, &served)),
        (hosts::HEADERS_FILE, hosts::headers_file(base, &served)),
    ] {
        site.insert(path.to_owned(), text.into());
    }
    Ok(site)
}

/// With a trailing slash, because web servers serve a folder's page there; the state machine compares it exactly.
pub(crate) fn redirect_uri(config: &Config) -> String {
    config.public.join("/callback/")
}

const CALLBACK: &str = "callback/index.html";
const CONFIG: &str = "config.json";
