//! `haulout merge`: merges the clusters, users and contexts of one kubeconfig into another.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use haulout_gateway::clock;

use crate::exit::Exit;
use crate::kuberc::PluginPolicy;
use crate::merge::{self, ConflictPolicy, FileError, InputFile, MergeError, MergeReport, Policy};

/// The options of `haulout merge`.
#[derive(Args, Debug)]
pub struct MergeOptions {
    /// The kubeconfig whose entries to merge, or `-` for standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The kubeconfig to merge into [default: ~/.kube/config].
    #[arg(long, value_name = "FILE")]
    into: Option<PathBuf>,
    /// What to do with an entry whose name is used for something else there.
    #[arg(long, value_enum, default_value_t = ConflictPolicy::Fail, value_name = "WAY")]
    on_conflict: ConflictPolicy,
    /// Make FILE's current context the current one.
    #[arg(long)]
    set_current: bool,
    /// Print what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Merges; exits with 2 if the user has to change a file or an option, and with 1 if the system fails.
#[must_use]
pub fn run(options: &MergeOptions) -> ExitCode {
    let Some(into) = options.into.clone().or_else(merge::kubectl_default) else {
        return Exit::Unusable.with_message("there is no home folder; specify a file with --into");
    };
    let policy = Policy {
        conflict: options.on_conflict,
        set_current: options.set_current,
    };
    let done = merge::read_addition(&options.file).and_then(|addition| {
        let report = merge::preview(&into, &addition, policy)?;
        warn_of_refused_plugins(&report);
        if options.dry_run {
            return Ok(describe_preview(&report));
        }
        let outcome = merge::into_file(&into, &addition, policy, clock::now().0)?;
        Ok(describe_outcome(&outcome))
    });
    match done {
        Ok(words) => {
            println!("{words}");
            if options.into.is_none() && std::env::var_os("KUBECONFIG").is_some() {
                eprintln!(
                    "haulout: KUBECONFIG is set, so kubectl may read other files than {}",
                    into.display()
                );
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            let exit = if error.needs_user_action() {
                Exit::Unusable
            } else {
                Exit::Failed
            };
            exit.with_message(describe_error(&error, options, &into))
        }
    }
}

/// Names each plugin that is about to be merged and that kubectl would not run.
fn warn_of_refused_plugins(report: &MergeReport) {
    let Some(policy) = PluginPolicy::of_kubectl() else {
        return;
    };
    let plugins: BTreeSet<_> = report
        .changes
        .iter()
        .filter_map(|it| it.runs.as_deref())
        .collect();
    for warning in plugins.into_iter().filter_map(|it| policy.warning(it)) {
        eprintln!("haulout: {warning}");
    }
}

fn describe_preview(report: &MergeReport) -> String {
    let verdict = if report.changes_nothing() {
        "nothing would change"
    } else {
        "nothing was changed because of --dry-run"
    };
    format!("{report}\n{verdict}")
}

fn describe_outcome(outcome: &merge::MergeOutcome) -> String {
    let file = outcome.file.display();
    let verdict = match &outcome.backup {
        Some(backup) => format!("merged into {file}; backup: {}", backup.display()),
        None if outcome.report.changes_nothing() => format!("{file} is unchanged"),
        None => format!("created {file}"),
    };
    format!("{}\n{verdict}", outcome.report)
}

/// An error with the file name and position in the format that editors recognize.
fn describe_error(error: &FileError, options: &MergeOptions, into: &Path) -> String {
    let FileError::Merge(error) = error else {
        return error.to_string();
    };
    match error {
        MergeError::Refused { input, error } => {
            let file = match input {
                InputFile::Existing => into,
                InputFile::Addition => options.file.as_path(),
            };
            let place = error
                .place
                .map(|place| format!(":{}:{}", place.line, place.column));
            let place = place.unwrap_or_default();
            let name = if *input == InputFile::Addition && file == Path::new(merge::STDIN) {
                "standard input".to_owned()
            } else {
                file.display().to_string()
            };
            format!("{name}{place}: {}", error.reason)
        }
        MergeError::Conflicts(_) => {
            format!(
                "{error}\nnothing was changed; use --on-conflict rename or --on-conflict replace"
            )
        }
        MergeError::NoContext | MergeError::RoundTripMismatch => error.to_string(),
    }
}
