//! What an operator may change about how the portal looks: an accent, a logo, where to get support, and a notice.

use alloc::string::String;

use ::url::Url;

mod accent;

pub use accent::Accent;

/// An operator's own look; every part is proven harmless, and absent where the portal's own is good enough.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Branding {
    /// The colour of what can be acted upon.
    pub accent: Option<Accent>,
    /// A picture, by its path from where the configuration is; see [`Branding::logo_from`].
    pub logo_url: Option<String>,
    /// Where people get help: https or mailto.
    pub support_url: Option<String>,
    /// Plain text for everybody who opens the page; line feeds are its only markup.
    pub notice: Option<String>,
}

impl Branding {
    /// The logo's whole URL for a page that got its configuration at `config_url`. The page's own address will not do
    /// for a base, because the one that the issuer sends the browser back to can be a folder further down.
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

/// Proves a path to a picture that is served with the page, so that no look at it tells anybody else of a visitor.
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

/// Proves a link that a page may offer: one that leads to a site or to a mail program, and runs nothing.
///
/// # Errors
/// The second half of a sentence that starts with the field's name.
pub fn prove_support_url(text: &str) -> Result<(), &'static str> {
    const NEITHER: &str = "must be an https URL or a mailto address";
    // A parser would drop some of these silently, and browsers see the text itself.
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

/// A part before and one after the `@`; whether there is such a mailbox, only mail can tell.
fn is_mail_address(text: &str) -> bool {
    matches!(text.split_once('@'), Some((name, host)) if !name.is_empty() && !host.is_empty())
}

/// Proves a text that is shown above everything else.
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

/// What changes how its neighbours are read. Marks and joiners stay allowed, which some scripts cannot do without.
fn is_disruptive(c: char) -> bool {
    (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}')
}

/// Characters; what can be read in passing.
const NOTICE_CHARS_MAX: usize = 500;
/// Bytes; the length that every browser and mail program takes.
const URL_BYTES_MAX: usize = 2000;

#[cfg(test)]
mod tests;
