//! Gives the names by which wasm and glue know each other ones that take no room.
//!
//! wasm-bindgen ends every such name with sixteen digits of a hash, which no compressor can take out. They have to
//! differ from each other and to be the same on both sides, and nothing else; counting does that as well.

use std::collections::BTreeMap;

use crate::failure::{Failure, Outcome};

/// The hashed names, and those that stand for them.
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// The hashed names that `glue` has, numbered in their order there.
    pub(super) fn of(glue: &str) -> Self {
        let mut names = BTreeMap::new();
        for name in glue.split(|c| !is_word(c)).filter(|name| is_hashed(name)) {
            let number = names.len();
            names
                .entry(name.to_owned())
                .or_insert_with(|| format!("{SHORT}{number}"));
        }
        Self(names)
    }

    /// Replaces them in a text.
    pub(super) fn shorten_text(&self, text: &str) -> String {
        let text = text.replace(MODULE, SHORT);
        let mut shorter = String::with_capacity(text.len());
        for part in text.split_inclusive(|c| !is_word(c)) {
            let word = part.trim_end_matches(|c| !is_word(c));
            shorter.push_str(self.0.get(word).map_or(word, String::as_str));
            shorter.push_str(&part[word.len()..]);
        }
        shorter
    }

    /// Replaces them in what a wasm imports and exports.
    pub(super) fn shorten_wasm(&self, wasm: &[u8]) -> Outcome<Vec<u8>> {
        self.shorten_sections(wasm)
            .ok_or_else(|| Failure::new("what wasm-opt wrote is not a wasm module"))
    }

    fn shorten_sections(&self, wasm: &[u8]) -> Option<Vec<u8>> {
        let mut rest = wasm.strip_prefix(MAGIC_AND_VERSION)?;
        let mut shorter = MAGIC_AND_VERSION.to_vec();
        while let Some((id, after)) = rest.split_first() {
            let (length, after) = read_number(after)?;
            let (section, after) = after.split_at_checked(length)?;
            let section = match *id {
                IMPORTS | EXPORTS => self.shorten_section(section),
                _ => section.to_vec(),
            };
            shorter.push(*id);
            write_number(&mut shorter, section.len());
            shorter.extend(section);
            rest = after;
        }
        Some(shorter)
    }

    /// Every name there is preceded by its length, and no other bytes look like a hashed one.
    fn shorten_section(&self, section: &[u8]) -> Vec<u8> {
        let names = self.0.iter().map(|(long, short)| (&**long, &**short));
        names
            .chain([(MODULE, SHORT)])
            .fold(section.to_vec(), |section, (long, short)| {
                replace(&section, &with_length(long), &with_length(short))
            })
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Whether a name ends with sixteen hexadecimal digits, which closures have an `h` in front of.
fn is_hashed(name: &str) -> bool {
    let hexadecimal = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    name.rsplit_once('_').is_some_and(|(_, hash)| {
        let hash = hash.strip_prefix('h').unwrap_or(hash);
        hash.len() == HASH_DIGITS && hash.bytes().all(hexadecimal)
    })
}

fn with_length(name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_number(&mut bytes, name.len());
    bytes.extend(name.as_bytes());
    bytes
}

fn replace(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.windows(old.len()).position(|window| window == old) {
        replaced.extend(&rest[..at]);
        replaced.extend(new);
        rest = &rest[at + old.len()..];
    }
    replaced.extend(rest);
    replaced
}

/// An unsigned LEB128 number.
fn read_number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0;
    for (at, byte) in bytes.iter().enumerate() {
        value |= usize::from(byte & 0x7f).checked_shl(7 * u32::try_from(at).ok()?)?;
        if byte & 0x80 == 0 {
            return Some((value, &bytes[at + 1..]));
        }
    }
    None
}

fn write_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// The module that a wasm of wasm-bindgen imports from, under the name that wasm-pack is told.
const MODULE: &str = "./haulout_bg.js";

/// What every short name starts with, and the name of the module.
const SHORT: &str = "w";

/// How many digits a hash of wasm-bindgen has.
const HASH_DIGITS: usize = 16;

/// <https://webassembly.github.io/spec/core/binary/modules.html>
const MAGIC_AND_VERSION: &[u8] = b"\0asm\x01\0\0\0";
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "i.__wbg_now_0123456789abcdef=1,{'./haulout_bg.js':i,__wbg_at_fedcba9876543210:2},\
        wasm.__invoke__h0123456789abcdef(x('_deadbeef')),i.__wbg_now_0123456789abcdef";

    fn section(id: u8, parts: &[&[u8]]) -> Vec<u8> {
        let body = parts.concat();
        let mut section = vec![id];
        write_number(&mut section, body.len());
        section.extend(body);
        section
    }

    fn module(sections: &[Vec<u8>]) -> Vec<u8> {
        [MAGIC_AND_VERSION, &sections.concat()].concat()
    }

    #[test]
    fn both_sides_get_the_same_distinct_names() {
        let names = Names::of(GLUE);
        assert_eq!(
            names.shorten_text(GLUE),
            "i.w0=1,{'w':i,w1:2},wasm.w2(x('_deadbeef')),i.w0"
        );
        let wasm = module(&[
            section(
                IMPORTS,
                &[
                    &with_length("./haulout_bg.js"),
                    &with_length("__wbg_at_fedcba9876543210"),
                    b"\0\x01",
                    &with_length("./haulout_bg.js"),
                    &with_length("__wbg_now_0123456789abcdef"),
                    b"\0\x02",
                ],
            ),
            section(
                EXPORTS,
                &[&with_length("__invoke__h0123456789abcdef"), b"\0\x03"],
            ),
        ]);
        let shorter = module(&[
            section(IMPORTS, &[b"\x01w\x02w1\0\x01\x01w\x02w0\0\x02"]),
            section(EXPORTS, &[b"\x02w2\0\x03"]),
        ]);
        assert_eq!(names.shorten_wasm(&wasm).expect("a module"), shorter);
    }

    #[test]
    fn what_is_no_such_name_stays() {
        let names = Names::of(GLUE);
        let code = [b'x'; 200];
        let wasm = module(&[
            section(1, &[&with_length("__wbg_at_fedcba9876543210")]),
            section(EXPORTS, &[&with_length("__wbg_at_fedcba9876543211"), &code]),
        ]);
        assert_eq!(names.shorten_wasm(&wasm).expect("a module"), wasm);
        assert_eq!(
            names.shorten_text("__wbg_at_fedcba987654321"),
            "__wbg_at_fedcba987654321"
        );
    }

    #[test]
    fn what_is_no_module_is_refused() {
        let names = Names::of(GLUE);
        for bytes in [&b"\0asm"[..], b"", b"\0asm\x01\0\0\0\x02\x05w"] {
            assert!(names.shorten_wasm(bytes).is_err(), "{bytes:?}");
        }
    }
}
