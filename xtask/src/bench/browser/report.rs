//! The tables of a run, and their place in `docs/performance.md`.

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

use super::parts::{ALL, CLI, PARTS, Part, SEALED};
use super::peers;
use super::samples::{Group, Quartiles, Samples};

/// A figure of the measuring program, and its name in a table.
struct Figure {
    part: &'static str,
    id: &'static str,
    title: &'static str,
}

/// A peer, and the title of the column with the quotient of both medians.
struct Ratio {
    id: &'static str,
    title: &'static str,
}

const RATIOS: [Ratio; 2] = [
    Ratio {
        id: peers::REACT,
        title: "`sealed` ÷ React",
    },
    Ratio {
        id: peers::PREACT,
        title: "`sealed` ÷ Preact",
    },
];

const FIGURES: &[Figure] = &[
    figure("cold", "first_paint_ms", "first paint, ms"),
    figure("cold", "button_ms", "the button appears, ms"),
    figure("cold", "button_works_ms", "a press has an effect, ms"),
    figure(
        "cold",
        "bytes_before_button",
        "bytes until a press has an effect",
    ),
    figure("cold", "at_issuer_ms", "pressed at once: at the issuer, ms"),
    figure("callback", "rows_ms", "first cluster, ms"),
    figure("callback", "kubeconfig_ms", "kubeconfig, ms"),
    figure("idle", "idle_ms", "main thread busy in 30 s, ms"),
    figure("clusters", "rows_ms", "first rows, ms"),
    figure("clusters", "all_ms", "all renewed certificates, ms"),
    figure(
        "clusters",
        "renewal_ms",
        "main thread busy while they are renewed once, ms",
    ),
    figure("clusters", "memory_kib", "memory of the page, KiB"),
];

const fn figure(part: &'static str, id: &'static str, title: &'static str) -> Figure {
    Figure { part, id, title }
}

/// One sentence with the machine and the versions.
pub(super) fn machine(workspace: &Workspace) -> CommandResult<String> {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let (processors, memory) = (read("/proc/cpuinfo"), read("/proc/meminfo"));
    let value = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let model = value(&processors, "model name").unwrap_or_else(|| "an unknown processor".into());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let kib = value(&memory, "MemTotal")
        .and_then(|size| size.split(' ').next()?.parse::<u64>().ok())
        .unwrap_or_default();
    let packages: Value =
        serde_json::from_str(&workspace.read("package.json")?).context("read package.json")?;
    let versions = peers::PACKAGES.map(|name| {
        let version = packages["devDependencies"][name].as_str();
        format!("{name} {}", version.unwrap_or("unknown"))
    });
    let commit = process::output(
        workspace
            .command("git")
            .args(["rev-parse", "--short", "HEAD"]),
    );
    let commit = commit.unwrap_or_else(|_| "unknown".to_owned());
    Ok(format!(
        "{cores} cores ({model}), {} GiB; commit {}; {}",
        kib.div_ceil(1024 * 1024),
        commit.trim(),
        versions.join(", ")
    ))
}

/// All tables, as Markdown.
pub(super) fn markdown(samples: &Samples, machine: &str) -> String {
    let mut text = format!(
        "{machine}; {}.\n",
        samples.browser.as_deref().unwrap_or("no browser")
    );
    for group in samples.groups() {
        table(&mut text, samples, &group);
    }
    let groups = samples.groups();
    let is_missing =
        |part: &&Part| part.name != CLI && groups.iter().all(|group| group.part != part.name);
    for part in PARTS.iter().filter(is_missing) {
        writeln!(text, "\nNot measured yet: {}.", part.name).expect("a String accepts all text");
    }
    match &samples.cli {
        Some(Ok(times)) => {
            if let Some(quartiles) = Quartiles::of(times.iter().copied()) {
                writeln!(
                    text,
                    "\n`pinniped login oidc` takes {} ms from the code to the credential.",
                    cell(quartiles)
                )
                .expect("a String accepts all text");
            }
        }
        Some(Err(reason)) => {
            writeln!(text, "\n`pinniped login oidc` was not run: {reason}.")
                .expect("a String accepts all text");
        }
        None => {}
    }
    text
}

