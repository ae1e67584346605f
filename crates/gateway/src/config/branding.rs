//! The portal's appearance as configured: validated by the page's own rules, with the logo in memory.

use bytes::Bytes;
use haulout_protocol::branding::{Accent, prove_notice, prove_support_url};
use serde::{Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use super::files::Files;
use super::raw::RawBranding;

/// The configured appearance, serialised as in the page's configuration.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Branding {
    #[serde(
        rename = "accentColor",
        serialize_with = "as_written",
        skip_serializing_if = "Option::is_none"
    )]
    accent: Option<Accent>,
    #[serde(
        rename = "logoUrl",
        serialize_with = "as_path",
        skip_serializing_if = "Option::is_none"
    )]
    /// The operator's logo.
    pub logo: Option<Logo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    support_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<String>,
}

/// A picture that is served with the portal's files, under a name that contains its content hash.
#[derive(Debug, PartialEq, Eq)]
pub struct Logo {
    /// The file's name below `assets/`.
    pub name: String,
    /// The file format.
    pub format: LogoFormat,
    /// The file's content.
    pub bytes: Bytes,
}

/// The formats that all browsers support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoFormat {
    /// Portable Network Graphics.
    Png,
    /// Scalable Vector Graphics, which can contain scripts.
    Svg,
    /// WebP.
    WebP,
}

impl Branding {
    /// Validates the raw fields; the error is the field and the reason.
    pub(super) fn validate(raw: RawBranding, files: &Files) -> Result<Self, (String, String)> {
        let about = |name: &str, reason: String| (format!("branding.{name}"), reason);
        let accent = raw.accent_color.as_deref().map(accent).transpose();
        let logo = raw.logo_file.map(|file| {
            let bytes = files.bytes(&file)?;
            Logo::of(&bytes)
        });
        let notice = raw.notice.map(|text| text.trim().to_owned());
        for (name, text, validate) in [
            (
                "supportUrl",
                &raw.support_url,
                prove_support_url as fn(&str) -> _,
            ),
            ("notice", &notice, prove_notice),
        ] {
            if let Some(text) = text {
                validate(text).map_err(|reason| about(name, reason.to_owned()))?;
            }
        }
        Ok(Self {
            accent: accent.map_err(|reason| about("accentColor", reason))?,
            logo: logo
                .transpose()
                .map_err(|reason| about("logoFile", reason))?,
            support_url: raw.support_url,
            notice,
        })
    }

    /// A notice for an operator whose colour is adjusted on one of the two pages or on both. No colour is readable on
    /// both, so at least one adjusts it.
    pub fn accent_notice(&self) -> Option<String> {
        let accent = self.accent?;
        let written = accent.written();
        let shown = [("light", accent.light()), ("dark", accent.dark())];
        let moved: Vec<_> = shown
            .into_iter()
            .filter(|(_, shown)| *shown != written)
            .map(|(ground, shown)| format!("{shown} on the {ground} page"))
            .collect();
        (!moved.is_empty()).then(|| {
            format!(
                "branding.accentColor: {written} becomes {}, to be readable",
                moved.join(" and ")
            )
        })
    }
}

fn accent(text: &str) -> Result<Accent, String> {
    if text.is_empty() {
        let reason =
            "is empty; write \"#rrggbb\" in quotes, because a bare # begins a comment in YAML";
        return Err(reason.to_owned());
    }
    Accent::parse(text).map_err(str::to_owned)
}

impl Logo {
    /// Its path relative to the portal, as in the page's configuration.
    pub fn path(&self) -> String {
        format!("assets/{}", self.name)
    }

    fn of(bytes: &[u8]) -> Result<Self, String> {
        if bytes.len() > LOGO_BYTES_MAX {
            return Err(format!("has more than {LOGO_BYTES_MAX} bytes"));
        }
        let format = LogoFormat::of(bytes).ok_or("is not an SVG, PNG or WebP picture")?;
        let hash = Sha256::digest(bytes);
        let hash: String = hash[..4].iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self {
            name: format!("logo-{hash}.{}", format.extension()),
            format,
            bytes: Bytes::copy_from_slice(bytes),
        })
    }
}

impl LogoFormat {
    /// Detects the format by content; the file's name is not trusted.
    fn of(bytes: &[u8]) -> Option<Self> {
        let is_webp = || {
            bytes.starts_with(b"RIFF") && bytes.get(8..).is_some_and(|it| it.starts_with(b"WEBP"))
        };
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if is_webp() {
            Some(Self::WebP)
        } else if std::str::from_utf8(bytes).is_ok_and(is_svg) {
            Some(Self::Svg)
        } else {
            None
        }
    }

    /// The file name extension.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::WebP => "webp",
        }
    }
}

/// Whether the root element is `svg`, after the prolog that XML allows (XML 1.0 §2.8).
fn is_svg(text: &str) -> bool {
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    loop {
        rest = rest.trim_start();
        let after = if let Some(inside) = rest.strip_prefix("<?") {
            inside.split_once("?>")
        } else if let Some(inside) = rest.strip_prefix("<!--") {
            inside.split_once("-->")
        } else if let Some(inside) = rest.strip_prefix("<!DOCTYPE") {
            let has_subset = inside
                .find(['[', '>'])
                .is_some_and(|at| inside[at..].starts_with('['));
            inside.split_once(if has_subset { "]>" } else { ">" })
        } else {
            let name_ends = |after: &str| after.starts_with([' ', '\t', '\r', '\n', '>', '/']);
            return rest.strip_prefix("<svg").is_some_and(name_ends);
        };
        let Some((_, after)) = after else {
            return false;
        };
        rest = after;
    }
}

fn as_written<S: Serializer>(accent: &Option<Accent>, serializer: S) -> Result<S::Ok, S::Error> {
    accent.map(Accent::written).serialize(serializer)
}

fn as_path<S: Serializer>(logo: &Option<Logo>, serializer: S) -> Result<S::Ok, S::Error> {
    logo.as_ref().map(Logo::path).serialize(serializer)
}

/// Bytes; a larger logo would delay the page noticeably.
const LOGO_BYTES_MAX: usize = 64 * 1024;
