//! Documents without styles and scripts that lead to another page: to the issuer, or from a failure back to the portal.

use axum::http::StatusCode;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_LENGTH, HeaderMap};
use axum::response::Response;

use crate::error::FailureText;
use crate::headers::ResponseKind;

/// A language of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    German,
}

/// The texts of one language.
struct Texts {
    tag: &'static str,
    leaving: &'static str,
    proceed: &'static str,
    failed: &'static str,
    back: &'static str,
    other_address: &'static str,
    no_page: &'static str,
    refused: &'static str,
    portal: &'static str,
}

impl Language {
    /// The language with this BCP 47 tag, whatever its region.
    pub(crate) fn of(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', ';', '_']).next().unwrap_or_default();
        match primary.trim().to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "de" => Some(Self::German),
            _ => None,
        }
    }

    /// The first language that the browser accepts and the interface has. Browsers list them in order of preference.
    pub(crate) fn preferred(headers: &HeaderMap) -> Self {
        let accepted = headers.get(ACCEPT_LANGUAGE);
        let accepted = accepted.and_then(|value| value.to_str().ok());
        let mut tags = accepted.unwrap_or_default().split(',');
        tags.find_map(Self::of).unwrap_or(Self::English)
    }

    const fn texts(self) -> &'static Texts {
        match self {
            Self::English => &Texts {
                tag: "en",
                leaving: "You are being taken to the sign-in.",
                proceed: "Continue to the sign-in",
                failed: "The sign-in could not start.",
                back: "Back to the sign-in page",
                other_address: "The portal has another address.",
                no_page: "There is no page at this address.",
                refused: "The page could not be shown.",
                portal: "The portal:",
            },
            Self::German => &Texts {
                tag: "de",
                leaving: "Sie werden zur Anmeldung weitergeleitet.",
                proceed: "Weiter zur Anmeldung",
                failed: "Die Anmeldung konnte nicht beginnen.",
                back: "Zurück zur Anmeldeseite",
                other_address: "Das Portal hat eine andere Adresse.",
                no_page: "Unter dieser Adresse gibt es keine Seite.",
                refused: "Die Seite konnte nicht angezeigt werden.",
                portal: "Das Portal:",
            },
        }
    }
}

/// Leads the browser to `url`.
pub(crate) fn redirect(title: &str, url: &str, language: Language) -> String {
    let texts = language.texts();
    let url = escape(url);
    let head = format!("<meta http-equiv=\"refresh\" content=\"0;url={url}\">");
    let link = link(&url, texts.proceed);
    page(
        title,
        texts,
        &head,
        &format!("<p>{} {link}</p>", texts.leaving),
    )
}

/// Shows why a sign-in did not start, and leads `back`. The sentence is English in every language.
pub(crate) fn failure(title: &str, text: &FailureText, back: &str, language: Language) -> String {
    let texts = language.texts();
    let way = link(&escape(back), texts.back);
    explained(title, texts, texts.failed, text, &way)
}

/// The same response with a document as its body.
pub(crate) fn in_place_of(response: Response, html: String) -> Response {
    let (mut parts, _json) = response.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    parts.extensions.insert(ResponseKind::BareDocument);
    Response::from_parts(parts, html.into())
}

/// Shows why a page cannot be shown, with the URL of the portal.
pub(crate) fn refusal(
    title: &str,
    (status, text): (StatusCode, &FailureText),
    portal: &str,
    language: Language,
) -> String {
    let texts = language.texts();
    let heading = match status {
        StatusCode::MISDIRECTED_REQUEST => texts.other_address,
        StatusCode::NOT_FOUND => texts.no_page,
        _ => texts.refused,
    };
    let portal = escape(portal);
    let way = format!("{} {}", texts.portal, link(&portal, &portal));
    explained(title, texts, heading, text, &way)
}

fn explained(title: &str, texts: &Texts, heading: &str, text: &FailureText, way: &str) -> String {
    let (description, code) = (escape(&text.description), text.code);
    let body =
        format!("<p>{heading}</p><p lang=\"en\">{description} <code>{code}</code></p><p>{way}</p>");
    page(title, texts, "", &body)
}

fn page(title: &str, texts: &Texts, head: &str, body: &str) -> String {
    let (tag, title) = (texts.tag, escape(title));
    format!(
        "<!doctype html><html lang=\"{tag}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
         {head}</head><body>{body}</body></html>"
    )
}

fn link(url: &str, text: &str) -> String {
    format!("<a href=\"{url}\">{text}</a>")
}

/// Escapes text for content and for quoted attributes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}
