//! A user without a mouse gets a kubeconfig, and the focus is visible at every tab stop.

use crate::harness::{Key, Kubeconfig, Plan, journey, program_button, status, tab, timer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keyboard_is_enough_to_get_a_kubeconfig() {
    journey(Plan::supervisor(), async |portal, browser| {
        browser.open(portal.url()).await;
        browser.see(&program_button("Sign in")).await;
        browser.tab_to("radio", "Acme LDAP LDAP").await;
        browser.press(Key::ArrowDown).await;
        browser.tab_to("radio", "Acme SSO OpenID Connect").await;
        browser.tab_to("button", "Sign in").await;
        browser.press(Key::Enter).await;

        browser
            .see("//h1[normalize-space()='Sign in to Acme SSO']")
            .await;
        browser.tab_to("textbox", "Username").await;
        browser.type_text("pinny").await;
        browser.tab_to("textbox", "Password").await;
        browser.type_text("haul-out").await;
        browser.tab_to("button", "Sign in").await;
        browser.press(Key::Space).await;

        browser.see(&timer("Development")).await;
        // The kubeconfig's buttons come first.
        browser.tab_to("button", "Copy kubeconfig").await;
        browser.press(Key::Space).await;
        browser.see(&status("Copied.")).await;
        let kubeconfig = Kubeconfig::new(&browser.pasted().await);
        assert_eq!(kubeconfig.who_am_i().await.0, "pinny");
        // The tabs are one tab stop, and arrow keys move between them.
        let recommended = "Live folder recommended";
        browser.tab_to("tab", recommended).await;
        browser.press(Key::ArrowRight).await;
        browser
            .see(&format!("{}[@aria-selected='true']", tab("Haulout CLI")))
            .await;
        browser.tab_to("tab", "Haulout CLI").await;
        browser.tab_to("button", "Copy kubeconfig").await;
        browser.press(Key::Space).await;
        browser.see(&status("It contains no secrets.")).await;
    })
    .await;
}
