//! Layout on various screens, with various colours, directions and locales: no overflow and no clipped text.

use haulout::ui::choice::ExportForm;
use haulout::ui::messages::Language;
use haulout_devstack::Fault;
use haulout_protocol::Code;

use crate::harness::{
    Browser, Plan, Scheme, Screen, button, journey, misfits, program_button, tab, timer,
};
use crate::live_folder::PICKER;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_overflow_is_found() {
    journey(Plan::one_cluster(), async |portal, browser| {
        browser.open(portal.url()).await;
        browser.see(&program_button("Sign in")).await;
        assert_eq!(misfits(browser).await, Vec::<String>::new());
        let title = "document.querySelector('h1').style";
        for harm in [
            "minWidth = '3000px'",
            "cssText = 'overflow: hidden; white-space: nowrap; max-width: 2em'",
            "cssText = 'overflow: clip; height: 4px'",
            "cssText = 'width: 2em; white-space: nowrap'",
        ] {
            browser.value(&format!("{title}.{harm}")).await;
            assert_ne!(misfits(browser).await, Vec::<String>::new(), "{harm}");
            browser.value(&format!("{title}.cssText = ''")).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_fits() {
    for language in Language::ALL {
        everything_fits_in(*language).await;
    }
}

async fn everything_fits_in(language: Language) {
    let words = language.messages();
    journey(Plan::one_cluster(), async |portal, browser| {
        browser.live_in("Europe/Berlin", language.tag()).await;
        browser.open(portal.url()).await;
        browser.see(&program_button(words.sign_in.sign_in)).await;
        let tag = browser.value("document.documentElement.lang").await;
        assert_eq!(tag, language.tag());
        all_fits(browser, "signed out").await;

        browser.click(&button(words.sign_in.sign_in)).await;
        browser.log_in("pinny", "haul-out").await;
        browser.see(&timer("Development")).await;
        for folded in [
            "certificate-authority-data",
            words.export.terminal,
            words.session_timeline.title,
            words.clocks.diagnostics,
        ] {
            let summary = format!("//summary[contains(., '{folded}')]");
            browser.click(&summary).await;
        }
        let haulout = (words.export.form)(ExportForm::Haulout);
        browser.click(&tab(haulout)).await;
        browser.click(&summary(words.export.preview)).await;
        all_fits(browser, "signed in").await;

        portal.stack().set_fault(Fault::ConciergeRefuses, true);
        browser.click(&button(words.clusters.renew_now)).await;
        let title = (words.errors.title)(Code::CredentialRefused);
        browser.see_error(title, words.errors.try_again).await;
        browser.click(&summary(words.errors.details)).await;
        all_fits(browser, "refused").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_kubeconfig_is_in_sight_on_a_laptop_and_near_the_top_of_a_phone() {
    journey(Plan::showcase(), async |portal, browser| {
        browser.open(portal.url()).await;
        browser.click(&button("Sign in")).await;
        browser.log_in("pinny", "haul-out").await;
        browser.see(&timer("Development")).await;
        for (screen, depth) in [
            (Screen::new(1240, 800), 800.0),
            (Screen::PHONE, 1.5 * 844.0),
        ] {
            browser.show_on(screen).await;
            let deepest = browser.value(DEEPEST_OF_THE_TOP).await.as_f64().unwrap();
            assert!(deepest <= depth, "{screen:?}: {deepest}");
        }
    })
    .await;
}

/// The lower edge of the last of these: name, identity, countdown, buttons, and five lines of the kubeconfig.
const DEEPEST_OF_THE_TOP: &str = "(() => {
    const below = (element) => element.getBoundingClientRect().bottom + scrollY;
    const top = ['h2#cluster', '.identity', '.cluster [role=timer]', '.kubeconfig .actions'];
    const text = document.querySelector('.kubeconfig .document').getBoundingClientRect();
    return Math.max(...top.map((it) => below(document.querySelector(it))), text.top + scrollY + 110);
})()";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_export_forms_are_in_one_row_on_a_laptop() {
    for language in Language::ALL {
        let words = language.messages();
        journey(Plan::supervisor(), async |portal, browser| {
            browser.before_load(PICKER).await;
            browser.live_in("Europe/Berlin", language.tag()).await;
            browser.show_on(Screen::WINDOW).await;
            browser.open(portal.url()).await;
            browser.click(&button(words.sign_in.sign_in)).await;
            browser.log_in("pinny", "haul-out").await;
            browser.see(&timer("Development")).await;
            assert_eq!(browser.value(ROWS_OF_TABS).await, 1);
            browser.click(&button(words.folder.choose)).await;
            // With the longest badge.
            let badge = format!("//*[.='{}']", words.export.action_required);
            browser.see(&badge).await;
            assert_eq!(browser.value(ROWS_OF_TABS).await, 1);
            assert_eq!(misfits(browser).await, Vec::<String>::new());
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_error_page_fits() {
    for language in Language::ALL {
        let words = &language.messages().errors;
        journey(Plan::one_cluster(), async |portal, browser| {
            browser.live_in("Europe/Berlin", language.tag()).await;
            portal.stack().set_fault(Fault::IssuerDown, true);
            browser.open(portal.url()).await;
            let title = (words.title)(Code::IssuerUnreachable);
            browser.see_error(title, words.try_again).await;
            browser.click(&summary(words.details)).await;
            all_fits(browser, "failed").await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_in_another_zone_and_locale_fits() {
    for (zone, locale) in PLACES {
        journey(Plan::one_cluster(), async |portal, browser| {
            browser.live_in(zone, locale).await;
            browser.show_on(Screen::NARROWEST).await;
            browser.open(portal.url()).await;
            // In every language, the first button is the one for signing in.
            browser.click("//main//button").await;
            browser.log_in("pinny", "haul-out").await;
            browser.see("//*[@role='timer']").await;
            let here = "Intl.DateTimeFormat().resolvedOptions()";
            assert_eq!(browser.value(&format!("{here}.timeZone")).await, zone);
            assert_eq!(browser.value(&format!("{here}.locale")).await, locale);
            all_fits(browser, locale).await;
        })
        .await;
    }
}

/// A language with long words; a locale with its own digits and a time zone with a quarter-hour offset.
const PLACES: [(&str, &str); 2] = [("Europe/Berlin", "de-DE"), ("Pacific/Chatham", "ar-EG")];

/// In how many rows the export forms are, of which there are four.
const ROWS_OF_TABS: &str = "(() => {
    const tabs = [...document.querySelectorAll('[role=tab]')];
    return tabs.length === 4 && tabs.filter((tab) => tab.offsetLeft === tabs[0].offsetLeft).length;
})()";

/// The names of the elements that expand others.
fn summary(name: &str) -> String {
    format!("//summary[normalize-space()='{name}']")
}

/// Checks every screen, both directions, and forced colours.
async fn all_fits(browser: &Browser, what: &str) {
    for screen in [
        Screen::WINDOW,
        Screen::ZOOMED,
        Screen::PHONE,
        Screen::NARROWEST,
    ] {
        browser.show_on(screen).await;
        for direction in ["ltr", "rtl"] {
            browser.read(direction).await;
            browser.prefer(Scheme::Light).await;
            fits(browser, what, screen, direction).await;
            browser.force_colors().await;
            fits(browser, what, screen, "own colours").await;
        }
        browser.read("ltr").await;
    }
}

async fn fits(browser: &Browser, what: &str, screen: Screen, how: &str) {
    let misfits = misfits(browser).await;
    assert!(
        misfits.is_empty(),
        "{what}, {screen:?}, {how}: {misfits:#?}"
    );
}
