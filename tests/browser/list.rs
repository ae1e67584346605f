//! Tests the list of a thousand clusters: the number of elements, and how few of them a second changes.

use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use crate::page::{Clock, fresh_page, gateway, mount, text, until_it_says};
use crate::stubs::{FakeTimers, GlobalStub, eval, turn, until};

#[wasm_bindgen_test]
async fn a_thousand_clusters_have_at_most_twice_the_elements_of_fifty() {
    fresh_page().await;
    let mut counts = [0.0; 2];
    for (at, clusters) in [50, 1_000].into_iter().enumerate() {
        fresh_page().await;
        let _gateway = signed_in_to(clusters).await;
        counts[at] = number("document.querySelectorAll('#haulout *').length");
        console_log!(
            "{clusters} clusters: {} elements, drawn in {} ms",
            counts[at],
            number("drawing")
        );
    }
    assert!(counts[1] <= 2.0 * counts[0], "{counts:?}");
}

#[wasm_bindgen_test]
async fn a_second_changes_only_visible_countdowns() {
    fresh_page().await;
    let timers = FakeTimers::new();
    let clock = Clock::stop();
    let _gateway = signed_in_to(1_000).await;
    let shown = || text_of("#shown-row .time");
    let mut spent = Vec::new();
    for _ in 0..SECONDS {
        let first = shown();
        eval(
            "globalThis.touched = [];
            globalThis.watch = new MutationObserver((records) => {
                touched.push(...records);
                globalThis.ended = realTick.call(performance);
            });
            watch.observe(document.querySelector('#haulout'),
                { subtree: true, childList: true, attributes: true, characterData: true })",
        );
        clock.advance(1_000);
        let began = number("realTick.call(performance)");
        timers.fire();
        until(|| shown() != first).await;
        turn().await;
        eval("watch.disconnect()");
        spent.push(number("ended") - began);
        let elsewhere = eval(
            "touched.filter(({ target, type, attributeName }) => {
                const element = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
                const text = type === 'characterData' && element.closest('.time, .digits, .session-timeline');
                const drawn = type === 'attributes' && element.closest('.ring, .session-timeline, [role=timer]');
                return !text && !drawn;
            }).map(({ target, type }) => `${type} of ${(target.outerHTML ?? target.parentElement.outerHTML).slice(0, 200)}`).join('\\n')",
        );
        assert_eq!(elsewhere.as_string().as_deref(), Some(""));
        let rows = number("document.querySelectorAll('.row .time').length");
        let changed = number(
            "touched.filter(({ type, target }) => type === 'characterData' && target.parentElement.closest('.row')).length",
        );
        assert!(changed <= rows, "{changed} changes in {rows} rows");
    }
    spent.sort_by(f64::total_cmp);
    console_log!("1000 clusters: {} ms a second", spent[SECONDS / 2]);
}

#[wasm_bindgen_test]
async fn scrolling_draws_the_visible_rows_and_keeps_the_focus() {
    fresh_page().await;
    let _gateway = signed_in_to(1_000).await;
    eval(
        "document.querySelector('#shown-row').focus(); document.querySelector('#rows').scrollTop = 500 * 64",
    );
    until(|| text().contains("Cluster 503")).await;
    assert!(in_sight("[aria-posinset=\"503\"]"));
    assert!(!text().contains("Cluster 400"));
    assert_eq!(focused(), "Production");
    eval("document.querySelector('#rows').scrollTop = 1e6");
    until(|| text().contains("Cluster 1000")).await;
    assert!(in_sight("[aria-posinset=\"1000\"]"));
}

#[wasm_bindgen_test]
async fn the_focus_follows_the_arrows_to_the_end_of_a_long_list() {
    fresh_page().await;
    let _gateway = signed_in_to(1_000).await;
    eval("document.querySelector('#shown-row').focus()");
    press_key("ArrowDown");
    until(|| focused() == "Cluster 2").await;
    press_key("End");
    until(|| focused() == "Cluster 1000" && in_sight("#shown-row")).await;
    assert_eq!(text_of("h2#cluster"), "Cluster 1000");
    press_key(" ");
    until_it_says("1 selected").await;
    press_key("Home");
    until(|| focused() == "Production" && in_sight("#shown-row")).await;
}

