//! Hours of sessions in virtual time: the real machine against scripted peers, and a meter that knows nothing of it.
//!
//! Every clock is an offset to one true time, so nothing waits and every run is the same. The peers share no type with
//! the machine: what they are asked and what they answer crosses over as bytes, in `world`'s adapter alone.

mod client;
mod computer;
pub mod control;
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

/// Runs a scenario, and keeps what the machine of its first tab was fed.
#[must_use]
pub fn record(scenario: &Scenario) -> tape::Tape {
    world::record(scenario)
}

/// Runs a scenario. The rows are that of the session machine and, for the story, that of the client in the story.
#[must_use]
pub fn run(scenario: &Scenario, control: Control) -> Vec<Row> {
    let mut rows = vec![world::run(scenario, control)];
    if scenario.compare_with_cli {
        rows.push(pinniped_cli::run(scenario));
    }
    rows
}
