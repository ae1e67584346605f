//! The errors for invalid branding.

use haulout_gateway::Config;

use super::{PNG, SVG, WEBP};
use crate::setup::{portal, yaml};

/// The error for a valid configuration with these lines in front, beside a file `logo` with this content.
#[track_caller]
fn config_error(first_lines: &str, logo: &[u8]) -> String {
    let folder = portal();
    std::fs::write(folder.path().join("secret"), "s\n").unwrap();
    std::fs::write(folder.path().join("logo"), logo).unwrap();
    let good = yaml("https://issuer.example", "https://cluster.example");
    let text = format!("{first_lines}\n{good}");
    match Config::from_yaml(&text, "c.yaml", folder.path()) {
        Ok(_) => "accepted".to_owned(),
        Err(config_error) => {
            let folder = format!("{}/", folder.path().display());
            config_error.to_string().replace(&folder, "")
        }
    }
}

#[test]
fn every_invalid_branding_field_is_reported_with_line_and_reason() {
    let no_color = "2: branding.accentColor: must be a colour as `#rrggbb`";
    let no_link = "2: branding.supportUrl: must be an https URL or a mailto address";
    let no_notice = "2: branding.notice: must be 1 to 500 characters";
    let too_long = format!("notice: {}", "n".repeat(501));
    for (line, expected) in [
        ("accentColor: \"#0b6583\"", "accepted"),
        (
            "accentColor: #0b6583",
            "2: branding.accentColor: is empty; write \"#rrggbb\" in quotes, because a bare # begins a comment",
        ),
        (
            "accentColor: \"\"",
            "2: branding.accentColor: is empty; write",
        ),
        ("accentColor: teal", no_color),
        ("accentColor: \"#0b658\"", no_color),
        (
            "accentColor: \"#fff;} body{background:url(//evil.example)\"",
            no_color,
        ),
        ("accentColor: [1, 2, 3]", "2: branding.accentColor: "),
        ("supportUrl: \"mailto:help@acme.example\"", "accepted"),
        ("supportUrl: \"javascript:alert(1)\"", no_link),
        ("supportUrl: \"data:text/html,x\"", no_link),
        ("supportUrl: http://help.acme.example", no_link),
        ("supportUrl: help.acme.example", no_link),
        (
            "supportUrl: \"java\\nscript:alert(1)\"",
            "2: branding.supportUrl: must not contain white space",
        ),
        (
            "supportUrl: https://me:pw@help.acme.example",
            "2: branding.supportUrl: must not contain a user name or password",
        ),
        ("notice: \"<b>shown as it is written</b>\"", "accepted"),
        ("notice: \" \"", no_notice),
        (&too_long, no_notice),
        (
            "notice: \"gpj.\\u202eexe\"",
            "2: branding.notice: must be plain text, without control or",
        ),
        (
            "logoFile: nowhere.svg",
            "2: branding.logoFile: nowhere.svg does not exist",
        ),
        (
            "logo: logo.svg",
            "2: branding.logo: unknown field `logo`; did you mean `logoFile`?",
        ),
    ] {
        let config_error = config_error(&format!("branding:\n  {line}"), b"");
        let expected = match expected {
            "accepted" => expected.to_owned(),
            expected => format!("c.yaml:{expected}"),
        };
        assert!(
            config_error.starts_with(&expected),
            "{line}: {config_error}"
        );
        assert_eq!(config_error.lines().count(), 1, "{config_error}");
    }
}

#[test]
fn logo_format_is_detected_by_content() {
    const NONE: &str = "c.yaml:1: branding.logoFile: is not an SVG, PNG or WebP picture";
    const TOO_LARGE: &str = "c.yaml:1: branding.logoFile: has more than 65536 bytes";
    let large = |bytes: usize| [PNG, &vec![0; bytes - PNG.len()]].concat();
    let table: [(&[u8], &str); 25] = [
        (SVG, "accepted"),
        (PNG, "accepted"),
        (WEBP, "accepted"),
        (b"<svg/>", "accepted"),
        (b"\xef\xbb\xbf \n<svg\n>", "accepted"),
        (
            b"<?xml version=\"1.0\"?>\n<!-- <p> -->\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x\">\n<svg >",
            "accepted",
        ),
        (
            b"<!DOCTYPE svg [ <!ENTITY a \"b\"> ]><svg></svg>",
            "accepted",
        ),
        (&large(64 * 1024), "accepted"),
        (&large(64 * 1024 + 1), TOO_LARGE),
        (b"", NONE),
        (b"svg", NONE),
        (b"<svgx>", NONE),
        (b"<SVG>", NONE),
        (b"<p><svg/></p>", NONE),
        (b"<!doctype html><svg/>", NONE),
        (b"<!DOCTYPE html><html><svg/></html>", NONE),
        (b"<!-- <svg/>", NONE),
        (b"<?xml <svg/>", NONE),
        (b"<!DOCTYPE svg [ <svg/>", NONE),
        (b"<svg/>\xff", NONE),
        (b"GIF89a and so on", NONE),
        (b"\xff\xd8\xff\xe0 and so on", NONE),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", NONE),
        (b"RIFF", NONE),
        (b"\x89PNG\n\x1a\n", NONE),
    ];
    for (logo, expected) in table {
        let config_error = config_error("branding: {logoFile: logo}", logo);
        let shown = String::from_utf8_lossy(&logo[..logo.len().min(60)]);
        assert_eq!(config_error, expected, "{shown}");
    }
}
