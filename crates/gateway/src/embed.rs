//! The page and the files for dashboards on other origins.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path as PathParameter, State};
use axum::http::Uri;
use axum::http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, ORIGIN};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde::Serialize;
use sha2::{Digest as _, Sha256, Sha384};

use crate::assets::{Assets, File, PortalFiles};
use crate::config::Config;
use crate::error::Failure;
use crate::headers::{ResponseKind, embed_policy};
use crate::inline_hashes::InlineHashes;

/// The files that can be embedded; empty if the portal was built without them.
#[derive(Debug)]
pub(crate) struct Bundle {
    page: Option<Page>,
    /// By their path below `/embed/`, which begins with a digest of all files: they import each other by relative
    /// paths, so a page only ever loads files of one version.
    files: BTreeMap<String, File>,
    manifest: Bytes,
}

#[derive(Debug)]
struct Page {
    html: String,
    hashes: InlineHashes,
}

/// The files by their names in the package.
#[derive(Serialize)]
struct Manifest {
    version: &'static str,
    files: BTreeMap<String, ManifestEntry>,
}

#[derive(Serialize)]
struct ManifestEntry {
    /// Relative to the manifest.
    path: String,
    /// The `integrity` attribute (Subresource Integrity).
    integrity: String,
}

impl Bundle {
    /// `embed.html` and the files of `embed/`, if they exist.
    pub(crate) fn new(portal: &PortalFiles<'_>) -> Self {
        let page = portal.get("embed.html").map(|html| {
            let html = String::from_utf8_lossy(html).into_owned();
            Page {
                hashes: InlineHashes::of(&html),
                html,
            }
        });
        let names = portal.below("embed");
        let named = names.filter_map(|name| {
            let file = File::from(portal, &format!("embed/{name}"))?;
            Some((name.to_owned(), file))
        });
        let named: BTreeMap<String, File> = named.collect();
        let version = version(&named);
        let mut files = BTreeMap::new();
        let mut listed = BTreeMap::new();
        for (name, file) in named {
            let path = format!("{version}/{name}");
            let integrity = BASE64_STANDARD.encode(Sha384::digest(&file.identity));
            let integrity = format!("sha384-{integrity}");
            let entry = ManifestEntry {
                path: path.clone(),
                integrity,
            };
            listed.insert(name, entry);
            files.insert(path, file);
        }
        let manifest = serde_json::to_vec(&Manifest {
            version: env!("CARGO_PKG_VERSION"),
            files: listed,
        });
        Self {
            page,
            files,
            manifest: manifest.expect("texts can be written as JSON").into(),
        }
    }

    /// Whether the page uses this file.
    pub(crate) fn names(&self, file: &str) -> bool {
        let page = self.page.as_ref();
        page.is_some_and(|page| page.html.contains(file))
    }
}

/// A digest of all names and contents.
fn version(files: &BTreeMap<String, File>) -> String {
    let mut whole = Sha256::new();
    for (name, file) in files {
        whole.update(name);
        whole.update(Sha256::digest(&file.identity));
    }
    let digest = whole.finalize();
    digest[..VERSION_BYTES]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// `GET /embed?origin=…`: the page for a popup of the dashboard at that origin, or for a frame on the same site. Only a
/// configured origin is written into the page, which then exchanges messages with that origin only.
pub(crate) async fn page(
    State(assets): State<Arc<Assets>>,
    State(config): State<Arc<Config>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let page = assets.bundle.page.as_ref();
    let page = page.ok_or_else(Failure::not_found)?;
    let query = uri.query().unwrap_or_default();
    let mut asked = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "origin");
    let origin = match (asked.next(), asked.next()) {
        (Some((_, origin)), None) => config.embed.allowed(&origin),
        (_, _) => None,
    };
    let html = match origin {
        Some(origin) => page.html.replacen(NO_ORIGIN, &origin_attribute(origin), 1),
        None => page.html.clone(),
    };
    let parent = origin.filter(|_| is_frame_of_the_same_site(&headers));
    let policy = embed_policy(&page.hashes, parent);
    let policy = HeaderValue::try_from(policy).expect("a validated origin is printable ASCII");
    let mut response = html.into_response();
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, html);
    response.extensions_mut().insert(ResponseKind::EmbedPage {
        policy,
        framed: parent.is_some(),
    });
    Ok(response)
}

/// Whether Fetch Metadata says so. In a frame on another site the page would not get its `SameSite=Strict` cookies, and
/// users could not see which site shows it.
fn is_frame_of_the_same_site(headers: &HeaderMap) -> bool {
    let has = |name: &HeaderName, values: &[&str]| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.is_some_and(|value| values.contains(&value))
    };
    has(&SEC_FETCH_DEST, &["iframe"]) && has(&SEC_FETCH_SITE, &["same-origin", "same-site"])
}

fn origin_attribute(origin: &str) -> String {
    format!("data-origin=\"{origin}\"")
}

/// `GET /embed/manifest.json`: the paths and digests of the files, for developers who load them.
pub(crate) async fn manifest(State(assets): State<Arc<Assets>>) -> Bytes {
    assets.bundle.manifest.clone()
}

/// `GET /embed/{version}/{name}`.
pub(crate) async fn file(
    State(assets): State<Arc<Assets>>,
    State(config): State<Arc<Config>>,
    path: Result<PathParameter<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let PathParameter(path) = path.map_err(|_| Failure::not_found())?;
    let file = assets.bundle.files.get(&path);
    let file = file.ok_or_else(Failure::not_found)?;
    let origin = headers.get(ORIGIN).and_then(|value| value.to_str().ok());
    let allowed_origin = origin.and_then(|origin| config.embed.allowed(origin));
    let allowed_origin = allowed_origin.and_then(|origin| HeaderValue::try_from(origin).ok());
    Ok(file.answer(&headers, ResponseKind::Shared { allowed_origin }))
}

/// The attribute that the page reads its embedder's origin from.
const NO_ORIGIN: &str = "data-origin=\"\"";
/// Bytes of the digest: enough to distinguish versions.
const VERSION_BYTES: usize = 8;
const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
