//! A fault or a preset, by one name: what `--fault` and the control server take.

use std::fmt;
use std::str::FromStr;

use crate::fault::Fault;
use crate::preset::Preset;
use crate::script::Script;

/// Something that can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// One server misbehaves.
    Fault(Fault),
    /// A whole situation.
    Preset(Preset),
}

/// A name that neither a fault nor a preset has. Its message lists those there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownTrouble(String);

impl Trouble {
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

impl FromStr for Trouble {
    type Err = UnknownTrouble;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::all()
            .find(|trouble| trouble.as_str() == name)
            .ok_or_else(|| UnknownTrouble(name.to_owned()))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for UnknownTrouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no fault `{}`. These there are:", self.0)?;
        let names = || Trouble::all().map(Trouble::as_str);
        let width = names().map(str::len).max().unwrap_or_default();
        for trouble in Trouble::all() {
            let (name, description) = (trouble.as_str(), trouble.description());
            write!(f, "\n  {name:<width$}  {description}")?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownTrouble {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_has_a_name_of_its_own_and_sentences() {
        for trouble in Trouble::all() {
            assert_eq!(trouble.as_str().parse(), Ok(trouble));
            for sentence in [trouble.description(), trouble.expectation()] {
                assert!(sentence.ends_with('.'), "{trouble}: {sentence}");
            }
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_every_name_there_is() {
        let message = "nonsense".parse::<Trouble>().unwrap_err().to_string();
        for trouble in Trouble::all() {
            let line = format!("\n  {trouble} ");
            assert!(message.contains(&line), "{message}");
        }
    }
}
