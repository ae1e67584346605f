//! The headless package in a page without an interface, with the few lines of code that an embedder needs.

use serde_json::json;

use crate::harness::{Kubeconfig, Plan, journey};

const HOST: &str = "
import { init, Session } from './haulout.js';

await init(new URL('./haulout_bg.wasm', import.meta.url));
const session = await Session.create({ configUrl: new URL('../config.json', import.meta.url).href });
window.events = [];
window.subscription = session.on((event) => window.events.push(event.type));
await session.handleRedirect();
window.session = session;
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_embedder_signs_a_user_in_and_gets_a_kubeconfig() {
    let plan = Plan::supervisor().host(HOST);
    journey(plan, async |portal, browser| {
        let state = async |expected: &str| {
            browser
                .until(expected, async || {
                    let state = browser
                        .value("window.session && session.snapshot().state")
                        .await;
                    (state == expected).then_some(())
                })
                .await;
        };
        browser.open(portal.url()).await;
        state("signed-out").await;
        let offered = browser.value("session.snapshot().identityProviders").await;
        assert_eq!(offered, json!(["Acme LDAP", "Acme SSO"]));

        browser
            .value("void session.login({ identityProvider: 'Acme SSO' })")
            .await;
        browser.log_in("walrus", "tusks-up").await;
        state("signed-in").await;
        let events = browser.value("events").await;
        let mut events: Vec<_> = events.as_array().cloned().unwrap_or_default();
        // `Date` has whole seconds, so the known expiry of a credential may change with the clock measurements.
        // The package tests cover the texts of each step.
        events.retain(|event| event != "end-moved" && event != "activity");
        assert_eq!(events, ["signed-in", "credential", "credential"]);

        for (clusters, expected) in [("['dev']", 1), ("", 2)] {
            let text = browser
                .value(&format!("session.kubeconfig({clusters})"))
                .await;
            let kubeconfig = Kubeconfig::new(text.as_str().unwrap());
            let (name, groups) = kubeconfig.who_am_i().await;
            assert_eq!((name.as_str(), groups), ("walrus", vec!["walruses".into()]));
            let contexts = kubeconfig
                .answer(&["config", "get-contexts", "--output=name"])
                .await;
            assert_eq!(contexts.lines().count(), expected, "{contexts}");
        }

        browser.value("void session.logout()").await;
        state("signed-out").await;
        assert_eq!(browser.session_cookies().await, Vec::<String>::new());
    })
    .await;
}
