//! Tests of the parsed response headers.

use super::*;

#[test]
fn retry_after_is_seconds_or_a_date_on_the_servers_clock() {
    let date = UnixTime::parse_http_date("Mon, 23 Nov 2026 08:00:00 GMT");
    assert_eq!(retry_after("120", None), Some(Span::from_secs(120)));
    assert_eq!(retry_after(" 0 ", date), Some(Span::ZERO));
    assert_eq!(
        retry_after("Mon, 23 Nov 2026 08:00:07 GMT", date),
        Some(Span::from_secs(7))
    );
    assert_eq!(
        retry_after("Mon, 23 Nov 2026 07:00:00 GMT", date),
        Some(Span::ZERO)
    );
    assert_eq!(retry_after("Mon, 23 Nov 2026 08:00:07 GMT", None), None);
    for nonsense in ["", "soon", "-1", "1.5", "99999999999999999999999"] {
        assert_eq!(retry_after(nonsense, date), None, "{nonsense}");
    }
}
