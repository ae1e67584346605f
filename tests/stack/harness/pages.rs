//! The pages that a gateway can serve: the built portal, or a host of the headless package.

use std::path::{Path, PathBuf};

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
    for name in [LOADER, WASM] {
        std::fs::copy(package.join(name), assets.join(name))
            .unwrap_or_else(|error| panic!("{name}: {error}; `cargo xtask bundle` builds it"));
    }
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

fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(digest(&SHA256, bytes)))
}

const LOADER: &str = "haulout.js";
const WASM: &str = "haulout_bg.wasm";
