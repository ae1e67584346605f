//! The pages of a gateway: the built portal, or a page with the headless package.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_gateway::Assets;
use ring::digest::{SHA256, digest};

/// The built portal.
pub(super) fn portal() -> Assets {
    load(&portal_folder())
}

/// The built portal with an additional line in the asset with this prefix.
pub(super) fn portal_with_changed(beginning: &str) -> Assets {
    let (built, changed) = (portal_folder(), tempfile::tempdir().unwrap());
    std::fs::create_dir(changed.path().join("assets")).unwrap();
    let document = "index.html";
    std::fs::copy(built.join(document), changed.path().join(document)).unwrap();
    for entry in std::fs::read_dir(built.join("assets")).unwrap() {
        let path = entry.unwrap().path();
        // Without compressed files, which would be served instead of the changed one.
        if path
            .extension()
            .is_some_and(|end| end == "br" || end == "gz")
        {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        if name.starts_with(beginning) {
            bytes.push(b'\n');
        }
        std::fs::write(changed.path().join("assets").join(name), bytes).unwrap();
    }
    load(changed.path())
}

fn portal_folder() -> PathBuf {
    std::env::var_os("HAULOUT_PORTAL").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/target/bundle/portal")),
        PathBuf::from,
    )
}

fn load(folder: &Path) -> Assets {
    Assets::load(folder).unwrap_or_else(|error| panic!("{error}; `cargo xtask bundle` builds it"))
}

/// A page without an interface, with `script` and the files of the package.
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
        "<!doctype html><html lang=\"%lang%\"><title>%title%</title>\
         <script type=\"application/json\">%data%</script>\
         <script type=\"importmap\">{{\"integrity\":{{\"./assets/{LOADER}\":\"{loader}\"}}}}</script>\
         <script type=\"module\" src=\"assets/host.js\" integrity=\"{script}\" \
         fetchpriority=\"%priority%\"></script>\
         <template>%page%%noscript%</template>"
    );
    std::fs::write(folder.path().join("index.html"), page).unwrap();
    Assets::load(folder.path()).unwrap()
}

/// Bundles the package's scripts into one file.
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
