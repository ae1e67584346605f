//! Builds the fuzz targets with libFuzzer and runs them, each for a while, beginning where the last run ended.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

/// `cargo xtask fuzz --minutes N [--target NAME]…`, or `--ci` for half a minute each.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    let options = Options::parse(arguments, &targets(workspace)?)?;
    let programs = build(workspace, &options.targets)?;
    let queue = Mutex::new(options.targets.iter());
    let failed = Mutex::new(Vec::new());
    let worker = || {
        loop {
            // A statement of its own, so that the lock is released before the target runs.
            let next = lock(&queue).next();
            let Some(target) = next else { break };
            if let Err(error) = run(workspace, &programs.join(target), target, options.time) {
                eprintln!("{error}");
                lock(&failed).push(target.as_str());
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(worker);
        }
    });
    let failed = failed.into_inner().unwrap_or_default();
    if failed.is_empty() {
        return Ok(());
    }
    Err(CommandError::new(format!("failed: {}", failed.join(", "))))
}

#[derive(Debug, PartialEq, Eq)]
struct Options {
    time: Duration,
    targets: Vec<String>,
}

impl Options {
    fn parse(arguments: &[String], all: &[String]) -> CommandResult<Self> {
        let mut time = None;
        let mut targets = Vec::new();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let mut value = || {
                rest.next()
                    .ok_or_else(|| CommandError::usage(format!("`{argument}` needs a value")))
            };
            match argument.as_str() {
                "--ci" => time = Some(TIME_IN_CI),
                "--minutes" => {
                    let minutes: Option<u64> = value()?.parse().ok().filter(|it| *it > 0);
                    let minutes = minutes.ok_or_else(|| {
                        CommandError::usage("`--minutes` needs a whole number above 0")
                    })?;
                    time = Some(Duration::from_secs(minutes.saturating_mul(60)));
                }
                "--target" => {
                    let name = value()?;
                    if !all.contains(name) {
                        return Err(CommandError::usage(format!(
                            "there is no target `{name}`; the targets are {}",
                            all.join(", ")
                        )));
                    }
                    targets.push(name.clone());
                }
                _ => {
                    return Err(CommandError::usage(format!(
                        "`fuzz` takes no argument `{argument}`"
                    )));
                }
            }
        }
        if targets.is_empty() {
            targets = all.to_vec();
        }
        let time =
            time.ok_or_else(|| CommandError::usage("`fuzz` needs `--minutes N` or `--ci`"))?;
        Ok(Self { time, targets })
    }
}

/// The names of all targets.
fn targets(workspace: &Workspace) -> CommandResult<Vec<String>> {
    let reading = "read fuzz/fuzz_targets";
    let mut names = Vec::new();
    for entry in fs::read_dir(workspace.path("fuzz/fuzz_targets")).context(reading)? {
        let path = entry.context(reading)?.path();
        names.extend(
            path.file_stem()
                .map(|stem| stem.to_string_lossy().into_owned()),
        );
    }
    names.sort();
    Ok(names)
}

/// Builds the targets and returns the folder of the programs. Build scripts and macros are not instrumented, because
/// the target platform is named. Without `--locked`, because the members' dependencies may have changed since the lock
/// file of `fuzz/` was written.
fn build(workspace: &Workspace, targets: &[String]) -> CommandResult<PathBuf> {
    let version = process::output(workspace.command("rustc").arg("-vV"))?;
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .ok_or_else(|| CommandError::new("rustc does not name its host"))?;
    let mut command = workspace.cargo(["build", "--release"]);
    command
        .args(["--manifest-path", "fuzz/Cargo.toml", "--target", host])
        .args(["--target-dir", "target/fuzz/build"])
        .args(targets.iter().flat_map(|target| ["--bin", target]))
        .env("RUSTFLAGS", INSTRUMENTATION.join(" "));
    process::run(&mut command)?;
    Ok(workspace
        .path("target/fuzz/build")
        .join(host)
        .join("release"))
}

