//! Callback URLs, beside the URL parser of browsers.

use haulout_protocol::oidc::Issuer;
use haulout_protocol::oidc::authorize::PendingLogin;
use haulout_protocol::oidc::callback::Callback;
use haulout_protocol::oidc::discovery::{self, Provider};
use haulout_protocol::url::HttpsUrl;
use serde_json::json;
use url::Url;

/// No parameter of an authorization response stays in the URL, every other parameter does, and only one code with the
/// `state` and `iss` of the pending login is validated. If the gateway has the login, that is one code with one `state`.
///
/// # Panics
/// The guarantee does not hold.
pub fn target(data: &[u8]) {
    let Ok(query) = std::str::from_utf8(data) else {
        return;
    };
    let page_url = format!("{REDIRECT_URI}{query}");
    let redirect_uri = HttpsUrl::parse(REDIRECT_URI).expect("it is a URL");
    let Some((_, clean_url)) = Callback::take(&page_url, &redirect_uri) else {
        return;
    };
    assert!(Callback::take(&clean_url, &redirect_uri).is_none());
    // A browser passes a URL only in its serialized form.
    let Some(url) = Url::parse(&page_url)
        .ok()
        .filter(|url| url.as_str() == page_url)
    else {
        return;
    };
    let (response, others): (Vec<_>, Vec<_>) = pairs(&url)
        .into_iter()
        .partition(|(name, _)| RESPONSE.contains(&name.as_str()));
    let clean_url = Url::parse(&clean_url).expect("the rest of a URL is one");
    assert_eq!(pairs(&clean_url), others);
    assert_eq!(clean_url.fragment(), url.fragment());

    for sends_iss in [false, true] {
        let (callback, _) = Callback::take(&page_url, &redirect_uri).expect("it was one before");
        let (issuer, provider) = provider(sends_iss);
        let pending = json!({"issuer": ISSUER, "state": STATE, "nonce": "n-1", "verifier": "v-1"})
            .to_string();
        let pending = PendingLogin::from_json(&pending);
        assert!(pending.is_some());
        let values = |wanted: &str| {
            let pairs = response.iter().filter(|(name, _)| name == wanted);
            pairs.map(|(_, value)| value.as_str()).collect::<Vec<_>>()
        };
        let in_page = callback.validate(pending, &issuer, &provider).is_ok();
        let (callback, _) = Callback::take(&page_url, &redirect_uri).expect("it was one before");
        let for_gateway = callback.validate_for_gateway(&issuer, &provider).is_ok();
        if in_page {
            assert_eq!(values("state"), [STATE]);
            assert!(for_gateway);
        }
        if for_gateway {
            assert!(matches!(values("code")[..], [code] if !code.is_empty()));
            assert!(matches!(values("state")[..], [state] if !state.is_empty()));
            match values("iss")[..] {
                [] => assert!(!sends_iss),
                [iss] => assert_eq!(iss, ISSUER),
                _ => panic!("`iss` is repeated"),
            }
            for name in ["error", "id_token", "access_token", "response"] {
                assert!(values(name).is_empty(), "{name}");
            }
        }
    }
}

fn pairs(url: &Url) -> Vec<(String, String)> {
    let pairs = url.query_pairs().into_owned();
    // A URL without parameters may still have a `?` or an empty pair.
    pairs
        .filter(|(name, value)| !(name.is_empty() && value.is_empty()))
        .collect()
}

fn provider(sends_iss: bool) -> (Issuer, Provider) {
    let issuer = Issuer::parse(ISSUER).expect("it is a URL");
    let metadata = json!({
        "issuer": ISSUER,
        "authorization_endpoint": "https://issuer.example/authorize",
        "token_endpoint": "https://issuer.example/token",
        "jwks_uri": "https://issuer.example/jwks",
        "authorization_response_iss_parameter_supported": sends_iss,
    });
    let url = issuer.well_known();
    let provider = discovery::read(metadata.to_string().as_bytes(), &issuer, &url);
    (issuer, provider.expect("the metadata is valid"))
}

const REDIRECT_URI: &str = "https://portal.example/callback";
const ISSUER: &str = "https://issuer.example";
const STATE: &str = "s-1";
/// Every parameter of RFC 6749 §4.1.2 and §4.2.2, RFC 9207, OpenID Connect and JARM.
const RESPONSE: [&str; 12] = [
    "access_token",
    "code",
    "error",
    "error_description",
    "error_uri",
    "id_token",
    "iss",
    "response",
    "scope",
    "session_state",
    "state",
    "token_type",
];
