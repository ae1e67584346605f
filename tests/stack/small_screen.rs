//! A phone: everything fits without scrolling sideways.

use crate::harness::{Plan, button, journey, timer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_wider_than_a_phone() {
    journey(Plan::one_cluster(), async |portal, browser| {
        browser.resize(PHONE_WIDTH).await;
        let all_fits = async || {
            let [content, window] = ["scrollWidth", "clientWidth"]
                .map(|member| format!("document.documentElement.{member}"));
            let (content, window) = (browser.value(&content).await, browser.value(&window).await);
            assert_eq!(content, window, "something sticks out");
        };
        browser.open(portal.url()).await;
        browser.see(&button("Sign in")).await;
        all_fits().await;

        browser.click(&button("Sign in")).await;
        browser.log_in("pinny", "haul-out").await;
        browser.see(&timer("Development")).await;
        all_fits().await;
        browser
            .click("//summary[normalize-space()='What is in it']")
            .await;
        browser.see("//pre").await;
        all_fits().await;
    })
    .await;
}

/// CSS pixels of a small one.
const PHONE_WIDTH: u32 = 360;
