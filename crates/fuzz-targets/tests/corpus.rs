//! Every target over its corpus, and the lists of targets that have to be the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use haulout_fuzz_targets::{TARGETS, Target};

macro_rules! corpus_tests {
    ($($test:ident: $target:ident,)*) => {
        $(#[test]
        fn $test() {
            run(stringify!($target), haulout_fuzz_targets::$target::target);
        })*

        const TESTED: &[&str] = &[$(stringify!($target)),*];
    };
}

corpus_tests! {
    callback_url_keeps_its_guarantee: callback_url,
    certificate_keeps_its_guarantee: certificate,
    configuration_keeps_its_guarantee: configuration,
    credential_response_keeps_its_guarantee: credential_response,
    discovery_keeps_its_guarantee: discovery,
    http2_frames_keep_their_guarantee: http2_frames,
    id_token_keeps_its_guarantee: id_token,
    jwks_keeps_its_guarantee: jwks,
    kubeconfig_export_keeps_its_guarantee: kubeconfig_export,
    merge_keeps_its_guarantee: merge,
    pem_keeps_its_guarantee: pem,
    relay_request_keeps_its_guarantee: relay_request,
    rfc3339_keeps_its_guarantee: rfc3339,
    token_response_keeps_its_guarantee: token_response,
}

/// Runs a target over every input of its corpus, and over each without its end.
fn run(name: &str, target: Target) {
    let inputs = files(&repository().join("fuzz/corpus").join(name));
    assert!(!inputs.is_empty(), "{name} has no corpus");
    for path in inputs {
        println!("{}", path.display());
        let input = fs::read(path).expect("an input is readable");
        target(&input);
        for part in 1..PARTS {
            target(&input[..input.len() * part / PARTS]);
        }
    }
    target(&[]);
}

#[test]
fn every_target_has_a_program_a_corpus_a_test_and_a_row_in_the_manual() {
    let targets: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let stems = |folder: &str| -> BTreeSet<String> {
        let entries = fs::read_dir(repository().join(folder)).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
            .collect()
    };
    assert_eq!(stems("fuzz/fuzz_targets"), targets);
    assert_eq!(stems("fuzz/corpus"), targets);
    let tested: BTreeSet<String> = TESTED.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(tested, targets);
    let manifest = fs::read_to_string(repository().join("fuzz/Cargo.toml")).unwrap();
    let manual = fs::read_to_string(repository().join("docs/fuzzing.md")).unwrap();
    for name in targets {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
        assert!(manual.contains(&format!("\n| `{name}` |")), "{name}");
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is readable");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("so is its list").path())
        .collect();
    files.sort();
    files
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Each input is cut off at this many places.
const PARTS: usize = 16;
