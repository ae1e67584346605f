//! The accent is adjusted no more than necessary, and every text and link is harmless.

use alloc::format;
use alloc::string::ToString as _;

use super::*;

#[test]
fn a_readable_colour_is_unchanged() {
    let accent = Accent::parse("#0b6583").unwrap();
    assert_eq!(accent.light(), "#0b6583");
    let accent = Accent::parse("#58BEDD").unwrap();
    assert_eq!(accent.dark(), "#58bedd");
    assert_eq!(accent.written(), "#58bedd");
}

#[test]
fn a_colour_is_adjusted_no_more_than_necessary() {
    let yellow = Accent::parse("#ffcc00").unwrap();
    assert_eq!(yellow.light(), "#876c00");
    assert_eq!(yellow.dark(), "#ffcc00");
    let navy = Accent::parse("#000080").unwrap();
    assert_eq!(navy.light(), "#000080");
    assert_eq!(navy.dark(), "#8080c0");
    let ends = ["#ffffff", "#000000"].map(|text| Accent::parse(text).unwrap());
    assert_eq!(ends[0].dark(), "#ffffff");
    assert_eq!(ends[1].light(), "#000000");
}

#[test]
fn an_invalid_colour_is_refused() {
    for text in [
        "",
        "#",
        "0b6583",
        "#0b658",
        "#0b65833",
        "#0b658g",
        "#+b6583",
        "#-00001",
        " #0b6583",
        "#0b6583 ",
        "#0b6583;}",
        "teal",
        "#fff",
        "#0b6583ff",
        "##0b658",
        "#ä0658",
        "#０b6583",
    ] {
        assert_eq!(
            Accent::parse(text),
            Err("must be a colour as `#rrggbb`"),
            "{text}"
        );
    }
}

#[test]
fn the_logo_is_relative_to_the_configuration() {
    let branding = Branding {
        logo_url: Some("assets/logo-0123abcd.svg".to_string()),
        ..Branding::default()
    };
    for (config_url, expected) in [
        (
            "https://a.example/config.json",
            "https://a.example/assets/logo-0123abcd.svg",
        ),
        (
            "https://a.example/base/config.json?at=/x#/y",
            "https://a.example/base/assets/logo-0123abcd.svg",
        ),
        ("config.json", "assets/logo-0123abcd.svg"),
    ] {
        assert_eq!(branding.logo_from(config_url).as_deref(), Some(expected));
    }
    assert_eq!(Branding::default().logo_from("config.json"), None);
}

#[test]
fn a_logo_outside_the_configurations_folder_is_refused() {
    for good in ["assets/logo-0123abcd.svg", "logo.png", "a/b/c_d-e.webp"] {
        assert_eq!(prove_logo_url(good), Ok(()), "{good}");
    }
    let long = "a".repeat(URL_BYTES_MAX + 1);
    for bad in [
        "",
        "/assets/logo.svg",
        "//evil.example/logo.svg",
        "../logo.svg",
        "./logo.svg",
        "assets/../../logo.svg",
        "assets//logo.svg",
        "assets/",
        "https://evil.example/logo.svg",
        "javascript:alert(1)",
        "data:image/svg+xml,<svg/>",
        "a\\b.svg",
        "logo.svg?x",
        "logo.svg#x",
        "%2e%2e/logo.svg",
        "lo go.svg",
        "logo.svg\n",
        &long,
    ] {
        assert!(prove_logo_url(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_support_link_is_https_or_mailto() {
    for good in [
        "https://help.acme.example",
        "https://help.acme.example/a?b=c#d",
        "HTTPS://help.acme.example",
        "mailto:platform@acme.example",
        "mailto:platform@acme.example?subject=Clusters%20portal",
    ] {
        assert_eq!(prove_support_url(good), Ok(()), "{good}");
    }
    let long = format!("https://a.example/{}", "a".repeat(URL_BYTES_MAX));
    for bad in [
        "",
        "help",
        "/help",
        "//help.acme.example",
        "http://help.acme.example",
        "javascript:alert(1)",
        "JavaScript:alert(1)//@b",
        "java\nscript:alert(1)",
        "\u{1}javascript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://a.example/b",
        "tel:+491234",
        "https://me@help.acme.example",
        "https://me:pw@help.acme.example",
        "https://",
        "https://a b.example",
        "mailto:",
        "mailto:platform",
        "mailto:@acme.example",
        "mailto:?to=a@b.example",
        "mailto:a@b.example\r\nbcc:c@d.example",
        &long,
    ] {
        assert!(prove_support_url(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_notice_is_short_plain_text() {
    let longest = "ä".repeat(500);
    for good in [
        "Maintenance on Sunday, 8 to 10.",
        "<b>is not bold</b>",
        "Zeile eins\nZeile zwei",
        "می\u{200c}خواهم \u{200f}שלום",
        &longest,
    ] {
        assert_eq!(prove_notice(good), Ok(()), "{good}");
    }
    let too_long = "ä".repeat(501);
    for bad in ["", " \n ", too_long.as_str()] {
        assert_eq!(prove_notice(bad), Err("must be 1 to 500 characters"));
    }
    for bad in [
        "a\u{0}",
        "a\tb",
        "a\rb",
        "\u{1b}[31m",
        "gpj.\u{202e}exe",
        "\u{85}a",
    ] {
        assert!(prove_notice(bad).is_err(), "{bad:?}");
    }
}
