//! `PemError`: the line that is not understood, and the reason.

use alloc::string::String;
use core::fmt;

/// Why a PEM text cannot be used. Has no content of the text except for labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PemError {
    /// The line, from 1; `None` for the text as a whole.
    pub line: Option<usize>,
    /// The reason.
    pub reason: PemReason,
}

/// Why a line is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PemReason {
    /// The end of a block and the beginning of the next are on one line.
    JoinedBoundaries,
    /// A boundary without all its dashes, or with other text.
    IncompleteBoundary,
    /// The end of a block that does not begin.
    EndWithoutBegin,
    /// A block without an end.
    NoEnd,
    /// A block that ends with another label than it begins with.
    DifferentLabels,
    /// A header line, as in an encrypted key.
    Header,
    /// A line in a block that is not base64.
    NotBase64,
    /// A line of base64 outside of blocks.
    StrayBase64,
    /// No certificate at all.
    NoCertificate,
    /// A private key among certificates.
    PrivateKey,
    /// Another block among certificates, with this label.
    OtherBlock(String),
}

impl PemReason {
    /// The error for this line.
    #[must_use]
    pub fn at(self, line: usize) -> PemError {
        PemError {
            line: Some(line),
            reason: self,
        }
    }

    pub(super) fn anywhere(self) -> PemError {
        PemError {
            line: None,
            reason: self,
        }
    }
}

impl PemError {
    /// The error as text that starts with the name of the file.
    #[must_use]
    pub fn in_file(&self, file: &str) -> String {
        match self.line {
            Some(line) => alloc::format!("{file}:{line}: {}", self.reason),
            None => alloc::format!("{file} {}", self.reason),
        }
    }
}

impl fmt::Display for PemError {
    /// The second half of a sentence that starts with the name of a field.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "is not usable, line {line} of its PEM: {}", self.reason),
            None => self.reason.fmt(f),
        }
    }
}

impl fmt::Display for PemReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::JoinedBoundaries => {
                "one block ends and the next begins on this line; start a new line before `-----BEGIN`"
            }
            Self::IncompleteBoundary => {
                "this is not a complete `-----BEGIN …-----` or `-----END …-----` line"
            }
            Self::EndWithoutBegin => "a block ends here that does not begin",
            Self::NoEnd => "the block that begins here has no end; the text may be truncated",
            Self::DifferentLabels => "the block ends with another label than it begins with",
            Self::Header => "the block has header lines; a key must not be encrypted",
            Self::NotBase64 => "the block is not base64",
            Self::StrayBase64 => {
                "there is base64 outside of a block; its `-----BEGIN …-----` line is missing"
            }
            Self::NoCertificate => "contains no PEM certificate",
            Self::PrivateKey => "there is a private key; use a file with certificates only",
            Self::OtherBlock(label) => {
                return write!(f, "there is a block `{label}`, which cannot be used here");
            }
        })
    }
}
