//! Takes the screenshots of the documents; `cargo xtask screenshots` stores them.

use std::path::PathBuf;

use haulout::ui::messages::Language;
use haulout_devstack::Fault;

use crate::harness::{Browser, Plan, Portal, Scheme, Screen, button, journey, misfits};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_screenshot_of_the_documents_can_be_taken() {
    journey(Plan::showcase(), async |portal, browser| {
        browser.hide_scrollbars().await;
        browser.show_on(Screen::WINDOW).await;
        browser.prefer(Scheme::Light).await;
        browser.open(portal.url()).await;
        browser.see(&button("Sign in")).await;
        take(browser, "signed-out").await;

        browser.click(&button("Sign in")).await;
        browser.log_in("pinny", "haul-out").await;
        everybody_is("Ready", portal, browser).await;
        take(browser, "light").await;
        browser.prefer(Scheme::Dark).await;
        take(browser, "dark").await;
        browser.force_colors().await;
        take(browser, "forced-colors").await;
        browser.prefer(Scheme::Light).await;
        browser.read("rtl").await;
        take(browser, "rtl").await;
        browser.read("ltr").await;
        for (name, screen) in [
            ("phone", Screen::PHONE),
            ("narrow-320", Screen::NARROWEST),
            ("zoom-200", Screen::ZOOMED),
        ] {
            browser.show_on(screen).await;
            take(browser, name).await;
        }

        browser.show_on(Screen::WINDOW).await;
        let refusing = portal.stack().cluster("dev").unwrap();
        refusing.set_fault(Fault::ConciergeRefuses, true);
        browser.click(&button("Renew now")).await;
        browser
            .see_error("The cluster rejected your sign-in", "Try again")
            .await;
        take(browser, "trouble").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_screenshot_of_another_language_can_be_taken() {
    let words = Language::German.messages();
    journey(Plan::showcase(), async |portal, browser| {
        browser.live_in("Europe/Berlin", "de-DE").await;
        browser.hide_scrollbars().await;
        browser.show_on(Screen::WINDOW).await;
        browser.prefer(Scheme::Light).await;
        browser.open(portal.url()).await;
        browser.click(&button(words.sign_in.sign_in)).await;
        browser.log_in("pinny", "haul-out").await;
        everybody_is(words.clusters.row_ready, portal, browser).await;
        take(browser, "german").await;
    })
    .await;
}

/// Waits until each cluster's row has this text.
async fn everybody_is(state: &str, portal: &Portal, browser: &Browser) {
    for cluster in portal.stack().clusters() {
        let row = format!(
            "//li[contains(., '{}')][contains(., '{state}')]",
            cluster.name()
        );
        browser.see(&row).await;
    }
}

/// Takes a screenshot, checks its contents and its size, and stores it if that is requested.
async fn take(browser: &Browser, name: &str) {
    let misfits = misfits(browser).await;
    assert!(misfits.is_empty(), "{name}: {misfits:#?}");
    let picture = browser.picture().await;
    let size = picture.len();
    assert!(size <= PICTURE_BYTES, "{name}.png has {size} bytes");
    if let Some(folder) = std::env::var_os("HAULOUT_PICTURES") {
        let file = PathBuf::from(folder).join(format!("{name}.png"));
        std::fs::write(&file, picture).unwrap();
    }
}

/// Limited, because a repository keeps every version.
const PICTURE_BYTES: usize = 256 * 1024;
