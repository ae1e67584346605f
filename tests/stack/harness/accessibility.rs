//! Accessibility audits of the displayed page with axe-core.

use std::path::Path;

use serde_json::{Value, json};

use super::{Browser, Scheme};

/// Fails if the page has violations in light or dark; `what` names the page.
pub(crate) async fn audit(browser: &Browser, what: &str) {
    for scheme in Scheme::ALL {
        browser.prefer(scheme).await;
        let violations = violations(browser).await;
        assert!(violations.is_empty(), "{what}, {scheme:?}: {violations:#?}");
    }
}

/// The violations, one line for each element: the rule, the element, and the remedy.
pub(crate) async fn violations(browser: &Browser) -> Vec<String> {
    if evaluate(browser, "typeof axe").await == "undefined" {
        // Not with a script element, because the page's policy forbids it.
        evaluate(browser, &program()).await;
    }
    let found = evaluate(browser, &format!("axe.run({OPTIONS})")).await;
    let passes = found["passes"].as_array().unwrap();
    assert!(!passes.is_empty(), "no rule looked at the page: {found}");
    let violations = found["violations"].as_array().unwrap();
    violations.iter().flat_map(lines).collect()
}

fn lines(violation: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (rule, help) = (text(&violation["id"]), text(&violation["help"]));
    let nodes = violation["nodes"].as_array().unwrap();
    let line = |node: &Value| {
        let (target, summary) = (&node["target"], text(&node["failureSummary"]));
        format!("{rule}: {target}: {help}. {summary}")
    };
    nodes.iter().map(line).collect()
}

async fn evaluate(browser: &Browser, expression: &str) -> Value {
    let parameters = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
    let answer = browser.cdp_answer("Runtime.evaluate", parameters).await;
    let thrown = &answer["exceptionDetails"];
    assert!(thrown.is_null(), "axe-core failed: {thrown}");
    answer["result"]["value"].clone()
}

fn program() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/axe-core/axe.min.js");
    let program = std::fs::read_to_string(&path);
    // Without another expression at the end, the whole library would be the value.
    program.unwrap_or_else(|error| panic!("{}: {error}; `npm ci` puts it there", path.display()))
        + ";0"
}

/// WCAG 2.2 AA and axe-core's best practices; the rule for the size of targets is off by default.
const OPTIONS: &str = "{
    runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']},
    rules: {'target-size': {enabled: true}},
    resultTypes: ['violations', 'passes'],
}";
