//! Layout of the issuer's pages: markup, style, a Supervisor's security headers, and one more.

use std::sync::LazyLock;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};

use crate::record::ascii;

const STYLE: &str = include_str!("page.css");

/// The style is inline and allowed by its hash, because a page with a password field loads nothing.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; frame-ancestors 'none'")
});

const HEADERS: [(HeaderName, &str); 9] = [
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::X_XSS_PROTECTION, "1; mode=block"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_DNS_PREFETCH_CONTROL, "off"),
    (
        header::CACHE_CONTROL,
        "no-cache,no-store,max-age=0,must-revalidate",
    ),
    (header::PRAGMA, "no-cache"),
    (header::EXPIRES, "0"),
    // Other providers send this. It severs the page from the opener of its window permanently.
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// A complete page. `title` is text; `content` is markup with escaped text.
pub(super) fn page(title: &str, content: &str) -> Response {
    let title = escape(title);
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>{title}</h1>\n{content}\n</main>\n\
         <footer>A demonstration issuer that listens on this computer only.</footer>\n</body>\n</html>\n"
    );
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    secured((kind, html).into_response())
}

/// Redirects the browser with a GET.
pub(super) fn redirect(location: &str) -> Response {
    redirect_with(StatusCode::SEE_OTHER, location)
}

/// The same with another status, which some issuers use.
pub(super) fn redirect_with(status: StatusCode, location: &str) -> Response {
    let location = [(header::LOCATION, ascii(location.to_owned()))];
    secured((status, location).into_response())
}

/// Adds the security headers.
pub(super) fn secured(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, ascii(POLICY.clone()));
    response
}

/// Escapes text for markup and quoted attributes.
pub(super) fn escape(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, c| {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&#39;"),
                other => out.push(other),
            }
            out
        })
}

#[cfg(test)]
mod tests {
    #[test]
    fn markup_in_a_provider_name_stays_text() {
        assert_eq!(
            super::escape("<b a=\"'&\">"),
            "&lt;b a=&quot;&#39;&amp;&quot;&gt;"
        );
    }
}
