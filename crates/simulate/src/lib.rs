//! Simulates hours of sessions in virtual time: the real machine with simulated servers, and an independent meter.
//!
//! Every clock is an offset from one true time, so that a run does not wait and is deterministic. The servers share no
//! type with the machine: requests and responses are bytes, and only the adapter in `world` converts them.

mod client;
mod computer;
pub mod control;
pub mod crowd;
pub mod meter;
mod peers;
mod pinniped_cli;
mod queue;
pub mod report;
pub mod scenario;
mod scenarios;
pub mod tape;
#[cfg(test)]
mod tests;
mod time;
mod world;

pub use control::Control;
pub use report::Row;
pub use scenario::Scenario;
pub use scenarios::all;

/// Runs a scenario and records the inputs of the first tab's machine.
#[must_use]
pub fn record(scenario: &Scenario) -> tape::Tape {
    world::record(scenario)
}

/// Runs a scenario. Returns the row of the session machine and, for `story-1987`, the row of the Pinniped CLI.
#[must_use]
pub fn run(scenario: &Scenario, control: Control) -> Vec<Row> {
    let mut rows = vec![world::run(scenario, control)];
    if scenario.compare_with_cli {
        rows.push(pinniped_cli::run(scenario));
    }
    rows
}
