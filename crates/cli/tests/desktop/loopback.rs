//! The loopback server: the callback, preflights and the status page.

use url::Url;

use crate::scene::{Haulout, Scene, browser, wait_for_file};

#[tokio::test(flavor = "multi_thread")]
async fn pasted_url_and_pasted_code_complete_the_sign_in() {
    let scene = Scene::supervisor().await;
    for only_the_code in [false, true] {
        let mut haulout = scene.open(&[]);
        let link = haulout.link().await;
        let back = scene.log_in(&link).await;
        let code = back.query_pairs().find(|(name, _)| name == "code");
        let code = code.unwrap().1.into_owned();
        let text = if only_the_code { &code } else { back.as_str() };
        haulout.type_line(text).await;
        haulout.wait_for_line("dev: credential for pinny").await;
        haulout.terminate().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn callback_with_another_state_does_not_end_the_sign_in() {
    let scene = Scene::supervisor().await;
    let mut haulout = scene.open(&[]);
    let link = haulout.link().await;
    let back = scene.log_in(&link).await;
    let mut forged = back.clone();
    forged.set_query(Some("code=x&state=0123456789"));
    for url in [forged.clone(), {
        forged.set_query(None);
        forged
    }] {
        let answer = browser().get(url).send().await.unwrap();
        assert_eq!(answer.status(), 403);
    }
    let mut moved = back.clone();
    moved.set_host(Some("localhost")).unwrap();
    let headers = [("host", "portal.example"), ("host", "localhost")];
    for (name, value) in headers {
        let request = browser().get(back.clone()).header(name, value);
        assert_eq!(request.send().await.unwrap().status(), 421, "{value}");
    }
    assert_eq!(
        browser().head(back.clone()).send().await.unwrap().status(),
        405
    );

    let answer = browser().get(back.clone()).send().await.unwrap();
    assert_eq!(answer.status(), 303);
    haulout.wait_for_line("signed in as pinny").await;
    let again = browser().get(back).send().await.unwrap();
    assert_eq!(again.status(), 403, "a response is accepted once");
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_starts_with_a_link_that_redirects_to_the_issuer_once() {
    let scene = Scene::supervisor().await;
    let (program, started_with) = scene.fake_browser();
    let config = scene.home.path().join("portal.yaml");
    let arguments = [
        "open",
        "--config",
        config.to_str().unwrap(),
        "--browser",
        &program,
    ];
    let mut haulout = Haulout::start(scene.home.path(), &arguments);
    let authorization_url = haulout.link().await;
    let link = wait_for_file(&started_with).await;
    let link = Url::parse(link.trim()).unwrap();
    let state = authorization_url
        .query_pairs()
        .find(|(name, _)| name == "state");
    assert!(!link.as_str().contains(&*state.unwrap().1), "{link}");
    assert_eq!(
        (link.host_str(), link.path()),
        (Some("127.0.0.1"), "/sign-in")
    );

    let mut guessed = link.clone();
    guessed.set_query(Some("0"));
    assert_eq!(browser().get(guessed).send().await.unwrap().status(), 410);
    assert_eq!(
        browser().head(link.clone()).send().await.unwrap().status(),
        405
    );
    let answer = browser().get(link.clone()).send().await.unwrap();
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()["location"], authorization_url.as_str());
    let again = browser().get(link).send().await.unwrap();
    assert_eq!(
        again.status(),
        410,
        "another user cannot repeat the request"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn private_network_preflight_allows_the_issuer() {
    let scene = Scene::supervisor().await;
    let mut haulout = scene.open(&[]);
    let link = haulout.link().await;
    let callback = link.query_pairs().find(|(name, _)| name == "redirect_uri");
    let callback = callback.unwrap().1.into_owned();
    let ask = || browser().request(reqwest::Method::OPTIONS, &callback);
    let answer = ask()
        .header("origin", "https://supervisor.example")
        .header("access-control-request-method", "GET")
        .header("access-control-request-private-network", "true")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 204);
    let headers = answer.headers();
    assert_eq!(headers["access-control-allow-private-network"], "true");
    let issuer = Url::parse(scene.stack.issuer().url()).unwrap();
    let issuer = issuer.origin().ascii_serialization();
    assert_eq!(headers["access-control-allow-origin"], issuer.as_str());
    assert_eq!(ask().send().await.unwrap().status(), 400, "not a preflight");
}

#[tokio::test(flavor = "multi_thread")]
async fn status_page_requires_the_token_and_shows_no_secrets() {
    let scene = Scene::supervisor().await;
    let config = scene.home.path().join("portal.yaml");
    let arguments = [
        "open",
        "--config",
        config.to_str().unwrap(),
        "--browser",
        "true",
    ];
    let mut arguments = arguments.to_vec();
    arguments.extend(["--upstream-identity-provider-name", "Acme LDAP"]);
    let mut haulout = Haulout::start(scene.home.path(), &arguments);
    let page = haulout.wait_for_line("Status: ").await;
    let page = Url::parse(page.strip_prefix("Status: ").unwrap()).unwrap();
    let link = haulout.link().await;
    scene.sign_in(&link).await;
    haulout.wait_for_line("dev: credential for pinny").await;

    let answer = browser().get(page.clone()).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    let status = page.join("/status.json").unwrap();
    let refused = browser().get(status.clone()).send().await.unwrap();
    assert_eq!(refused.status(), 403);
    let wrong = browser().get(status.clone()).header("haulout-token", "0");
    assert_eq!(wrong.send().await.unwrap().status(), 403);
    let token = page.fragment().unwrap();
    let shown = browser().get(status).header("haulout-token", token);
    let shown = shown.send().await.unwrap().text().await.unwrap();
    assert!(
        shown.contains("pinny") && shown.contains("Development"),
        "{shown}"
    );
    assert!(
        !shown.contains("PRIVATE KEY") && !shown.contains("BEGIN"),
        "{shown}"
    );
}
