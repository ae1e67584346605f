//! Where the demo is: its own address, and the pages around it.

use haulout_devstack::Script;
use url::Url;

/// The addresses of the demo and of the pages that embed it.
pub(super) struct Place {
    /// The origin that the demo listens on.
    pub(super) server: String,
    /// Empty, or with a leading and no trailing slash.
    pub(super) base_path: String,
    /// The origin of a page that forwards the base path to the demo.
    pub(super) page_origin: Option<String>,
    /// The origins of pages that open the demo in a window.
    pub(super) embed_origins: Vec<String>,
}

impl Place {
    /// The URL at which browsers reach the demo.
    pub(super) fn public_url(&self) -> String {
        let origin = self.page_origin.as_ref().unwrap_or(&self.server);
        format!("{origin}{}", self.base_path)
    }

    /// Registers the redirect URI with every client of the issuer.
    pub(super) fn register(&self, script: &mut Script) {
        let redirect_uri = format!("{}/callback", self.public_url());
        for client in &mut script.clients {
            if !client.redirect_uris.contains(&redirect_uri) {
                client.redirect_uris.push(redirect_uri.clone());
            }
        }
    }
}

/// Parses a base path.
pub(crate) fn base_path(text: &str) -> Result<String, String> {
    let path = text.trim_end_matches('/');
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~/".contains(c);
    if path.is_empty()
        || (path.starts_with('/') && !path.contains("//") && path.chars().all(is_plain))
    {
        Ok(path.to_owned())
    } else {
        Err("must be a path such as /haulout".to_owned())
    }
}

/// Parses an origin.
pub(crate) fn origin(text: &str) -> Result<String, String> {
    let origin = Url::parse(text).map(|url| url.origin().ascii_serialization());
    match origin {
        Ok(origin) if origin == text => Ok(origin),
        Ok(_) | Err(_) => {
            Err("must be an origin such as http://localhost:5173, without a path".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use haulout_devstack::Stack;

    use super::*;
    use crate::demo::configuration;

    fn place(page_origin: Option<&str>) -> Place {
        Place {
            server: "http://127.0.0.1:8080".into(),
            base_path: "/haulout".into(),
            page_origin: page_origin.map(str::to_owned),
            embed_origins: vec!["http://localhost:5173".into()],
        }
    }

    #[tokio::test]
    async fn the_issuer_knows_the_redirect_uri_below_the_page() {
        for (page, uri) in [
            (None, "http://127.0.0.1:8080/haulout/callback"),
            (
                Some("http://localhost:5173"),
                "http://localhost:5173/haulout/callback",
            ),
        ] {
            for mut script in [Script::default(), Script::plain(), Script::dex()] {
                let place = place(page);
                place.register(&mut script);
                let stack = Stack::start(script).await.unwrap();
                let clients = stack.issuer().clients();
                let mut clients = clients.iter();
                assert!(clients.all(|client| client.redirect_uris.iter().any(|it| it == uri)));
            }
        }
    }

    #[tokio::test]
    async fn the_configuration_has_the_place() {
        let stack = Stack::start(Script::default()).await.unwrap();
        for page in [None, Some("http://localhost:5173")] {
            assert!(configuration::of(&stack, &place(page), false).is_ok());
        }
    }

    #[test]
    fn paths_and_origins_are_checked() {
        assert_eq!(base_path("/haulout/").as_deref(), Ok("/haulout"));
        for wrong in ["haulout", "//haulout", "/haul out", "/haulout?x"] {
            assert!(base_path(wrong).is_err(), "{wrong}");
        }
        assert!(origin("http://localhost:5173").is_ok());
        for wrong in ["localhost:5173", "http://localhost:5173/", "*"] {
            assert!(origin(wrong).is_err(), "{wrong}");
        }
    }
}
