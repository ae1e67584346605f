//! The portal's files, which are read once at the start and then served from memory.

mod portal_files;

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path as PathParameter, State};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use crate::config::{Config, Logo, LogoFormat};
use crate::document::{Content, Template};
use crate::embed::Bundle;
use crate::error::Failure;
use crate::file_error;
use crate::headers::ResponseKind;

pub(crate) use portal_files::PortalFiles;

/// Every file of the portal, in memory.
#[derive(Debug)]
pub struct Assets {
    index: Template,
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
    /// Reads `index.html`, `embed.html` and the files of `assets/` and `embed/`, with their `.br` and `.gz` siblings.
    ///
    /// # Errors
    /// [`AssetsError`] with the path of the file that is missing or cannot be read.
    pub fn load(folder: &Path) -> Result<Self, AssetsError> {
        Self::from_files(&PortalFiles::read(folder)?)
    }

    /// The portal whose files the program contains, by their paths in the portal's folder.
    ///
    /// # Errors
    /// [`AssetsError`] with the name of the file that is missing or unusable.
    pub fn contained(
        files: impl IntoIterator<Item = (&'static str, &'static [u8])>,
    ) -> Result<Self, AssetsError> {
        Self::from_files(&PortalFiles::contained(files))
    }

    fn from_files(portal: &PortalFiles<'_>) -> Result<Self, AssetsError> {
        let index = String::from_utf8_lossy(portal.require(INDEX)?);
        let index = Template::parse(&index).map_err(|reason| {
            portal.error(INDEX, std::io::Error::new(ErrorKind::InvalidData, reason))
        })?;
        let names = portal.below("assets").filter(|name| !name.contains('/'));
        let files = names.filter_map(|name| {
            let file = File::from(portal, &format!("assets/{name}"))?;
            Some((name.to_owned(), file))
        });
        Ok(Self {
            index,
            files: files.collect(),
            bundle: Bundle::new(portal),
        })
    }

    /// The document with this content.
    pub fn document(&self, content: &Content<'_>) -> String {
        self.index.fill(content)
    }

    /// Every file of `assets/`, except compressed siblings and the files that only `/embed` uses.
    pub fn files(&self) -> impl Iterator<Item = AssetFile<'_>> {
        let embeds = |name: &str| self.bundle.names(name) && !self.index.contains(name);
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

impl File {
    /// The file at this path in the portal, with its compressed forms.
    pub(crate) fn from(portal: &PortalFiles<'_>, path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path);
        Some(Self {
            content_type: content_type(name),
            is_worker: name.starts_with("worker") && name.ends_with(".js"),
            identity: portal.get(path)?.clone(),
            gzip: portal.get(&format!("{path}.gz")).cloned(),
            brotli: portal.get(&format!("{path}.br")).cloned(),
        })
    }

    /// A document, with its form by Brotli.
    pub(crate) fn html(identity: Bytes, brotli: Bytes) -> Self {
        Self {
            content_type: content_type("index.html"),
            is_worker: false,
            identity,
            gzip: None,
            brotli: Some(brotli),
        }
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

impl fmt::Display for AssetsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        f.write_str("the portal cannot be served: ")?;
        if self.cause.get_ref().is_some() {
            // It is about the content.
            write!(f, "{path}: {}", self.cause)
        } else {
            write!(f, "{path} {}", file_error::reason(&self.cause))
        }
    }
}

impl Error for AssetsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.cause)
    }
}

/// The portal's document.
const INDEX: &str = "index.html";
