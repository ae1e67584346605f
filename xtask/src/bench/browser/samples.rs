//! The measurements of a run, and their medians and quartiles.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::parts::CLI;

/// All measurements, in the order in which they were made.
#[derive(Default)]
pub(super) struct Samples {
    lines: Vec<Value>,
    /// The browser's name and version.
    pub(super) browser: Option<String>,
    /// The times of the Pinniped CLI in milliseconds, or the reason why it did not run.
    pub(super) cli: Option<Result<Vec<f64>, String>>,
}

/// A median with the quartiles around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Quartiles {
    pub(super) first: f64,
    pub(super) median: f64,
    pub(super) third: f64,
}

/// Which figures of a table belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) part: String,
    pub(super) profile: String,
    pub(super) clusters: Option<u64>,
}

impl Samples {
    /// A line of the measuring program.
    pub(super) fn add(&mut self, line: &Value) {
        match line["browser"].as_str() {
            Some(browser) => self.browser = Some(browser.to_owned()),
            None => self.lines.push(line.clone()),
        }
    }

    /// What [`Self::json`] returned, without one part.
    pub(super) fn without(saved: &Value, part: &str) -> Self {
        let lines = saved["samples"].as_array().cloned().unwrap_or_default();
        let times = saved["cli_ms"].as_array();
        let times = times.map(|times| Ok(times.iter().filter_map(Value::as_f64).collect()));
        let not_run = saved["cli_not_run"].as_str();
        Self {
            lines: lines
                .into_iter()
                .filter(|line| line["part"] != part)
                .collect(),
            browser: saved["browser"].as_str().map(str::to_owned),
            cli: times
                .or(not_run.map(|reason| Err(reason.to_owned())))
                .filter(|_| part != CLI),
        }
    }

    /// In the order of the measurements.
    pub(super) fn groups(&self) -> Vec<Group> {
        let mut groups = Vec::new();
        for line in &self.lines {
            let group = group_of(line);
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        groups
    }

    /// Whether the portal was measured in this group.
    pub(super) fn has(&self, group: &Group, portal: &str) -> bool {
        self.of(group, portal).next().is_some()
    }

    /// One figure of a portal.
    pub(super) fn quartiles(&self, group: &Group, portal: &str, figure: &str) -> Option<Quartiles> {
        let lines = self.of(group, portal);
        Quartiles::of(lines.filter_map(|line| line["figures"][figure].as_f64()))
    }

    fn of<'a>(&'a self, group: &'a Group, portal: &'a str) -> impl Iterator<Item = &'a Value> {
        let lines = self.lines.iter();
        lines.filter(move |line| group_of(line) == *group && line["portal"] == portal)
    }

    /// Every measurement, with what was measured.
    pub(super) fn json(&self, machine: &str) -> Value {
        let mut all: BTreeMap<&str, Value> = BTreeMap::new();
        all.insert("machine", json!(machine));
        all.insert("browser", json!(self.browser));
        all.insert("samples", json!(self.lines));
        match &self.cli {
            Some(Ok(times)) => drop(all.insert("cli_ms", json!(times))),
            Some(Err(reason)) => drop(all.insert("cli_not_run", json!(reason))),
            None => {}
        }
        json!(all)
    }
}

fn group_of(line: &Value) -> Group {
    let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
    Group {
        part: text("part"),
        profile: text("profile"),
        clusters: line["clusters"].as_u64(),
    }
}

impl Quartiles {
    /// Of at least one figure.
    pub(super) fn of(figures: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut figures: Vec<f64> = figures.into_iter().collect();
        figures.sort_by(f64::total_cmp);
        let last = figures.len().checked_sub(1)?;
        // Figures that were measured, not interpolated ones.
        let at = |quarter: usize| figures[(last * quarter + 2) / 4];
        Some(Self {
            first: at(1),
            median: at(2),
            third: at(3),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(portal: &str, paint: f64) -> Value {
        json!({"part": "cold", "profile": "slow", "portal": portal, "figures": {"paint": paint}})
    }

    #[test]
    fn quartiles_of_eleven_runs_are_the_third_sixth_and_ninth() {
        let quartiles = Quartiles::of((1..=11).rev().map(f64::from)).unwrap();
        assert_eq!(
            quartiles,
            Quartiles {
                first: 4.0,
                median: 6.0,
                third: 9.0
            }
        );
        assert_eq!(Quartiles::of([]), None);
        assert_eq!(Quartiles::of([7.0]).unwrap().third, 7.0);
    }

    #[test]
    fn one_part_can_be_measured_again() {
        let mut samples = Samples {
            cli: Some(Ok(vec![1.5])),
            ..Samples::default()
        };
        samples.add(&line("sealed", 7.0));
        let saved = samples.json("a machine");
        let again = Samples::without(&saved, "idle");
        assert_eq!((again.groups().len(), &again.cli), (1, &samples.cli));
        let again = Samples::without(&saved, "cold");
        assert_eq!((again.groups().len(), &again.cli), (0, &samples.cli));
        let again = Samples::without(&saved, CLI);
        assert_eq!((again.groups().len(), &again.cli), (1, &None));
    }

    #[test]
    fn figures_of_one_portal_are_kept_apart_from_those_of_others() {
        let mut samples = Samples::default();
        samples.add(&json!({"browser": "Chrome/1"}));
        for (portal, paint) in [
            ("react", 3.0),
            ("preact", 1.0),
            ("react", 5.0),
            ("react", 4.0),
        ] {
            samples.add(&line(portal, paint));
        }
        let groups = samples.groups();
        assert_eq!(groups.len(), 1);
        let median = |portal| Some(samples.quartiles(&groups[0], portal, "paint")?.median);
        assert_eq!(median("react"), Some(4.0));
        assert_eq!(median("preact"), Some(1.0));
        assert_eq!(median("sealed"), None);
        assert_eq!(samples.browser.as_deref(), Some("Chrome/1"));
    }
}
