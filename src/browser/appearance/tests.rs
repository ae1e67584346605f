//! Tests with a real document.

use haulout_protocol::kubeconfig::Shell;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{Accent, accent, language, root_element, shell, theme};
use crate::browser::fake_navigator::FakeNavigator;
use crate::browser::fresh_page::fresh_page;
use crate::browser::stubs::eval;

fn text(script: &str) -> String {
    eval(script).as_string().unwrap_or_default()
}

#[wasm_bindgen_test]
async fn attributes_for_language_direction_and_theme_are_set_once() {
    fresh_page().await;
    let page = root_element().unwrap();
    language(&page, "ar-EG", "rtl");
    theme(&page, "dark");
    let said = text(
        "(({ lang, dir, dataset }) => [lang, dir, dataset.theme].join())(document.documentElement)",
    );
    eval(
        "globalThis.watcher = new MutationObserver(() => {});
        watcher.observe(document.documentElement, { attributes: true });",
    );
    language(&page, "ar-EG", "rtl");
    theme(&page, "dark");
    assert_eq!(
        eval("watcher.takeRecords().length"),
        0,
        "unchanged attributes are not set again"
    );
    theme(&page, "light");
    assert_eq!(eval("watcher.takeRecords().length"), 1);
    assert_eq!(said, "ar-EG,rtl,dark");
}

#[wasm_bindgen_test]
async fn an_accent_is_set_and_removed_completely() {
    fresh_page().await;
    let page = root_element().unwrap();
    let names = "['--accent-light', '--accent-light-ink', '--accent-dark', '--accent-dark-ink']";
    let read = || {
        text(&format!(
            "{names}.map((it) => getComputedStyle(document.documentElement).getPropertyValue(it)).join()"
        ))
    };
    let colours = Accent {
        light: "#0b6583",
        light_ink: "#fff",
        dark: "#58bedd",
        dark_ink: "#06222d",
    };
    accent(&page, Some(colours));
    assert_eq!(read(), "#0b6583,#fff,#58bedd,#06222d");
    accent(&page, None);
    assert_eq!(read(), ",,,");
}

#[wasm_bindgen_test]
async fn the_default_shell_follows_the_platform() {
    fresh_page().await;
    for (brands, platform, expected) in [
        ("{ platform: 'Windows' }", "'Win32'", Shell::PowerShell),
        ("undefined", "'Win32'", Shell::PowerShell),
        ("{ platform: '' }", "'Win32'", Shell::PowerShell),
        ("undefined", "'MacIntel'", Shell::Bash),
        ("{ platform: 'Linux' }", "'Linux x86_64'", Shell::Bash),
        // Browsers that protect privacy report no platform.
        ("undefined", "undefined", Shell::Bash),
    ] {
        let _new = FakeNavigator::with("userAgentData", brands);
        let _old = FakeNavigator::with("platform", platform);
        assert_eq!(shell(), expected, "{brands} {platform}");
    }
}
