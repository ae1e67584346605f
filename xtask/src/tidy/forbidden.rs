//! Patterns that are forbidden in a layer, as a table with a reason for each.

use super::finding::Finding;
use super::strip_comments::{Language, strip_comments};

/// Patterns that are forbidden in some folders.
struct Rule {
    /// The path prefixes of the files to which the rule applies; an empty one matches all files.
    within: &'static [&'static str],
    /// Files and folders in which the patterns are allowed.
    except: &'static [&'static str],
    extensions: &'static [&'static str],
    /// The patterns. One that starts or ends with a letter or `_` matches whole words only, unless it ends with `*`.
    forbidden: &'static [&'static str],
    /// Whether string literals are searched, because a name can be looked up at run time.
    in_strings: bool,
    reason: &'static str,
}

const RUST: &[&str] = &["rs"];
const WEB: &[&str] = &["rs", "js", "mjs", "ts", "html"];

const RULES: &[Rule] = &[
    Rule {
        within: &["crates/protocol/src/"],
        except: &[],
        extensions: RUST,
        forbidden: &["web_sys", "js_sys", "wasm_bindgen*", "gloo*", "yew"],
        in_strings: false,
        reason: "protocol does not use the browser; an adapter in src/browser does",
    },
    Rule {
        within: &["crates/protocol/src/"],
        except: &[],
        extensions: RUST,
        forbidden: &[
            "std::time",
            "SystemTime",
            "Instant",
            "extern crate std",
            "performance.now",
        ],
        in_strings: false,
        reason: "protocol reads no clock; `now` is an argument",
    },
    Rule {
        within: &["crates/protocol/src/"],
        except: &[],
        extensions: RUST,
        forbidden: &["rand", "rand_core", "getrandom*", "new_random*"],
        in_strings: false,
        reason: "protocol draws no random numbers; entropy is an argument",
    },
    Rule {
        within: &["crates/protocol/src/"],
        except: &[],
        extensions: RUST,
        forbidden: &[
            "async fn",
            "async move",
            "async {",
            ".await",
            "request_async",
        ],
        in_strings: false,
        reason: "protocol never waits; the edge performs its requests",
    },
    Rule {
        within: &["crates/protocol/src/"],
        except: &[],
        extensions: RUST,
        forbidden: &[
            "log::",
            "tracing::",
            "println!",
            "eprintln!",
            "print!",
            "eprint!",
        ],
        in_strings: false,
        reason: "protocol never logs; it emits events",
    },
    Rule {
        within: &[
            "crates/protocol/",
            "src/",
            "crates/cli/",
            "crates/gateway/",
            "crates/devstack/",
        ],
        except: &["crates/protocol/src/oidc/wire.rs"],
        extensions: RUST,
        forbidden: &["oauth2::"],
        in_strings: false,
        reason: "only crates/protocol/src/oidc/wire.rs uses the oauth2 crate",
    },
    Rule {
        within: &[
            "src/api/",
            "src/browser/",
            "crates/protocol/",
            "crates/cli/",
            "crates/gateway/",
        ],
        except: &["crates/gateway/src/start_page.rs"],
        extensions: RUST,
        forbidden: &["ui::", "crate::ui"],
        in_strings: false,
        reason: "other modules do not use `ui`; only crates/gateway/src/start_page.rs renders with it",
    },
    Rule {
        within: &["src/", "crates/protocol/", "www/", "pkg/"],
        except: &[
            "src/browser/preferences.rs",
            "src/browser/preferences/tests.rs",
        ],
        extensions: WEB,
        forbidden: &["localStorage", "local_storage"],
        in_strings: true,
        reason: "only src/browser/preferences.rs uses localStorage, with allow-listed keys",
    },
    Rule {
        within: &[
            "src/",
            "crates/protocol/",
            "crates/cli/",
            "crates/gateway/",
            "crates/devstack/",
            "tests/",
            "xtask/",
        ],
        except: &[],
        extensions: RUST,
        forbidden: &[".forget()", "mem::forget"],
        in_strings: false,
        reason: "a browser resource has an owner that drops it",
    },
    Rule {
        within: &["src/", "crates/protocol/", "www/", "pkg/"],
        except: &[],
        extensions: WEB,
        forbidden: &["set_interval*", "setInterval", "Interval::new"],
        in_strings: false,
        reason: "there is one timer, which is set to the machine's deadline; there are no intervals",
    },
    Rule {
        within: &[""],
        except: &[],
        extensions: RUST,
        forbidden: &["from_html_unchecked*"],
        in_strings: false,
        reason: "external text never becomes markup",
    },
    Rule {
        within: &[""],
        except: &[],
        extensions: RUST,
        forbidden: &[
            "todo!",
            "unimplemented!",
            "dbg!",
            "#[ignore",
            "allow(dead_code)",
        ],
        in_strings: false,
        reason: "unfinished work is not committed",
    },
];

