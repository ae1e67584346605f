//! The custom element's part of the package: its wasm, and the portal's style converted for a shadow tree.

use crate::error::{CommandError, CommandResult};
use crate::workspace::Workspace;

use super::wasm::{Build, minify};

/// The element's folder in the package's generated part.
const FOLDER: &str = "element/";
const STYLE: &str = "style.js";

/// Hand-written files of the element.
pub(super) const SCRIPTS: [&str; 6] = [
    "define.js",
    "element-properties.js",
    "element-root.js",
    "element-session.js",
    "element-setup.js",
    "element.js",
];
/// Hand-written files that the element shares with the headless package.
const SHARED: [&str; 9] = [
    "../conditions.js",
    "../errors.js",
    "../login-attempt.js",
    "../members.js",
    "../options.js",
    "../popup-page.js",
    "../popup.js",
    "../session.js",
    "../worker.js",
];

/// Whether only the element uses a file of the package.
pub(super) fn owns(name: &str) -> bool {
    let script = name.strip_prefix("../");
    name.starts_with(FOLDER) || script.is_some_and(|it| SCRIPTS.contains(&it))
}

/// Whether a page with the element loads the file.
pub(super) fn loads(name: &str) -> bool {
    owns(name) || name == super::WORKER || SHARED.contains(&name)
}

/// The style sheets of the portal that the element uses, and its own changes.
const PARTS: [&str; 10] = [
    "tokens",
    "base",
    "sign-in",
    "list",
    "cluster",
    "export",
    "session-timeline",
    "diagnostics",
    "errors",
    "adapt",
];
const OURS: &str = "element";

/// The element's files, in memory.
pub(super) struct Element {
    build: Build,
    style: String,
}

impl Element {
    pub(super) fn files(&self) -> impl Iterator<Item = (String, &[u8])> {
        let files = self.build.files().into_iter();
        files
            .chain([(STYLE, self.style.as_bytes())])
            .map(|(name, bytes)| (format!("{FOLDER}{name}"), bytes))
    }
}

pub(super) fn assemble(workspace: &Workspace, build: Build) -> CommandResult<Element> {
    let mut sheet = String::new();
    for part in PARTS {
        sheet.push_str(&in_shadow(&read(workspace, part)?)?);
    }
    sheet.push_str(&in_shadow(&read(workspace, OURS)?)?);
    let sheet = minify(workspace, "css", &sheet)?;
    // A module, because bundlers and browsers import styles differently.
    let style = format!(
        "export default {};\n",
        serde_json::Value::from(sheet.trim())
    );
    Ok(Element { build, style })
}

fn read(workspace: &Workspace, part: &str) -> CommandResult<String> {
    workspace.read(&format!("www/style/{part}.css"))
}

/// Converts rules for a shadow tree: the root is the host element, media queries become container queries, and `rem`
/// becomes a variable that is independent of the surrounding page.
fn in_shadow(sheet: &str) -> CommandResult<String> {
    let mut text = String::new();
    for line in sheet.replace(":root", ROOT).split_inclusive('\n') {
        // Conditions cannot contain variables.
        let is_condition = line.starts_with('@');
        if line.contains(UNIT_ITSELF) {
            text.push_str(line);
            continue;
        }
        let line = line.replace("@media (max-width:", "@container haulout (max-width:");
        text.push_str(&with_lengths(&line, is_condition)?);
    }
    Ok(text)
}

/// Replaces lengths in `rem` by multiples of a variable; in a condition, by lengths in browsers' default font size.
fn with_lengths(line: &str, is_condition: bool) -> CommandResult<String> {
    let (condition, rest) = match line.find('{').filter(|_| is_condition) {
        Some(end) => line.split_at(end),
        None => ("", line),
    };
    let mut text = String::new();
    for (part, variable) in [(condition, false), (rest, true)] {
        let mut left = part;
        while let Some(at) = left.find(UNIT) {
            let is_digit = |it: char| it.is_ascii_digit() || it == '.';
            let number = left[..at].trim_end_matches(is_digit).len();
            let (before, digits) = left[..at].split_at(number);
            text.push_str(before);
            if !digits.contains(|it: char| it.is_ascii_digit()) {
                text.push_str(digits);
                text.push_str(UNIT);
            } else if variable {
                text.push_str(&format!("calc({digits} * var(--rem))"));
            } else {
                let value: f64 = digits
                    .parse()
                    .map_err(|_| CommandError::new(format!("{digits}{UNIT} is not a length")))?;
                text.push_str(&format!("{}px", value * PIXELS));
            }
            left = &left[at + UNIT.len()..];
        }
        text.push_str(left);
    }
    Ok(text)
}

const ROOT: &str = ".haulout";
const UNIT: &str = "rem";
/// The default of the variable is the page's own unit.
const UNIT_ITSELF: &str = "--rem:";
/// The default font size of browsers in pixels.
const PIXELS: f64 = 16.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_a_page_become_rules_of_a_shadow_tree() {
        let page = ":root { --a: .5rem; }\n--rem: 1rem;\n\
            @media (max-width: 40rem) { .b { inline-size: min(2rem, 1px); } }\n\
            @container (max-width: 35rem) {\n  .c { gap: 1rem; }\n}\n\
            @media (forced-colors: active) { .remark { color: red; } }\n";
        let expected = ".haulout { --a: calc(.5 * var(--rem)); }\n--rem: 1rem;\n\
            @container haulout (max-width: 640px) { .b { inline-size: min(calc(2 * var(--rem)), 1px); } }\n\
            @container (max-width: 560px) {\n  .c { gap: calc(1 * var(--rem)); }\n}\n\
            @media (forced-colors: active) { .remark { color: red; } }\n";
        assert_eq!(in_shadow(page).expect("style"), expected);
    }
}
