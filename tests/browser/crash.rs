//! Tests the error report that a panic shows.
#![cfg(target_arch = "wasm32")]

#[cfg(test)]
#[path = "../../src/browser/fresh_page.rs"]
mod fresh_page;

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

use fresh_page::fresh_page;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn a_panic_shows_its_source_location_and_not_its_message() {
    fresh_page().await;
    run(
        "document.body.insertAdjacentHTML('beforeend', '<div id=haulout></div>');
        globalThis.fetch = () => new Promise(() => {});",
    );
    haulout::ui::mount::mount_portal(
        "https://portal.example/config.json".into(),
        JsValue::UNDEFINED,
        JsValue::UNDEFINED,
        None,
        None,
    );
    // Called from JavaScript, which catches the trap that a panic causes.
    let defect = Closure::<dyn Fn()>::new(|| panic!("canary-{}", "token"));
    let survivor = "try { defect(); return false; } catch { return true; }";
    let survivor = Function::new_with_args("defect", survivor);
    let survived = survivor.call1(&JsValue::NULL, defect.as_ref());
    // Logged, because the portal's panic hook is set, so assertions print no message.
    let page = run("document.getElementById('haulout').outerHTML");
    console_log!("{page:?}");
    assert!(survived.is_ok_and(|survived| survived.is_truthy()));
    let page = page.as_string().unwrap_or_default();
    for words in [
        "Internal error",
        "HAULOUT_INTERNAL",
        "crash.rs",
        "Start again",
    ] {
        assert!(page.contains(words));
    }
    assert!(!page.contains("canary"));
}

fn run(script: &str) -> JsValue {
    js_sys::eval(script).expect("the script runs")
}
