//! Every browser test begins with a fresh page, so that it does not depend on the tests before it.

use super::finding::Finding;
use super::strip_comments::{Language, strip_comments};

const ATTRIBUTE: &str = "#[wasm_bindgen_test]";
const FIRST_STATEMENT: &str = "fresh_page().await;";

pub(super) fn check(name: &str, text: &str) -> Vec<Finding> {
    if !name.ends_with(".rs") || !text.contains(ATTRIBUTE) {
        return Vec::new();
    }
    let code = strip_comments(text, Language::Rust).code;
    let lines: Vec<&str> = code.lines().map(str::trim).collect();
    let tests = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| **line == ATTRIBUTE);
    tests
        .filter(|(index, _)| first_statement(&lines[*index..]) != Some(FIRST_STATEMENT))
        .map(|(index, _)| {
            Finding::new(
                name,
                index + 1,
                format!("a browser test begins with `{FIRST_STATEMENT}`"),
            )
        })
        .collect()
}

/// The first line of code in the first function body of these lines.
fn first_statement<'a>(lines: &[&'a str]) -> Option<&'a str> {
    let opening = lines.iter().position(|line| line.ends_with('{'))?;
    let mut body = lines[opening + 1..].iter().copied();
    body.find(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_test_without_a_fresh_page_is_found() {
        let good =
            "#[wasm_bindgen_test]\nasync fn a() {\n    // Why.\n    fresh_page().await;\n}\n";
        assert_eq!(check("src/browser/a/tests.rs", good), []);
        for bad in [
            "#[wasm_bindgen_test]\nasync fn b() {\n    mount();\n    fresh_page().await;\n}\n",
            "#[wasm_bindgen_test]\nfn b() {}\n",
            "#[wasm_bindgen_test]\nasync fn b() {\n    // fresh_page().await;\n    mount();\n}\n",
        ] {
            let findings = check("tests/browser/a.rs", &format!("{good}{bad}"));
            assert_eq!(findings.len(), 1, "{bad}");
            assert_eq!(findings[0].line, 6);
        }
    }

    #[test]
    fn the_rule_applies_to_browser_tests_only() {
        assert_eq!(
            check("a.rs", "#[test]\nfn a() {\n    assert!(true);\n}\n"),
            []
        );
        assert_eq!(
            check(
                "a.rs",
                "/// Says `#[wasm_bindgen_test]`.\nfn a() {\n    b();\n}\n"
            ),
            []
        );
        assert_eq!(
            check("docs/a.md", "#[wasm_bindgen_test]\nfn a() {\n    b();\n}\n"),
            []
        );
    }
}
