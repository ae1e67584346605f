//! The HTML pages of a static site, with their Content-Security-Policy in a meta element.

use haulout_gateway::assets::Assets;
use haulout_gateway::document::Content;
use haulout_gateway::headers::{PolicyDelivery, direct_policy};
use haulout_gateway::inline_hashes::InlineHashes;

use super::error::EmitError;

/// One page and its policy, which has the hashes of its inline scripts.
pub(super) struct SitePage {
    pub(super) html: String,
    /// The policy for the response header.
    pub(super) policy: String,
}

/// The page in the root folder. `origins` are the origins it may connect to, each with a leading space.
pub(super) fn top(assets: &Assets, origins: &str) -> Result<SitePage, EmitError> {
    with_policy(&assets.document(&Content::WAITING), origins)
}

/// The page in `callback/`, which loads its files from the parent folder.
pub(super) fn callback(assets: &Assets, origins: &str) -> Result<SitePage, EmitError> {
    let page = assets.document(&Content::WAITING);
    let page = page
        .replace("\"./assets/", "\"../assets/")
        .replace("\"assets/", "\"../assets/");
    with_policy(&page, origins)
}

fn with_policy(page: &str, origins: &str) -> Result<SitePage, EmitError> {
    // Browsers search for the encoding in the first kilobyte, and apply a policy to what follows it.
    let (head, rest) = page.split_once(CHARSET).ok_or(EmitError::Page(
        "has no `<meta charset=\"utf-8\">`, which its policy has to follow",
    ))?;
    let hashes = InlineHashes::of(page);
    let meta = direct_policy(&hashes, origins, PolicyDelivery::Meta);
    Ok(SitePage {
        html: format!(
            "{head}{CHARSET}\n<meta http-equiv=\"Content-Security-Policy\" content=\"{meta}\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">{rest}"
        ),
        policy: direct_policy(&hashes, origins, PolicyDelivery::Header),
    })
}

const CHARSET: &str = "<meta charset=\"utf-8\">";
