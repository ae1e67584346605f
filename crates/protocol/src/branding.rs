//! The parts of the portal's appearance that an operator can change: accent colour, logo, support link and notice.

use alloc::string::String;

use ::url::Url;

mod accent;

pub use accent::Accent;

/// An operator's branding. Every part is validated; an absent part means the portal's default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Branding {
    /// The colour of links and controls.
    pub accent: Option<Accent>,
    /// The logo's path relative to the configuration; see [`Branding::logo_from`].
    pub logo_url: Option<String>,
    /// Where users get help: an https or mailto URL.
    pub support_url: Option<String>,
    /// Plain text shown to every visitor; line feeds are its only markup.
    pub notice: Option<String>,
}

impl Branding {
    /// The logo's absolute URL for a page that fetched its configuration from `config_url`. The page's own address
    /// cannot be the base, because the redirect URI can be in a subfolder.
    #[must_use]
    pub fn logo_from(&self, config_url: &str) -> Option<String> {
        let logo = self.logo_url.as_deref()?;
        let path_end = config_url.find(['?', '#']).unwrap_or(config_url.len());
        let path = config_url.get(..path_end)?;
        let folder_end = path.rfind('/').map_or(0, |slash| slash + 1);
        let mut whole = String::from(path.get(..folder_end)?);
        whole.push_str(logo);
        Some(whole)
    }
}

/// Validates the path of a logo. It has to be on the page's own origin, so that showing it reveals no visitor to a
/// third party.
///
/// # Errors
/// The second half of a sentence that starts with the field's name.
pub fn prove_logo_url(text: &str) -> Result<(), &'static str> {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let is_step = |step: &str| {
        step.starts_with(|c: char| c.is_ascii_alphanumeric()) && step.bytes().all(is_plain)
    };
    if text.len() <= URL_BYTES_MAX && text.split('/').all(is_step) {
        Ok(())
    } else {
        Err("must be a path from the configuration's own folder, such as `assets/logo.svg`")
    }
}

/// Validates a support link: it opens a site or a mail program and cannot run a script.
///
/// # Errors
/// The second half of a sentence that starts with the field's name.
pub fn prove_support_url(text: &str) -> Result<(), &'static str> {
    const NEITHER: &str = "must be an https URL or a mailto address";
    // A URL parser would silently drop some of these, but browsers see the raw text.
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("must not contain white space");
    }
    if text.len() > URL_BYTES_MAX {
        return Err("is too long");
    }
    let url = Url::parse(text).map_err(|_| NEITHER)?;
    match url.scheme() {
        "https" if url.username().is_empty() && url.password().is_none() => Ok(()),
        "https" => Err("must not contain a user name or password"),
        "mailto" if is_mail_address(url.path()) => Ok(()),
        _ => Err(NEITHER),
    }
}

/// A part before and one after the `@`. Whether the mailbox exists cannot be checked here.
fn is_mail_address(text: &str) -> bool {
    matches!(text.split_once('@'), Some((name, host)) if !name.is_empty() && !host.is_empty())
}

/// Validates the notice that is shown above the page.
///
/// # Errors
/// The second half of a sentence that starts with the field's name.
pub fn prove_notice(text: &str) -> Result<(), &'static str> {
    if text.trim().is_empty() || text.chars().nth(NOTICE_CHARS_MAX).is_some() {
        return Err("must be 1 to 500 characters");
    }
    if text.chars().any(is_disruptive) {
        return Err("must be plain text, without control or direction-overriding characters");
    }
    Ok(())
}

/// Characters that change how their neighbours are displayed. Combining marks and joiners stay allowed, because some
/// scripts need them.
fn is_disruptive(c: char) -> bool {
    (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}')
}

/// In characters; short enough to read at a glance.
const NOTICE_CHARS_MAX: usize = 500;
/// In bytes; a length that every browser and mail program accepts.
const URL_BYTES_MAX: usize = 2000;

#[cfg(test)]
mod tests;
