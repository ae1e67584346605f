//! Reproduces Pinniped's issue 1987: an issuer without refresh tokens, expiring certificates, and a node with drift.
//!
//! The client of the issue renewed after expiry and trusted its own clock, and every renewal took half a minute.

use std::collections::BTreeSet;

use haulout_devstack::Preset;
use serde_json::Value;

use crate::harness::{Browser, Kubeconfig, Plan, journey};

/// Stores the credentials of the cluster.
const HOST: &str = "
import { init, Session } from './haulout.js';

await init(new URL('./haulout_bg.wasm', import.meta.url));
const session = await Session.create({ configUrl: new URL('../config.json', import.meta.url).href });
window.credentials = [];
window.subscription = session.on((event) => {
  if (event.type === 'credential') window.credentials.push(session.credentialFile('dev').contents);
});
await session.handleRedirect();
window.session = session;
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kubectl_gets_no_401_over_three_certificates() {
    let plan = Plan::preset(Preset::Story1987, CERTIFICATE_SECS).host(HOST);
    journey(plan, async |portal, browser| {
        browser.open(portal.url()).await;
        browser
            .until("a page that knows its issuer", async || {
                let state = browser.value("window.session?.snapshot().state").await;
                (state == "signed-out").then_some(())
            })
            .await;
        browser.value("void session.login()").await;
        browser.log_in("walrus", "tusks-up").await;

        let cluster = portal.dev();
        let kubeconfig = Kubeconfig::reading_a_file(cluster.url(), cluster.ca_pem());
        let mut written = 0;
        written += write_new(browser, &kubeconfig, written).await;
        portal.stack().journal().clear();
        let mut calls = 0;
        while portal.certificates_used().len() <= CERTIFICATES {
            let answer = kubeconfig.kubectl(&["get", "--raw", "/version"]).await;
            assert!(answer.status.success(), "{answer:?}");
            calls += 1;
            assert!(calls < MOST_CALLS, "the credentials are not renewed");
            written += new_credentials(browser, &kubeconfig, written).await;
        }
        let (name, groups) = kubeconfig.who_am_i().await;
        assert_eq!((name.as_str(), groups), ("walrus", vec!["walruses".into()]));

        let seen = portal.by_kubectl();
        assert!(seen.len() >= calls, "{} of {calls}", seen.len());
        let refused: Vec<_> = seen.iter().filter(|it| it.status == Some(401)).collect();
        assert!(refused.is_empty(), "{refused:#?}");
        let replicas: BTreeSet<usize> = seen.iter().map(|it| it.replica).collect();
        assert_eq!(replicas.len(), 2, "the drifted node was asked, too");
        let issuer = portal.stack().journal().requests("token");
        assert!(issuer.is_empty(), "no second sign-in: {issuer:#?}");
    })
    .await;
}

/// Waits for the first credential.
async fn write_new(browser: &Browser, kubeconfig: &Kubeconfig, written: usize) -> usize {
    browser
        .until("a credential", async || {
            let new = new_credentials(browser, kubeconfig, written).await;
            (new > 0).then_some(new)
        })
        .await
}

/// Writes the newest credential that the page has received since the last call.
async fn new_credentials(browser: &Browser, kubeconfig: &Kubeconfig, written: usize) -> usize {
    let new = browser
        .value(&format!("(window.credentials ?? []).slice({written})"))
        .await;
    let Value::Array(new) = new else {
        panic!("{new}");
    };
    if let Some(newest) = new.last() {
        kubeconfig.write_credential(newest.as_str().unwrap());
    }
    new.len()
}

/// A fifth of Pinniped's lifetime, for a short test: renewal every 27 s, with a margin of 12 s.
const CERTIFICATE_SECS: u64 = 60;
/// The test runs until this number of certificates was replaced.
const CERTIFICATES: usize = 3;
/// A limit of several minutes: kubectl takes a few hundredths of a second.
const MOST_CALLS: usize = 20_000;
