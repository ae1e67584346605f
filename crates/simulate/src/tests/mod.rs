//! Tests of the table, of the negative controls, and of scenarios with unavoidable failures.

mod controls;
mod crowd;
mod expectations;
mod tape;
mod unavoidable;

use std::thread;

use crate::{Control, Row, Scenario, all, run};

fn named(name: &str) -> Scenario {
    all().into_iter().find(|it| it.name == name).unwrap()
}

/// The row of the session machine.
fn row(scenario: &Scenario, control: Control) -> Row {
    run(scenario, control).remove(0)
}

/// Runs scenarios side by side.
fn rows(scenarios: &[Scenario], control: Control) -> Vec<Row> {
    thread::scope(|scope| {
        let running: Vec<_> = scenarios
            .iter()
            .map(|scenario| scope.spawn(move || run(scenario, control)))
            .collect();
        running
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    })
}
