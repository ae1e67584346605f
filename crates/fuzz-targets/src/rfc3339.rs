//! Dates in RFC 3339, beside the `time` crate.

use haulout_protocol::time::UnixTime;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A timestamp is accepted exactly if the `time` crate accepts it, as the same second, and its written form is read as
/// itself; a leap second may be the next one.
///
/// # Panics
/// The guarantee does not hold.
pub fn target(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let ours = UnixTime::parse_rfc3339(text);
    let theirs = OffsetDateTime::parse(text, &Rfc3339).ok();
    match (ours, theirs) {
        (Some(ours), Some(theirs)) if !has_leap_second(text) => {
            assert_eq!(ours.as_secs(), theirs.unix_timestamp());
        }
        (Some(ours), Some(theirs)) => assert_eq!(ours.as_secs(), theirs.unix_timestamp() + 1),
        (Some(_), None) => assert!(has_leap_second(text), "only we accept it"),
        // That crate takes any character for the `T`.
        (None, Some(_)) => assert!(
            !matches!(data.get(10), Some(b'T' | b't')),
            "only `time` accepts it"
        ),
        (None, None) => {}
    }
    for read in [
        ours,
        UnixTime::parse_http_date(text),
        UnixTime::parse_x509(text),
    ]
    .into_iter()
    .flatten()
    {
        // A year below 0 or above 9999, which an offset can cause, has no written form.
        let written = read.to_string();
        if !written.starts_with('-') && written.len() == "2023-06-15T10:20:30Z".len() {
            assert_eq!(UnixTime::parse_rfc3339(&written), Some(read));
        }
    }
}

fn has_leap_second(text: &str) -> bool {
    text.get("2023-06-15T10:20:".len()..)
        .is_some_and(|rest| rest.starts_with("60"))
}
