//! Takes the screenshots of the documents; `cargo xtask screenshots` stores them.

use std::path::PathBuf;

use haulout::ui::messages::Language;
use haulout_devstack::Fault;
use haulout_protocol::Code;

use crate::element::{self, until};
use crate::harness::{
    Browser, Plan, Portal, Scheme, Screen, button, journey, misfits, program_button, status,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_screenshot_of_the_documents_can_be_taken() {
    journey(Plan::showcase(), async |portal, browser| {
        browser.hide_scrollbars().await;
        browser.show_on(Screen::WINDOW).await;
        browser.prefer(Scheme::Light).await;
        browser.open(portal.url()).await;
        browser.see(&program_button("Sign in")).await;
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
        browser.see(&program_button(words.sign_in.sign_in)).await;
        take(browser, "german-signed-out").await;
        browser.click(&button(words.sign_in.sign_in)).await;
        browser.log_in("pinny", "haul-out").await;
        everybody_is(words.clusters.row_ready, portal, browser).await;
        take(browser, "german").await;
        portal.dev().set_fault(Fault::ConciergeRefuses, true);
        browser.click(&button(words.clusters.renew_now)).await;
        let title = (words.errors.title)(Code::CredentialRefused);
        browser.see_error(title, words.errors.try_again).await;
        take(browser, "german-trouble").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_screenshot_of_the_element_can_be_taken() {
    let folder = element::page("<haulout-login config-url=/haulout/config.json></haulout-login>");
    let plan = Plan::supervisor().below_page(folder.path().to_owned());
    journey(plan, async |portal, browser| {
        browser.hide_scrollbars().await;
        browser.prefer(Scheme::Light).await;
        browser.open(element::origin(portal)).await;
        take_element(browser, "signed-out", ".primary").await;
        element::sign_in(portal, browser).await;
        browser.open(element::origin(portal)).await;
        take_element(browser, "signed-in", ".ring .time").await;
        portal.dev().set_fault(Fault::ConciergeRefuses, true);
        until(browser, "press('Renew now')").await;
        take_element(browser, "trouble", ".error-panel").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_frames_of_the_animated_picture_can_be_taken() {
    journey(Plan::showcase(), async |portal, browser| {
        browser.hide_scrollbars().await;
        browser.show_on(Screen::new(960, 720)).await;
        browser.prefer(Scheme::Light).await;
        browser.open(portal.url()).await;
        browser.see(&program_button("Sign in")).await;
        take(browser, "sign-in.frame-1").await;
        browser.click(&button("Sign in")).await;
        browser.enter("//input[@name='username']", "pinny").await;
        browser.enter("//input[@name='password']", "haul-out").await;
        take(browser, "sign-in.frame-2").await;
        browser.click("//button[@value='allow']").await;
        everybody_is("Ready", portal, browser).await;
        take(browser, "sign-in.frame-3").await;
        browser.click(&button("Copy kubeconfig")).await;
        browser.see(&status("Copied.")).await;
        take(browser, "sign-in.frame-4").await;
    })
    .await;
}

/// Takes a screenshot of the element in each language, once it has a match of the selector.
async fn take_element(browser: &Browser, phase: &str, selector: &str) {
    for language in [Language::German, Language::English] {
        let tag = language.tag();
        until(browser, &format!("Boolean(inside('{selector}'))")).await;
        let set = format!("document.querySelector('haulout-login').setAttribute('lang', '{tag}')");
        browser.value(&set).await;
        until(browser, &format!("inside('.haulout').lang === '{tag}'")).await;
        // Smaller than any page, so that the page's height is that of its content.
        browser.show_on(Screen::new(ELEMENT_WIDTH, 1)).await;
        let height = browser.value("document.documentElement.scrollHeight").await;
        let height = u32::try_from(height.as_u64().unwrap()).unwrap();
        browser.show_on(Screen::new(ELEMENT_WIDTH, height)).await;
        let name = match language {
            Language::English => format!("element-{phase}"),
            Language::German => format!("element-german-{phase}"),
        };
        take(browser, &name).await;
    }
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

/// The host page's margins around an element of the greatest width.
const ELEMENT_WIDTH: u32 = 444;
/// Limited, because a repository keeps every version.
const PICTURE_BYTES: usize = 256 * 1024;
