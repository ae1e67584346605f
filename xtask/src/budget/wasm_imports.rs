//! Reads the names of imported modules from a wasm module.

use std::collections::BTreeSet;

use wasmparser::{BinaryReaderError, Parser, Payload};

/// The module names in the import section.
pub(super) fn modules(wasm: &[u8]) -> Result<BTreeSet<String>, BinaryReaderError> {
    let mut modules = BTreeSet::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ImportSection(section) = payload? {
            for import in section.into_imports() {
                modules.insert(import?.module.to_owned());
            }
        }
    }
    Ok(modules)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// <https://webassembly.github.io/spec/core/binary/modules.html>
    const MAGIC_AND_VERSION: &[u8] = b"\0asm\x01\0\0\0";

    #[test]
    fn the_modules_of_all_imports_are_found() {
        let imports = b"\x02\x11\x02\x03env\x01m\x02\x00\x01\x01b\x01g\x03\x7f\x00";
        let wasm = [MAGIC_AND_VERSION, imports].concat();
        let expected = ["b", "env"].map(str::to_owned);
        assert_eq!(modules(&wasm).expect("a module"), BTreeSet::from(expected));
    }

    #[test]
    fn a_file_that_is_not_wasm_is_refused() {
        assert!(modules(b"<!doctype html>").is_err());
    }
}
