//! Sign-ins that the host's script starts, and no click.

use super::*;

const ELEMENT: &str = "<haulout-login config-url=/haulout/config.json></haulout-login>";

/// Calls `signIn` every 100 ms from the start of the page until eight calls have ended, and counts the windows. Nothing
/// in it is a user's gesture.
const LOOP: &str = "
addEventListener('load', () => {
    globalThis.outcomes = [];
    globalThis.opened = 0;
    const open = window.open;
    window.open = (...how) => ((globalThis.opened += 1), open.apply(window, how));
    const loop = setInterval(() => {
        const element = document.querySelector('haulout-login');
        if (element?.session?.snapshot().state === undefined) return;
        const ended = (outcome) => { if (outcomes.push(outcome) >= 8) clearInterval(loop); };
        element.signIn('Acme SSO').then(() => ended('signed-in'), ({ code, name }) => ended(code ?? name));
    }, 100);
});";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_that_signs_in_again_and_again_opens_one_window() {
    let folder = page(ELEMENT);
    let plan = Plan::supervisor().below_page(folder.path().to_owned());
    journey(plan, async |portal, browser| {
        let host = browser.this_window().await;
        browser.before_load(LOOP).await;
        browser.open(origin(portal)).await;
        until(browser, "outcomes.length >= 8").await;
        let refused = "outcomes.every((it) => it === 'HAULOUT_POPUP_BLOCKED')";
        let outcomes = browser.value("outcomes.join()").await;
        assert_eq!(browser.value(refused).await, true, "{outcomes}");
        assert_eq!(browser.value("opened").await, 1);

        // The window is still the one of the first call, and completes it.
        browser.switch_to_new(&[&host]).await;
        browser.log_in("pinny", "haul-out").await;
        browser.switch_to(&host).await;
        until(browser, "outcomes.at(-1) === 'signed-in'").await;
        until(browser, "Boolean(inside('.ring .time'))").await;
        assert_eq!(browser.value("opened").await, 1);
    })
    .await;
}
