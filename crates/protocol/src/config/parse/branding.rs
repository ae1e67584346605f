//! Parses the configuration's branding.

use super::fields::proven;
use crate::branding::{Accent, Branding, prove_logo_url, prove_notice, prove_support_url};
use crate::json::{JsonError, Object};

pub(super) fn of(root: &Object<'_>) -> Result<Branding, JsonError> {
    let Some(raw) = root.optional_object("branding")? else {
        return Ok(Branding::default());
    };
    raw.only(&["accentColor", "logoUrl", "supportUrl", "notice"])?;
    Ok(Branding {
        accent: raw
            .optional_text("accentColor")?
            .map(Accent::parse)
            .transpose()
            .map_err(|reason| raw.error_at("accentColor", reason))?,
        logo_url: proven(&raw, "logoUrl", prove_logo_url)?,
        support_url: proven(&raw, "supportUrl", prove_support_url)?,
        notice: proven(&raw, "notice", prove_notice)?,
    })
}