#[wasm_bindgen_test]
async fn a_search_lists_from_the_top_shows_a_count_and_ends_with_escape() {
    fresh_page().await;
    let _gateway = signed_in_to(1_000).await;
    eval("document.querySelector('#rows').scrollTop = 500 * 64");
    until(|| text().contains("Cluster 503")).await;
    eval(
        "globalThis.field = document.querySelector('#haulout [type=search]'); field.focus();
        field.value = '99'; field.dispatchEvent(new InputEvent('input', { bubbles: true }))",
    );
    until(|| text_of(".row .name") == "Cluster 99" && in_sight(".row")).await;
    until(|| text_of("#haulout .clusters [role=status]") == "19 of 1,000 clusters").await;
    press_key("Escape");
    until(|| text_of(".row .name") == "Production").await;
    assert_eq!(eval("field.value").as_string().as_deref(), Some(""));
}

/// Mounts a page that is signed in to this many clusters, and waits until it is drawn.
async fn signed_in_to(clusters: usize) -> GlobalStub {
    let gateway = gateway();
    add_list_style();
    // Measures how long drawing blocks the event loop: the time from the last handled message to the first row.
    eval(&format!(
        "portal.clusters = {clusters};
        globalThis.drawing = undefined;
        let began;
        const {{ port1, port2 }} = new MessageChannel();
        port1.onmessage = () => {{ began = performance.now(); if (drawing === undefined) port2.postMessage(0); }};
        port2.postMessage(0);
        new MutationObserver((_, watch) => {{
            if (!document.querySelector('.row')) return;
            globalThis.drawing = performance.now() - began;
            watch.disconnect();
        }}).observe(document, {{ subtree: true, childList: true }})"
    ));
    mount();
    until_it_says("Cluster 2").await;
    let certificates =
        "portal.requests.filter((it) => it.endsWith('/tokencredentialrequests')).length";
    until(|| number(certificates) as usize >= clusters.min(ACTIVE_AT_FIRST)).await;
    until(|| eval("!document.querySelector('.row .ring path')").is_truthy()).await;
    for _ in 0..TURNS_OF_A_RESPONSE {
        turn().await;
    }
    gateway
}

/// Adds the style sheet of the list, which makes it scroll.
fn add_list_style() {
    let text = include_str!("../../www/style/list.css");
    eval(&format!(
        "const style = document.createElement('style'); style.textContent = `{text}`; document.head.append(style)"
    ));
}

/// Presses a key where the focus is.
fn press_key(name: &str) {
    eval(&format!(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{name}', bubbles: true, cancelable: true }}))"
    ));
}

/// The cluster's name in the focused row.
fn focused() -> String {
    eval("document.activeElement.querySelector('.name')?.textContent ?? ''")
        .as_string()
        .unwrap()
}

fn text_of(selector: &str) -> String {
    eval(&format!(
        "document.querySelector('{selector}')?.textContent ?? ''"
    ))
    .as_string()
    .unwrap()
}

/// Whether the row is within the visible part of the list.
fn in_sight(selector: &str) -> bool {
    eval(&format!(
        "(() => {{
            const [row, list] = ['{selector}', '#rows'].map((it) => document.querySelector(it)?.getBoundingClientRect());
            return row && row.bottom <= list.bottom + 1 && row.top >= list.top - 1;
        }})()"
    ))
    .is_truthy()
}

fn number(script: &str) -> f64 {
    eval(script).as_f64().unwrap()
}

/// Enough for a median.
const SECONDS: usize = 9;

/// The number of clusters that are renewed without a request of the user.
const ACTIVE_AT_FIRST: usize = 50;
/// More than it takes until a response that has arrived is drawn.
const TURNS_OF_A_RESPONSE: usize = 20;
