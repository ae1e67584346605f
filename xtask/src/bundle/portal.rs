//! The portal as a folder of static files: the documents from `www`, the glue and the wasm.

use std::collections::BTreeMap;
use std::fs;

use crate::error::{CommandError, CommandResult, Context};
use crate::workspace::Workspace;

use super::assets::Assets;
use super::inputs::collect;
use super::wasm::{Build, GLUE, WASM, minify};

/// The portal's document, which keeps its name and is never cached.
pub(super) const DOCUMENT: &str = "index.html";

/// The document that dashboards on other origins open; it loads the same program.
const EMBED_DOCUMENT: &str = "embed.html";

/// The inline script of every document, and the token for it.
const BOOT: &str = "boot.js";
const BOOT_TOKEN: &str = "{{boot}}";

/// Replaced by the portal's style: with a style sheet in a file, the first paint would wait for another round trip.
const STYLE_TOKEN: &str = "{{style}}";

/// Scripts of the package that the portal also uses: both sides of a sign-in in a window.
const SHARED: [&str; 2] = ["popup-page.js", "popup.js"];
const STYLE: &str = "style.css";
/// The parts of that style sheet.
const STYLE_PARTS: &str = "style/";

/// Every file of the portal, in memory.
pub(super) struct Site {
    pub(super) files: Vec<SiteFile>,
}

pub(super) struct SiteFile {
    /// The path in the portal's folder.
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
    /// Whether a browser needs it before a kubeconfig can be copied.
    pub(super) in_first_load: bool,
}

pub(super) fn assemble(workspace: &Workspace, build: &Build) -> CommandResult<Site> {
    let mut sources = sources(workspace)?;
    let boot = minify(workspace, "js", &take(&mut sources, BOOT)?)?;
    let style = minify(workspace, "css", &text(&sources, STYLE)?)?;
    let document = take(&mut sources, DOCUMENT)?
        .replace(BOOT_TOKEN, boot.trim())
        .replace(STYLE_TOKEN, style.trim());
    let embed_document = take(&mut sources, EMBED_DOCUMENT)?.replace(BOOT_TOKEN, boot.trim());
    sources.insert(WASM.to_owned(), build.wasm.clone());
    sources.insert(GLUE.to_owned(), glue_with_token(&build.glue)?.into_bytes());

    let finish = |name: &str, text: String| match name.rsplit_once('.') {
        Some((_, loader @ ("js" | "css"))) if name != GLUE => minify(workspace, loader, &text),
        _ => Ok(text),
    };
    let mut assets = Assets::new(sources, &finish);
    assets.resolve_all()?;
    let (document, reached) = assets.fill_document(DOCUMENT, &document)?;
    let (embed_document, reached_by_window) =
        assets.fill_document(EMBED_DOCUMENT, &embed_document)?;
    for (document, reached) in [(DOCUMENT, &reached), (EMBED_DOCUMENT, &reached_by_window)] {
        for needed in [GLUE, WASM] {
            if !reached.contains(needed) {
                return Err(CommandError::new(format!(
                    "www/{document} does not load {needed}"
                )));
            }
        }
    }

    let documents = [(DOCUMENT, document), (EMBED_DOCUMENT, embed_document)];
    let mut files: Vec<SiteFile> = documents
        .into_iter()
        .map(|(name, text)| SiteFile {
            path: name.to_owned(),
            bytes: text.into_bytes(),
            in_first_load: name == DOCUMENT,
        })
        .collect();
    files.extend(assets.iter().map(|(name, asset)| SiteFile {
        path: format!("assets/{}", asset.file_name),
        bytes: asset.bytes.clone(),
        in_first_load: reached.contains(name),
    }));
    Ok(Site { files })
}

/// A document, which is not an asset.
fn take(sources: &mut BTreeMap<String, Vec<u8>>, name: &str) -> CommandResult<String> {
    let text = text(sources, name)?;
    sources.remove(name);
    Ok(text)
}

fn text(sources: &BTreeMap<String, Vec<u8>>, name: &str) -> CommandResult<String> {
    let bytes = sources
        .get(name)
        .ok_or_else(|| CommandError::new(format!("www/{name} does not exist")))?;
    String::from_utf8(bytes.clone()).context(format_args!("read www/{name} as UTF-8"))
}

/// Every file below `www`, by its relative path.
fn sources(workspace: &Workspace) -> CommandResult<BTreeMap<String, Vec<u8>>> {
    let folder = workspace.path("www");
    let mut paths = Vec::new();
    collect(&folder, &mut paths)?;
    let mut files = BTreeMap::new();
    for path in paths {
        let bytes = fs::read(&path).context(format_args!("read {}", path.display()))?;
        let name = path.strip_prefix(&folder).unwrap_or(&path);
        files.insert(name.to_string_lossy().replace('\\', "/"), bytes);
    }
    for name in SHARED {
        let mut script = workspace.read(&format!("pkg/{name}"))?;
        for other in SHARED {
            script = script.replace(&format!("'./{other}'"), &format!("'{{{{asset:{other}}}}}'"));
        }
        files.insert(name.to_owned(), script.into_bytes());
    }
    let style = whole_style(&files)?;
    files.retain(|name, _| !name.starts_with(STYLE_PARTS));
    files.insert(STYLE.to_owned(), style.into_bytes());
    Ok(files)
}

/// The style sheet with its imports inlined, because each import in a browser is another round trip.
fn whole_style(files: &BTreeMap<String, Vec<u8>>) -> CommandResult<String> {
    let mut whole = String::new();
    for line in text(files, STYLE)?.lines() {
        let part = line.strip_prefix("@import \"");
        match part.and_then(|part| part.strip_suffix("\";")) {
            Some(part) => whole.push_str(&text(files, part)?),
            None => whole.push_str(line),
        }
        whole.push('\n');
    }
    Ok(whole)
}

/// Replaces the plain name of the wasm in the glue by a token.
fn glue_with_token(glue: &str) -> CommandResult<String> {
    if !glue.contains(WASM) {
        return Err(CommandError::new(format!(
            "{GLUE} does not refer to {WASM}"
        )));
    }
    Ok(glue.replace(WASM, &format!("{{{{asset:{WASM}}}}}")))
}
