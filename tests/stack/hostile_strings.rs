//! Strings that issuers, identity providers and certificates choose are text, wherever the portal shows them.

use haulout_devstack::{IdentityProvider, User};
use serde_json::Value;
use url::Url;

use crate::harness::{Browser, Plan, button, journey, program_button, tab, timer};
use crate::supervisor_sealed::download;

/// Ends attributes, elements and comments; each of the rest would run, load or hide something if it were interpreted.
const CORPUS: [&str; 9] = [
    MARKUP,
    "</title></style></textarea></script><script>window.ran='script'</script>",
    "--><svg onload=window.ran='svg'>",
    "javascript:window.ran='url'",
    "{{window.ran='template'}}${window.ran='template'}",
    BIDIRECTIONAL,
    "a\u{301}\u{323}\u{489}\u{1f9ad}\u{fe0f}",
    SHELL,
    "!!js/function 'x': &anchor *alias [%TAG",
];
const MARKUP: &str = r#"'"><img src=x onerror="window.ran='img'">"#;
const BIDIRECTIONAL: &str = "user\u{202e}nimda\u{2066}\u{200b}";
const SHELL: &str = "$(id)`id`; rm -rf ~ #\\";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_of_users_groups_and_providers_are_never_interpreted() {
    for username in [MARKUP, BIDIRECTIONAL, SHELL] {
        let user = User::new(username, "haul-out", &CORPUS);
        let providers =
            CORPUS.map(|name| IdentityProvider::new(name, "oidc", &["browser_authcode"]));
        let plan = Plan::one_cluster().people(vec![user], providers.to_vec());
        journey(plan, async |portal, browser| {
            browser.open(portal.url()).await;
            browser.see(&program_button("Sign in")).await;
            assert_harmless(browser).await;
            browser
                .click("(//fieldset[.//input[@type='radio']]//label)[1]")
                .await;
            browser.click(&button("Sign in")).await;
            browser.log_in(username, "haul-out").await;
            browser.see(&timer("Development")).await;
            assert_harmless(browser).await;
            assert_eq!(browser.groups_shown().await.len(), CORPUS.len());

            let kubeconfig = download(browser, "Development", "dev.kubeconfig.yaml").await;
            let (name, groups) = kubeconfig.who_am_i().await;
            assert_eq!(name, username);
            assert_eq!(groups.len(), CORPUS.len());
            browser.click(&tab("Shell commands")).await;
            assert_harmless(browser).await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_of_a_refused_sign_in_are_never_interpreted() {
    journey(Plan::one_cluster(), async |portal, browser| {
        for words in CORPUS {
            browser.open(portal.url()).await;
            browser.click(&button("Sign in")).await;
            browser.see("//input[@name='password']").await;
            let state = browser
                .value("new URLSearchParams(location.search).get('state')")
                .await;
            let parameters = [
                ("state", state.as_str().unwrap()),
                ("iss", portal.stack().issuer().url()),
                ("error", words),
                ("error_description", words),
            ];
            let callback = format!("{}/callback", portal.url());
            let callback = Url::parse_with_params(&callback, parameters).unwrap();
            browser.open(callback.as_str()).await;
            browser.see("//*[@role='alert']//button").await;
            assert_harmless(browser).await;
        }
    })
    .await;
}

/// Nothing has run, no element has been added, and no character changes the direction of the text around it.
async fn assert_harmless(browser: &Browser) {
    assert_eq!(browser.value("window.ran ?? null").await, Value::Null);
    let added =
        "document.querySelectorAll('img[src=x], svg[onload], body script:not([src])').length";
    assert_eq!(browser.value(added).await, 0);
    let shown = browser.value(SHOWN).await;
    let shown = shown.as_str().unwrap();
    if let Some(at) = shown.find(['\u{202e}', '\u{2066}', '\u{200b}']) {
        let around: String = shown[at..].chars().take(100).collect();
        panic!("{around:?}");
    }
}

/// The document without the values that are not displayed: the page's documents, and what the form submits.
const SHOWN: &str = "(() => {
    const shown = document.documentElement.cloneNode(true);
    shown.querySelector('#haulout-data').remove();
    for (const choice of shown.querySelectorAll('[type=radio]')) choice.removeAttribute('value');
    return shown.outerHTML;
})()";
