//! A fault or a preset, by one name: what `--fault` and the control server take.

use std::fmt;
use std::str::FromStr;

use crate::fault::Fault;
use crate::preset::Preset;
use crate::script::Script;

/// Something that can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// One server misbehaves.
    Fault(Fault),
    /// A whole situation.
    Preset(Preset),
}

/// A name that neither a fault nor a preset has. Its message lists those there are.
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

    /// What is broken, in one sentence.
    pub fn description(self) -> &'static str {
        match self {
            Self::Fault(fault) => fault.description(),
            Self::Preset(preset) => preset.description(),
        }
    }

    /// What to expect of the portal, in one sentence.
    pub fn expectation(self) -> &'static str {
        match self {
            Self::Fault(fault) => fault.expectation(),
            Self::Preset(preset) => preset.expectation(),
        }
    }

    /// The peers it is about; absent where any will do.
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
        write!(f, "there is no fault `{}`. These there are:", self.0)?;
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
    fn every_trouble_has_a_name_of_its_own_and_sentences() {
        for scenario in Scenario::all() {
            assert_eq!(scenario.as_str().parse(), Ok(scenario));
            for sentence in [scenario.description(), scenario.expectation()] {
                assert!(sentence.ends_with('.'), "{scenario}: {sentence}");
            }
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_every_name_there_is() {
        let message = "nonsense".parse::<Scenario>().unwrap_err().to_string();
        for scenario in Scenario::all() {
            let line = format!("\n  {scenario} ");
            assert!(message.contains(&line), "{message}");
        }
    }
}