pub(super) fn check(name: &str, text: &str) -> Vec<Finding> {
    let rules: Vec<&Rule> = RULES.iter().filter(|rule| rule.applies_to(name)).collect();
    if rules.is_empty() {
        return Vec::new();
    }
    let language = if name.ends_with(".rs") {
        Language::Rust
    } else {
        Language::Script
    };
    let stripped = strip_comments(text, language);
    let mut findings = Vec::new();
    for rule in rules {
        let searched = if rule.in_strings {
            &stripped.code_and_strings
        } else {
            &stripped.code
        };
        for (index, line) in searched.lines().enumerate() {
            for pattern in rule
                .forbidden
                .iter()
                .filter(|pattern| contains(line, pattern))
            {
                let word = pattern.trim_end_matches('*');
                findings.push(Finding::new(
                    name,
                    index + 1,
                    format!("`{word}`: {}", rule.reason),
                ));
            }
        }
    }
    findings
}

impl Rule {
    fn applies_to(&self, name: &str) -> bool {
        let extension = name.rsplit('.').next().unwrap_or_default();
        self.extensions.contains(&extension)
            && self.within.iter().any(|prefix| name.starts_with(prefix))
            && !self.except.iter().any(|prefix| name.starts_with(prefix))
    }
}

fn contains(line: &str, pattern: &str) -> bool {
    let word = pattern.trim_end_matches('*');
    let open_end = word.len() < pattern.len();
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        let starts = !word.starts_with(is_word) || !before.is_some_and(is_word);
        let ends = open_end || !word.ends_with(is_word) || !after.is_some_and(is_word);
        starts && ends
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file to which the rule applies.
    fn file_of(rule: &Rule) -> String {
        format!("{}some/file.{}", rule.within[0], rule.extensions[0])
    }

    #[test]
    fn every_pattern_of_every_rule_is_found() {
        for rule in RULES {
            for pattern in rule.forbidden {
                let text = format!("let a = 1;\nlet b = {};\n", pattern.trim_end_matches('*'));
                let findings = check(&file_of(rule), &text);
                assert!(
                    findings
                        .iter()
                        .any(|finding| finding.line == 2 && finding.reason.ends_with(rule.reason)),
                    "{pattern}: {findings:?}"
                );
            }
        }
    }

    #[test]
    fn every_exception_is_allowed() {
        for rule in RULES {
            for file in rule.except {
                let word = rule.forbidden[0].trim_end_matches('*');
                let hit = check(file, word)
                    .iter()
                    .any(|finding| finding.reason.ends_with(rule.reason));
                assert!(!hit, "{file}");
            }
        }
    }

    #[test]
    fn web_types_clocks_and_random_numbers_in_protocol_are_found() {
        for line in [
            "use web_sys::Window;",
            "use wasm_bindgen_futures::spawn_local;",
            "use gloo_timers::callback::Timeout;",
            "let now = std::time::SystemTime::now();",
            "extern crate std;",
            "use rand::Rng;",
            "getrandom::fill(&mut bytes)?;",
            "let body = fetch(request).await?;",
            "#[ignore = \"slow\"]",
        ] {
            assert!(
                !check("crates/protocol/src/machine.rs", line).is_empty(),
                "{line}"
            );
        }
    }

    #[test]
    fn words_that_contain_a_pattern_are_allowed() {
        for line in [
            "let brand = operand(strand);",
            "let catalog = catalog::read();",
            "/// Never reads `SystemTime`, see `rand`.",
            "let text = \"an Instant of time\";",
            "let instant = InstantLike;",
        ] {
            assert_eq!(check("crates/protocol/src/machine.rs", line), [], "{line}");
        }
        assert_eq!(check("src/api/session.rs", "use crate::gui::Thing;"), []);
    }

    #[test]
    fn a_pattern_is_allowed_in_the_layer_for_it() {
        assert_eq!(check("src/browser/clock.rs", "use web_sys::Window;"), []);
        assert_eq!(check("src/ui/mount.rs", "use crate::ui::app;"), []);
    }

    #[test]
    fn a_name_in_a_string_is_found_if_it_can_be_looked_up() {
        let line = "Reflect::get(&window, &\"localStorage\".into())";
        assert_eq!(check("src/browser/export.rs", line).len(), 1);
    }
}
