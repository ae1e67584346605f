//! `cargo xtask simulate`: runs the scenarios, prints the meter's readings, and fails if they are not as expected.

use std::process::ExitCode;
use std::thread;

use haulout_simulate::{Control, Row, Scenario, all, crowd, report, run};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(options) = Options::read(&arguments) else {
        eprintln!("{USAGE}");
        return ExitCode::from(USAGE_ERROR);
    };
    if let Some(pages) = options.crowd {
        for probes in [false, true] {
            println!("{}", crowd::recover(pages, probes).line());
        }
        return ExitCode::SUCCESS;
    }
    let rows = options.run();
    if !options.json {
        println!("{}", report::heading());
    }
    for row in &rows {
        if options.json {
            println!("{}", row.json());
        } else {
            println!("{}", row.line());
        }
    }
    let mut is_violated = false;
    for row in &rows {
        for reason in &row.violations {
            is_violated = true;
            eprintln!("{}: {reason}", row.scenario);
        }
    }
    // A control is expected to violate expectations.
    if is_violated && options.control == Control::None {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// The options of the command line.
struct Options {
    json: bool,
    control: Control,
    scenarios: Vec<Scenario>,
    seed: Option<u64>,
    /// How often each scenario is run, with different seeds.
    seeds: u64,
    /// The number of pages at an issuer that comes back.
    crowd: Option<usize>,
}

impl Options {
    fn read(arguments: &[String]) -> Option<Self> {
        let mut options = Self {
            json: false,
            control: Control::None,
            scenarios: Vec::new(),
            seed: None,
            seeds: 1,
            crowd: None,
        };
        let mut is_traced = false;
        let mut rest = arguments.iter().map(String::as_str);
        while let Some(argument) = rest.next() {
            match argument {
                "--json" => options.json = true,
                "--control" => options.control = Control::from_name(rest.next()?)?,
                "--scenario" => {
                    let name = rest.next()?;
                    let found = all().into_iter().find(|it| it.name == name)?;
                    options.scenarios.push(found);
                }
                "--seeds" => {
                    options.seeds = rest.next()?.parse().ok().filter(|seeds| *seeds > 0)?
                }
                "--crowd" => options.crowd = Some(rest.next()?.parse().ok()?),
                "--trace" => is_traced = true,
                "--seed" => options.seed = Some(rest.next()?.parse().ok()?),
                _ => return None,
            }
        }
        if options.scenarios.is_empty() {
            options.scenarios = all();
        }
        if is_traced {
            let scenarios = std::mem::take(&mut options.scenarios);
            options.scenarios = scenarios.into_iter().map(Scenario::with_trace).collect();
        }
        if let Some(seed) = options.seed {
            let scenarios = std::mem::take(&mut options.scenarios);
            options.scenarios = scenarios
                .into_iter()
                .map(|scenario| scenario.with_seed(seed))
                .collect();
        }
        Some(options)
    }

    /// Runs every scenario in its own thread.
    fn run(&self) -> Vec<Row> {
        thread::scope(|scope| {
            let running: Vec<_> = self
                .scenarios
                .iter()
                .map(|scenario| scope.spawn(move || self.run_one(scenario)))
                .collect();
            running
                .into_iter()
                .flat_map(|thread| match thread.join() {
                    Ok(rows) => rows,
                    Err(panic) => std::panic::resume_unwind(panic),
                })
                .collect()
        })
    }
}

impl Options {
    /// The worst rows of all runs of a scenario, with the violations of every run.
    fn run_one(&self, scenario: &Scenario) -> Vec<Row> {
        let mut worst = run(scenario, self.control);
        for seed in 1..self.seeds {
            let others = run(&scenario.clone().with_seed(seed), self.control);
            for (row, mut other) in worst.iter_mut().zip(others) {
                let mut violations = std::mem::take(&mut row.violations);
                let more = other.violations.iter();
                violations.extend(more.map(|reason| format!("{reason} (--seed {seed})")));
                if severity(&other) > severity(row) {
                    std::mem::swap(row, &mut other);
                }
                row.violations = violations;
            }
        }
        worst
    }
}

fn severity(row: &Row) -> (u64, u64, u64) {
    (row.gap_seconds, row.unauthorized, row.sign_ins)
}

const USAGE: &str = "usage: cargo xtask simulate [--json] [--scenario NAME]… [--seed N] [--seeds COUNT] [--trace] [--crowd PAGES] [--control no-margin|renew-at-expiry|no-skew]";
const USAGE_ERROR: u8 = 2;