/// Runs one target and adds its executions to the sum of earlier runs.
fn run(workspace: &Workspace, program: &PathBuf, target: &str, time: Duration) -> CommandResult {
    let folder = |kind: &str| -> CommandResult<PathBuf> {
        let folder = workspace.path("target/fuzz").join(kind).join(target);
        fs::create_dir_all(&folder).context(format_args!("make {}", folder.display()))?;
        Ok(folder)
    };
    let (found, crashes) = (folder("corpus")?, folder("crashes")?);
    let mut command = workspace.command(program);
    command
        .arg(&found)
        .arg(workspace.path("fuzz/corpus").join(target))
        .arg(format!("-max_total_time={}", time.as_secs()))
        .arg(format!("-artifact_prefix={}/", crashes.display()))
        .args(LIMITS)
        .arg("-print_final_stats=1")
        .stdin(Stdio::null());
    let output = output(&mut command)?;
    let log = String::from_utf8_lossy(&output.stderr);
    let executions = executions(&log).unwrap_or_default();
    let sum = add(workspace, target, executions)?;
    println!("{target:<20} {executions:>12} executions, {sum:>13} in all");
    if output.status.success() {
        return Ok(());
    }
    // The end has the panic's message and the path of the input.
    let lines: Vec<&str> = log.lines().collect();
    let end = lines[lines.len().saturating_sub(LINES_SHOWN)..].join("\n");
    Err(CommandError::new(format!("{end}\n{target} failed")))
}

fn output(command: &mut Command) -> CommandResult<Output> {
    command
        .output()
        .context(format_args!("start {}", process::shown(command)))
}

/// The number in libFuzzer's statistics.
fn executions(log: &str) -> Option<u64> {
    let number = |line: &str| {
        line.strip_prefix("stat::number_of_executed_units:")?
            .trim()
            .parse()
            .ok()
    };
    log.lines().find_map(number)
}

/// Adds to the sum of a target's executions in this checkout, and returns it.
fn add(workspace: &Workspace, target: &str, executions: u64) -> CommandResult<u64> {
    let folder = workspace.path("target/fuzz/executions");
    fs::create_dir_all(&folder).context("make target/fuzz/executions")?;
    let file = folder.join(target);
    let before = fs::read_to_string(&file).unwrap_or_default();
    let sum = before.trim().parse().unwrap_or(0) + executions;
    fs::write(&file, sum.to_string()).context(format_args!("write {}", file.display()))?;
    Ok(sum)
}

/// No critical section panics.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

const TIME_IN_CI: Duration = Duration::from_secs(30);
/// What cargo-fuzz passes with `--sanitizer none`. All of it is stable; a sanitizer is not, and would find little in
/// code without `unsafe`.
const INSTRUMENTATION: [&str; 5] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];
/// Seconds of one input, and megabytes; both are far above what any input should need.
const LIMITS: [&str; 2] = ["-timeout=10", "-rss_limit_mb=2048"];
const LINES_SHOWN: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> CommandResult<Options> {
        let owned = |texts: &[&str]| texts.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        Options::parse(&owned(arguments), &owned(&["merge", "pem"]))
    }

    #[test]
    fn fuzz_runs_all_targets_unless_some_are_named() {
        let options = parse(&["--minutes", "20"]).unwrap();
        assert_eq!(options.time, Duration::from_secs(1200));
        assert_eq!(options.targets, ["merge", "pem"]);
        let options = parse(&["--ci", "--target", "pem"]).unwrap();
        assert_eq!(options.time, TIME_IN_CI);
        assert_eq!(options.targets, ["pem"]);
    }

    #[test]
    fn fuzz_refuses_unknown_targets_and_times() {
        for arguments in [
            &["--ci", "--target", "jwt"][..],
            &["--minutes"],
            &["--minutes", "0"],
            &["--seconds", "5"],
            &[],
        ] {
            let error = parse(arguments).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{error}");
        }
        let error = parse(&["--target", "jwt"]).unwrap_err().to_string();
        assert!(error.ends_with("the targets are merge, pem"), "{error}");
    }

    #[test]
    fn executions_are_read_from_the_statistics_of_libfuzzer() {
        let log =
            "Done 7 runs\nstat::number_of_executed_units: 1234\nstat::average_exec_per_sec: 5\n";
        assert_eq!(executions(log), Some(1234));
        assert_eq!(executions("Done 7 runs\n"), None);
    }
}
