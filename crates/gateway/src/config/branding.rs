//! How the portal looks, as far as that is up to the operator: proven by the page's own rules, with the logo in memory.

use bytes::Bytes;
use haulout_protocol::branding::{Accent, prove_notice, prove_support_url};
use serde::{Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use super::files::Files;
use super::raw::RawBranding;

/// An operator's own look; it serialises as the page is told of it.
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

/// A picture that is served among the portal's files, under a name that changes whenever it does.
#[derive(Debug, PartialEq, Eq)]
pub struct Logo {
    /// The file's name below `assets/`.
    pub name: String,
    /// What is in it.
    pub format: LogoFormat,
    /// The picture itself.
    pub bytes: Bytes,
}

/// The formats that every browser shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoFormat {
    /// Portable Network Graphics.
    Png,
    /// Scalable Vector Graphics, which may have a script.
    Svg,
    /// WebP.
    WebP,
}

impl Branding {
    /// Proves what was written, or names the field and what is wrong with it.
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

    /// What an operator should know who sees another colour than the one that was written, which is so on at least one
    /// of the two pages: no colour can be read on both.
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
                "branding.accentColor: {written} becomes {}, so that it can be read",
                moved.join(" and ")
            )
        })
    }
}

fn accent(text: &str) -> Result<Accent, String> {
    if text.is_empty() {
        let reason =
            "is empty; write \"#rrggbb\" in quotes, because YAML takes a bare # for a comment";
        return Err(reason.to_owned());
    }
    Accent::parse(text).map_err(str::to_owned)
}

impl Logo {
    /// The portal's own path to it, as the page is told.
    pub fn path(&self) -> String {
        format!("assets/{}", self.name)
    }

    fn of(bytes: &[u8]) -> Result<Self, String> {
        if bytes.len() > LOGO_BYTES_MAX {
            return Err(format!("has more than {LOGO_BYTES_MAX} bytes"));
        }
        let format = LogoFormat::of(bytes).ok_or("is no picture in SVG, PNG or WebP")?;
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
    /// By how the content begins; a name says what somebody hoped for.
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

    /// How names of such files end.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::WebP => "webp",
        }
    }
}

/// Whether the first element is `svg`, after all that XML allows before one (XML 1.0 §2.8).
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

/// Bytes; a logo that needs more delays the page for whoever opens it.
const LOGO_BYTES_MAX: usize = 64 * 1024;
