//! Formats times, numbers and plurals in the user's language, with the browser's `Intl`.

use std::cell::RefCell;

use haulout_protocol::time::UnixTime;
use js_sys::Array;
use wasm_bindgen::{JsCast as _, JsValue};

use super::js::{call, construct, global, member, object};

/// The formatters of one locale. Each is created when first used and cached, because creating one is slow.
///
/// The time zone is the computer's at the time of creation.
pub(crate) struct Intl {
    /// In order of preference; the first that the browser supports is used.
    locales: [JsValue; 3],
    made: RefCell<Vec<(Kind, JsValue)>>,
}

impl Intl {
    /// For a language tag such as `en`, in the regional variant from the browser's settings.
    pub(crate) fn new(language: &str) -> Self {
        Self {
            locales: [
                variant(language).into(),
                language.into(),
                JsValue::UNDEFINED,
            ],
            made: RefCell::default(),
        }
    }

    /// The time of day: 17:42, or 5:42 PM.
    pub(crate) fn time(&self, at: UnixTime) -> String {
        self.instant(Kind::Time, at)
    }

    /// The time of day with seconds.
    pub(crate) fn time_with_seconds(&self, at: UnixTime) -> String {
        self.instant(Kind::TimeWithSeconds, at)
    }

    /// Date and time of day.
    pub(crate) fn date_and_time(&self, at: UnixTime) -> String {
        self.instant(Kind::DateAndTime, at)
    }

    /// A number given in thousandths, with up to three decimal places. What rounds to zero has no sign.
    pub(crate) fn number(&self, thousandths: i64, digits: u8) -> String {
        self.decimal(thousandths, digits, thousandths < 0)
    }

    /// As [`Intl::number`], with a plus sign before positive numbers.
    pub(crate) fn signed(&self, thousandths: i64, digits: u8) -> String {
        self.decimal(thousandths, digits, true)
    }

    /// The Unicode CLDR plural category of a count: `zero`, `one`, `two`, `few`, `many` or `other`.
    ///
    /// @see <https://cldr.unicode.org/index/cldr-spec/plural-rules>
    pub(crate) fn plural(&self, count: u64) -> String {
        // The conversion is exact up to 2^53, which is more than is ever counted here.
        self.format(Kind::Plural, JsValue::from_f64(count as f64))
            .unwrap_or_else(|| "other".to_owned())
    }

    fn instant(&self, kind: Kind, at: UnixTime) -> String {
        self.format(kind, JsValue::from_f64(at.as_millis() as f64))
            .unwrap_or_else(|| at.to_string())
    }

    fn decimal(&self, thousandths: i64, digits: u8, signed: bool) -> String {
        let digits = digits.min(MOST_DIGITS);
        // Passed as text, the number is exact and rounds as a decimal.
        let exact = format!("{thousandths}e-3");
        self.format(Kind::Number { digits, signed }, exact.as_str().into())
            .unwrap_or(exact)
    }

    fn format(&self, kind: Kind, value: JsValue) -> Option<String> {
        let formatter = self.formatter(kind)?;
        let method = match kind {
            Kind::Plural => "select",
            Kind::Time | Kind::TimeWithSeconds | Kind::DateAndTime | Kind::Number { .. } => {
                "format"
            }
        };
        call(&formatter, method, &[value]).ok()?.as_string()
    }

    fn formatter(&self, kind: Kind) -> Option<JsValue> {
        let mut made = self.made.borrow_mut();
        if let Some((_, formatter)) = made.iter().find(|(of, _)| *of == kind) {
            return Some(formatter.clone());
        }
        let formatter = self.make(kind)?;
        made.push((kind, formatter.clone()));
        Some(formatter)
    }

    fn make(&self, kind: Kind) -> Option<JsValue> {
        let (constructor, options) = kind.constructor();
        let constructor = member(&global("Intl"), constructor);
        let make = |locale: &JsValue| construct(&constructor, &[locale.clone(), options.clone()]);
        self.locales.iter().find_map(|locale| make(locale).ok())
    }
}

/// A kind of formatter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Time,
    TimeWithSeconds,
    DateAndTime,
    Number {
        digits: u8,
        /// Whether positive numbers have a sign.
        signed: bool,
    },
    Plural,
}

impl Kind {
    /// The constructor's name and its options (ECMA-402).
    fn constructor(self) -> (&'static str, JsValue) {
        let style = |members: &[(&str, &str)]| {
            let members: Vec<_> = members.iter().map(|it| (it.0, it.1.into())).collect();
            ("DateTimeFormat", object(&members))
        };
        match self {
            Self::Time => style(&[("timeStyle", "short")]),
            Self::TimeWithSeconds => style(&[("timeStyle", "medium")]),
            Self::DateAndTime => style(&[("dateStyle", "medium"), ("timeStyle", "short")]),
            Self::Number { digits, signed } => {
                let sign = if signed { "exceptZero" } else { "auto" };
                let options = object(&[
                    ("minimumFractionDigits", digits.into()),
                    ("maximumFractionDigits", digits.into()),
                    ("signDisplay", sign.into()),
                ]);
                ("NumberFormat", options)
            }
            Self::Plural => ("PluralRules", JsValue::UNDEFINED),
        }
    }
}

/// The browser's preferred languages as tags, the most preferred first.
pub(crate) fn languages() -> Vec<String> {
    let languages = member(&global("navigator"), "languages");
    let Some(languages) = languages.dyn_ref::<Array>() else {
        return Vec::new();
    };
    languages.iter().filter_map(|tag| tag.as_string()).collect()
}

/// The first of the browser's languages that is a regional variant of `language`, such as `en-GB` for `en`.
fn variant(language: &str) -> String {
    let is_variant = |tag: &String| {
        tag.get(..language.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(language))
            && matches!(tag.as_bytes().get(language.len()), None | Some(b'-'))
    };
    let mut preferred = languages().into_iter();
    preferred
        .find(is_variant)
        .unwrap_or_else(|| language.to_owned())
}

/// Numbers are given in thousandths.
const MOST_DIGITS: u8 = 3;

#[cfg(test)]
mod tests;
