//! Reorders the tests in a wasm module: wasm-bindgen's test runner runs them in the order of the exports.

use std::ops::Range;

use sha2::{Digest, Sha256};
use wasmparser::{BinaryReaderError, Parser, Payload};

/// Reorders the exported tests. The new order depends only on the seed and the names of the tests.
pub fn shuffle(wasm: &mut [u8], seed: u64) -> Result<(), BinaryReaderError> {
    let Some(Exports { section, mut each }) = exports(wasm)? else {
        return Ok(());
    };
    // The sort is stable: other exports stay first, in their order.
    each.sort_by_cached_key(|export| {
        let is_test = export.name.starts_with(TEST_PREFIX);
        is_test.then(|| Sha256::digest(format!("{seed} {}", export.name)))
    });
    let shuffled: Vec<u8> = each
        .iter()
        .flat_map(|export| &wasm[export.bytes.clone()])
        .copied()
        .collect();
    wasm[section].copy_from_slice(&shuffled);
    Ok(())
}

/// The export section of a wasm module.
struct Exports {
    section: Range<usize>,
    each: Vec<Export>,
}

struct Export {
    name: String,
    bytes: Range<usize>,
}

fn exports(wasm: &[u8]) -> Result<Option<Exports>, BinaryReaderError> {
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::ExportSection(section) = payload? else {
            continue;
        };
        let mut each: Vec<Export> = Vec::new();
        let end = section.range().end;
        for export in section.into_iter_with_offsets() {
            let (start, export) = export?;
            if let Some(last) = each.last_mut() {
                last.bytes.end = start;
            }
            each.push(Export {
                name: export.name.to_owned(),
                bytes: start..end,
            });
        }
        let start = each.first().map_or(end, |first| first.bytes.start);
        let section = start..end;
        return Ok(Some(Exports { section, each }));
    }
    Ok(None)
}

/// The prefix of the exports of `#[wasm_bindgen_test]`.
const TEST_PREFIX: &str = "__wbgt_";

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 6] = [
        "memory",
        "__wbgt__a::one",
        "__wbgt__a::two",
        "main",
        "__wbgt__a::three",
        "__wbgt__a::four",
    ];

    /// A module whose only section exports the memory of each index under each name.
    fn module(names: &[&str]) -> Vec<u8> {
        let mut section = vec![names.len() as u8];
        for name in names {
            let index = NAMES.iter().position(|other| other == name).unwrap();
            section.push(name.len() as u8);
            section.extend(name.as_bytes());
            section.extend([KIND_MEMORY, index as u8]);
        }
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend([SECTION_EXPORTS, section.len() as u8]);
        module.extend(section);
        module
    }

    fn names(wasm: &[u8]) -> Vec<String> {
        let exports = exports(wasm).unwrap().unwrap();
        exports.each.into_iter().map(|export| export.name).collect()
    }

    fn shuffled(names: &[&str], seed: u64) -> Vec<u8> {
        let mut wasm = module(names);
        shuffle(&mut wasm, seed).unwrap();
        wasm
    }

    #[test]
    fn shuffling_reorders_the_tests_and_keeps_every_export_what_it_was() {
        let wasm = shuffled(&NAMES, 1);
        let order = names(&wasm);
        assert_ne!(order, NAMES);
        assert_eq!(order[..2], ["memory", "main"]);
        let order: Vec<&str> = order.iter().map(String::as_str).collect();
        assert_eq!(wasm, module(&order));
        let mut sorted = order;
        sorted.sort_unstable();
        let mut all = NAMES;
        all.sort_unstable();
        assert_eq!(sorted, all);
    }

    #[test]
    fn the_order_depends_on_the_seed_and_not_on_the_order_before() {
        let mut reversed = NAMES;
        reversed.reverse();
        let tests = |wasm: &[u8]| names(wasm)[2..].to_vec();
        assert_eq!(tests(&shuffled(&NAMES, 1)), tests(&shuffled(&reversed, 1)));
        let orders: Vec<_> = (0..20).map(|seed| tests(&shuffled(&NAMES, seed))).collect();
        assert!(orders.iter().any(|order| *order != orders[0]));
    }

    #[test]
    fn a_module_without_exports_stays_as_it_is() {
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        shuffle(&mut wasm, 1).unwrap();
        assert_eq!(wasm, b"\0asm\x01\0\0\0");
        assert!(shuffle(&mut b"\0as".to_vec(), 1).is_err());
    }

    /// <https://webassembly.github.io/spec/core/binary/modules.html>
    const SECTION_EXPORTS: u8 = 7;
    const KIND_MEMORY: u8 = 2;
}
