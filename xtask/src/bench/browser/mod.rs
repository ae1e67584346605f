//! `cargo xtask bench load`: the portal in Chromium beside two portals with libraries that a user would choose instead.

mod cli;
mod parts;
mod peers;
mod report;
mod samples;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::error::{CommandError, CommandResult, Context};
use crate::setup::{self, Need};
use crate::workspace::Workspace;

use super::children::{self, Running};
use super::gateway;
use parts::{CLI, PARTS, Part, SMOKE};
use samples::Samples;

/// What to measure, and where the figures go.
struct Options {
    runs: usize,
    json: Option<PathBuf>,
    write: bool,
    smoke: bool,
    only: Option<&'static Part>,
}

/// The programs and files of a run.
struct LoadBench<'a> {
    workspace: &'a Workspace,
    chromium: PathBuf,
    servers: PathBuf,
    portal: PathBuf,
    peers: Vec<(&'static str, PathBuf)>,
}

pub(super) fn command(workspace: &Workspace, arguments: &[&str]) -> CommandResult {
    let options = Options::read(arguments)?;
    let bench = prepare(workspace, options.smoke)?;
    if options.smoke {
        return bench.smoke();
    }
    let mut samples = options.kept()?;
    for part in PARTS {
        if options.only.is_some_and(|only| only.name != part.name) {
            continue;
        }
        if part.name == CLI {
            samples.cli = Some(cli::measure(&bench, options.runs));
            continue;
        }
        let runs = options.runs.min(part.runs_max);
        if part.clusters.is_empty() {
            bench.measure(part, None, runs, &mut samples)?;
        }
        for &count in part.clusters {
            bench.measure(part, Some(count), runs, &mut samples)?;
        }
    }
    let machine = report::machine(workspace)?;
    let text = report::markdown(&samples, &machine);
    println!("{text}");
    if let Some(file) = &options.json {
        fs::write(file, samples.json(&machine).to_string())
            .context(format_args!("write {}", file.display()))?;
    }
    if options.write {
        report::write(workspace, &text)?;
    }
    Ok(())
}

impl Options {
    fn read(arguments: &[&str]) -> CommandResult<Self> {
        let mut options = Self {
            runs: RUNS,
            json: None,
            write: false,
            smoke: false,
            only: None,
        };
        let mut rest = arguments.iter().copied();
        while let Some(argument) = rest.next() {
            match argument {
                "--runs" => {
                    let runs = rest.next().and_then(|runs| runs.parse().ok());
                    options.runs = runs.filter(|runs| *runs > 0).ok_or_else(usage)?;
                }
                "--json" => options.json = Some(rest.next().ok_or_else(usage)?.into()),
                "--write" => options.write = true,
                "--smoke" => options.smoke = true,
                "--only" => {
                    let name = rest.next();
                    let known = PARTS.iter().find(|part| Some(part.name) == name);
                    options.only = Some(known.ok_or_else(usage)?);
                }
                _ => return Err(usage()),
            }
        }
        if options.write && options.only.is_some() && options.json.is_none() {
            return Err(CommandError::usage(
                "--write replaces the figures of all parts; with --only it needs --json, which has those of the others",
            ));
        }
        Ok(options)
    }

    /// The measurements of the other parts in the file, if one part is measured.
    fn kept(&self) -> CommandResult<Samples> {
        let (Some(file), Some(only)) = (&self.json, self.only) else {
            return Ok(Samples::default());
        };
        if !file.exists() {
            return Ok(Samples::default());
        }
        let reading = format!("read {}", file.display());
        let text = fs::read_to_string(file).context(&reading)?;
        let value: Value = serde_json::from_str(&text).context(&reading)?;
        Ok(Samples::without(&value, only.name))
    }
}

fn usage() -> CommandError {
    let parts: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
    CommandError::usage(format!(
        "usage: cargo xtask bench load [--runs N] [--json FILE] [--write] [--smoke] [--only PART], \
         PART being one of {}",
        parts.join(", ")
    ))
}

