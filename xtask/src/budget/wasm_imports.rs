//! Reads from a wasm module which modules it imports from.

use std::collections::BTreeSet;

const MAGIC_AND_VERSION: &[u8] = b"\0asm\x01\0\0\0";
const IMPORT_SECTION: u8 = 2;

/// The module names in the import section, or `None` if this is no wasm module.
///
/// <https://webassembly.github.io/spec/core/binary/modules.html#import-section>
pub(super) fn modules(bytes: &[u8]) -> Option<BTreeSet<String>> {
    let mut reader = Reader(bytes.strip_prefix(MAGIC_AND_VERSION)?);
    while !reader.0.is_empty() {
        let id = reader.byte()?;
        let length = reader.number()?;
        let section = reader.take(length)?;
        if id == IMPORT_SECTION {
            return imports(Reader(section));
        }
    }
    Some(BTreeSet::new())
}

fn imports(mut reader: Reader<'_>) -> Option<BTreeSet<String>> {
    let mut modules = BTreeSet::new();
    for _ in 0..reader.number()? {
        modules.insert(reader.name()?.to_owned());
        reader.name()?;
        reader.skip_description()?;
    }
    Some(modules)
}

struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// An unsigned LEB128 number.
    fn number(&mut self) -> Option<usize> {
        let mut value = 0;
        for shift in (0..usize::BITS).step_by(7) {
            let byte = self.byte()?;
            value |= usize::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn name(&mut self) -> Option<&'b str> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    fn skip_description(&mut self) -> Option<()> {
        match self.byte()? {
            // A function, by the index of its type.
            0x00 => {
                self.number()?;
            }
            // A table: the type of its elements, then limits.
            0x01 => {
                self.byte()?;
                self.skip_limits()?;
            }
            // A memory: limits.
            0x02 => self.skip_limits()?,
            // A global: its type and whether it may change.
            0x03 => {
                self.take(2)?;
            }
            // A tag of an exception: an attribute and a type.
            0x04 => {
                self.byte()?;
                self.number()?;
            }
            _ => return None,
        }
        Some(())
    }

    fn skip_limits(&mut self) -> Option<()> {
        let has_maximum = self.byte()? & 1 != 0;
        self.number()?;
        if has_maximum {
            self.number()?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(imports: &[u8]) -> Vec<u8> {
        let mut bytes = MAGIC_AND_VERSION.to_vec();
        bytes.extend([1, 0]);
        bytes.push(IMPORT_SECTION);
        bytes.push(u8::try_from(imports.len()).unwrap());
        bytes.extend(imports);
        bytes
    }

    #[test]
    fn every_kind_of_import_is_read() {
        let bytes = module(b"\x04\x01a\x01f\x00\x07\x03env\x01m\x02\x01\x01\x02\x01b\x01t\x01\x70\x00\x05\x01c\x01g\x03\x7f\x00");
        let expected = ["a", "b", "c", "env"].map(str::to_owned);
        assert_eq!(modules(&bytes), Some(BTreeSet::from(expected)));
    }

    #[test]
    fn a_module_without_imports_has_none() {
        assert_eq!(modules(MAGIC_AND_VERSION), Some(BTreeSet::new()));
    }

    #[test]
    fn what_is_no_module_or_ends_early_is_refused() {
        assert_eq!(modules(b"<!doctype html>"), None);
        assert_eq!(modules(&module(b"\x01\x03env")), None);
    }
}
