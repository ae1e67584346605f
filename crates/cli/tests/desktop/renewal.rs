//! Renewals of short-lived certificates while kubectl sends requests.

use std::fs;
use std::time::{Duration, Instant};

use haulout_devstack::{Fault, Lifetimes, Script, Server};

use crate::scene::Scene;

/// Long enough for three certificates, each renewed before half of its lifetime.
const WATCHED: Duration = Duration::from_secs(32);
const CERTIFICATE: Duration = Duration::from_secs(24);

#[tokio::test(flavor = "multi_thread")]
async fn renewals_cause_no_401_if_the_api_servers_clock_is_ahead() {
    let scene = Scene::with_certificates(CERTIFICATE).await;
    scene
        .stack
        .cluster("dev")
        .unwrap()
        .api_clock()
        .set_offset_seconds(5);
    let mut haulout = scene.signed_in(&[]).await;
    haulout.wait_for_line("the API server's clock is ").await;
    let started = Instant::now();
    let mut certificates = Vec::new();
    while started.elapsed() < WATCHED || certificates.len() < 3 {
        assert!(
            started.elapsed() < 3 * WATCHED,
            "{} renewals",
            certificates.len()
        );
        let output = scene.kubectl(&["get", "--raw", "/api"]).await;
        assert!(output.status.success(), "{output:?}");
        let file = scene.read("dev.json");
        if certificates.last() != Some(&file) {
            certificates.push(file);
        }
    }
    let server = Server::ApiServer("dev".to_owned());
    let entries = scene.stack.journal().entries();
    let asked: Vec<_> = entries
        .iter()
        .filter(|entry| entry.server == server)
        .collect();
    let with_certificate = asked.iter().filter(|entry| entry.certificate.is_some());
    assert!(with_certificate.count() > 10);
    assert!(asked.iter().all(|entry| entry.status != Some(401)));
}

#[tokio::test(flavor = "multi_thread")]
async fn credential_stays_in_use_until_a_new_sign_in_replaces_it() {
    let mut script = Script {
        lifetimes: Lifetimes {
            certificate: CERTIFICATE,
            id_token: Duration::from_secs(12),
            access: Duration::from_secs(12),
            refresh: Duration::from_secs(3),
            ..Lifetimes::default()
        },
        ..Script::default()
    };
    script.clusters.truncate(1);
    let scene = Scene::set(script).await;
    let mut haulout = scene.signed_in(&[]).await;
    haulout.wait_for_line("a sign-in is needed by").await;
    haulout.clear_lines();
    haulout
        .wait_for_line("a new sign-in starts: HAULOUT_SESSION_ENDED")
        .await;
    let link = haulout.link().await;
    let before = scene.read("dev.json");
    assert!(before.contains("PRIVATE KEY"), "{before}");
    scene.sign_in(&link).await;
    haulout.wait_for_line("dev: credential for pinny").await;
    assert_ne!(scene.read("dev.json"), before);
    let output = scene.kubectl(&["get", "--raw", "/api"]).await;
    assert!(output.status.success(), "{output:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn short_sessions_do_not_flood_the_browser() {
    let mut script = Script {
        lifetimes: Lifetimes {
            id_token: SHORT,
            access: SHORT,
            ..Lifetimes::default()
        },
        ..Script::default()
    };
    script.clusters.truncate(1);
    let scene = Scene::set(script).await;
    let file = scene.home.path().join("portal.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let dev = scene.stack.cluster("dev").unwrap();
    let concierge = format!(
        "{{authenticator: {{type: jwt, name: {}}}}}",
        dev.authenticator()
    );
    let text = text
        .replace(&concierge, "none")
        .replace("offline_access, ", "");
    fs::write(&file, text).unwrap();
    let mut haulout = scene.open(&[]);
    for _ in 0..2 {
        let link = haulout.link().await;
        haulout.clear_lines();
        scene.sign_in(&link).await;
        haulout.wait_for_line("signed in as ").await;
    }
    haulout.wait_for_line("the next sign-in starts at ").await;
    let (_, output_lines) = haulout.terminate().await;
    let links = output_lines
        .iter()
        .filter(|line| line.contains("/oauth2/authorize?"));
    assert_eq!(links.count(), 0, "after the second link: {output_lines:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_sign_ins_do_not_flood_the_browser() {
    let scene = Scene::supervisor().await;
    scene.stack.set_fault(Fault::TokenEndpointFails, true);
    let mut haulout = scene.open(&[]);
    for _ in 0..2 {
        let link = haulout.link().await;
        haulout.clear_lines();
        scene.sign_in(&link).await;
        haulout.wait_for_line("retrying in").await;
    }
    haulout.wait_for_line("the next sign-in starts at ").await;
    haulout.clear_lines();
    scene.stack.set_fault(Fault::TokenEndpointFails, false);
    haulout.type_line("").await;
    let link = haulout.link().await;
    scene.sign_in(&link).await;
    haulout.wait_for_line("dev: credential for pinny").await;
}

/// Shorter than any pause between two sign-ins.
const SHORT: Duration = Duration::from_secs(8);
