//! The gateway behind nginx, below a path of a host that also serves other applications.

use crate::harness::{Browser, Kubeconfig, Plan, Portal, button, journey, program_button, timer};
use crate::supervisor_sealed;

const BASE: &str = "/clusters-portal";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_confidential_client_works_below_a_path_behind_nginx() {
    let plan = Plan::one_cluster().behind_nginx(BASE);
    journey(plan, async |portal, browser| {
        supervisor_sealed::sign_in(portal, browser).await;
        live_and_leave(portal, browser).await;
        let requests = portal.stack().journal().requests("/oauth2/token");
        let by_secret = |header: Option<&str>| header.is_some_and(|it| it.starts_with("Basic "));
        assert!(requests.len() >= 2, "a sign-in and an exchange");
        assert!(
            requests
                .iter()
                .all(|entry| by_secret(entry.header("authorization")))
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_public_client_works_below_a_path_behind_nginx() {
    let plan = Plan::public_client().behind_nginx(BASE);
    journey(plan, async |portal, browser| {
        browser.open(portal.url()).await;
        browser.click(&button("Sign in")).await;
        browser.log_in("pinny", "haul-out").await;
        browser.see(&timer("Development")).await;
        live_and_leave(portal, browser).await;
    })
    .await;
}

/// The part from the first countdown to the end of the session.
async fn live_and_leave(portal: &Portal, browser: &Browser) {
    let server = browser
        .value("fetch(location.href).then((answer) => answer.headers.get('server'))")
        .await;
    assert!(server.as_str().unwrap().starts_with("nginx"), "{server}");
    let (_, port) = portal
        .url()
        .strip_suffix(BASE)
        .unwrap()
        .rsplit_once(':')
        .unwrap();
    let session = format!("haulout-{port}");
    let mut cookies = browser.session_cookies().await;
    cookies.sort();
    assert_eq!(cookies, [session.clone(), format!("haulout-hint-{port}")]);
    assert_eq!(
        browser.cookie_attributes(&session).await,
        (BASE.to_owned(), false, true)
    );
    assert_eq!(kubeconfig(browser).await.who_am_i().await.0, "pinny");

    browser.reload().await;
    browser.see(&timer("Development")).await;
    assert_eq!(kubeconfig(browser).await.who_am_i().await.0, "pinny");
    // Other applications on the host do not get the session's cookies.
    browser.open(portal.url().strip_suffix(BASE).unwrap()).await;
    assert_eq!(browser.session_cookies().await, Vec::<String>::new());

    browser.open(portal.url()).await;
    browser.see(&timer("Development")).await;
    browser.click(&button("Sign out")).await;
    browser.see(&program_button("Sign in")).await;
    assert_eq!(browser.session_cookies().await, Vec::<String>::new());
    browser.reload().await;
    browser.see(&program_button("Sign in")).await;
}

async fn kubeconfig(browser: &Browser) -> Kubeconfig {
    browser.click(&button("Download")).await;
    Kubeconfig::new(&browser.downloaded().await.1)
}
