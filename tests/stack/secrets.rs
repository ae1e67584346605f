//! Searches for secrets after a complete sealed session, wherever they could leak.

use crate::harness::secret_search::{forms, found};
use crate::harness::{
    Browser, Kubeconfig, Plan, Portal, button, button_of, journey, program_button, timer,
};
use crate::supervisor_sealed::{fields, renew, sign_in, tokens_for_concierges};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_are_only_where_they_are_needed() {
    journey(Plan::supervisor(), async |portal, browser| {
        let mut places = SearchedPlaces::default();
        sign_in(portal, browser).await;
        places.look(browser).await;
        let kubeconfig = download(browser).await;
        kubeconfig.who_am_i().await;
        renew(portal, browser).await;
        places.look(browser).await;
        browser.reload().await;
        browser.see(&timer("Development")).await;
        browser
            .click("//li[contains(., 'Production EU')]//button")
            .await;
        browser.see(&timer("Production EU")).await;
        places.look(browser).await;
        // Planted, so that the same search has to find it.
        plant(browser).await;
        browser.click(&button("Sign out")).await;
        browser.see(&program_button("Sign in")).await;
        places.look(browser).await;
        assert_eq!(found(&places.page, PLANTED), Some("base64"));
        assert_eq!(found(&places.console, PLANTED), Some("decimal list"));
        places.log = portal.log();
        places.metrics = portal.metrics().await;
        places.sent = portal.sent();

        let secrets = Secrets::of(portal);
        places.have_none_of(&secrets.of_the_gateway, &SearchedPlaces::ALL);
        places.have_none_of(&MARKS_OF_THE_GATEWAY, &SearchedPlaces::ALL);
        places.have_none_of(&secrets.of_one_sign_in, &SearchedPlaces::NOT_ON_THE_WAY);
        places.have_none_of(&[kubeconfig.key().await], &SearchedPlaces::KEPT);
        places.have_none_of(&secrets.of_the_page, &SearchedPlaces::KEPT);

        // In each place, the search finds a known text.
        for (place, text, expected) in [
            ("page", &places.page, "pinny"),
            ("history", &places.history, portal.url()),
            ("log", &places.log, "\"username\":\"pinny\""),
            ("metrics", &places.metrics, "haulout_"),
            ("bodies of answers", &places.network, "\"kty\""),
        ] {
            assert!(text.contains(expected), "{place}: {text}");
        }
        for code in &secrets.of_one_sign_in {
            assert_eq!(found(&places.network, code), Some("plain"));
        }
        for token in &secrets.of_the_page {
            assert_eq!(found(&places.sent, token), Some("plain"));
        }
    })
    .await;
}

#[test]
fn the_search_finds_a_secret_in_every_encoding_and_alignment() {
    let secret = "pin_rt_a+secret/of~the-Supervisor";
    for (before, after) in [("", ""), ("x", "yz"), ("xy", "z"), ("xyz", "")] {
        let text = format!("{before}{secret}{after}");
        for (form, written) in forms(&text) {
            assert!(found(&written, secret).is_some(), "{form}: {written}");
        }
    }
    assert_eq!(found("pin_rt_a+secret/of~the-supervisor", secret), None);
}

/// The secrets of the session.
struct Secrets {
    /// Client secret, verifiers, access and refresh tokens.
    of_the_gateway: Vec<String>,
    /// Authorization codes, which the browser transports.
    of_one_sign_in: Vec<String>,
    /// ID tokens for the Concierges, which may be in the page's memory.
    of_the_page: Vec<String>,
}

impl Secrets {
    fn of(portal: &Portal) -> Self {
        let clients = portal.stack().issuer().clients();
        let mut of_the_gateway = vec![clients[0].secret.clone().unwrap().secret().to_owned()];
        for (field, at_least) in [
            ("refresh_token", 2),
            ("subject_token", 3),
            ("code_verifier", 1),
        ] {
            of_the_gateway.append(&mut sent(portal, field, at_least));
        }
        let of_the_page = tokens_for_concierges(portal);
        assert!(of_the_page.len() >= 6, "{}", of_the_page.len());
        Self {
            of_the_gateway,
            of_one_sign_in: sent(portal, "code", 1),
            of_the_page,
        }
    }
}

/// Different values of a field that the gateway sent to the token endpoint.
fn sent(portal: &Portal, field: &str, at_least: usize) -> Vec<String> {
    let mut sent = fields(portal, field);
    sent.sort();
    sent.dedup();
    assert!(sent.len() >= at_least, "{field}: {}", sent.len());
    sent
}

/// All searched places, over the whole session.
#[derive(Default)]
struct SearchedPlaces {
    page: String,
    history: String,
    console: String,
    network: String,
    log: String,
    metrics: String,
    sent: String,
}

type DashboardSite = (&'static str, fn(&SearchedPlaces) -> &str);

impl SearchedPlaces {
    const ALL: [DashboardSite; 7] = [
        ("page", |places| &places.page),
        ("history", |places| &places.history),
        ("console", |places| &places.console),
        ("log", |places| &places.log),
        ("metrics", |places| &places.metrics),
        ("the gateway's answers", |places| &places.sent),
        ("network", |places| &places.network),
    ];
    /// All places except the browser's network traffic.
    const NOT_ON_THE_WAY: [DashboardSite; 6] = [
        Self::ALL[0],
        Self::ALL[1],
        Self::ALL[2],
        Self::ALL[3],
        Self::ALL[4],
        Self::ALL[5],
    ];
    /// Data that outlives a page or is visible.
    const KEPT: [DashboardSite; 5] = [
        Self::ALL[0],
        Self::ALL[1],
        Self::ALL[2],
        Self::ALL[3],
        Self::ALL[4],
    ];

    async fn look(&mut self, browser: &Browser) {
        let held = browser
            .value("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href, history.state, document.documentElement.outerHTML])")
            .await;
        self.page += held.as_str().unwrap();
        self.history += &browser.history().await;
        self.network += &browser.traffic().await;
        self.console += &browser.console().await;
    }

    fn have_none_of(&self, secrets: &[impl AsRef<str>], places: &[DashboardSite]) {
        assert!(!secrets.is_empty());
        for (index, secret) in secrets.iter().enumerate() {
            for (place, text) in places {
                let form = found(text(self), secret.as_ref());
                assert_eq!(form, None, "secret {index} is in {place}");
            }
        }
    }
}

/// Plants a fake secret in the page and on its console.
async fn plant(browser: &Browser) {
    let decimals: Vec<u8> = PLANTED.bytes().collect();
    browser
        .value(&format!(
            "(localStorage.planted = btoa('before {PLANTED}'), console.info('{decimals:?}'))"
        ))
        .await;
}

async fn download(browser: &Browser) -> Kubeconfig {
    browser.click(&button_of("Development", "Download")).await;
    Kubeconfig::new(&browser.downloaded().await.1)
}

/// The prefixes of the issuer's refresh and access tokens, including those that were never used.
const MARKS_OF_THE_GATEWAY: [&str; 2] = ["pin_at_", "pin_rt_"];
const PLANTED: &str = "pin_xx_planted-by-the-test";
