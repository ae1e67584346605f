//! What the configuration says about how the portal looks.

use super::fault;
use crate::branding::{Accent, Branding, prove_logo_url, prove_notice, prove_support_url};
use crate::error::ConfigFault;
use crate::json::Object;

pub(super) fn of(root: &Object<'_>) -> Result<Branding, ConfigFault> {
    let Some(raw) = root.optional_object("branding")? else {
        return Ok(Branding::default());
    };
    raw.only(&["accentColor", "logoUrl", "supportUrl", "notice"])?;
    let proven = |name: &str, prove: fn(&str) -> Result<(), &'static str>| {
        let text = raw.owned(name)?;
        if let Some(text) = &text {
            prove(text).map_err(|reason| fault(&raw.at(name), reason))?;
        }
        Ok::<_, ConfigFault>(text)
    };
    Ok(Branding {
        accent: raw
            .optional_text("accentColor")?
            .map(Accent::parse)
            .transpose()
            .map_err(|reason| fault(&raw.at("accentColor"), reason))?,
        logo_url: proven("logoUrl", prove_logo_url)?,
        support_url: proven("supportUrl", prove_support_url)?,
        notice: proven("notice", prove_notice)?,
    })
}
