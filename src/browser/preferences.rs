//! Stores the user's preferences for the next visit. None of them is secret.
//!
//! What the first page depends on is in a cookie, so that the server can render it as the user chose. Its value is
//! `application/x-www-form-urlencoded`. The document's script, `www/boot.js`, reads and writes it as well.

use js_sys::{JSON, Reflect};
use wasm_bindgen::JsValue;
use web_sys::{Storage, Url};

use super::js::{call, construct, global, member, object};

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
        Self::Language,
        Self::Theme,
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

    /// Whether the first page depends on it.
    const fn is_in_cookie(self) -> bool {
        matches!(self, Self::Language | Self::Theme | Self::Provider)
    }
}

/// Reads the preferences. Storage and cookies that are denied or have invalid content count as empty.
pub(crate) fn load() -> Vec<(Key, String)> {
    let text = storage().and_then(|storage| storage.get_item(ITEM).ok()?);
    let item = text.and_then(|text| JSON::parse(&text).ok());
    let item = item.unwrap_or(JsValue::UNDEFINED);
    let cookie = parameters(&cookie_value().unwrap_or_default());
    let choice = |key: Key| {
        let value = match key.is_in_cookie() {
            true => call(&cookie, "get", &[key.name().into()]).ok()?,
            false => member(&item, key.name()),
        };
        Some((key, value.as_string()?))
    };
    Key::ALL
        .into_iter()
        .filter_map(choice)
        .filter(|(_, value)| is_choice(value))
        .collect()
}

/// Stores a preference of the portal at `config_url`; an empty value removes it. If storage is denied or full, nothing
/// is stored.
pub(crate) fn store(key: Key, value: &str, config_url: &str) {
    // Another tab may have stored something since this one last read.
    let mut kept = load();
    kept.retain(|(other, _)| *other != key && other.is_in_cookie() == key.is_in_cookie());
    if is_choice(value) {
        kept.push((key, value.to_owned()));
    }
    if key.is_in_cookie() {
        store_in_cookie(&kept, config_url);
    } else {
        store_in_item(&kept);
    }
}

fn store_in_item(kept: &[(Key, String)]) {
    let members: Vec<_> = kept
        .iter()
        .map(|(key, value)| (key.name(), value.as_str().into()))
        .collect();
    if let (Some(storage), Ok(text)) = (storage(), JSON::stringify(&object(&members))) {
        let _full = storage.set_item(ITEM, &String::from(text));
    }
}

fn store_in_cookie(kept: &[(Key, String)], config_url: &str) {
    let values = parameters("");
    for (key, value) in kept {
        let _never_throws = call(&values, "set", &[key.name().into(), value.as_str().into()]);
    }
    let text = call(&values, "toString", &[]).ok();
    let text = text.and_then(|text| text.as_string()).unwrap_or_default();
    let folder = Url::new_with_base(".", config_url);
    if let Ok(folder) = folder
        && text.len() <= COOKIE_MAX_BYTES
    {
        let seconds = if text.is_empty() { 0 } else { YEAR_SECONDS };
        let secure = match folder.protocol().as_str() {
            "https:" => "; Secure",
            _ => "",
        };
        let path = folder.pathname();
        let cookie =
            format!("{COOKIE}={text}; Path={path}; Max-Age={seconds}; SameSite=Lax{secure}");
        let _denied = Reflect::set(&global("document"), &"cookie".into(), &cookie.into());
    }
}

/// The cookie's value, if there is one.
fn cookie_value() -> Option<String> {
    let cookies = member(&global("document"), "cookie").as_string()?;
    let mut cookies = cookies.split("; ").filter_map(|it| it.split_once('='));
    let (_, value) = cookies.find(|(name, _)| *name == COOKIE)?;
    Some(value.to_owned())
}

/// The `URLSearchParams` of a text.
fn parameters(text: &str) -> JsValue {
    construct(&global("URLSearchParams"), &[text.into()]).unwrap_or(JsValue::UNDEFINED)
}

fn is_choice(value: &str) -> bool {
    !value.is_empty() && value.len() <= LONGEST_BYTES
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

const ITEM: &str = "haulout";
const COOKIE: &str = "haulout-preferences";
/// Browsers send it with every request for a document.
const COOKIE_MAX_BYTES: usize = 512;
const YEAR_SECONDS: u32 = 31_536_000;

/// Enough for any provider's name, and too few for a token.
const LONGEST_BYTES: usize = 200;

#[cfg(test)]
mod tests;
