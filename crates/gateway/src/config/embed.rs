//! The origins whose dashboards may embed the sign-in.

use super::raw::RawEmbed;
use super::urls;

/// Allowed origins as browsers serialise them, so that they can be compared as texts. Empty: embedding is off.
#[derive(Debug, Default)]
pub(crate) struct Embed {
    origins: Vec<String>,
}

impl Embed {
    /// Validates the origins; the error is the field and the reason.
    pub(super) fn validate(raw: Option<RawEmbed>) -> Result<Self, (String, String)> {
        let Some(raw) = raw else {
            return Ok(Self::default());
        };
        let about = |field: &str, reason: &str| Err((field.to_owned(), reason.to_owned()));
        let Some(written) = raw.origins else {
            return about("embed.origins", "is missing");
        };
        if written.is_empty() {
            return about("embed.origins", "must have at least one origin");
        }
        let mut origins = Vec::with_capacity(written.len());
        for (index, text) in written.into_iter().enumerate() {
            let field = format!("embed.origins[{index}]");
            let origin = exact_origin(&text).map_err(|reason| (field.clone(), reason))?;
            if origins.contains(&origin) {
                return about(&field, "is a duplicate");
            }
            origins.push(origin);
        }
        Ok(Self { origins })
    }

    /// Whether any origin may embed the sign-in.
    pub(crate) fn is_enabled(&self) -> bool {
        !self.origins.is_empty()
    }

    /// The configured origin that equals this one.
    pub(crate) fn allowed(&self, origin: &str) -> Option<&str> {
        let known = self.origins.iter().find(|known| *known == origin)?;
        Some(known)
    }
}

/// The text becomes part of headers, so the host is restricted to the characters of host names and addresses, none of
/// which has a meaning in a policy.
fn exact_origin(text: &str) -> Result<String, String> {
    if text.contains('*') {
        return Err("must be one origin, without a wildcard".to_owned());
    }
    let url = urls::endpoint(text)?;
    if url.path() != "/" {
        return Err("must be an origin, without a path".to_owned());
    }
    let host = url.host_str().unwrap_or_default();
    let is_plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    if !host.chars().all(is_plain) {
        return Err("has an invalid character in its host".to_owned());
    }
    let origin = url.origin().ascii_serialization();
    if origin != text {
        return Err(format!("must be written in the form of browsers: {origin}"));
    }
    Ok(origin)
}
