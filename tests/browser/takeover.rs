//! Tests the page before the program has loaded, and how the program takes it over.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{
    add_root, fresh_page, gateway, has_button, html, mount_over_page, press, text, until_it_says,
};
use crate::stubs::{eval, turn, until};

/// The parts of a rendered sign-in page that the tests use, at the same positions. An accent colour is a style sheet before
/// them.
const SIGN_IN_FORM: &str = r#"<noscript></noscript><div class="boot"><style></style><header></header><main>
<section class="card"><svg></svg><div></div><form class="start"><fieldset><legend></legend>
<label><input type="radio" name="identity_provider" value="corp" checked><span></span><small></small></label>
<label><input type="radio" name="identity_provider" value="guests"><span></span><small></small></label></fieldset>
<input type="hidden" name="language"><button id="haulout-sign-in">Sign in</button></form>
<ol></ol><p></p></section></main><footer></footer><div class="notice"></div><p role="status"></p></div>"#;
/// The same without a form.
const SIGN_IN_BUTTON: &str = r#"<div class="boot"><main><section class="card">
<button type="button" id="haulout-sign-in" data-busy="Preparing">Sign in</button></section></main></div>"#;

/// Runs the document's script, and then what it does when all elements exist.
fn boot() {
    eval(include_str!("../../www/boot.js"));
    eval("document.dispatchEvent(new Event('readystatechange'))");
}

/// Adds the data block that a gateway would send.
fn add_documents() {
    eval(
        "const block = document.createElement('script');
        Object.assign(block, { type: 'application/json', id: 'haulout-data', textContent: portal.documents() });
        document.body.append(block);",
    );
}

fn cookie() -> String {
    eval("document.cookie").as_string().unwrap()
}

#[wasm_bindgen_test]
async fn the_program_starts_from_the_documents_in_the_page() {
    fresh_page().await;
    let _gateway = gateway();
    add_documents();
    add_root(SIGN_IN_FORM);
    mount_over_page(JsValue::UNDEFINED, false);
    turn().await;
    // The browser has not painted an empty page: rendering took no turn of its own.
    assert!(has_button("Sign in"), "{}", html());
    assert!(text().contains("https://issuer.example"), "{}", text());
    assert_eq!(eval("portal.requests.length"), 0);
}

#[wasm_bindgen_test]
async fn an_empty_data_block_means_that_the_configuration_is_fetched() {
    fresh_page().await;
    let _gateway = gateway();
    add_documents();
    eval("document.getElementById('haulout-data').textContent = ''");
    add_root(SIGN_IN_FORM);
    mount_over_page(JsValue::UNDEFINED, false);
    until_it_says("Copy kubeconfig").await;
    assert_eq!(eval("portal.requests[0]"), "GET /config.json");
}

#[wasm_bindgen_test]
async fn the_program_keeps_the_chosen_provider_and_its_focus() {
    fresh_page().await;
    keeps_choice_and_focus(SECOND_PROVIDER).await;
}

#[wasm_bindgen_test]
async fn the_program_keeps_the_chosen_provider_and_the_focus_of_the_button() {
    fresh_page().await;
    keeps_choice_and_focus("document.getElementById('haulout-sign-in')").await;
}

async fn keeps_choice_and_focus(focused: &str) {
    let _gateway = gateway();
    add_documents();
    add_root(SIGN_IN_FORM);
    boot();
    eval(&format!("{SECOND_PROVIDER}.click()"));
    eval(&format!("{focused}.focus()"));
    mount_over_page(JsValue::UNDEFINED, false);
    turn().await;
    assert!(eval("!document.querySelector('.boot')").is_truthy());
    let is_chosen = eval(&format!("{SECOND_PROVIDER}.checked"));
    assert!(is_chosen.is_truthy(), "{}", html());
    let is_focused = eval(&format!("document.activeElement === {focused}"));
    assert!(is_focused.is_truthy(), "{}", html());
}

const SECOND_PROVIDER: &str = "document.querySelectorAll('#haulout [name=identity_provider]')[1]";

#[wasm_bindgen_test]
async fn a_choice_before_the_program_has_loaded_is_stored() {
    fresh_page().await;
    eval("document.cookie = 'haulout-preferences=language=de&provider=corp; path=/'");
    add_root(SIGN_IN_FORM);
    boot();
    eval("document.querySelector('#haulout [value=guests]').click()");
    assert!(
        cookie().contains("haulout-preferences=language=de&provider=guests"),
        "{}",
        cookie()
    );
    // Another visit.
    add_root(SIGN_IN_FORM);
    eval("document.dispatchEvent(new Event('readystatechange'))");
    boot();
    assert!(eval("document.querySelector('#haulout [value=guests]').checked").is_truthy());
}

#[wasm_bindgen_test]
async fn the_stored_theme_applies_before_the_first_paint() {
    fresh_page().await;
    eval("document.cookie = 'haulout-preferences=theme=dark; path=/'");
    eval(include_str!("../../www/boot.js"));
    assert_eq!(eval("document.documentElement.dataset.theme"), "dark");
}

#[wasm_bindgen_test]
async fn a_press_without_a_form_waits_for_the_program() {
    fresh_page().await;
    add_root(SIGN_IN_BUTTON);
    boot();
    press("Sign in");
    assert_eq!(eval("pressed"), true);
    assert_eq!(
        eval("document.getElementById('haulout-sign-in').ariaBusy"),
        "true"
    );
    assert!(has_button("Preparing"));
}

#[wasm_bindgen_test]
async fn a_press_before_the_program_has_loaded_starts_the_sign_in() {
    fresh_page().await;
    let _gateway = gateway();
    eval("portal.signedIn = false; portal.broken.add('POST /session/start')");
    add_documents();
    add_root(SIGN_IN_FORM);
    mount_over_page(JsValue::UNDEFINED, true);
    until(|| eval("portal.requests.includes('POST /session/start')").is_truthy()).await;
    // Only once.
    until_it_says("HAULOUT_").await;
    press("Try again");
    until(|| has_button("Sign in")).await;
    let starts = "portal.requests.filter((it) => it === 'POST /session/start').length";
    assert_eq!(eval(starts), 1);
}

#[wasm_bindgen_test]
async fn a_program_that_does_not_load_leaves_the_form() {
    fresh_page().await;
    add_root(SIGN_IN_FORM);
    boot();
    let fail =
        "dispatchEvent(new ErrorEvent('error', { message: 'no program', cancelable: true }))";
    eval(fail);
    eval(fail);
    assert!(has_button("Sign in"), "{}", html());
    assert_eq!(
        eval("document.querySelectorAll('main > .card + .error-card').length"),
        1
    );
    assert!(text().contains("no program"), "{}", text());
    add_root(SIGN_IN_BUTTON);
    eval(fail);
    assert!(!has_button("Sign in"), "{}", html());
    assert!(text().contains("no program"), "{}", text());
}
