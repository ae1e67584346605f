//! A DER (X.690) reader: one element at a time, never past the end.

/// Reads DER elements from front to back.
///
/// A failed read consumes nothing, so that [`Reader::is_empty`] reports the unread rest.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

/// One element: its tag and its contents.
#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    pub(super) tag: u8,
    pub(super) contents: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Whether exactly these bytes are unread.
    pub(super) fn is_at(&self, bytes: &[u8]) -> bool {
        self.rest == bytes
    }

    /// The next element, whatever its tag.
    pub(super) fn element(&mut self) -> Option<Element<'a>> {
        let [tag, first, after @ ..] = self.rest else {
            return None;
        };
        if tag & LONG_TAG == LONG_TAG {
            return None;
        }
        let (len, after) = match *first {
            0..=MAX_SHORT_LEN => (usize::from(*first), after),
            LEN_OF_1..=LEN_OF_3 => {
                let (digits, after) = after.split_at_checked(usize::from(*first - LEN_OF_1) + 1)?;
                let len = digits
                    .iter()
                    .fold(0, |len, digit| len << 8 | usize::from(*digit));
                // DER requires the shortest form of a length (X.690 §10.1).
                let is_shortest = digits.first() != Some(&0) && len > usize::from(MAX_SHORT_LEN);
                is_shortest.then_some((len, after))?
            }
            _ => return None,
        };
        let (contents, rest) = after.split_at_checked(len)?;
        self.rest = rest;
        Some(Element {
            tag: *tag,
            contents,
        })
    }

    /// The contents of the next element if it has this tag.
    pub(super) fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        let mut ahead = *self;
        let element = ahead.element().filter(|element| element.tag == tag)?;
        *self = ahead;
        Some(element.contents)
    }

    /// Like [`Reader::take`], but returns a reader for the contents.
    pub(super) fn enter(&mut self, tag: u8) -> Option<Self> {
        self.take(tag).map(Self::new)
    }
}

/// The contents of the only element in `bytes`, if it has this tag.
pub(super) fn only(tag: u8, bytes: &[u8]) -> Option<Reader<'_>> {
    let mut reader = Reader::new(bytes);
    let contents = reader.enter(tag)?;
    reader.is_empty().then_some(contents)
}

/// The X.690 tags that certificates and keys use.
pub(super) mod tag {
    pub(in crate::concierge) const BOOLEAN: u8 = 0x01;
    pub(in crate::concierge) const INTEGER: u8 = 0x02;
    pub(in crate::concierge) const BIT_STRING: u8 = 0x03;
    pub(in crate::concierge) const OCTET_STRING: u8 = 0x04;
    pub(in crate::concierge) const OBJECT_ID: u8 = 0x06;
    pub(in crate::concierge) const UTF8_STRING: u8 = 0x0c;
    pub(in crate::concierge) const PRINTABLE_STRING: u8 = 0x13;
    pub(in crate::concierge) const IA5_STRING: u8 = 0x16;
    pub(in crate::concierge) const UTC_TIME: u8 = 0x17;
    pub(in crate::concierge) const GENERALIZED_TIME: u8 = 0x18;
    pub(in crate::concierge) const SEQUENCE: u8 = 0x30;
    pub(in crate::concierge) const SET: u8 = 0x31;

    /// `[number]` around primitive contents.
    pub(in crate::concierge) const fn context(number: u8) -> u8 {
        0x80 | number
    }

    /// `[number]` around further elements.
    pub(in crate::concierge) const fn context_constructed(number: u8) -> u8 {
        0xa0 | number
    }
}

/// These bits of a tag mean that it continues in the next byte; no certificate needs that.
const LONG_TAG: u8 = 0x1f;
/// Lengths up to this are encoded as themselves.
const MAX_SHORT_LEN: u8 = 0x7f;
/// One length byte follows.
const LEN_OF_1: u8 = 0x81;
/// Three length bytes follow: up to 16 MiB, more than any input.
const LEN_OF_3: u8 = 0x83;

#[cfg(test)]
pub(super) mod build;
#[cfg(test)]
mod tests;
