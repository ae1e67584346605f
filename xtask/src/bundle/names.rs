//! Gives the names by which wasm and glue know each other digits that compress.
//!
//! wasm-bindgen ends every such name with sixteen digits of a hash. They have to differ from each other and to be the
//! same on both sides, and nothing else; counting does that as well, and 156 hashes are 2 kB that no compressor can
//! take out. The length stays, so the wasm's sections stay where they are.

use std::collections::BTreeMap;

/// The digits of a hash, and those that stand for them.
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// The hashed names that `glue` has.
    pub(super) fn of(glue: &str) -> Self {
        let mut hashes: Vec<&str> = candidates(glue).collect();
        hashes.sort_unstable();
        hashes.dedup();
        let numbered = hashes.into_iter().enumerate();
        Self(
            numbered
                .map(|(number, hash)| (hash.to_owned(), format!("{number:0DIGITS$}")))
                .collect(),
        )
    }

    /// Replaces them in a text.
    pub(super) fn shorten_text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (hash, digits) in &self.0 {
            text = text.replace(&format!("_{hash}"), &format!("_{digits}"));
        }
        text
    }

    /// Replaces them in a wasm, where they stand as they are.
    pub(super) fn shorten_wasm(&self, wasm: &mut [u8]) {
        let mut at = 0;
        while let Some(found) = wasm
            .get(at..)
            .and_then(|rest| rest.iter().position(|byte| *byte == b'_'))
        {
            at += found + 1;
            let Some(place) = wasm.get_mut(at..at + DIGITS) else {
                return;
            };
            let digits = std::str::from_utf8(place)
                .ok()
                .and_then(|hash| self.0.get(hash));
            if let Some(digits) = digits {
                place.copy_from_slice(digits.as_bytes());
            }
        }
    }
}

/// Every run of sixteen hexadecimal digits that ends a name after an underscore.
fn candidates(glue: &str) -> impl Iterator<Item = &str> {
    let word = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
    glue.split(word).filter_map(|name| {
        let (_, hash) = name.rsplit_once('_')?;
        let hexadecimal = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (hash.len() == DIGITS && hash.bytes().all(hexadecimal)).then_some(hash)
    })
}

/// How many digits a hash of wasm-bindgen has.
const DIGITS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str =
        "i.__wbg_now_0123456789abcdef=1,i.__wbg_at_fedcba9876543210=2,x('_deadbeef')";

    #[test]
    fn both_sides_get_the_same_distinct_names_of_the_same_length() {
        let names = Names::of(GLUE);
        let mut wasm = b"\0__wbg_now_0123456789abcdef\x05__wbg_at_fedcba9876543210_".to_vec();
        let length = wasm.len();
        names.shorten_wasm(&mut wasm);
        assert_eq!(wasm.len(), length);
        let glue = names.shorten_text(GLUE);
        for name in ["__wbg_now_0000000000000000", "__wbg_at_0000000000000001"] {
            assert!(glue.contains(name), "{glue}");
            assert!(
                wasm.windows(name.len())
                    .any(|window| window == name.as_bytes())
            );
        }
    }

    #[test]
    fn what_is_no_such_name_stays() {
        let names = Names::of(GLUE);
        assert!(names.shorten_text(GLUE).ends_with("x('_deadbeef')"));
        let mut wasm = b"_0123456789abcdee and 0123456789abcdef".to_vec();
        let before = wasm.clone();
        names.shorten_wasm(&mut wasm);
        assert_eq!(wasm, before);
    }
}
