//! The page of a static site: the portal's own with its policy inside, and once more one folder further down.

use haulout_gateway::assets::inline_script_hashes;
use haulout_gateway::headers::{PolicyDelivery, direct_policy};

use super::error::EmitError;

/// One page and the policy that belongs to exactly this text.
pub(super) struct SitePage {
    pub(super) html: String,
    /// The policy as a header has it.
    pub(super) policy: String,
}

/// The page at the top of the site. `origins` are what it may connect to, each after a space.
pub(super) fn top(page: &[u8], origins: &str) -> Result<SitePage, EmitError> {
    let page = std::str::from_utf8(page).map_err(|_| EmitError::Page("is not UTF-8"))?;
    with_policy(page, origins)
}

/// The page in `callback/`, which finds its files in the folder above.
pub(super) fn callback(page: &[u8], origins: &str) -> Result<SitePage, EmitError> {
    let page = std::str::from_utf8(page).map_err(|_| EmitError::Page("is not UTF-8"))?;
    let page = page
        .replace("\"./assets/", "\"../assets/")
        .replace("\"assets/", "\"../assets/");
    with_policy(&page, origins)
}

fn with_policy(page: &str, origins: &str) -> Result<SitePage, EmitError> {
    // A browser looks for the encoding in the first kilobyte, and obeys a policy from where it stands.
    let (head, rest) = page.split_once(CHARSET).ok_or(EmitError::Page(
        "has no `<meta charset=\"utf-8\">`, after which its policy would go",
    ))?;
    let hashes = inline_script_hashes(page);
    let meta = direct_policy(&hashes, origins, Carrier::Meta);
    Ok(SitePage {
        html: format!(
            "{head}{CHARSET}\n<meta http-equiv=\"Content-Security-Policy\" content=\"{meta}\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">{rest}"
        ),
        policy: direct_policy(&hashes, origins, PolicyDelivery::Header),
    })
}

const CHARSET: &str = "<meta charset=\"utf-8\">";
