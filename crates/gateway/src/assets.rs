//! The portal's files, which are read once at the start and then served from memory.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path as PathParameter, State};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use crate::config::{Config, Logo, LogoFormat};
use crate::embed::Bundle;
use crate::error::Failure;
use crate::headers::{ResponseKind, document_policy};

/// Every file of the portal, in memory.
#[derive(Debug)]
pub struct Assets {
    index: File,
    policy: HeaderValue,
    files: HashMap<String, File>,
    /// The files for dashboards on other origins.
    pub(crate) bundle: Bundle,
}

#[derive(Debug)]
pub(crate) struct File {
    content_type: HeaderValue,
    is_worker: bool,
    pub(crate) identity: Bytes,
    gzip: Option<Bytes>,
    brotli: Option<Bytes>,
}

/// A file of `assets/`, for a static export.
pub struct AssetFile<'a> {
    /// Its path below `assets/`.
    pub name: &'a str,
    /// Determines its headers.
    pub kind: ResponseKind,
    /// The content without compression.
    pub identity: &'a Bytes,
    /// Compressed by gzip.
    pub gzip: Option<&'a Bytes>,
    /// Compressed by Brotli.
    pub brotli: Option<&'a Bytes>,
}

/// Why the portal's folder cannot be served.
#[derive(Debug)]
pub struct AssetsError {
    path: PathBuf,
    cause: std::io::Error,
}

impl Assets {
    /// Reads `index.html` and the files of `assets/`, with their `.br` and `.gz` siblings.
    ///
    /// # Errors
    /// [`AssetsError`] with the path of the file that is missing or cannot be read.
    pub fn load(folder: &Path) -> Result<Self, AssetsError> {
        let index = File::load(&folder.join("index.html"))?;
        let policy = document_policy(&inline_script_hashes(&String::from_utf8_lossy(
            &index.identity,
        )));
        let mut files = HashMap::new();
        for path in list(&folder.join("assets"))? {
            if let (Some(name), false) = (
                path.file_name().and_then(|name| name.to_str()),
                is_compressed_sibling(&path),
            ) {
                files.insert(name.to_owned(), File::load(&path)?);
            }
        }
        let policy = HeaderValue::try_from(policy).expect("a policy is printable ASCII");
        Ok(Self {
            index,
            policy,
            files,
            bundle: Bundle::load(folder)?,
        })
    }

    /// The content of `index.html`.
    pub fn page(&self) -> &[u8] {
        &self.index.identity
    }

    /// Every file of `assets/`, except compressed siblings and the files that only `/embed` uses.
    pub fn files(&self) -> impl Iterator<Item = AssetFile<'_>> {
        let index = String::from_utf8_lossy(&self.index.identity);
        let embeds = move |name: &str| self.bundle.names(name) && !index.contains(name);
        let files = self.files.iter();
        files
            .filter(move |(name, _)| !embeds(name))
            .map(|(name, file)| AssetFile {
                name,
                kind: file.kind(),
                identity: &file.identity,
                gzip: file.gzip.as_ref(),
                brotli: file.brotli.as_ref(),
            })
    }
}

/// The files of a folder; empty if the folder does not exist.
fn list(folder: &Path) -> Result<Vec<PathBuf>, AssetsError> {
    let mut paths = entries(folder)?;
    paths.retain(|path| path.is_file());
    Ok(paths)
}

/// The entries of a folder; empty if the folder does not exist.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>, AssetsError> {
    let fail = |cause| AssetsError {
        path: folder.to_owned(),
        cause,
    };
    let mut paths = Vec::new();
    if folder.is_dir() {
        for entry in std::fs::read_dir(folder).map_err(fail)? {
            paths.push(entry.map_err(fail)?.path());
        }
    }
    Ok(paths)
}

/// Whether a file is the compressed form of another one.
pub(crate) fn is_compressed_sibling(path: &Path) -> bool {
    path.extension()
        .is_some_and(|end| end == "br" || end == "gz")
}

impl File {
    pub(crate) fn load(path: &Path) -> Result<Self, AssetsError> {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        Ok(Self {
            content_type: content_type(name),
            is_worker: name.starts_with("worker") && name.ends_with(".js"),
            identity: read(path)?,
            gzip: read_sibling(path, "gz")?,
            brotli: read_sibling(path, "br")?,
        })
    }

