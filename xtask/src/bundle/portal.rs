//! The portal as a folder of static files: the shell from `www`, the glue and the wasm.

use std::collections::BTreeMap;
use std::fs;

use crate::failure::{Doing, Failure, Outcome};
use crate::workspace::Workspace;

use super::assets::Assets;
use super::inputs::collect;
use super::wasm::{Build, GLUE, WASM, minify};

/// The one document of the portal; it keeps its name and is never cached.
const DOCUMENT: &str = "index.html";

/// Every file of the portal, ready to be written.
pub(super) struct Site {
    pub(super) files: Vec<SiteFile>,
}

pub(super) struct SiteFile {
    /// Where it lies below the portal's folder.
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
    /// Whether a browser fetches it before a kubeconfig can be copied.
    pub(super) in_first_load: bool,
}

pub(super) fn assemble(workspace: &Workspace, build: &Build) -> Outcome<Site> {
    let mut sources = shell(workspace)?;
    let document = sources
        .remove(DOCUMENT)
        .ok_or_else(|| Failure::new(format!("www/{DOCUMENT} does not exist")))?;
    let document =
        String::from_utf8(document).doing(format_args!("read www/{DOCUMENT} as UTF-8"))?;
    sources.insert(WASM.to_owned(), build.wasm.clone());
    sources.insert(GLUE.to_owned(), glue_with_token(&build.glue)?.into_bytes());

    let finish = |name: &str, text: String| match name.rsplit_once('.') {
        Some((_, loader @ ("js" | "css"))) if name != GLUE => minify(workspace, loader, &text),
        _ => Ok(text),
    };
    let mut assets = Assets::new(sources, &finish);
    assets.resolve_all()?;
    let (document, reached) = assets.fill_document(DOCUMENT, &document)?;
    for needed in [GLUE, WASM] {
        if !reached.contains(needed) {
            return Err(Failure::new(format!(
                "www/{DOCUMENT} does not lead to {needed}"
            )));
        }
    }

    let mut files = vec![SiteFile {
        path: DOCUMENT.to_owned(),
        bytes: document.into_bytes(),
        in_first_load: true,
    }];
    files.extend(assets.iter().map(|(name, asset)| SiteFile {
        path: format!("assets/{}", asset.file_name),
        bytes: asset.bytes.clone(),
        in_first_load: reached.contains(name),
    }));
    Ok(Site { files })
}

/// Everything below `www`, by its path from there.
fn shell(workspace: &Workspace) -> Outcome<BTreeMap<String, Vec<u8>>> {
    let folder = workspace.path("www");
    let mut paths = Vec::new();
    collect(&folder, &mut paths)?;
    let mut files = BTreeMap::new();
    for path in paths {
        let bytes = fs::read(&path).doing(format_args!("read {}", path.display()))?;
        let name = path.strip_prefix(&folder).unwrap_or(&path);
        files.insert(name.to_string_lossy().replace('\\', "/"), bytes);
    }
    Ok(files)
}

/// The glue finds its wasm by a plain name beside it; this makes a token of that name.
fn glue_with_token(glue: &str) -> Outcome<String> {
    if !glue.contains(WASM) {
        return Err(Failure::new(format!("{GLUE} does not name {WASM}")));
    }
    Ok(glue.replace(WASM, &format!("{{{{asset:{WASM}}}}}")))
}
