//! The hashes by which a page's policy allows its inline scripts and styles.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

/// Sources for a Content-Security-Policy, each after a space.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InlineHashes {
    /// Of inline scripts, such as the bundler's import map.
    pub scripts: String,
    /// Of inline styles.
    pub styles: String,
}

impl InlineHashes {
    /// The hashes of a page of our own.
    #[must_use]
    pub fn of(html: &str) -> Self {
        // A script with a source has no content, and a data block is not executed.
        let is_inline = |tag: &str| !tag.contains("src=") && !tag.contains("application/json");
        Self {
            scripts: sources(html, "script", is_inline),
            styles: sources(html, "style", |_| true),
        }
    }
}

/// The sources of the elements with this name for whose start tag `is_inline` returns true.
fn sources(html: &str, name: &str, is_inline: impl Fn(&str) -> bool) -> String {
    let (start, end) = (format!("<{name}"), format!("</{name}>"));
    let mut sources = String::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once(&start) {
        let Some((tag, after)) = after.split_once('>') else {
            break;
        };
        let Some((content, after)) = after.split_once(&end) else {
            break;
        };
        if is_inline(tag) {
            let hash = BASE64_STANDARD.encode(Sha256::digest(content));
            sources.push_str(&format!(" 'sha256-{hash}'"));
        }
        rest = after;
    }
    sources
}
