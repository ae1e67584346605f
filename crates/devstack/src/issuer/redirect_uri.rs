//! Matches redirect URIs against the registered ones.

use url::Url;

use crate::script::{ClientScript, IssuerProfile};

/// Whether the client may use this redirect URI at this kind of issuer.
pub(super) fn is_registered(profile: IssuerProfile, client: &ClientScript, uri: &str) -> bool {
    if profile != IssuerProfile::Dex {
        return matches(client, uri);
    }
    client
        .redirect_uris
        .iter()
        .any(|registered| registered == uri)
        || client.secret.is_none() && client.redirect_uris.is_empty() && is_loopback(uri)
}

fn is_loopback(uri: &str) -> bool {
    Url::parse(uri).is_ok_and(|url| {
        let host = url.host_str();
        url.scheme() == "http" && matches!(host, Some("localhost" | "127.0.0.1" | "[::1]"))
    })
}

/// Matches exactly, except for the port of a loopback address, which a native app cannot know (RFC 8252 §7.3).
fn matches(client: &ClientScript, uri: &str) -> bool {
    client.redirect_uris.iter().any(|registered| {
        registered == uri
            || matches!(
                (without_loopback_port(registered), without_loopback_port(uri)),
                (Some(registered), Some(uri)) if registered == uri
            )
    })
}

fn without_loopback_port(uri: &str) -> Option<String> {
    let mut url = Url::parse(uri).ok()?;
    let loopback = matches!(url.host_str(), Some("127.0.0.1" | "[::1]"));
    (url.scheme() == "http" && loopback && url.fragment().is_none()).then_some(())?;
    url.set_port(None).ok()?;
    Some(url.into())
}
