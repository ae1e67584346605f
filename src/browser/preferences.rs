//! Stores the user's preferences for the next visit. None of them is secret.

use js_sys::JSON;
use web_sys::Storage;

use super::js::{member, object};

/// The preferences; nothing else can be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// Light, dark, or the system's.
    Theme,
    /// The tag of a language.
    Language,
    /// The name of the last identity provider.
    Provider,
    /// The form of the kubeconfig export.
    Form,
    /// The shell for which commands are written.
    Shell,
    /// Whether to show a notification before a sign-in is needed.
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

    /// The name in storage, which all versions of this program share.
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

/// Reads the preferences. Storage that is denied or has invalid content counts as empty.
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

/// Stores a preference; an empty value removes it. If storage is denied or full, nothing is stored.
pub(crate) fn store(key: Key, value: &str) {
    // Another tab may have stored something since this one last read.
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

/// Enough for any provider's name, and too few for a token.
const LONGEST_BYTES: usize = 200;

#[cfg(test)]
mod tests;
