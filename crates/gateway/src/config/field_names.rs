//! Unknown names of fields, each with the name that was probably meant.

use serde_json::Value;

use super::schema;
use crate::yaml;

/// The paths of all unknown fields of a YAML text, with the reasons; empty if it is not valid YAML.
pub(super) fn unknown_in(text: &str) -> Vec<(String, String)> {
    let Ok(value) = yaml::parse::<Value>(text) else {
        return Vec::new();
    };
    let schema = schema::value();
    let mut search = Search {
        schema: &schema,
        known: Vec::new(),
        unknown: Vec::new(),
    };
    search.list(&schema, "");
    search.check(&value, &schema, "");
    search.unknown
}

/// The name that was probably meant: the same one in another spelling, a similar one, or one that begins in the same way.
pub(super) fn similar<'a>(
    written: &str,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Option<&'a str> {
    let plain = fold(written);
    let typos_max = (plain.len() / LETTERS_PER_TYPO).max(1);
    let distance = |name: &str| strsim::osa_distance(&plain, &fold(name));
    let nearest = names.clone().min_by_key(|name| distance(name));
    let begins_so =
        |name: &&str| plain.len() >= PREFIX_LENGTH_MIN && fold(name).starts_with(&plain);
    nearest
        .filter(|name| distance(name) <= typos_max)
        .or_else(|| names.clone().find(begins_so))
}

/// The letters and digits in lower case: people confuse the rest first.
fn fold(name: &str) -> String {
    let plain = name.chars().filter(char::is_ascii_alphanumeric);
    plain.map(|c| c.to_ascii_lowercase()).collect()
}

struct Search<'a> {
    schema: &'a Value,
    /// The path of every field.
    known: Vec<String>,
    unknown: Vec<(String, String)>,
}

impl<'a> Search<'a> {
    /// Lists the fields below a place.
    fn list(&mut self, at: &'a Value, path: &str) {
        let at = self.map_at(at);
        for (name, property) in properties(at) {
            let path = join(path, name);
            self.known.push(path.clone());
            self.list(property, &path);
        }
        if let Some(items) = at.get("items") {
            self.list(items, &format!("{path}[]"));
        }
    }

    /// Checks the names below a place, where the types may be wrong, too.
    fn check(&mut self, value: &Value, at: &'a Value, path: &str) {
        let at = self.map_at(at);
        if let (Some(fields), true) = (value.as_object(), at.get("properties").is_some()) {
            for (name, field) in fields {
                let path = join(path, name);
                match at["properties"].get(name) {
                    Some(property) => self.check(field, property, &path),
                    None => self.unknown.push((path, self.reason(name, at))),
                }
            }
        } else if let (Some(items), Some(list)) = (at.get("items"), value.as_array()) {
            for (index, item) in list.iter().enumerate() {
                self.check(item, items, &format!("{path}[{index}]"));
            }
        }
    }

    fn reason(&self, name: &str, at: &Value) -> String {
        let here = || properties(at).map(|(name, _)| name.as_str());
        let elsewhere = || {
            let mut paths: Vec<_> = self.known.iter().map(String::as_str).collect();
            paths.sort_by_key(|path| path.split('.').count());
            paths.into_iter()
        };
        let is_same = |other: &str| fold(other) == fold(name);
        let meant = here()
            .find(|other| is_same(other))
            .map(quote)
            .or_else(|| elsewhere().find(|path| is_same(last(path))).map(place))
            .or_else(|| similar(name, here()).map(quote))
            .or_else(|| {
                let meant = similar(name, elsewhere().map(last).collect::<Vec<_>>().into_iter())?;
                elsewhere().find(|path| last(path) == meant).map(place)
            });
        match meant {
            Some(meant) => format!("unknown field `{name}`; did you mean {meant}?"),
            None => {
                let names: Vec<_> = here().collect();
                format!(
                    "unknown field `{name}`, expected one of {}",
                    names.join(", ")
                )
            }
        }
    }

    /// The schema of the map or list at a place, behind references and choices.
    fn map_at(&self, at: &'a Value) -> &'a Value {
        let reference = at.get("$ref").and_then(Value::as_str);
        if let Some(pointer) = reference.and_then(|text| text.strip_prefix('#')) {
            return self
                .schema
                .pointer(pointer)
                .map_or(at, |at| self.map_at(at));
        }
        let choices = ["oneOf", "anyOf"].into_iter();
        let choices = choices
            .filter_map(|name| at.get(name)?.as_array())
            .flatten();
        let has_fields = |at: &&Value| at.get("properties").is_some() || at.get("items").is_some();
        choices
            .map(|choice| self.map_at(choice))
            .find(has_fields)
            .unwrap_or(at)
    }
}

fn properties(at: &Value) -> impl Iterator<Item = (&String, &Value)> + Clone {
    at.get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

fn quote(name: &str) -> String {
    format!("`{name}`")
}

fn place(path: &str) -> String {
    if path.contains('.') {
        quote(path)
    } else {
        format!("`{path}` at the top level")
    }
}

/// Letters of a name for each wrong one: with fewer, other words would be similar.
const LETTERS_PER_TYPO: usize = 4;
/// Letters; a shorter beginning fits too many names.
const PREFIX_LENGTH_MIN: usize = 4;
