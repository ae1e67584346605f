//! JSON text (RFC 8259) to a document: strict, and each key of an object once.
//!
//! It accepts what serde_json accepts, and a test holds it to that. Only writing is left to that crate here: its reader
//! brings a table of powers of ten and messages of its own, which take 4 kB of the compressed wasm.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Json, Malformed};

mod decimal;

use decimal::{Decimal, MAX_POWER};

/// The one document that `bytes` hold.
pub(super) fn read(bytes: &[u8]) -> Result<Json, Malformed> {
    let text = core::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        malformed(valid, NOT_JSON)
    })?;
    let mut reader = Reader { text, at: 0 };
    reader.document().map_err(|fault| {
        let consumed = bytes.get(..reader.at).unwrap_or_default();
        malformed(consumed, fault)
    })
}

fn malformed(consumed: &[u8], reason: Fault) -> Malformed {
    let (mut line, mut column) = (1_usize, 1_usize);
    for byte in consumed {
        column += 1;
        if *byte == b'\n' {
            (line, column) = (line + 1, 1);
        }
    }
    Malformed {
        place: format!("line {line}, column {column}"),
        reason,
    }
}

/// The second half of a sentence that starts with a place.
type Fault = &'static str;

const NOT_JSON: Fault = "is not JSON";

const REPEATED: Fault = "repeats a key";

/// A text, and how far it is read.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Json, Fault> {
        let document = self.value(MAX_DEPTH)?;
        match self.token() {
            None => Ok(document),
            Some(_) => Err(NOT_JSON),
        }
    }

    fn value(&mut self, depth: u32) -> Result<Json, Fault> {
        match self.token().ok_or(NOT_JSON)? {
            b'{' => self.object(depth.checked_sub(1).ok_or(NOT_JSON)?),
            b'[' => self.list(depth.checked_sub(1).ok_or(NOT_JSON)?),
            b'"' => self.string().map(Json::Text),
            b'n' => self.word("null").map(|()| Json::Null),
            b't' => self.word("true").map(|()| Json::Flag(true)),
            b'f' => self.word("false").map(|()| Json::Flag(false)),
            _ => self.number().map(Json::Number),
        }
    }

    fn object(&mut self, depth: u32) -> Result<Json, Fault> {
        let mut members: Vec<(String, Json)> = Vec::new();
        self.at += 1;
        let mut more = self.token() != Some(b'}');
        while more {
            if self.token() != Some(b'"') {
                return Err(NOT_JSON);
            }
            let name = self.string()?;
            // Objects on this wire have a few dozen members; a search is shorter than a tree.
            if members.len() >= MAX_MEMBERS || members.iter().any(|(known, _)| *known == name) {
                return Err(REPEATED);
            }
            if self.token() != Some(b':') {
                return Err(NOT_JSON);
            }
            self.at += 1;
            members.push((name, self.value(depth)?));
            more = self.comma();
        }
        self.close(b'}')?;
        Ok(Json::Object(members))
    }

    fn list(&mut self, depth: u32) -> Result<Json, Fault> {
        let mut elements = Vec::new();
        self.at += 1;
        let mut more = self.token() != Some(b']');
        while more {
            elements.push(self.value(depth)?);
            more = self.comma();
        }
        self.close(b']')?;
        Ok(Json::List(elements))
    }

    /// Whether another member or element follows.
    fn comma(&mut self) -> bool {
        let comma = self.token() == Some(b',');
        self.at += usize::from(comma);
        comma
    }

    fn close(&mut self, bracket: u8) -> Result<(), Fault> {
        if self.token() != Some(bracket) {
            return Err(NOT_JSON);
        }
        self.at += 1;
        Ok(())
    }

    fn word(&mut self, word: &str) -> Result<(), Fault> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if !rest.starts_with(word) {
            return Err(NOT_JSON);
        }
        self.at += word.len();
        Ok(())
    }

    /// What stands between two quotation marks.
    fn string(&mut self) -> Result<String, Fault> {
        let mut text = String::new();
        self.at += 1;
        loop {
            let start = self.at;
            while !matches!(self.peek(), None | Some(b'"' | b'\\' | ..b' ')) {
                self.at += 1;
            }
            text.push_str(self.text.get(start..self.at).unwrap_or_default());
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => text.push(self.escaped()?),
                _ => return Err(NOT_JSON),
            }
        }
        self.at += 1;
        Ok(text)
    }

    fn escaped(&mut self) -> Result<char, Fault> {
        self.at += 1;
        let letter = self.peek();
        self.at += 1;
        Ok(match letter.ok_or(NOT_JSON)? {
            plain @ (b'"' | b'\\' | b'/') => char::from(plain),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => self.code_point()?,
            _ => return Err(NOT_JSON),
        })
    }

    /// A character by its number; beyond the first plane by its two surrogates (RFC 8259 §7).
    fn code_point(&mut self) -> Result<char, Fault> {
        let first = self.code_unit()?;
        let point = match first {
            0xD800..=0xDBFF => {
                self.word("\\u")?;
                let second = self.code_unit()?;
                if !(0xDC00..=0xDFFF).contains(&second) {
                    return Err(NOT_JSON);
                }
                0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)
            }
            unit => unit,
        };
        // A low surrogate that stands alone is no character.
        char::from_u32(point).ok_or(NOT_JSON)
    }

    fn code_unit(&mut self) -> Result<u32, Fault> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            unit = unit * 16 + digit.ok_or(NOT_JSON)?;
            self.at += 1;
        }
        Ok(unit)
    }

    /// A number (RFC 8259 §6): the nearest double if it has no more than 15 digits, and a close one otherwise.
    fn number(&mut self) -> Result<f64, Fault> {
        let negative = self.skip(b'-');
        let mut decimal = Decimal::default();
        // A zero in front stands alone.
        if !self.skip(b'0') {
            self.digits(&mut |digit| decimal.whole(digit))?;
        }
        if self.skip(b'.') {
            self.digits(&mut |digit| decimal.place(digit))?;
        }
        if self.skip(b'e') || self.skip(b'E') {
            let down = self.skip(b'-');
            let _up = !down && self.skip(b'+');
            let mut power = 0_i32;
            self.digits(&mut |digit| power = (power * 10 + i32::from(digit)).min(MAX_POWER))?;
            decimal.shift(if down { -power } else { power });
        }
        let number = decimal.value();
        if number.is_infinite() {
            return Err(NOT_JSON);
        }
        Ok(if negative { -number } else { number })
    }

    /// Hands over one digit after the other, of which there must be one.
    fn digits(&mut self, digit: &mut dyn FnMut(u8)) -> Result<(), Fault> {
        let start = self.at;
        while let Some(byte @ b'0'..=b'9') = self.peek() {
            digit(byte - b'0');
            self.at += 1;
        }
        if self.at == start {
            return Err(NOT_JSON);
        }
        Ok(())
    }

    fn skip(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// The first byte that is no white space.
    fn token(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
        self.peek()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

/// Looking for a repeated key takes time that grows with the square of this; no object on this wire comes near it.
const MAX_MEMBERS: usize = 1000;

/// How deep lists and objects may lie in each other: each level takes its part of the stack.
const MAX_DEPTH: u32 = 127;

#[cfg(test)]
mod tests;
