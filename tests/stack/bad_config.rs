//! An invalid configuration: the page names the wrong field.

use serde_json::json;

use crate::harness::{Plan, journey};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_field_is_named() {
    let plan = Plan::one_cluster().tamper(|config| config["issuer"]["scope"] = json!("openid"));
    names_the_field(plan, "issuer.scope").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issuer_without_tls_is_named() {
    let plan = Plan::one_cluster()
        .tamper(|config| config["issuer"]["url"] = json!("http://issuer.example"));
    names_the_field(plan, "issuer.url").await;
}

async fn names_the_field(plan: Plan, field: &str) {
    journey(plan, async |portal, browser| {
        browser.open(portal.url()).await;
        browser
            .see_error("The configuration is invalid", "Start again")
            .await;
        let text = browser.text("//*[@role='alert']").await;
        assert!(text.contains(&format!("\u{201c}{field}\u{201d}")), "{text}");
    })
    .await;
}
