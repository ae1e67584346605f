//! Loads and stores preferences.

use haulout_protocol::kubeconfig::Shell;

use crate::browser::appearance::shell;
use crate::browser::intl::languages;
use crate::browser::preferences::{Key, load, store as store_value};
use crate::ui::choice::{ExportForm, Theme};
use crate::ui::messages::Language;
use crate::ui::ui_state::Preferences;

/// The stored preferences, with the browser's settings as defaults.
pub(super) fn stored() -> Preferences {
    let mut preferences = Preferences {
        language: Language::best(&languages()),
        shell: Some(shell()),
        ..Preferences::default()
    };
    for (key, value) in load() {
        match key {
            Key::Theme => preferences.theme = Theme::of_str(&value).unwrap_or_default(),
            Key::Language => {
                preferences.language = Language::of_tag(&value).unwrap_or(preferences.language);
            }
            Key::Provider => preferences.identity_provider = Some(value),
            Key::Form => preferences.form = ExportForm::of_str(&value),
            Key::Shell => preferences.shell = Shell::of_str(&value).or(preferences.shell),
            Key::Notify => preferences.notify = value == YES,
        }
    }
    preferences
}

/// Stores the preferences of the portal at `config_url` that differ from `before`.
pub(super) fn store(before: &Preferences, now: &Preferences, config_url: &str) {
    let written = |preferences: &Preferences| {
        let form = preferences.form.map(ExportForm::as_str);
        let shell = preferences.shell.map(Shell::as_str);
        [
            (Key::Theme, preferences.theme.as_str().to_owned()),
            (Key::Language, preferences.language.tag().to_owned()),
            (
                Key::Provider,
                preferences.identity_provider.clone().unwrap_or_default(),
            ),
            (Key::Form, form.unwrap_or_default().to_owned()),
            (Key::Shell, shell.unwrap_or_default().to_owned()),
            (
                Key::Notify,
                if preferences.notify { YES } else { "" }.to_owned(),
            ),
        ]
    };
    for ((key, now), (_, before)) in written(now).into_iter().zip(written(before)) {
        if now != before {
            store_value(key, &now, config_url);
        }
    }
}

const YES: &str = "yes";
