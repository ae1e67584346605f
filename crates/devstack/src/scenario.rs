//! A scenario is a fault or a preset, by name: the values of `--fault` and of the control server.

use std::fmt;
use std::str::FromStr;

use crate::fault::Fault;
use crate::preset::Preset;
use crate::script::Script;

/// A fault or a preset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// A misbehaviour of servers.
    Fault(Fault),
    /// A combination of servers and clock offsets.
    Preset(Preset),
}

/// The error for an unknown name. Its message lists the valid names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownScenario(String);

impl Scenario {
    /// Every preset, then every fault.
    pub fn all() -> impl Iterator<Item = Self> {
        let presets = Preset::ALL.iter().copied().map(Self::Preset);
        presets.chain(Fault::ALL.iter().copied().map(Self::Fault))
    }

    /// The name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fault(fault) => fault.as_str(),
            Self::Preset(preset) => preset.as_str(),
        }
    }

    /// One sentence that describes the scenario.
    pub fn description(self) -> &'static str {
        match self {
            Self::Fault(fault) => fault.description(),
            Self::Preset(preset) => preset.description(),
        }
    }

    /// One sentence that describes the expected behaviour of the portal.
    pub fn expectation(self) -> &'static str {
        match self {
            Self::Fault(fault) => fault.expectation(),
            Self::Preset(preset) => preset.expectation(),
        }
    }

    /// The servers that the scenario needs; absent if it works with any.
    pub fn script(self) -> Option<Script> {
        match self {
            Self::Fault(_) => None,
            Self::Preset(preset) => preset.script(),
        }
    }
}

impl FromStr for Scenario {
    type Err = UnknownScenario;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::all()
            .find(|scenario| scenario.as_str() == name)
            .ok_or_else(|| UnknownScenario(name.to_owned()))
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for UnknownScenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no fault `{}`. Valid names:", self.0)?;
        let names = || Scenario::all().map(Scenario::as_str);
        let width = names().map(str::len).max().unwrap_or_default();
        for scenario in Scenario::all() {
            let (name, description) = (scenario.as_str(), scenario.description());
            write!(f, "\n  {name:<width$}  {description}")?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownScenario {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_has_a_unique_name_and_sentences() {
        for scenario in Scenario::all() {
            assert_eq!(scenario.as_str().parse(), Ok(scenario));
            for sentence in [scenario.description(), scenario.expectation()] {
                assert!(sentence.ends_with('.'), "{scenario}: {sentence}");
            }
        }
    }

    #[test]
    fn the_error_for_an_unknown_name_lists_every_valid_one() {
        let message = "nonsense".parse::<Scenario>().unwrap_err().to_string();
        for scenario in Scenario::all() {
            let line = format!("\n  {scenario} ");
            assert!(message.contains(&line), "{message}");
        }
    }
}
