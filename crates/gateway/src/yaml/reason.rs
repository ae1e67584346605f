//! Words what the YAML libraries report, because their own texts address programmers.

use granit_parser::ErrorKind;
use serde_saphyr::Error;

/// The reason for a syntax error, as the second half of a sentence.
#[must_use]
pub fn of_syntax(kind: &ErrorKind) -> &'static str {
    use ErrorKind::*;
    if matches!(
        kind,
        UnclosedQuotedScalar | UnexpectedEndOfPlainScalar | DocumentIndicatorInQuotedScalar
    ) {
        "a text in quotes is not closed"
    } else if matches!(
        kind,
        UnclosedFlowCollection { .. }
            | UnexpectedEofFlowSequence
            | UnexpectedEofFlowMapping
            | UnexpectedEofImplicitFlowMapping
            | MismatchedFlowCollectionEnd { .. }
            | MisplacedFlowCollectionEnd
            | ExpectedFlowMappingSeparator
            | ExpectedFlowSequenceSeparator
    ) {
        "a bracket or a comma is missing or wrong"
    } else if matches!(
        kind,
        TabNotAllowed
            | TabInBlockIndentation
            | TabInIndentation
            | TabAtBlockScalarStart
            | TabInPlainScalar
    ) {
        "there is a tab; indent with spaces"
    } else if matches!(
        kind,
        InvalidIndentation
            | ExpectedBlockMappingKey
            | ExpectedBlockSequenceEntry
            | InvalidQuotedScalarIndent
            | InvalidFlowScalarIndent
            | InvalidBlockScalarIndent
            | BlockSequenceEntryNotAllowed
    ) {
        "the indentation does not match the lines above"
    } else if matches!(
        kind,
        SimpleKeyExpected
            | InvalidSimpleKey
            | MappingKeyNotAllowed
            | MappingValueNotAllowed
            | InvalidMappingValueWhitespace
            | InvalidColonPlacement
    ) {
        "`key: value` is expected here; put text with a colon in quotes"
    } else if matches!(
        kind,
        UnknownQuotedScalarEscape
            | InvalidQuotedScalarHexEscape
            | InvalidLowSurrogateHexEscape
            | InvalidLowSurrogate
            | MissingLowSurrogate
            | UnpairedLowSurrogate
            | InvalidUnicodeEscape
    ) {
        "a `\\` in double quotes begins no valid escape; use single quotes or `\\\\`"
    } else if matches!(kind, UnknownAnchor) {
        UNKNOWN_ANCHOR
    } else if matches!(
        kind,
        RecursionLimitExceeded | AnchorCountOverflow | TooManyComments
    ) {
        TOO_COMPLEX
    } else {
        "this is not valid YAML"
    }
}

/// The name of a missing field, and the reason.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the library has more kinds than a person can act on, and adds others"
)]
pub(super) fn of_content(error: &Error) -> (Option<&str>, String) {
    let reason = match error.without_snippet() {
        Error::AliasError { error, .. } => return of_content(error),
        Error::SerdeMissingField { field, .. } => return (Some(field), "is missing".to_owned()),
        Error::SerdeUnknownField {
            field, expected, ..
        } => format!(
            "unknown field `{field}`, expected one of {}",
            expected.join(", ")
        ),
        Error::SerdeUnknownVariant {
            variant, expected, ..
        } => format!("`{variant}` is not one of {}", expected.join(", ")),
        Error::SerdeInvalidType { expected, .. } | Error::SerdeInvalidValue { expected, .. } => {
            format!("must be {}", type_name(expected))
        }
        Error::Unexpected { expected, .. } => format!("must be {}", type_name(expected)),
        Error::InvalidScalar { ty, .. } => format!("must be {}", type_name(ty)),
        Error::NullIntoString { .. } => "must be text".to_owned(),
        Error::DuplicateMappingKey { key: Some(key), .. } => {
            format!("the key `{key}` is there twice; remove one of them")
        }
        Error::DuplicateMappingKey { key: None, .. } => "a key is there twice".to_owned(),
        Error::UnknownAnchor { .. } => UNKNOWN_ANCHOR.to_owned(),
        // The texts of the visitors in this crate.
        Error::Message { msg, .. } => msg.clone(),
        other if is_limit(other) => TOO_COMPLEX.to_owned(),
        _ => "this is not valid YAML".to_owned(),
    };
    (None, reason)
}

fn is_limit(error: &Error) -> bool {
    matches!(
        error,
        Error::Budget { .. }
            | Error::AliasReplayLimitExceeded { .. }
            | Error::AliasExpansionLimitExceeded { .. }
            | Error::AliasReplayStackDepthExceeded { .. }
            | Error::AliasReplayCounterOverflow { .. }
    )
}

/// A type in the words of YAML; texts of the visitors in this crate are unchanged.
fn type_name(expected: &str) -> &str {
    let has = |words: &[&str]| words.iter().any(|word| expected.contains(word));
    if has(&["sequence"]) {
        "a list"
    } else if has(&["mapping", "map", "struct "]) {
        "a map of fields"
    } else if has(&["bool"]) {
        "`true` or `false`"
    } else if has(&["float", "integer"])
        || matches!(expected, "u16" | "u32" | "u64" | "i64" | "f64")
    {
        "a number"
    } else if has(&["string", "scalar"]) {
        "text"
    } else {
        expected
    }
}

const UNKNOWN_ANCHOR: &str =
    "an alias (`*`) refers to no anchor (`&`); put text that begins with `*` in quotes";
const TOO_COMPLEX: &str = "the text is too large or nested too deeply";