fn table(text: &mut String, samples: &Samples, group: &Group) {
    let portals: Vec<_> = ALL
        .iter()
        .filter(|portal| samples.has(group, portal.id))
        .collect();
    let mut titles: Vec<&str> = portals.iter().map(|portal| portal.title).collect();
    let compared: Vec<_> = RATIOS
        .iter()
        .filter(|ratio| samples.has(group, SEALED.id) && samples.has(group, ratio.id))
        .collect();
    titles.extend(compared.iter().map(|ratio| ratio.title));
    let alignment = " ---: |".repeat(titles.len());
    let mut line = |content: String| {
        text.push_str(&content);
        text.push('\n');
    };
    line(format!("\n| {} | {} |", heading(group), titles.join(" | ")));
    line(format!("| --- |{alignment}"));
    for figure in FIGURES.iter().filter(|figure| figure.part == group.part) {
        let cells = portals.iter().map(|portal| {
            let quartiles = samples.quartiles(group, portal.id, figure.id);
            quartiles.map_or_else(|| "–".to_owned(), cell)
        });
        let ratios = compared.iter().map(|ratio| {
            let median = |portal| Some(samples.quartiles(group, portal, figure.id)?.median);
            let ours = median(SEALED.id).zip(median(ratio.id));
            ours.map_or_else(
                || "–".to_owned(),
                |(ours, peer)| format!("{:.2}", ours / peer),
            )
        });
        let cells: Vec<String> = cells.chain(ratios).collect();
        line(format!("| {} | {} |", figure.title, cells.join(" | ")));
    }
}

fn heading(group: &Group) -> String {
    let profile = match group.profile.as_str() {
        "latency-50" => ", 50 ms of latency",
        "slow" => ", slow 4G and a processor four times slower",
        _ => "",
    };
    match (group.part.as_str(), group.clusters) {
        ("cold", _) => format!("nothing cached{profile}"),
        ("callback", _) => format!("from the callback{profile}"),
        ("idle", _) => "signed in".to_owned(),
        (_, Some(1)) => "1 cluster".to_owned(),
        (_, Some(count)) => format!("{count} clusters"),
        (part, None) => part.to_owned(),
    }
}

fn cell(quartiles: Quartiles) -> String {
    let Quartiles {
        first,
        median,
        third,
    } = quartiles;
    format!("{median:.0} ({first:.0}–{third:.0})")
}

/// Replaces the figures in the document.
pub(super) fn write(workspace: &Workspace, text: &str) -> CommandResult {
    let document = replaced(&workspace.read(DOCUMENT)?, text).ok_or_else(|| {
        CommandError::new(format!("{DOCUMENT} has no lines `{START}` and `{END}`"))
    })?;
    fs::write(workspace.path(DOCUMENT), document).context(format_args!("write {DOCUMENT}"))
}

fn replaced(document: &str, text: &str) -> Option<String> {
    let (before, rest) = document.split_once(START)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{START}\n\n{text}\n{END}{after}"))
}

const DOCUMENT: &str = "docs/performance.md";
/// The lines of the document around what this command writes.
const START: &str = "<!-- written by `cargo xtask bench load --write` -->";
const END: &str = "<!-- end of the figures of `bench load` -->";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_table_has_a_column_for_each_measured_portal() {
        let mut samples = Samples::default();
        for portal in ["sealed", "react"] {
            samples.add(&json!({
                "part": "callback",
                "profile": "latency-50",
                "portal": portal,
                "figures": {"rows_ms": 100.4, "kubeconfig_ms": 250},
            }));
        }
        let text = markdown(&samples, "A machine");
        assert!(
            text.contains(
                "| from the callback, 50 ms of latency | Haulout, `sealed` | React + oidc-client-ts | `sealed` ÷ React |\n\
                 | --- | ---: | ---: | ---: |\n\
                 | first cluster, ms | 100 (100–100) | 100 (100–100) | 1.00 |\n"
            ),
            "{text}"
        );
    }

    #[test]
    fn a_program_that_is_missing_is_named_with_the_reason() {
        let mut samples = Samples::default();
        samples.cli = Some(Err("Go is missing".to_owned()));
        let text = markdown(&samples, "A machine");
        assert!(text.contains("was not run: Go is missing."), "{text}");
        assert!(text.contains("Not measured yet: idle."), "{text}");
    }

    #[test]
    fn only_the_figures_of_the_document_are_replaced() {
        let document = format!("before\n{START}\nold\n{END}\nafter\n");
        let written = replaced(&document, "new").unwrap();
        assert_eq!(written, format!("before\n{START}\n\nnew\n{END}\nafter\n"));
        assert_eq!(replaced("no marks", "new"), None);
    }
}
