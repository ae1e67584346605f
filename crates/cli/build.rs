//! Lists the portal's files for the feature `portal`, which puts them into the program.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_PORTAL").is_none() {
        return;
    }
    println!("cargo::rerun-if-env-changed={FOLDER}");
    let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) else {
        fail(&format!(
            "the feature `portal` needs {FOLDER}, the absolute path of the built portal; `cargo xtask bundle` builds \
             it as target/bundle/portal"
        ));
    };
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = BTreeMap::new();
    if let Err(error) = collect(&folder, "", &mut files) {
        fail(&format!("cannot read {FOLDER}: {error}"));
    }
    if !folder.is_absolute() || !files.contains_key("index.html") {
        fail(&format!(
            "{FOLDER} must be the absolute path of a built portal, with index.html: {}",
            folder.display()
        ));
    }
    // Cargo sets it for every build script.
    let target = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("portal.rs");
    if let Err(error) = fs::write(&target, listing(&files)) {
        fail(&format!("cannot write {}: {error}", target.display()));
    }
}

/// Rust code with each content once: several files of a portal have the same.
fn listing(files: &BTreeMap<String, PathBuf>) -> String {
    let mut code = String::new();
    let mut numbers: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    let mut entries = String::new();
    for (name, path) in files {
        let Ok(bytes) = fs::read(path) else {
            fail(&format!("cannot read {}", path.display()));
        };
        let next = numbers.len();
        let number = *numbers.entry(bytes).or_insert(next);
        if number == next {
            let _always_fits = writeln!(
                code,
                "static CONTENT_{number}: &[u8] = include_bytes!({path:?});"
            );
        }
        let _always_fits = writeln!(entries, "    ({name:?}, CONTENT_{number}),");
    }
    format!("{code}static FILES: &[(&str, &[u8])] = &[\n{entries}];\n")
}

/// Collects all files below a folder, by their paths in it.
fn collect(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, PathBuf>,
) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{prefix}{name}");
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files)?;
        } else {
            files.insert(name, path);
        }
    }
    Ok(())
}

fn fail(reason: &str) -> ! {
    println!("cargo::error={reason}");
    process::exit(1)
}

/// The environment variable with the portal's folder.
const FOLDER: &str = "HAULOUT_PORTAL";