    fn kind(&self) -> ResponseKind {
        if self.is_worker {
            ResponseKind::WorkerScript
        } else {
            ResponseKind::Asset
        }
    }

    pub(crate) fn answer(&self, asked: &HeaderMap, kind: ResponseKind) -> Response {
        let (encoding, body) = match (&self.brotli, &self.gzip) {
            (Some(brotli), _) if accepts(asked, "br") => (Some("br"), brotli),
            (_, Some(gzip)) if accepts(asked, "gzip") => (Some("gzip"), gzip),
            _ => (None, &self.identity),
        };
        let mut response = body.clone().into_response();
        response
            .headers_mut()
            .insert(CONTENT_TYPE, self.content_type.clone());
        if let Some(encoding) = encoding {
            response
                .headers_mut()
                .insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response.extensions_mut().insert(kind);
        response
    }
}

fn read(path: &Path) -> Result<Bytes, AssetsError> {
    std::fs::read(path)
        .map(Bytes::from)
        .map_err(|cause| AssetsError {
            path: path.to_owned(),
            cause,
        })
}

fn read_sibling(path: &Path, end: &str) -> Result<Option<Bytes>, AssetsError> {
    let mut sibling = path.as_os_str().to_owned();
    sibling.push(".");
    sibling.push(end);
    let sibling = PathBuf::from(sibling);
    if sibling.is_file() {
        read(&sibling).map(Some)
    } else {
        Ok(None)
    }
}

/// The portal's page, which is also served at the redirect URI.
pub(crate) async fn document(State(assets): State<Arc<Assets>>, headers: HeaderMap) -> Response {
    assets.index.answer(
        &headers,
        ResponseKind::Document {
            policy: assets.policy.clone(),
        },
    )
}

/// A file with a content hash in its name.
pub(crate) async fn asset(
    State(assets): State<Arc<Assets>>,
    State(config): State<Arc<Config>>,
    name: Result<PathParameter<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let PathParameter(name) = name.map_err(|_| Failure::not_found())?;
    let logo = config.branding.logo.as_ref();
    match (assets.files.get(&name), logo) {
        (Some(file), _) => Ok(file.answer(&headers, file.kind())),
        (None, Some(logo)) if logo.name == name => Ok(logo.answer()),
        (None, _) => Err(Failure::not_found()),
    }
}

impl Logo {
    /// The kind of the response; an SVG gets a stricter policy, because it can contain scripts.
    pub fn kind(&self) -> ResponseKind {
        match self.format {
            LogoFormat::Svg => ResponseKind::Svg,
            LogoFormat::Png | LogoFormat::WebP => ResponseKind::Asset,
        }
    }

    fn answer(&self) -> Response {
        let mut response = self.bytes.clone().into_response();
        response
            .headers_mut()
            .insert(CONTENT_TYPE, content_type(&self.name));
        response.extensions_mut().insert(self.kind());
        response
    }
}

/// RFC 9110 §12.5.3, as far as browsers use it: a coding is accepted if it is listed with a weight other than zero.
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let lines = headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|item| {
        let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
        let weight = parameters
            .trim()
            .strip_prefix("q=")
            .map_or(Ok(1.0), str::parse::<f32>);
        name.trim().eq_ignore_ascii_case(coding) && weight.is_ok_and(|weight| weight > 0.0)
    })
}

fn content_type(name: &str) -> HeaderValue {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    HeaderValue::from_static(match end {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "json" | "webmanifest" => "application/json; charset=utf-8",
        "ico" => "image/x-icon",
        "png" => "image/png",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    })
}

/// CSP sources for a page's inline scripts, such as the bundler's import map.
pub fn inline_script_hashes(html: &str) -> String {
    let mut sources = String::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once("<script") {
        let Some((tag, after)) = after.split_once('>') else {
            break;
        };
        let Some((script, after)) = after.split_once("</script>") else {
            break;
        };
        if !tag
            .split_ascii_whitespace()
            .any(|attribute| attribute.starts_with("src="))
        {
            let hash = BASE64_STANDARD.encode(Sha256::digest(script));
            sources.push_str(&format!(" 'sha256-{hash}'"));
        }
        rest = after;
    }
    sources
}

impl fmt::Display for AssetsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the portal cannot be served: {}: {}",
            self.path.display(),
            self.cause
        )
    }
}

impl Error for AssetsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.cause)
    }
}
