//! What a person chose, kept for the next visit. Nothing of it is secret.

use js_sys::JSON;
use web_sys::Storage;

use super::js::{member, object};

/// What can be chosen. There is no place for anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// Light, dark, or as the computer has it.
    Theme,
    /// The tag of a language.
    Language,
    /// The name of the identity provider that was used last.
    Provider,
    /// The form of the hand-over.
    Form,
    /// The shell for which commands are written.
    Shell,
    /// Whether to notify before a sign-in is needed.
    Notify,
}

impl Key {
    const ALL: [Self; 6] = [
        Self::Theme,
        Self::Language,
        Self::Provider,
        Self::Form,
        Self::Shell,
        Self::Notify,
    ];

    /// What it is called in storage, where older and newer versions of this program find it.
    const fn name(self) -> &'static str {
        match self {
            Self::Theme => "theme",
            Self::Language => "language",
            Self::Provider => "provider",
            Self::Form => "form",
            Self::Shell => "shell",
            Self::Notify => "notify",
        }
    }
}

/// What was chosen. Storage that is denied, or that holds something else, is like an empty one.
pub(crate) fn load() -> Vec<(Key, String)> {
    let text = storage().and_then(|storage| storage.get_item(ITEM).ok()?);
    let Some(kept) = text.and_then(|text| JSON::parse(&text).ok()) else {
        return Vec::new();
    };
    let choice = |key: Key| Some((key, member(&kept, key.name()).as_string()?));
    Key::ALL
        .into_iter()
        .filter_map(choice)
        .filter(|(_, value)| is_choice(value))
        .collect()
}

/// Keeps a choice; an empty one means that there is none any more. Where storage is denied or full, it ends with this
/// page.
pub(crate) fn store(key: Key, value: &str) {
    // Another tab may have stored something since this one looked.
    let mut kept = load();
    kept.retain(|(other, _)| *other != key);
    if is_choice(value) {
        kept.push((key, value.to_owned()));
    }
    let members: Vec<_> = kept
        .iter()
        .map(|(key, value)| (key.name(), value.as_str().into()))
        .collect();
    if let (Some(storage), Ok(text)) = (storage(), JSON::stringify(&object(&members))) {
        let _full = storage.set_item(ITEM, &String::from(text));
    }
}

fn is_choice(value: &str) -> bool {
    !value.is_empty() && value.len() <= LONGEST_BYTES
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

const ITEM: &str = "haulout";

/// Longer than any name of a provider, and too short to carry a token.
const LONGEST_BYTES: usize = 200;

#[cfg(test)]
mod tests;
