//! Runs the layers of tests and checks, and prints times and totals.

mod arguments;
mod count;
mod layer;
mod native;
mod peers;

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

use arguments::chosen;
use count::Counts;
pub(crate) use layer::stack_tests;
use layer::{Layer, Options};
pub(crate) use native::tests as native_tests;

/// `cargo xtask test [--only LAYER]… [--shuffle SEED] [--without BROWSER]…`.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    let (layers, options) = chosen(arguments)?;
    let mut total = Counts::default();
    let mut not_run = Vec::new();
    for layer in layers {
        let started = Instant::now();
        eprintln!("{}: running", layer.name);
        let counts = run(workspace, layer, &options, &mut not_run);
        println!("{}", line(layer, counts, started.elapsed()));
        total += counts;
    }
    println!("\n{} passed, {} failed", total.passed, total.failed);
    for browser in options.without {
        println!("not tested: {}", browser.name());
    }
    for what in not_run {
        println!("not run: {what}");
    }
    if total.failed == 0 {
        return Ok(());
    }
    Err(CommandError::new("a test or check failed"))
}

/// Runs all steps of a layer, even after a failed one, and adds what it cannot run to `not_run`.
fn run(
    workspace: &Workspace,
    layer: &Layer,
    options: &Options,
    not_run: &mut Vec<String>,
) -> Counts {
    let steps = match (layer.steps)(workspace, options) {
        Ok(steps) => steps,
        Err(error) => {
            eprintln!("{}: {error}", layer.name);
            return Counts::ONE_FAILED;
        }
    };
    let mut counts = Counts::default();
    let mut broken = 0;
    let nothing_can_run = steps.commands.is_empty() && !steps.not_run.is_empty();
    not_run.extend(steps.not_run);
    if nothing_can_run {
        return counts;
    }
    for (number, step) in steps.commands.into_iter().enumerate() {
        let shown = process::shown(&step);
        match run_step(workspace, &format!("{}-{number}", layer.name), step) {
            Ok((success, log)) => {
                let of_step = count::read(&log);
                if !success || of_step.failed > 0 {
                    eprint!("{log}");
                    // A step may fail without a failed test, for example by not compiling.
                    broken += usize::from(of_step.failed == 0);
                }
                if layer.has_tests {
                    let Counts { passed, failed } = of_step;
                    eprintln!(
                        "{}: {passed} passed, {failed} failed in {shown}",
                        layer.name
                    );
                }
                counts += of_step;
            }
            Err(error) => {
                eprintln!("{}: {error}", layer.name);
                broken += 1;
            }
        }
    }
    settle(layer, counts, broken)
}

/// The counts of a layer. `broken` is the number of steps that failed without a failed test.
fn settle(layer: &Layer, counts: Counts, broken: usize) -> Counts {
    if broken > 0 {
        return counts
            + Counts {
                passed: 0,
                failed: broken,
            };
    }
    if !layer.has_tests {
        return Counts::ONE_PASSED;
    }
    if counts == Counts::default() {
        eprintln!("{}: no test ran, so nothing was shown to work", layer.name);
        return Counts::ONE_FAILED;
    }
    counts
}

/// Runs one step, with standard output and standard error in one file.
fn run_step(workspace: &Workspace, name: &str, mut step: Command) -> CommandResult<(bool, String)> {
    let path = workspace.scratch()?.join(format!("{name}.log"));
    let log = create(&path)?;
    let errors = log.try_clone().context("write a log twice")?;
    let status = step
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(errors)
        .status()
        .context(format_args!("start {}", process::shown(&step)))?;
    let bytes = fs::read(&path).context(format_args!("read {}", path.display()))?;
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    if !status.success() {
        text.push_str(&format!(
            "\n{} ended with {status}\n",
            process::shown(&step)
        ));
    }
    Ok((status.success(), text))
}

fn create(path: &Path) -> CommandResult<File> {
    File::create(path).context(format_args!("write {}", path.display()))
}

fn line(layer: &Layer, counts: Counts, took: Duration) -> String {
    let verdict = if counts.failed == 0 { "ok" } else { "FAILED" };
    format!(
        "{:<8} {verdict:<6} {:>5} passed {:>4} failed {:>7.1} s",
        layer.name,
        counts.passed,
        counts.failed,
        took.as_secs_f64()
    )
}

#[cfg(test)]
mod tests {
    use super::layer::Steps;
    use super::*;

    const CHECK: Layer = Layer {
        name: "check",
        has_tests: false,
        steps: |_, _| Ok(Steps::default()),
    };
    const TESTS: Layer = Layer {
        name: "tests",
        has_tests: true,
        steps: |_, _| Ok(Steps::default()),
    };

    #[test]
    fn a_layer_of_tests_in_which_no_test_ran_has_failed() {
        assert_eq!(settle(&TESTS, Counts::default(), 0), Counts::ONE_FAILED);
        assert_eq!(settle(&CHECK, Counts::default(), 0), Counts::ONE_PASSED);
    }

    #[test]
    fn a_layer_that_cannot_run_here_neither_passes_nor_fails() {
        let layer = Layer {
            name: "peers",
            has_tests: true,
            steps: |_, _| {
                Ok(Steps {
                    not_run: vec!["Dex: Go is missing".to_owned()],
                    ..Steps::default()
                })
            },
        };
        let mut not_run = Vec::new();
        let workspace = Workspace::at(std::env::temp_dir());
        let counts = run(&workspace, &layer, &Options::default(), &mut not_run);
        assert_eq!(counts, Counts::default());
        assert_eq!(not_run, ["Dex: Go is missing"]);
    }

    #[test]
    fn a_broken_step_is_a_failure_beside_the_tests_that_passed() {
        let counts = Counts {
            passed: 3,
            failed: 0,
        };
        assert_eq!(
            settle(&TESTS, counts, 1),
            Counts {
                passed: 3,
                failed: 1
            }
        );
        assert_eq!(
            settle(&CHECK, Counts::default(), 2),
            Counts {
                passed: 0,
                failed: 2
            }
        );
    }

    #[test]
    fn a_step_reports_its_whole_output_and_that_it_failed() {
        let root = std::env::temp_dir().join(format!("haulout-xtask-{}", std::process::id()));
        fs::create_dir_all(&root).unwrap();
        let workspace = Workspace::at(root.clone());
        let mut step = workspace.command("sh");
        step.args(["-c", "echo one; echo two >&2; exit 3"]);
        let (success, log) = run_step(&workspace, "step", step).unwrap();
        fs::remove_dir_all(root).unwrap();
        assert!(!success);
        assert!(log.starts_with("one\ntwo\n"), "{log}");
        assert!(log.contains("exit status: 3"), "{log}");
    }
}
