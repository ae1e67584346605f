//! The display of an element in each of its phases.

use std::collections::BTreeSet;

use haulout_devstack::Fault;

use super::*;

const ELEMENT: &str = "<haulout-login config-url=/haulout/config.json></haulout-login>";
const READY: &str = "Boolean(inside('.ring .time'))";

/// The current names of parts and slots, with which a host can style or replace elements.
async fn names(browser: &Browser, selector: &str, attribute: &str) -> BTreeSet<String> {
    let expression = format!(
        "[...document.querySelector('haulout-login').shadowRoot.querySelectorAll('{selector}')].flatMap((it) => it.getAttribute('{attribute}').split(' '))"
    );
    serde_json::from_value(browser.value(&expression).await).unwrap()
}

/// The names of these in the package's manifest.
fn promised(list: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("pkg/custom-elements.json");
    let manifest: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let names = manifest["modules"][0]["declarations"][0][list]
        .as_array()
        .unwrap();
    names
        .iter()
        .map(|it| it["name"].as_str().unwrap().to_owned())
        .collect()
}

/// Fails if the page has accessibility violations in light or dark, or is too wide for the smallest screen.
async fn check_phase(browser: &Browser, phase: &str) {
    for scheme in Scheme::ALL {
        browser.prefer(scheme).await;
        for (name, screen) in [("320", Screen::NARROWEST), ("420", Screen::PHONE)] {
            browser.show_on(screen).await;
            let wide = browser
                .value(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
                )
                .await;
            assert_eq!(wide, 0, "{phase} is too wide for {name}");
            let violations = violations(browser).await;
            assert!(
                violations.is_empty(),
                "{phase}, {scheme:?}, {name}: {violations:#?}"
            );
            take(
                browser,
                &format!("{phase}-{name}-{scheme:?}").to_lowercase(),
            )
            .await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_phase_is_accessible_on_every_screen() {
    let folder = page(ELEMENT);
    let plan = Plan::supervisor().below_page(folder.path().to_owned());
    journey(plan, async |portal, browser| {
        browser.hide_scrollbars().await;
        browser.open(origin(portal)).await;
        until(browser, "Boolean(inside('.primary'))").await;
        check_phase(browser, "signed-out").await;
        sign_in(portal, browser).await;
        browser.open(origin(portal)).await;
        until(browser, READY).await;
        check_phase(browser, "signed-in").await;
        let mut parts = names(browser, "[part]", "part").await;
        assert_eq!(names(browser, "slot", "name").await, promised("slots"));
        browser.value("document.querySelector('haulout-login').cluster = 'dev'").await;
        until(browser, "!inside('.rows')").await;
        check_phase(browser, "one-cluster").await;
        browser.value("document.querySelector('haulout-login').form = 'once'").await;
        until(browser, "Boolean(inside('.one-form'))").await;
        check_phase(browser, "one-form").await;
        browser.value("document.querySelector('haulout-login').compact = true").await;
        until(browser, "Boolean(inside('.compact'))").await;
        check_phase(browser, "compact").await;
        browser.value("Object.assign(document.querySelector('haulout-login'), { compact: false, form: null, sections: 'timeline clocks activity' })").await;
        until(browser, "Boolean(inside('.session-timeline'))").await;
        check_phase(browser, "sections").await;
        browser.value("Object.assign(document.querySelector('haulout-login'), { sections: null })").await;
        portal.dev().set_fault(Fault::ConciergeRefuses, true);
        until(browser, "press('Renew now')").await;
        until(browser, "Boolean(inside('.error-panel'))").await;
        check_phase(browser, "trouble").await;
        parts.extend(names(browser, "[part]", "part").await);
        assert_eq!(parts, promised("cssParts"));
    })
    .await;
}
