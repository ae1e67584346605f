//! The release build: the portal with content-hashed and compressed files, and both programs of the npm package.

mod assets;
mod bytes;
mod compress;
pub(crate) mod digest;
mod element;
mod host;
mod inputs;
mod portal;
mod report;
mod reproducible;
mod wasm;

pub(crate) use bytes::command as bytes;
pub(crate) use compress::write as write_compressed;

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{CommandError, CommandResult, Context};
use crate::setup::{self, Need};
use crate::workspace::Workspace;

pub(crate) use report::Report;
pub(crate) use reproducible::command as reproducible;
pub(crate) use wasm::{WASM, refuse_paths_of_this_machine, remap_flags};

/// `cargo xtask bundle [--json]`.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    let json = match arguments {
        [] => false,
        [flag] if flag == "--json" => true,
        _ => return Err(CommandError::usage("usage: cargo xtask bundle [--json]")),
    };
    let report = ensure(workspace)?;
    if json {
        println!("{}", report.json_line());
    } else {
        print!("{}", report.table());
    }
    Ok(())
}

/// Builds portal and package, unless no input has changed.
pub(crate) fn ensure(workspace: &Workspace) -> CommandResult<Report> {
    setup::ensure(workspace, &[Need::Wasm, Need::Npm])?;
    let inputs = inputs::digest(workspace)?;
    if let Some(report) = current(workspace, &inputs) {
        return Ok(report);
    }
    let interface = build_interface(workspace)?;
    eprintln!("bundle: building the headless program");
    let headless = wasm::build(workspace, wasm::Variant::Headless)?;
    let mut site = portal::assemble(workspace, &interface)?;
    let element = element::assemble(workspace, interface)?;

    let worker = worker(workspace)?;
    let package = headless
        .files()
        .map(|(name, bytes)| (name.to_owned(), bytes))
        .into_iter()
        .chain([(WORKER.to_owned(), worker.as_bytes())])
        .chain(element.files());
    let package_files = write_package(workspace, package)?;
    site.files.extend(host::files(workspace)?);
    let portal_files = write_site(&portal_folder(workspace), &site)?;
    let report = Report::new(inputs, portal_files, package_files);
    report.save(workspace)?;
    Ok(report)
}

/// Builds the portal without the package, unless it exists, and returns its folder.
pub(crate) fn ensure_portal(workspace: &Workspace) -> CommandResult<PathBuf> {
    setup::ensure(workspace, &[Need::Wasm, Need::Npm])?;
    let inputs = inputs::digest(workspace)?;
    if current(workspace, &inputs).is_some() {
        return Ok(portal_folder(workspace));
    }
    let folder = workspace.path(PORTAL_ONLY);
    // Outside of the folder, because all files in it are served.
    let stamp = folder.with_extension("inputs");
    if folder.is_dir() && fs::read_to_string(&stamp).is_ok_and(|built| built == inputs) {
        return Ok(folder);
    }
    let site = portal::assemble(workspace, &build_interface(workspace)?)?;
    write_site(&folder, &site)?;
    fs::write(stamp, inputs).context("write the stamp of the portal")?;
    Ok(folder)
}

/// The report of the last build, if its files exist and no input has changed.
fn current(workspace: &Workspace, inputs: &str) -> Option<Report> {
    Report::load(workspace).filter(|report| {
        report.describes(inputs)
            && report.is_complete(&portal_folder(workspace), &package_folder(workspace))
    })
}

fn build_interface(workspace: &Workspace) -> CommandResult<wasm::Build> {
    eprintln!("bundle: building the program with the interface");
    wasm::build(workspace, wasm::Variant::Interface)
}

/// The folder of the built portal, as a static server needs it.
pub(crate) fn portal_folder(workspace: &Workspace) -> PathBuf {
    workspace.path("target/bundle/portal")
}

/// The folder of the npm package's generated part.
pub(crate) fn package_folder(workspace: &Workspace) -> PathBuf {
    workspace.path("pkg/dist")
}

