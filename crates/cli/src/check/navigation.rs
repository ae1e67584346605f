//! Follows redirects as a browser does, as long as they stay at the issuer.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::http::header::{COOKIE, HeaderValue, SET_COOKIE};
use url::Url;

use super::probe::{Probe, ProbeResponse};
use super::probe_error::ProbeError;

/// Where an authorization request leads.
pub(super) enum Destination {
    /// To a page of the issuer, which may show an error.
    Page(ProbeResponse),
    /// Away from the issuer, for example to an upstream identity provider.
    OtherOrigin,
    /// Back to the client, without a page.
    Callback(Url),
    /// Nowhere.
    TooManyRedirects,
}

/// Opens the authorization URL. Redirects and a choice of sign-in methods are followed, because some issuers validate a
/// request only afterwards: Dex after `/auth/<connector>`, a Supervisor after its choice of identity providers.
pub(super) async fn navigate(
    probe: &Probe,
    mut url: Url,
    redirect_uri: &str,
    state: &str,
) -> Result<Destination, ProbeError> {
    let mut cookies = Cookies::default();
    let mut has_chosen = false;
    for _ in 0..REQUESTS_MAX {
        let mut request = probe.page_request(&url);
        if let Some(header) = cookies.header() {
            request = request.header(COOKIE, header);
        }
        let response = probe.send_as_browser(request).await?;
        cookies.store(&response);
        let target = if response.status.is_redirection() {
            response.location(&url)
        } else if response.status == StatusCode::OK && !has_chosen {
            has_chosen = true;
            choice(&response.text(), &url, state).filter(|target| !is_at(target, redirect_uri))
        } else {
            None
        };
        let Some(target) = target else {
            return Ok(Destination::Page(response));
        };
        if is_at(&target, redirect_uri) {
            return Ok(Destination::Callback(target));
        }
        if target.origin() != url.origin() {
            return Ok(Destination::OtherOrigin);
        }
        url = target;
    }
    Ok(Destination::TooManyRedirects)
}

fn is_at(target: &Url, redirect_uri: &str) -> bool {
    let mut target = target.clone();
    target.set_query(None);
    target.set_fragment(None);
    target.as_str() == redirect_uri
}

/// The first link of a page that continues this authorization request at the same origin.
fn choice(page: &str, url: &Url, state: &str) -> Option<Url> {
    let links = page.split("href=\"").skip(1);
    let mut targets = links.filter_map(|rest| {
        let (link, _) = rest.split_once('"')?;
        url.join(&link.replace("&amp;", "&")).ok()
    });
    targets.find(|target| {
        let continues = target.query_pairs().any(|(_, value)| value == state);
        continues && target.origin() == url.origin()
    })
}

/// The cookies of one origin.
#[derive(Default)]
struct Cookies(BTreeMap<String, String>);

impl Cookies {
    fn store(&mut self, response: &ProbeResponse) {
        let headers = response.headers.get_all(SET_COOKIE).into_iter();
        for cookie in headers.filter_map(|header| header.to_str().ok()) {
            let pair = cookie.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.0
                    .insert(name.trim().to_owned(), value.trim().to_owned());
            }
        }
    }

    fn header(&self) -> Option<HeaderValue> {
        let pairs: Vec<String> = self
            .0
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let text = pairs.join("; ");
        (!text.is_empty())
            .then(|| HeaderValue::from_str(&text).ok())
            .flatten()
    }
}

/// Browsers stop at 20 redirects (Fetch §4.4).
const REQUESTS_MAX: usize = 21;
