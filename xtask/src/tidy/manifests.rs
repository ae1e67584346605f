//! Rules about dependencies: which ones are allowed, and which registries lock files name.

use toml::{Table, Value};

use super::finding::Finding;

/// The allowed dependencies of the protocol crate. Crates with a clock, randomness or web APIs are not among them.
const PROTOCOL_MAY_USE: [&str; 10] = [
    "base64",
    "http",
    "idna_adapter",
    "oauth2",
    "serde",
    "serde_json",
    "sha2",
    "subtle",
    "url",
    "zeroize",
];

const MEMBERS: [&str; 5] = [
    "haulout",
    "haulout-cli",
    "haulout-devstack",
    "haulout-gateway",
    "haulout-protocol",
];

/// The version of `idna_adapter` that has no Unicode tables, according to its README.
const IDNA_ADAPTER_WITHOUT_TABLES: &str = "1.0.0";

/// The public registry in every `Cargo.lock`, independent of the mirror.
const PUBLIC_REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

pub(super) fn check(name: &str, text: &str) -> Vec<Finding> {
    match name {
        "crates/protocol/Cargo.toml" => dependencies(name, text, |kind, package| {
            let checked = kind != Kind::Development;
            (checked && !PROTOCOL_MAY_USE.contains(&package)).then(|| {
                format!("protocol may not depend on `{package}`; see the list in xtask/src/tidy")
            })
        }),
        "crates/devstack/Cargo.toml" => dependencies(name, text, |_, package| {
            MEMBERS.contains(&package).then(|| {
                format!("devstack may not depend on `{package}`: a mistake in a shared type would not be noticed")
            })
        }),
        "crates/protocol/src/lib.rs" => no_std(name, text),
        _ if name.ends_with("Cargo.lock") => {
            let mut findings = cargo_lock(name, text);
            findings.extend(idna_tables(name, text));
            findings
        }
        _ if name.ends_with("package-lock.json") => npm_lock(name, text),
        _ => Vec::new(),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Normal,
    Development,
}

/// Calls `judge` for every dependency of a manifest, for all platforms.
fn dependencies(
    name: &str,
    text: &str,
    judge: impl Fn(Kind, &str) -> Option<String>,
) -> Vec<Finding> {
    let manifest: Table = match text.parse() {
        Ok(manifest) => manifest,
        Err(error) => return vec![Finding::new(name, 1, format!("not TOML: {error}"))],
    };
    let platforms = manifest.get("target").and_then(Value::as_table);
    let tables = std::iter::once(&manifest).chain(
        platforms
            .into_iter()
            .flat_map(|all| all.values())
            .filter_map(Value::as_table),
    );
    let mut findings = Vec::new();
    for table in tables {
        for (section, kind) in [
            ("dependencies", Kind::Normal),
            ("build-dependencies", Kind::Normal),
            ("dev-dependencies", Kind::Development),
        ] {
            let entries = table.get(section).and_then(Value::as_table);
            for (key, value) in entries.into_iter().flatten() {
                // A renamed dependency is checked by the name of its package.
                let package = value.get("package").and_then(Value::as_str).unwrap_or(key);
                if let Some(reason) = judge(kind, package) {
                    findings.push(Finding::new(name, line_of(text, key), reason));
                }
            }
        }
    }
    findings
}

/// The line on which a key is set, or the first one.
fn line_of(text: &str, key: &str) -> usize {
    text.lines()
        .position(|line| {
            line.trim_start_matches('"')
                .strip_prefix(key)
                .is_some_and(|rest| rest.starts_with(['"', ' ', '.', '=']))
        })
        .map_or(1, |index| index + 1)
}

fn no_std(name: &str, text: &str) -> Vec<Finding> {
    if text.lines().any(|line| line.trim() == "#![no_std]") {
        return Vec::new();
    }
    vec![Finding::new(
        name,
        1,
        "`#![no_std]` is missing: without it a clock compiles in protocol",
    )]
}

fn cargo_lock(name: &str, text: &str) -> Vec<Finding> {
    lines_with(text, "source = ")
        .filter(|(_, line)| *line != format!("source = \"{PUBLIC_REGISTRY}\""))
        .map(|(number, _)| {
            Finding::new(name, number, "a package has another source than crates.io")
        })
        .collect()
}

/// Without the pinned version, host names bring Unicode tables of 37 kB into the compressed wasm.
fn idna_tables(name: &str, text: &str) -> Option<Finding> {
    let mut lines = text.lines().enumerate();
    lines.find(|(_, line)| *line == "name = \"idna_adapter\"")?;
    let (index, version) = lines.next()?;
    (version != format!("version = \"{IDNA_ADAPTER_WITHOUT_TABLES}\"")).then(|| {
        Finding::new(
            name,
            index + 1,
            "`idna_adapter` has Unicode tables; protocol depends on the version without them",
        )
    })
}

/// A `resolved` line names the registry host of the machine that wrote the lock, which may be a mirror.
fn npm_lock(name: &str, text: &str) -> Vec<Finding> {
    lines_with(text, "\"resolved\":")
        .map(|(number, _)| {
            Finding::new(
                name,
                number,
                "a registry host is named; `omit-lockfile-registry-resolved` leaves it out",
            )
        })
        .collect()
}

fn lines_with<'t>(text: &'t str, start: &'t str) -> impl Iterator<Item = (usize, &'t str)> {
    text.lines()
        .map(str::trim)
        .enumerate()
        .filter(move |(_, line)| line.starts_with(start))
        .map(|(index, line)| (index + 1, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn finds(name: &str, text: &str, line: usize, part: &str) {
        let findings = check(name, text);
        assert!(
            matches!(&findings[..], [one] if one.line == line && one.reason.contains(part)),
            "{findings:?}"
        );
    }

    #[test]
    fn an_unlisted_dependency_of_protocol_is_found_in_every_notation() {
        let name = "crates/protocol/Cargo.toml";
        finds(
            name,
            "[dependencies]\nserde = \"1\"\nrand = \"0.8\"\n",
            3,
            "`rand`",
        );
        finds(
            name,
            "[dependencies]\nweb-sys.workspace = true\n",
            2,
            "`web-sys`",
        );
        finds(
            name,
            "[dependencies.chrono]\nversion = \"1\"\n",
            1,
            "`chrono`",
        );
        finds(
            name,
            "[dependencies]\nserde = { package = \"rand\", version = \"1\" }\n",
            2,
            "`rand`",
        );
        finds(
            name,
            "[target.'cfg(unix)'.dependencies]\nlibc = \"1\"\n",
            2,
            "`libc`",
        );
        finds(name, "[build-dependencies]\ncc = \"1\"\n", 2, "`cc`");
        finds(name, "[dependencies\n", 1, "not TOML");
        assert_eq!(
            check(
                name,
                "[dependencies]\nsha2 = \"1\"\n[dev-dependencies]\nrand = \"1\"\n"
            ),
            []
        );
    }

    #[test]
    fn a_dependency_of_devstack_on_the_client_is_found() {
        let name = "crates/devstack/Cargo.toml";
        let text =
            "[dependencies]\nhttp = \"1\"\n[dev-dependencies]\nhaulout-protocol.workspace = true\n";
        finds(name, text, 4, "haulout-protocol");
    }

    #[test]
    fn protocol_with_std_is_found() {
        finds(
            "crates/protocol/src/lib.rs",
            "//! Pure.\n// #![no_std]\n",
            1,
            "no_std",
        );
        assert_eq!(
            check("crates/protocol/src/lib.rs", "//! Pure.\n#![no_std]\n"),
            []
        );
    }

    #[test]
    fn a_lock_that_names_a_host_is_found() {
        let good = format!("source = \"{PUBLIC_REGISTRY}\"\n");
        assert_eq!(check("Cargo.lock", &good), []);
        finds(
            "Cargo.lock",
            "source = \"registry+https://mirror.example/\"\n",
            1,
            "another source",
        );
        finds(
            "package-lock.json",
            "{\n  \"resolved\": \"https://mirror.example/a.tgz\"\n}\n",
            2,
            "registry host",
        );
    }

    #[test]
    fn a_lock_with_unicode_tables_is_found() {
        let lock = |version: &str| {
            format!("[[package]]\nname = \"idna_adapter\"\nversion = \"{version}\"\n")
        };
        assert_eq!(check("Cargo.lock", &lock("1.0.0")), []);
        finds("Cargo.lock", &lock("1.2.2"), 3, "Unicode tables");
    }
}
