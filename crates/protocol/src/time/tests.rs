//! Dates as real servers send them, and invalid ones.

use alloc::string::ToString;

use super::*;

#[test]
fn the_example_date_of_rfc_9110_is_parsed() {
    let date = UnixTime::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");
    assert_eq!(date, Some(UnixTime::from_secs(784_111_777)));
}

#[test]
fn other_forms_of_an_http_date_are_refused() {
    for text in [
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "",
    ] {
        assert_eq!(UnixTime::parse_http_date(text), None, "{text}");
    }
}

#[test]
fn rfc_3339_offsets_and_fractions_are_parsed() {
    let expected = Some(UnixTime::from_secs(1_686_817_147));
    for text in [
        "2023-06-15T08:19:07Z",
        "2023-06-15t08:19:07.999z",
        "2023-06-15T10:19:07+02:00",
    ] {
        assert_eq!(UnixTime::parse_rfc3339(text), expected, "{text}");
    }
}

#[test]
fn impossible_timestamps_are_refused() {
    for text in [
        "2023-02-29T00:00:00Z",
        "2023-13-01T00:00:00Z",
        "2023-06-15T24:00:00Z",
        "2023-06-15T10:00:00",
        "2023-06-15T10:00:00.Z",
        "é",
    ] {
        assert_eq!(UnixTime::parse_rfc3339(text), None, "{text}");
    }
}

#[test]
fn both_notations_of_x509_agree() {
    assert_eq!(
        UnixTime::parse_x509("230615081907Z"),
        UnixTime::parse_x509("20230615081907Z")
    );
    assert_eq!(
        UnixTime::parse_x509("500101000000Z"),
        UnixTime::parse_x509("19500101000000Z")
    );
}

#[test]
fn writing_and_reading_are_inverse_on_every_day_of_four_centuries() {
    for day in -73_000..73_097 {
        let instant = UnixTime::from_secs(day * 86_400 + 3_723);
        assert_eq!(UnixTime::parse_rfc3339(&instant.to_string()), Some(instant));
    }
}

#[test]
fn a_skew_converts_both_ways() {
    let skew = Skew::new(4_200, Span::from_millis(500));
    let ours = UnixTime::from_secs(1_000);
    assert_eq!(skew.to_theirs(ours), UnixTime::from_millis(1_004_200));
    assert_eq!(skew.to_ours(skew.to_theirs(ours)), ours);
}
