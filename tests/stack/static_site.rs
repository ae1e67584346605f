//! Hosting without a gateway: static files, and an issuer and API servers with CORS.

use haulout_devstack::{Entry, Server};

use crate::harness::{
    Browser, Host, Kubeconfig, StaticSite, button, journey_without_gateway, ready_button, timer,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_without_a_gateway_signs_in_and_renews_under_its_own_policy() {
    journey_without_gateway(Host::Plain, async |site, browser| {
        walk(site, browser).await;
        let entries = site.stack().journal().entries();
        let by_page = |entry: &&Entry| entry.header("origin") == Some(site.url());
        let asked: Vec<&Entry> = entries.iter().filter(by_page).collect();
        let token_requests = asked.iter().filter(|entry| entry.path.ends_with("/token"));
        assert!(token_requests.count() >= 2, "one sign-in and one refresh");
        let headers = asked.iter().map(|entry| entry.header("haulout-request"));
        assert!(headers.flatten().next().is_none(), "it is the gateway's");
        let asks_first = |entry: &&Entry| entry.method == "OPTIONS";
        let mut preflights = entries.iter().filter(asks_first);
        assert!(preflights.all(|entry| entry.server != Server::Issuer));

        // The policy that allows these requests allows no others.
        assert_eq!(browser.console_errors().await, Vec::<String>::new());
        assert_eq!(browser.value(FOREIGN_BEACON).await, "connect-src");
        browser
            .until("the refused beacon", async || {
                browser.console_errors().await.pop()
            })
            .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nginx_hosts_the_site_below_a_path_with_the_generated_headers() {
    journey_without_gateway(Host::Nginx("/clusters-portal"), async |site, browser| {
        walk(site, browser).await;
        // Both policies apply, and only a header can isolate the page.
        assert_eq!(browser.value("crossOriginIsolated").await, true);
        let marker = format!(
            "fetch('{}/.haulout-static').then(a => a.status)",
            site.url()
        );
        assert_eq!(browser.value(&marker).await, 404);
    })
    .await;
}

/// The part from the first page to a second kubeconfig.
async fn walk(site: &StaticSite, browser: &Browser) {
    browser.open(&format!("{}/", site.url())).await;
    browser.click(&button("Sign in")).await;
    browser.log_in("pinny", "haul-out").await;
    browser.see(&timer("Development")).await;
    let first = download(browser).await;
    assert_eq!(first.who_am_i().await.0, "pinny");
    let serial = first.certificate().await.serial;

    let requests = || {
        site.stack()
            .journal()
            .requests("/tokencredentialrequests")
            .len()
    };
    let before = requests();
    browser.click(&button("Renew now")).await;
    browser
        .until("a new certificate", async || {
            (requests() > before).then_some(())
        })
        .await;
    browser.see(&ready_button("Renew now")).await;
    let second = download(browser).await;
    assert_ne!(second.certificate().await.serial, serial);
    assert_eq!(second.who_am_i().await.0, "pinny");
    let held = browser
        .value("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
        .await;
    assert_eq!(held, serde_json::json!(r#"[{},{},""]"#));
}

async fn download(browser: &Browser) -> Kubeconfig {
    browser.click(&button("Download")).await;
    Kubeconfig::new(&browser.downloaded().await.1)
}

/// Sends a request to an unconfigured origin, and returns the directive that blocks it.
const FOREIGN_BEACON: &str = "new Promise((resolve) => {
  addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
  navigator.sendBeacon('http://127.0.0.1:9/');
})";
