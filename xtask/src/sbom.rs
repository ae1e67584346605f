//! Lists the packages of both lock files as a CycloneDX document.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use toml::Table;

use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

/// `cargo xtask sbom`.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    if let Some(argument) = arguments.first() {
        return Err(CommandError::usage(format!(
            "`sbom` takes no argument `{argument}`"
        )));
    }
    let components = write(workspace)?.components;
    println!("{FILE}: {components} components");
    Ok(())
}

/// Writes the document.
pub(crate) fn write(workspace: &Workspace) -> CommandResult<Written> {
    let metadata = process::output(&mut workspace.cargo([
        "metadata",
        "--locked",
        "--all-features",
        "--format-version",
        "1",
    ]))?;
    let metadata: Value =
        serde_json::from_str(&metadata).context("read the output of cargo metadata")?;
    let cargo: Table = workspace
        .read("Cargo.lock")?
        .parse()
        .context("read Cargo.lock")?;
    let npm: Value = serde_json::from_str(&workspace.read("package-lock.json")?)
        .context("read package-lock.json")?;
    let document = document(&cargo, &licenses(&metadata), &npm);
    workspace.scratch()?;
    fs::write(workspace.path(FILE), format!("{document:#}\n"))
        .context(format_args!("write {FILE}"))?;
    Ok(Written {
        path: workspace.path(FILE),
        components: document["components"].as_array().map_or(0, Vec::len),
    })
}

/// A written document.
pub(crate) struct Written {
    pub(crate) path: PathBuf,
    components: usize,
}

/// The document, in the same order for the same lock files.
fn document(cargo: &Table, licenses: &BTreeMap<String, String>, npm: &Value) -> Value {
    let mut components = BTreeMap::new();
    let mut dependencies = BTreeMap::new();
    let packages = cargo.get("package").and_then(toml::Value::as_array);
    let packages: Vec<&Table> = packages
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_table)
        .collect();
    for package in &packages {
        let purl = cargo_purl(package);
        let checksum = text(package, "checksum");
        let hash = (!checksum.is_empty()).then_some(("SHA-256", checksum.to_owned()));
        let license = licenses.get(&purl).map(String::as_str);
        let names = [text(package, "name"), text(package, "version")];
        components.insert(
            purl.clone(),
            component(&purl, names, hash, license, "required"),
        );
        let needed = package.get("dependencies").and_then(toml::Value::as_array);
        let needed = needed.into_iter().flatten().filter_map(|entry| {
            // The name, with the version if there are several.
            let mut words = entry.as_str()?.split(' ');
            let (name, version) = (words.next()?, words.next());
            let found = packages.iter().find(|package| {
                text(package, "name") == name
                    && version.is_none_or(|version| text(package, "version") == version)
            });
            found.map(|package| cargo_purl(package))
        });
        let needed: Vec<String> = needed.collect();
        dependencies.insert(purl.clone(), json!({"ref": purl, "dependsOn": needed}));
    }
    for (path, package) in npm["packages"].as_object().into_iter().flatten() {
        let Some((_, name)) = path.rsplit_once("node_modules/") else {
            // The package of this repository.
            continue;
        };
        let name = package["name"].as_str().unwrap_or(name);
        let version = package["version"].as_str().unwrap_or_default();
        let purl = format!("pkg:npm/{}@{version}", name.replace('@', "%40"));
        let integrity = package["integrity"].as_str().unwrap_or_default();
        let hash = integrity
            .strip_prefix("sha512-")
            .and_then(|digest| BASE64_STANDARD.decode(digest).ok())
            .map(|digest| ("SHA-512", hex(&digest)));
        let license = package["license"].as_str();
        // They build and test; none of them is part of a program.
        let component = component(&purl, [name, version], hash, license, "excluded");
        components.insert(purl, component);
    }
    json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "haulout"}},
        "components": components.into_values().collect::<Vec<_>>(),
        "dependencies": dependencies.into_values().collect::<Vec<_>>(),
    })
}

fn component(
    purl: &str,
    [name, version]: [&str; 2],
    hash: Option<(&str, String)>,
    license: Option<&str>,
    scope: &str,
) -> Value {
    let hashes = hash.map(|(alg, content)| json!({"alg": alg, "content": content}));
    // Older packages of cargo separate alternatives by a slash.
    let licenses = license.map(|license| {
        let alternatives: Vec<&str> = license.split('/').map(str::trim).collect();
        json!({"expression": alternatives.join(" OR ")})
    });
    json!({
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "scope": scope,
        "hashes": hashes.into_iter().collect::<Vec<_>>(),
        "licenses": licenses.into_iter().collect::<Vec<_>>(),
    })
}

/// The license expression of each package that cargo knows.
fn licenses(metadata: &Value) -> BTreeMap<String, String> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let licenses = packages.filter_map(|package| {
        let [name, version, license] =
            ["name", "version", "license"].map(|key| package[key].as_str());
        Some((
            format!("pkg:cargo/{}@{}", name?, version?),
            license?.to_owned(),
        ))
    });
    licenses.collect()
}

fn cargo_purl(package: &Table) -> String {
    let [name, version] = ["name", "version"].map(|key| text(package, key));
    format!("pkg:cargo/{name}@{version}")
}

fn text<'a>(package: &'a Table, key: &str) -> &'a str {
    let value = package.get(key).and_then(toml::Value::as_str);
    value.unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

const FILE: &str = "target/xtask/sbom.cdx.json";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_of_both_lock_files_is_a_component() {
        let cargo = "[[package]]\nname = 'a'\nversion = '1.0.0'\ndependencies = ['b 2.0.0']\n\
            [[package]]\nname = 'b'\nversion = '1.0.0'\n\
            [[package]]\nname = 'b'\nversion = '2.0.0'\nchecksum = '0a'\n";
        let npm = json!({"packages": {
            "": {"name": "ours"},
            "node_modules/@scope/c": {"version": "3.0.0", "integrity": "sha512-Cg==", "license": "MIT"},
            "node_modules/@scope/c/node_modules/alias": {"name": "d", "version": "4.0.0"},
        }});
        let licenses = [("pkg:cargo/b@2.0.0".to_owned(), "MIT/Apache-2.0".to_owned())];
        let document = document(&cargo.parse().expect("valid"), &licenses.into(), &npm);
        let components = document["components"].as_array().expect("a list");
        let purls: Vec<&str> = components
            .iter()
            .filter_map(|it| it["purl"].as_str())
            .collect();
        assert_eq!(
            purls,
            [
                "pkg:cargo/a@1.0.0",
                "pkg:cargo/b@1.0.0",
                "pkg:cargo/b@2.0.0",
                "pkg:npm/%40scope/c@3.0.0",
                "pkg:npm/d@4.0.0"
            ]
        );
        let hashes = [
            ("SHA-256", "0a", "MIT OR Apache-2.0"),
            ("SHA-512", "0a", "MIT"),
        ];
        for (component, (alg, content, license)) in components[2..4].iter().zip(hashes) {
            assert_eq!(
                component["hashes"],
                json!([{"alg": alg, "content": content}])
            );
            assert_eq!(component["licenses"], json!([{"expression": license}]));
        }
        let needed = json!({"ref": "pkg:cargo/a@1.0.0", "dependsOn": ["pkg:cargo/b@2.0.0"]});
        assert_eq!(document["dependencies"][0], needed);
    }
}
