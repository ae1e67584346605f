//! The scenarios of docs/conformance.md in Chromium: the page is the relying party, and the issuer misbehaves.

use std::collections::BTreeSet;
use std::path::Path;

use haulout_devstack::{Document, Issuer};
use haulout_protocol::Code;
use serde_json::{Value, json};
use url::Url;

use crate::harness::{
    Browser, Host, StaticSite, button, journey_without_gateway, program_button, ready_button, timer,
};

mod scenarios;

use scenarios::SCENARIOS;

/// One misbehaviour, and what the page has to make of it.
struct Scenario {
    /// The rows of the document that it covers.
    ids: &'static [&'static str],
    misbehave: fn(&Issuer),
    outcome: Outcome,
}

#[derive(Clone, Copy)]
enum Outcome {
    /// A sign-in leads to a certificate.
    Accepted,
    /// So does a sign-in after one at the issuer without the misbehaviour.
    AcceptedAfterAnother,
    /// A refresh leads to another one.
    Renewed,
    /// The browser is not sent to the issuer.
    RefusedBeforeSignIn(Code),
    /// The sign-in leads to no certificate.
    Refused(Code),
    /// The sign-in succeeds, the refresh does not.
    RefusedOnRefresh(Code),
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_scenario_ends_in_chromium_as_it_does_natively() {
    journey_without_gateway(Host::Plain, async |site, browser| {
        for scenario in SCENARIOS {
            walk(site, browser, scenario).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_out_at_the_issuer_ends_with_the_return_that_it_names() {
    journey_without_gateway(Host::Plain, async |site, browser| {
        for returned in [Some("its own"), Some("another"), None] {
            let issuer = site.stack().issuer();
            let endpoint = json!(format!("{}/.well-known/openid-configuration", issuer.url()));
            issuer.edit(Document::Metadata, move |metadata| {
                metadata["end_session_endpoint"] = endpoint.clone();
            });
            sign_in(site, browser).await;
            browser.see(&timer("Development")).await;
            browser.click(&button("Sign out")).await;
            let url = browser
                .until("the issuer's page", async || {
                    let url = Url::parse(&browser.url().await).unwrap();
                    url.path().ends_with("openid-configuration").then_some(url)
                })
                .await;
            let parameter = |name: &str| {
                let pair = url.query_pairs().find(|(key, _)| key == name);
                pair.map(|(_, value)| value.into_owned())
                    .unwrap_or_default()
            };
            let callback = format!("{}/callback/", site.url());
            assert_eq!(parameter("post_logout_redirect_uri"), callback);
            assert_eq!(parameter("id_token_hint").split('.').count(), 3);
            let state = match returned {
                Some("its own") => format!("?state={}", parameter("state")),
                Some(_) => "?state=of-another-sign-out".to_owned(),
                None => String::new(),
            };
            browser.open(&format!("{callback}{state}")).await;
            browser.see(&program_button("Sign in")).await;
            assert_eq!(browser.count("//*[@role='alert']").await, 0, "{returned:?}");
        }
    })
    .await;
}

#[test]
fn every_scenario_of_the_document_is_walked_or_not_the_pages() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/conformance.md");
    let document = std::fs::read_to_string(path).unwrap();
    let rows = document.lines().filter_map(|line| {
        let id = line.strip_prefix("| ")?.split(" |").next()?;
        id.contains("-client-").then_some(id)
    });
    let walked = SCENARIOS.iter().flat_map(|scenario| scenario.ids);
    let walked: BTreeSet<&str> = walked.copied().chain(LOGOUT).chain(NOT_THE_PAGES).collect();
    assert_eq!(rows.collect::<BTreeSet<&str>>(), walked);
}

async fn walk(site: &StaticSite, browser: &Browser, scenario: &Scenario) {
    let issuer = site.stack().issuer();
    issuer.clear_edits();
    let name = scenario.ids[0];
    if let Outcome::AcceptedAfterAnother = scenario.outcome {
        sign_in(site, browser).await;
        browser.see(&timer("Development")).await;
    }
    (scenario.misbehave)(issuer);
    if let Outcome::RefusedBeforeSignIn(code) = scenario.outcome {
        browser.open(&format!("{}/", site.url())).await;
        fails(browser, name, code).await;
        assert_eq!(browser.count(&button("Sign in")).await, 0, "{name}");
        return;
    }
    sign_in(site, browser).await;
    if let Outcome::Refused(code) = scenario.outcome {
        fails(browser, name, code).await;
        assert_eq!(browser.count(&timer("Development")).await, 0, "{name}");
        return;
    }
    browser.see(&timer("Development")).await;
    let requests = || issuer_requests(site);
    let before = requests();
    match scenario.outcome {
        Outcome::Renewed => {
            for refreshes in 1..=2 {
                browser.click(&ready_button("Renew now")).await;
                browser
                    .until("a refresh", async || {
                        (requests() >= before + refreshes).then_some(())
                    })
                    .await;
                browser.see(&ready_button("Renew now")).await;
                assert_eq!(browser.count("//*[@role='alert']").await, 0, "{name}");
            }
        }
        Outcome::RefusedOnRefresh(code) => {
            browser.click(&ready_button("Renew now")).await;
            fails(browser, name, code).await;
        }
        Outcome::Accepted
        | Outcome::AcceptedAfterAnother
        | Outcome::RefusedBeforeSignIn(_)
        | Outcome::Refused(_) => {}
    }
}

async fn sign_in(site: &StaticSite, browser: &Browser) {
    browser.open(&format!("{}/", site.url())).await;
    browser.click(&button("Sign in")).await;
    browser.log_in("pinny", "haul-out").await;
}

/// Waits for this code, which the details for the operator have, folded or not.
async fn fails(browser: &Browser, name: &str, code: Code) {
    let codes = "[...document.querySelectorAll('.error-panel code')].map((it) => it.textContent)";
    browser
        .until(&format!("{name}: {code}"), async || {
            let shown: Value = browser.value(codes).await;
            let shown = shown.as_array().cloned().unwrap_or_default();
            shown.contains(&json!(code.as_str())).then_some(())
        })
        .await;
}

/// How many responses to codes and refresh tokens the issuer has sent.
fn issuer_requests(site: &StaticSite) -> usize {
    site.stack().journal().requests("/oauth2/token").len()
}

/// The rows of the test of sign-outs.
const LOGOUT: [&str; 3] = [
    "oidcc-client-test-rp-init-logout",
    "oidcc-client-test-rp-init-logout-no-state",
    "oidcc-client-test-rp-init-logout-other-state",
];
/// UserInfo is never requested, and the gateway has the client's secret.
const NOT_THE_PAGES: [&str; 4] = [
    "oidcc-client-test-client-secret-basic",
    "oidcc-client-test-scope-userinfo-claims",
    "oidcc-client-test-userinfo-bearer-header",
    "oidcc-client-test-userinfo-invalid-sub",
];
