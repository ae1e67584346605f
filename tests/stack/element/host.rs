//! The events that an element dispatches to its host, and their contents.

use std::time::Duration;

use haulout_devstack::Fault;

use super::*;

const ELEMENT: &str = "<haulout-login config-url=/haulout/config.json></haulout-login>";
const READY: &str = "Boolean(inside('.ring .time'))";

/// The details of the recorded events of this type.
async fn heard(browser: &Browser, name: &str) -> Vec<Value> {
    let expression = format!("heard.filter(({{ type }}) => type === 'haulout-{name}')");
    let events = browser.value(&expression).await;
    for event in events.as_array().unwrap() {
        assert_eq!(event["bubbles"], true);
        assert_eq!(event["composed"], true);
        assert_eq!(event["cancelable"], name == "navigate");
        assert_eq!(event["target"], "haulout-login");
    }
    let events = events.as_array().unwrap().iter();
    events.map(|event| event["detail"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_contain_a_credential_only_if_the_host_requests_it() {
    let folder = page(ELEMENT);
    let plan = Plan::supervisor().below_page(folder.path().to_owned());
    journey(plan, async |portal, browser| {
        sign_in(portal, browser).await;
        browser.open(origin(portal)).await;
        until(browser, READY).await;
        until(browser, "heard.length >= 2").await;
        let clusters = heard(browser, "credential").await;
        let mut ids: Vec<_> = clusters.iter().map(|it| it["cluster"].clone()).collect();
        ids.sort_by_key(ToString::to_string);
        assert_eq!(ids, ["dev", "prod-eu"]);
        for detail in &clusters {
            let keys: Vec<_> = detail.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["cluster", "notAfter"]);
        }

        // An element for one cluster dispatches events of that cluster only.
        browser.value("document.querySelector('haulout-login').cluster = 'dev'").await;
        until(browser, "!inside('.rows')").await;
        browser.value("heard.length = 0").await;
        until(browser, "press('Renew now')").await;
        until(browser, "heard.some(({ type }) => type === 'haulout-credential')").await;
        assert_eq!(heard(browser, "renewing").await, [json!({"cluster": "dev"})]);
        let details = heard(browser, "credential").await;
        assert!(details.iter().all(|it| it["cluster"] == "dev"), "{details:?}");

        let secret = browser
            .value("document.querySelector('haulout-login').session.kubeconfig(['dev']).match(/client-key-data: \"?([\\w+/=]+)/)[1]")
            .await;
        let secret = secret.as_str().unwrap().to_owned();
        assert!(secret.len() > 100);
        assert!(!browser.value("JSON.stringify(heard)").await.to_string().contains(&secret));
        let attributes = "(() => { const all = []; const look = (it) => { for (const { value } of it.attributes ?? []) all.push(value); \
            if (it.shadowRoot) look(it.shadowRoot); for (const child of it.children) look(child); }; look(document.documentElement); return all.join(' '); })()";
        let text = browser.value(attributes).await.to_string();
        assert!(text.contains("haulout"), "attributes are looked at");
        for part in [secret.as_str(), "PRIVATE KEY", "eyJ"] {
            assert!(!text.contains(part), "{part} in an attribute");
        }

        browser
            .value("Object.assign(document.querySelector('haulout-login'), { exposeCredential: true })")
            .await;
        browser.value("heard.length = 0").await;
        until(browser, "press('Renew now')").await;
        until(browser, "heard.some(({ type }) => type === 'haulout-credential')").await;
        let details = heard(browser, "credential").await;
        let text = details[0]["kubeconfig"].as_str().unwrap();
        let (name, _) = Kubeconfig::new(text).who_am_i().await;
        assert_eq!(name, "walrus");
        let credential: Value =
            serde_json::from_str(details[0]["execCredential"].as_str().unwrap()).unwrap();
        assert_eq!(credential["kind"], "ExecCredential");

        portal.dev().set_fault(Fault::ConciergeRefuses, true);
        browser.value("heard.length = 0").await;
        until(browser, "press('Renew now')").await;
        until(browser, "heard.some(({ type }) => type === 'haulout-error')").await;
        let failed = heard(browser, "error").await;
        assert_eq!(failed[0], json!({"code": "HAULOUT_CREDENTIAL_REFUSED", "cluster": "dev"}));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_can_prevent_a_sign_in() {
    let folder = page(ELEMENT);
    let plan = Plan::one_cluster().below_page(folder.path().to_owned());
    journey(plan, async |portal, browser| {
        browser.open(origin(portal)).await;
        until(browser, "Boolean(inside('.primary'))").await;
        browser.value("(globalThis.refuse = true)").await;
        until(browser, "press('Sign in')").await;
        until(browser, "heard.length === 1").await;
        let details = heard(browser, "navigate").await;
        assert_eq!(details[0]["identityProvider"], "Acme LDAP");
        assert_eq!(
            browser
                .value("document.querySelector('haulout-login').session.snapshot().state")
                .await,
            "signed-out"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_configuration_url_is_refused_without_a_request() {
    let folder =
        page("<haulout-login config-url=https://elsewhere.example/config.json></haulout-login>");
    let plan = Plan::one_cluster().below_page(folder.path().to_owned());
    journey(plan, async |portal, browser| {
        browser.open(origin(portal)).await;
        until(browser, "heard.length === 1").await;
        let failed = heard(browser, "error").await;
        assert_eq!(failed[0]["code"], "HAULOUT_ARGUMENT_INVALID");
        assert!(
            failed[0]["message"]
                .as_str()
                .unwrap()
                .contains("https://elsewhere.example")
        );
        until(
            browser,
            "inside('[role=alert]').textContent.includes('elsewhere')",
        )
        .await;
        assert!(
            !browser
                .traffic()
                .await
                .contains("elsewhere.example/config.json\",\"method")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_element_reports_a_failed_load_and_can_retry() {
    let folder = page(ELEMENT);
    let plan = Plan::one_cluster().below_page(folder.path().to_owned());
    journey(plan, async |portal, browser| {
        for (blocked, again) in [
            ("*/package/dist/element/haulout.js", "Reload the page"),
            ("*/package/dist/element/haulout_bg.wasm", "Try again"),
        ] {
            browser.block(blocked).await;
            browser.open(origin(portal)).await;
            until(
                browser,
                "Boolean(inside('[role=alert]')) && inside('[role=alert]').textContent.includes('did not load')",
            )
            .await;
            assert_eq!(
                heard(browser, "error").await[0]["code"],
                "HAULOUT_NOT_LOADED"
            );
            browser.block("nothing").await;
            until(browser, &format!("press('{again}')")).await;
            until(browser, "press('Sign in')").await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn invalid_attributes_are_ignored_and_changes_apply_at_once() {
    let folder = page(
        "<haulout-login config-url=/haulout/config.json theme=purple form=nonsense cluster=nowhere lang=xx></haulout-login>",
    );
    let plan = Plan::supervisor().below_page(folder.path().to_owned());
    journey(plan, async |portal, browser| {
        sign_in(portal, browser).await;
        browser.open(origin(portal)).await;
        until(browser, READY).await;
        let scheme = "getComputedStyle(inside('.haulout')).colorScheme";
        assert_eq!(browser.value(scheme).await, "light dark", "the page's");
        assert_eq!(browser.value("inside('.haulout').lang").await, "en");
        assert_eq!(browser.value("inside('.rows').querySelectorAll('li').length").await, 2);
        assert_eq!(browser.value("inside('.tabs').checkVisibility()").await, true);
        let element = "document.querySelector('haulout-login')";
        // The portal's preferences are in the same origin's storage.
        browser.value("localStorage.clear()").await;
        browser
            .value(&format!("Object.assign({element}, {{ theme: 'dark', form: 'once', cluster: 'dev', lang: 'de' }})"))
            .await;
        until(browser, "inside('.haulout').lang === 'de' && !inside('.rows') && !inside('.tabs')").await;
        assert_eq!(browser.value(scheme).await, "dark");
        until(browser, "press('Abmelden')").await;
        until(browser, "Boolean(inside('.sign-in'))").await;
        // The element does not change the surrounding page.
        let page = "[document.title, document.documentElement.lang, document.documentElement.dataset.theme ?? '', localStorage.length, location.pathname].join()";
        assert_eq!(browser.value(page).await, "Dashboard,en,,0,/");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_definition_and_a_move_have_no_effect() {
    let folder = page(ELEMENT);
    let plan = Plan::one_cluster().below_page(folder.path().to_owned());
    journey(plan, async |portal, browser| {
        browser.open(origin(portal)).await;
        until(browser, "Boolean(inside('.primary'))").await;
        let again = "import('/package/define.js?again').then((it) => it.HauloutLogin === HauloutLogin)";
        assert_eq!(browser.value(again).await, true);
        browser
            .value("(globalThis.before = document.querySelector('haulout-login').session)")
            .await;
        browser.value("document.body.prepend(document.querySelector('haulout-login'))").await;
        assert_eq!(
            browser.value("document.querySelector('haulout-login').session === before && Boolean(inside('.primary'))").await,
            true
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_through_a_window_keeps_the_page() {
    sign_in_through_a_window(Engine::Chromium).await;
}

pub(crate) async fn sign_in_through_a_window(engine: Engine) {
    let folder = page(ELEMENT);
    let plan = Plan::one_cluster().below_page(folder.path().to_owned());
    journey_in(engine, plan, async |portal, browser| {
        browser.open(origin(portal)).await;
        until(browser, "Boolean(window.inside?.('.primary'))").await;
        browser.value("(window.mark = 'never left')").await;
        // A real click on a button in the shadow tree.
        browser
            .value("(document.querySelector('h1').onclick = () => press('Sign in')) && true")
            .await;
        let page = browser.this_window().await;
        browser.click("//h1").await;
        browser.switch_to_new(&[&page]).await;
        browser.log_in("walrus", "tusks-up").await;
        browser.switch_to(&page).await;
        until(browser, READY).await;
        assert_eq!(browser.value("window.mark").await, "never left");
        let details = heard(browser, "navigate").await;
        assert_eq!(
            details,
            [json!({"popup": true, "identityProvider": "Acme LDAP"})]
        );
        until(
            browser,
            "heard.some(({ type }) => type === 'haulout-credential')",
        )
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_element_reports_an_expiry_without_a_renewal() {
    let folder = page(ELEMENT);
    let plan = Plan::one_cluster()
        .certificates(CERTIFICATE)
        .below_page(folder.path().to_owned());
    journey(plan, async |portal, browser| {
        sign_in(portal, browser).await;
        browser.open(origin(portal)).await;
        until(browser, READY).await;
        portal.dev().set_fault(Fault::ConciergeRefuses, true);
        until(
            browser,
            "heard.some(({ type }) => type === 'haulout-expired')",
        )
        .await;
        assert_eq!(heard(browser, "expired").await, [json!({"cluster": "dev"})]);
    })
    .await;
}

/// Long enough to receive and show the certificate, and short enough to wait for its expiry.
const CERTIFICATE: Duration = Duration::from_secs(12);
