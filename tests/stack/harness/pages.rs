//! The pages that a gateway can serve: the built portal, or a host of the headless package.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_gateway::Assets;
use ring::digest::{SHA256, digest};

/// The built portal.
pub(super) fn portal() -> Assets {
    let folder = std::env::var_os("HAULOUT_PORTAL").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/target/bundle/portal")),
        PathBuf::from,
    );
    Assets::load(&folder).unwrap_or_else(|error| panic!("{error}; `cargo xtask bundle` builds it"))
}

/// A page without an interface that runs `script` beside the files of the package.
pub(super) fn host(script: &str) -> Assets {
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("pkg/dist");
    let folder = tempfile::tempdir().unwrap();
    let assets = folder.path().join("assets");
    std::fs::create_dir(&assets).unwrap();
    std::fs::copy(package.join(WASM), assets.join(WASM))
        .unwrap_or_else(|error| panic!("{WASM}: {error}; `cargo xtask bundle` builds it"));
    let entries = ["index", "callback"].map(|name| {
        let script = package.with_file_name(format!("{name}.js"));
        format!("export * from {script:?};\n")
    });
    let entry = folder.path().join("entry.js");
    std::fs::write(&entry, entries.concat()).unwrap();
    bundle(&entry, &assets.join(LOADER));
    std::fs::remove_file(entry).unwrap();
    std::fs::write(assets.join("host.js"), script).unwrap();
    let loader = integrity(&std::fs::read(assets.join(LOADER)).unwrap());
    let script = integrity(script.as_bytes());
    let page = format!(
        "<!doctype html><title>Host</title>\
         <script type=\"importmap\">{{\"integrity\":{{\"./assets/{LOADER}\":\"{loader}\"}}}}</script>\
         <script type=\"module\" src=\"assets/host.js\" integrity=\"{script}\"></script>"
    );
    std::fs::write(folder.path().join("index.html"), page).unwrap();
    Assets::load(folder.path()).unwrap()
}

/// One file of all the package's scripts, as most hosts make it.
fn bundle(entry: &Path, target: &Path) {
    let esbuild = concat!(env!("CARGO_MANIFEST_DIR"), "/node_modules/.bin/esbuild");
    let mut outfile = OsString::from("--outfile=");
    outfile.push(target);
    let ended = Command::new(esbuild)
        .args(["--bundle", "--format=esm", "--external:node:*"])
        .arg("--log-level=warning")
        .arg(entry)
        .arg(outfile)
        .status()
        .unwrap_or_else(|error| panic!("{esbuild}: {error}; `cargo xtask bundle` installs it"));
    assert!(ended.success(), "{ended}");
}

fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(digest(&SHA256, bytes)))
}

const LOADER: &str = "haulout.js";
const WASM: &str = "haulout_bg.wasm";
