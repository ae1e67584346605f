//! The addresses in `X-Forwarded-For` and `Forwarded` (RFC 7239), in every form that proxies write.

use std::iter;
use std::net::IpAddr;

use axum::http::header::{FORWARDED, HeaderMap, HeaderName};

/// The entries of the header that names the clients, newest first: each proxy appends the address of its peer.
///
/// Nearly every proxy writes `X-Forwarded-For`, so `Forwarded` of such a proxy is only what the client sent.
pub(super) fn entries(headers: &HeaderMap) -> (HeaderName, impl Iterator<Item = &[u8]>) {
    let has_entry = entries_of(headers, &X_FORWARDED_FOR).next().is_some();
    let header = if has_entry {
        X_FORWARDED_FOR
    } else {
        FORWARDED
    };
    let entries = entries_of(headers, &header);
    (header, entries)
}

fn entries_of<'a>(
    headers: &'a HeaderMap,
    header: &HeaderName,
) -> impl Iterator<Item = &'a [u8]> + use<'a> {
    let lines = headers.get_all(header).iter().rev();
    let entries = lines.flat_map(|line| rsplit(line.as_bytes(), b','));
    entries.filter(|entry| !entry.is_empty())
}

/// The address in an entry; `None` if there is none, as in `unknown`.
pub(super) fn address(header: &HeaderName, entry: &[u8]) -> Option<IpAddr> {
    if *header == FORWARDED {
        node(for_parameter(entry)?)
    } else {
        node(entry)
    }
}

/// The value of the element's parameter `for` (RFC 7239 §4), which occurs at most once.
fn for_parameter(element: &[u8]) -> Option<&[u8]> {
    let mut values = rsplit(element, b';').filter_map(|pair| {
        let (name, value) = pair.split_at_checked(pair.iter().position(|byte| *byte == b'=')?)?;
        name.trim_ascii()
            .eq_ignore_ascii_case(b"for")
            .then(|| value[1..].trim_ascii())
    });
    values.next().filter(|_| values.next().is_none())
}

/// An address with or without a port (RFC 7239 §6). Some proxies leave out the brackets of IPv6, or the quotes.
fn node(text: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(text).ok()?;
    let unquoted = text.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let text = unquoted.unwrap_or(text).trim();
    let address = if let Some(bracketed) = text.strip_prefix('[') {
        let (address, port) = bracketed.split_once(']')?;
        let is_whole = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        is_whole.then(|| address.parse().ok())?
    } else {
        let without_port = || text.rsplit_once(':').filter(|(_, port)| is_port(port));
        let whole = text.parse().ok();
        whole.or_else(|| without_port()?.0.parse().ok())
    };
    address.map(|address: IpAddr| address.to_canonical())
}

/// A port, or an obfuscated one such as `_p1`.
fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok() || text.starts_with('_')
}

/// Splits at a separator outside of quoted strings, beginning at the end: the last proxy's text is well-formed, while
/// the client's text at the beginning may have a quote without its counterpart.
fn rsplit(text: &[u8], separator: u8) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(text);
    iter::from_fn(move || {
        let text = rest?;
        let mut is_quoted = false;
        let at = (0..text.len()).rev().find(|at| {
            is_quoted ^= text[*at] == b'"' && !is_escaped(&text[..*at]);
            text[*at] == separator && !is_quoted
        });
        rest = at.map(|at| &text[..at]);
        Some(text[at.map_or(0, |at| at + 1)..].trim_ascii())
    })
}

fn is_escaped(before: &[u8]) -> bool {
    let backslashes = before.iter().rev().take_while(|byte| **byte == b'\\');
    backslashes.count() % 2 == 1
}

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

#[cfg(test)]
mod tests {
    use super::*;

    fn client(header: HeaderName, value: &str) -> Option<String> {
        let headers = HeaderMap::from_iter([(header, value.parse().unwrap())]);
        let (header, mut entries) = entries(&headers);
        Some(address(&header, entries.next()?)?.to_string())
    }

    #[test]
    fn x_forwarded_for_is_read_in_every_form_that_proxies_write() {
        for (value, expected) in [
            ("203.0.113.7", "203.0.113.7"),
            ("203.0.113.7:54321", "203.0.113.7"),
            ("6.6.6.6 , 203.0.113.7:54321 , ,", "203.0.113.7"),
            ("\"203.0.113.7:54321\"", "203.0.113.7"),
            ("2001:db8::7", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("[2001:db8::7]:54321", "2001:db8::7"),
            ("2001:db8:1:2:3:4:5:6:54321", "2001:db8:1:2:3:4:5:6"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("[::ffff:203.0.113.7]:54321", "203.0.113.7"),
            ("evil\", 203.0.113.7", "203.0.113.7"),
        ] {
            let found = client(X_FORWARDED_FOR, value);
            assert_eq!(found.as_deref(), Some(expected), "{value}");
        }
    }

    #[test]
    fn forwarded_is_read_as_rfc_7239_defines_it() {
        for (value, expected) in [
            ("for=203.0.113.7", "203.0.113.7"),
            ("For=\"203.0.113.7:54321\"", "203.0.113.7"),
            ("for=203.0.113.7:54321", "203.0.113.7"),
            ("for=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"),
            ("for=\"[2001:db8:cafe::17]:_p1\"", "2001:db8:cafe::17"),
            ("proto=https;by=10.0.0.1; for=203.0.113.7,", "203.0.113.7"),
            ("for=6.6.6.6, for=203.0.113.7;x=\"a,b;c\"", "203.0.113.7"),
            ("for=203.0.113.7;x=\"a\\\",\\\\\"", "203.0.113.7"),
            ("for=6.6.6.6;x=\", for=203.0.113.7", "203.0.113.7"),
            ("for=6.6.6.6;x=\", for=\"[2001:db8::7]\"", "2001:db8::7"),
        ] {
            let found = client(FORWARDED, value);
            assert_eq!(found.as_deref(), Some(expected), "{value}");
        }
    }

    #[test]
    fn entry_without_an_address_has_none() {
        for value in [
            "unknown",
            "_hidden",
            "203.0.113.7:",
            "203.0.113.7:99999",
            "203.0.113.7 6.6.6.6",
            "[2001:db8::7",
            "[2001:db8::7]54321",
            "portal.example",
            ",",
        ] {
            assert_eq!(client(X_FORWARDED_FOR, value), None, "{value}");
        }
        for value in [
            "for=unknown",
            "for=\"_hidden\"",
            "203.0.113.7",
            "proto=https",
            "for=203.0.113.7;for=6.6.6.6",
            "for=203.0.113.7;x=\"",
        ] {
            assert_eq!(client(FORWARDED, value), None, "{value}");
        }
    }
}