fn write_site(folder: &Path, site: &portal::Site) -> CommandResult<Vec<report::File>> {
    let next = fresh_sibling(folder)?;
    let mut files = Vec::new();
    for page in &site.files {
        let target = next.join(&page.path);
        make_parent(&target)?;
        let sizes = compress::write(&target, &page.bytes)?;
        files.push(report::File::new(
            page.path.clone(),
            sizes,
            page.in_first_load,
        ));
    }
    replace(folder, &next)?;
    Ok(files)
}

/// The timer script of portal and package.
fn worker(workspace: &Workspace) -> CommandResult<String> {
    wasm::minify(workspace, "js", &workspace.read(&format!("www/{WORKER}"))?)
}

fn write_package<'a>(
    workspace: &Workspace,
    package: impl Iterator<Item = (String, &'a [u8])>,
) -> CommandResult<Vec<report::File>> {
    let folder = package_folder(workspace);
    let next = fresh_sibling(&folder)?;
    let mut files = Vec::new();
    for (name, bytes) in package {
        let target = next.join(&name);
        make_parent(&target)?;
        fs::write(target, bytes).context(format_args!("write {name}"))?;
        let sizes = compress::sizes(&name, bytes)?;
        files.push(report::File::new(name, sizes, false));
    }
    for name in DOCUMENTS {
        let target = next.join(name);
        make_parent(&target)?;
        fs::write(target, workspace.read(name)?).context(format_args!("write {name}"))?;
    }
    for name in SCRIPTS.into_iter().chain(element::SCRIPTS) {
        let script = wasm::minify(workspace, "js", &workspace.read(&format!("pkg/{name}"))?)?;
        let sizes = compress::sizes(name, script.as_bytes())?;
        files.push(report::File::new(format!("../{name}"), sizes, false));
    }
    replace(&folder, &next)?;
    Ok(files)
}

/// An empty folder next to `folder`, on the same file system, so that a rename can replace it.
fn fresh_sibling(folder: &Path) -> CommandResult<PathBuf> {
    let next = folder.with_extension("next");
    if next.exists() {
        fs::remove_dir_all(&next).context(format_args!("remove {}", next.display()))?;
    }
    fs::create_dir_all(&next).context(format_args!("make {}", next.display()))?;
    Ok(next)
}

/// Replaces `folder` by `next` with renames, so that no reader sees a partial folder.
fn replace(folder: &Path, next: &Path) -> CommandResult {
    let last = folder.with_extension("last");
    if last.exists() {
        fs::remove_dir_all(&last).context(format_args!("remove {}", last.display()))?;
    }
    if folder.exists() {
        fs::rename(folder, &last).context(format_args!("move {} away", folder.display()))?;
    }
    fs::rename(next, folder).context(format_args!("put {} in place", folder.display()))?;
    if last.exists() {
        fs::remove_dir_all(&last).context(format_args!("remove {}", last.display()))?;
    }
    Ok(())
}

fn make_parent(file: &Path) -> CommandResult {
    match file.parent() {
        Some(parent) => {
            fs::create_dir_all(parent).context(format_args!("make {}", parent.display()))
        }
        None => Ok(()),
    }
}

/// The folder of a portal that was built without the package.
const PORTAL_ONLY: &str = "target/bundle/portal-only";

/// The hand-written scripts around the wasm, whose size is measured after minification.
const SCRIPTS: [&str; 11] = [
    "callback.js",
    "conditions.js",
    "errors.js",
    "index.js",
    "login-attempt.js",
    "members.js",
    "options.js",
    "popup-page.js",
    "popup.js",
    "session.js",
    "worker.js",
];
/// The documents that the types refer to.
const DOCUMENTS: [&str; 2] = ["docs/embedding.md", "docs/errors.md"];
/// The prefix by which the gateway recognises the file.
const WORKER: &str = "worker.js";