/// Builds all portals and the servers. A smoke run needs neither the built portal nor optimised servers.
fn prepare(workspace: &Workspace, smoke: bool) -> CommandResult<LoadBench<'_>> {
    setup::ensure(workspace, &[Need::Npm])?;
    let chromium = setup::browser(workspace)?.chromium;
    let portal = if smoke {
        gateway::small_portal(workspace.scratch()?.join("load-portal"))?
    } else {
        gateway::built_portal(workspace)?
    };
    Ok(LoadBench {
        workspace,
        chromium,
        servers: gateway::build_tools(workspace, smoke)?.bench,
        portal,
        peers: peers::build(workspace)?,
    })
}

impl LoadBench<'_> {
    /// Signs in once with each peer, to test that they can still be measured.
    fn smoke(&self) -> CommandResult {
        let mut samples = Samples::default();
        self.measure(&SMOKE, None, 0, &mut samples)?;
        for portal in SMOKE.portals {
            println!("{}: signed in", portal.title);
        }
        Ok(())
    }

    fn measure(
        &self,
        part: &Part,
        clusters: Option<usize>,
        runs: usize,
        samples: &mut Samples,
    ) -> CommandResult {
        let mut more = Vec::new();
        if let Some(count) = clusters {
            let seconds = CERTIFICATE_SECONDS.to_string();
            more.extend(["--clusters".to_owned(), count.to_string()]);
            more.extend(["--certificate-seconds".to_owned(), seconds]);
        }
        let (_running, servers) = self.start_servers(&more)?;
        let portals = part.portals.iter().map(|portal| {
            json!({
                "name": portal.id,
                "url": servers["portals"][portal.id],
                "button": portal.button,
                "row": portal.row,
                "keeps": portal.keeps,
            })
        });
        let plan = json!({
            "part": part.name,
            "profiles": part.profiles,
            "warmUp": part.warm_up,
            "runs": runs.max(1),
            "idleSeconds": IDLE_SECONDS,
            "clusters": clusters,
            "chromium": self.chromium,
            "issuer": servers["issuer"],
            "portals": portals.collect::<Vec<Value>>(),
        });
        let mut command = children::command(self.workspace, Path::new("node"));
        command
            .arg(self.workspace.path("xtask/bench/browser/measure.mjs"))
            .arg(plan.to_string());
        let mut measuring = Running::tool(command, "the measurement in Chromium")?;
        while let Some(line) = measuring.next_answer()? {
            samples.add(&line);
        }
        measuring.until_ended()
    }

    /// The issuer, the clusters and all portals, until the first value is dropped.
    fn start_servers(&self, more: &[String]) -> CommandResult<(Running, Value)> {
        let mut command = children::command(self.workspace, &self.servers);
        command.args(["portals", "--portal"]).arg(&self.portal);
        for (name, folder) in &self.peers {
            command
                .arg("--peer")
                .arg(format!("{name}={}", folder.display()));
        }
        command.args(more);
        let mut running = Running::tool(command, "the portals")?;
        let servers = running.answer()?;
        Ok((running, servers))
    }
}

/// Odd, so that the median is one of them.
const RUNS: usize = 11;
/// Long enough for a countdown of thirty steps.
const IDLE_SECONDS: u32 = 30;
/// The validity of certificates of many clusters: all are renewed once in half a minute.
const CERTIFICATE_SECONDS: u32 = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_parts_and_positive_numbers_are_accepted() {
        let options = Options::read(&["--runs", "3", "--only", "idle"]).unwrap();
        assert_eq!(options.runs, 3);
        assert_eq!(options.only.unwrap().name, "idle");
        for wrong in [
            &["--runs", "0"][..],
            &["--only", "warm"],
            &["--json"],
            &["--fast"],
            &["--write", "--only", "cold"],
        ] {
            assert_eq!(Options::read(wrong).err().unwrap().exit_code(), 2);
        }
    }
}
