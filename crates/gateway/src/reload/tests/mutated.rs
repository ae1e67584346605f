//! Mutated configuration files: reading one never panics, and an invalid one changes nothing.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::{file, reloader_of, yaml};
use crate::config::{Overrides, Source};
use crate::reload::apply;

/// A mutation that an editor, a disk or a template can cause.
#[derive(Clone, Debug)]
enum Mutation {
    LineGone(Index),
    LineTwice(Index),
    LinesSwapped(Index, Index),
    CharacterReplaced(Index, char),
    Inserted(Index, &'static str),
    CutOff(Index),
}

impl Mutation {
    fn apply_to(&self, text: &str) -> String {
        let mut lines: Vec<&str> = text.split('\n').collect();
        let characters: Vec<char> = text.chars().collect();
        match self {
            Self::LineGone(at) => {
                lines.remove(at.index(lines.len()));
                lines.join("\n")
            }
            Self::LineTwice(at) => {
                let at = at.index(lines.len());
                lines.insert(at, lines[at]);
                lines.join("\n")
            }
            Self::LinesSwapped(one, other) => {
                let (one, other) = (one.index(lines.len()), other.index(lines.len()));
                lines.swap(one, other);
                lines.join("\n")
            }
            Self::CharacterReplaced(at, by) => {
                let mut characters = characters;
                if !characters.is_empty() {
                    let at = at.index(characters.len());
                    characters[at] = *by;
                }
                characters.into_iter().collect()
            }
            Self::Inserted(at, words) => {
                let at = at.index(characters.len() + 1);
                let (before, after) = characters.split_at(at);
                before
                    .iter()
                    .copied()
                    .chain(words.chars())
                    .chain(after.iter().copied())
                    .collect()
            }
            Self::CutOff(at) => characters[..at.index(characters.len() + 1)]
                .iter()
                .collect(),
        }
    }
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<Index>;
    prop_oneof![
        at().prop_map(Mutation::LineGone),
        at().prop_map(Mutation::LineTwice),
        (at(), at()).prop_map(|(one, other)| Mutation::LinesSwapped(one, other)),
        (at(), any::<char>()).prop_map(|(at, by)| Mutation::CharacterReplaced(at, by)),
        (at(), select(WORDS)).prop_map(|(at, words)| Mutation::Inserted(at, words)),
        at().prop_map(Mutation::CutOff),
    ]
}

#[test]
fn e7_mutated_configuration_never_panics_and_invalid_ones_are_ignored() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let good = yaml("first");
    let (folder, reloader) = reloader_of(&good);
    let reloader = RefCell::new(reloader);
    let (taken, kept) = (Cell::new(0), Cell::new(0));
    let cases = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    let mutations = prop::collection::vec(mutation(), 1..4);
    let outcome = TestRunner::new_with_rng(cases, rng()).run(&mutations, |mutations| {
        let text = mutations
            .iter()
            .fold(good.clone(), |text, mutation| mutation.apply_to(&text));
        std::fs::write(file(&folder), text).unwrap();
        let mut reloader = reloader.borrow_mut();
        let current = reloader.current.clone();
        let before = current.gateway();
        // Read here, because the reload itself survives a panic.
        let read = Source::new(&file(&folder), Overrides::default()).read();
        let usable = read.config.is_ok();
        if let Err(error) = &read.config {
            let mut lines = error.lines();
            prop_assert!(lines.all(|it| !it.contains('\n') && !it.is_empty()));
            prop_assert_eq!(error.lines().count(), error.to_string().lines().count());
        }
        if usable {
            let outcome = apply(&current, read.config.map_err(Into::into));
            prop_assert!(outcome.is_ok(), "{:?}", outcome.err());
            taken.set(taken.get() + 1);
        } else {
            runtime.block_on(reloader.reload());
            prop_assert!(Arc::ptr_eq(&before, &current.gateway()));
            kept.set(kept.get() + 1);
        }
        Ok(())
    });
    outcome.unwrap();
    assert!(taken.get() > 50 && kept.get() > 500, "{taken:?} {kept:?}");
}

/// Deterministic, so every run has the same mutations.
fn rng() -> TestRng {
    TestRng::deterministic_rng(RngAlgorithm::ChaCha)
}

/// Text with a meaning in YAML or in one of the values.
const WORDS: &[&str] = &[
    "&a ",
    "*a",
    "<<: ",
    "!!int ",
    "[",
    "]",
    "{",
    "}",
    "- ",
    ": ",
    "\t",
    "\0",
    "|\n",
    "#",
    "'",
    "\"",
    "---\n",
    "...\n",
    "null",
    "~",
    "-1",
    "99999999999999999999",
    ".nan",
    "\u{feff}",
    "\u{202e}",
    "%",
    "../",
    "@",
    "?a=b",
    "tokens: page\n",
    "sealKeysFile: secret\n",
    "tls: {}\n",
    "limits: {connections: 1}\n",
    "renewal: {}\n",
];
/// As many as row E7 requires.
const CASES: u32 = 1000;
