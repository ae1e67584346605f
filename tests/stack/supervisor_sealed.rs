//! A Supervisor with a confidential client; the gateway holds the tokens.

use haulout_devstack::Entry;

use crate::harness::{
    Browser, Kubeconfig, Plan, Portal, button, button_of, journey, program_button, ready_button,
    status, timer,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kubeconfig_works_until_its_certificate_expires() {
    journey(Plan::supervisor(), async |portal, browser| {
        sign_in(portal, browser).await;
        assert_eq!(
            asked_to_choose(portal),
            ("Acme SSO".to_owned(), "oidc".to_owned())
        );
        let audiences: Vec<String> = fields(portal, "audience");
        assert_eq!(
            audiences.len(),
            2,
            "one exchange for each cluster: {audiences:?}"
        );

        browser.see("//li[contains(., 'Production EU')]").await;
        let kubeconfig = download(browser, "Development", "dev.kubeconfig.yaml").await;
        let certificate = kubeconfig.certificate().await;
        assert_eq!(certificate.names, ["pinny"]);
        assert_eq!(certificate.groups, ["cluster-viewers", "seals"]);
        let (name, groups) = kubeconfig.who_am_i().await;
        assert_eq!((name.as_str(), &groups), ("pinny", &certificate.groups));
        let mut shown = browser.groups_shown().await;
        shown.sort();
        assert_eq!(shown, groups);
        let namespaces = kubeconfig
            .answer(&["get", "namespaces", "--output=name"])
            .await;
        assert!(
            namespaces.lines().any(|line| line == "namespace/default"),
            "{namespaces}"
        );

        let clock = portal.dev().api_clock();
        clock.set_offset_seconds(LIFETIME_SECONDS - ROOM_SECONDS);
        kubeconfig.who_am_i().await;
        clock.set_offset_seconds(LIFETIME_SECONDS + 1);
        let refusal = kubeconfig.refusal().await;
        assert!(refusal.contains("Unauthorized"), "{refusal}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_kubeconfig_is_copied_and_the_key_is_never_displayed() {
    journey(Plan::one_cluster(), async |portal, browser| {
        sign_in(portal, browser).await;
        let shown = browser.text("//*[@class='document']").await;
        assert!(shown.contains("client-key-data:"), "{shown}");
        browser.click(&button("Copy kubeconfig")).await;
        browser.see(&status("Copied.")).await;

        let page = browser.value("document.documentElement.outerHTML").await;
        let pasted = browser.pasted().await;
        let (name, _) = Kubeconfig::new(&pasted).who_am_i().await;
        assert_eq!(name, "pinny");
        let (_, key) = pasted.split_once("client-key-data:").unwrap();
        let key = key.split_whitespace().next().unwrap().trim_matches('"');
        assert!(key.len() > 100, "a key is longer than {key}");
        assert!(!page.as_str().unwrap().contains(key));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_survives_a_reload_renews_on_demand_and_signs_out() {
    journey(Plan::one_cluster(), async |portal, browser| {
        sign_in(portal, browser).await;
        let first = download(browser, "Development", "dev.kubeconfig.yaml").await;
        let first = first.certificate().await;

        renew(portal, browser).await;
        let second = download(browser, "Development", "dev.kubeconfig.yaml").await;
        assert_ne!(second.certificate().await.serial, first.serial);
        assert_eq!(second.who_am_i().await.0, "pinny");

        browser.reload().await;
        browser.see(&timer("Development")).await;
        let third = download(browser, "Development", "dev.kubeconfig.yaml").await;
        assert_eq!(third.who_am_i().await.0, "pinny");

        // The session and its hint.
        assert_eq!(browser.session_cookies().await.len(), 2);
        browser.click(&button("Sign out")).await;
        browser.see(&program_button("Sign in")).await;
        assert_eq!(browser.session_cookies().await, Vec::<String>::new());
        browser.reload().await;
        browser.see(&program_button("Sign in")).await;
        assert_eq!(browser.count(&timer("Development")).await, 0);
    })
    .await;
}

/// The lifetime of Pinniped's certificates.
const LIFETIME_SECONDS: i64 = 300;
/// More than the test needs from the issuance of a certificate to this check.
const ROOM_SECONDS: i64 = 120;

/// Signs in with the second of two identity providers, up to the countdown.
pub(crate) async fn sign_in(portal: &Portal, browser: &Browser) {
    browser.open(portal.url()).await;
    browser.click("//label[contains(., 'Acme SSO')]").await;
    browser.click(&button("Sign in")).await;
    browser.log_in("pinny", "haul-out").await;
    browser.see(&timer("Development")).await;
}

/// Clicks "Renew now" and waits for the result.
pub(crate) async fn renew(portal: &Portal, browser: &Browser) {
    let before = tokens_for_concierges(portal).len();
    browser.click(&button("Renew now")).await;
    browser
        .until("a new certificate", async || {
            (tokens_for_concierges(portal).len() > before).then_some(())
        })
        .await;
    browser.see(&ready_button("Renew now")).await;
}

pub(crate) async fn download(browser: &Browser, cluster: &str, expected_name: &str) -> Kubeconfig {
    browser.click(&button_of(cluster, "Download")).await;
    let (name, text) = browser.downloaded().await;
    assert_eq!(name, expected_name);
    Kubeconfig::new(&text)
}

/// Every value of a field that the gateway sent to the token endpoint.
pub(crate) fn fields(portal: &Portal, name: &str) -> Vec<String> {
    let entries = portal.stack().journal().requests("/oauth2/token");
    let values = entries.iter().filter_map(|entry| entry.field(name));
    values.map(str::to_owned).collect()
}

fn asked_to_choose(portal: &Portal) -> (String, String) {
    let entries: Vec<Entry> = portal.stack().journal().requests("/oauth2/authorize");
    let field = |name| entries[0].field(name).unwrap().to_owned();
    (field("pinniped_idp_name"), field("pinniped_idp_type"))
}

pub(crate) fn tokens_for_concierges(portal: &Portal) -> Vec<String> {
    let entries = portal
        .stack()
        .journal()
        .requests("/tokencredentialrequests");
    let token = |entry: &Entry| {
        let body: serde_json::Value = serde_json::from_slice(&entry.body).unwrap();
        body["spec"]["token"].as_str().unwrap().to_owned()
    };
    entries.iter().map(token).collect()
}
