//! Two replicas alternate, each with its own clock, and the journal records which one served a request.

use haulout_devstack::{ClusterScript, Entry, Script, Server};
use reqwest::StatusCode;
use x509_parser::pem::parse_x509_pem;

use crate::support::{Scene, ask_concierge, https, text, who_am_i};

#[tokio::test]
async fn replicas_alternate_and_issue_by_their_own_clock() {
    let scene = Scene::set(Script::plain()).await;
    let token = text(&scene.tokens().await["id_token"]);
    scene.dev().concierge_clocks()[1].set_offset_seconds(40);
    let mut ends = Vec::new();
    for _ in 0..4 {
        let (_, answer) = ask_concierge(scene.dev(), &token).await;
        let pem = text(&answer["status"]["credential"]["clientCertificateData"]);
        let (_, pem) = parse_x509_pem(pem.as_bytes()).unwrap();
        ends.push(pem.parse_x509().unwrap().validity().not_after.timestamp());
    }
    // Four requests on loopback take less than the ten seconds allowed here.
    for pair in ends.windows(2) {
        assert!((30..=50).contains(&pair[0].abs_diff(pair[1])), "{ends:?}");
    }
    assert!(ends[0].abs_diff(ends[2]) < 10, "{ends:?}");
}

#[tokio::test]
async fn the_date_is_that_of_the_serving_replica() {
    let scene = Scene::set(proxied()).await;
    scene.dev().concierge_clocks()[1].set_offset_seconds(3600);
    let http = https(scene.dev(), None);
    let mut dates = Vec::new();
    for _ in 0..2 {
        let url = format!("{}/version", scene.dev().url());
        let response = http.get(url).send().await.unwrap();
        let date = response.headers()["date"].to_str().unwrap();
        dates.push(httpdate::parse_http_date(date).unwrap());
    }
    let apart = dates[1].duration_since(dates[0]).unwrap().as_secs();
    assert!((3590..=3610).contains(&apart), "{apart}");
}

#[tokio::test]
async fn an_impersonation_proxy_sends_every_other_request_to_the_drifted_node() {
    let scene = Scene::set(proxied()).await;
    let credential = scene.credential().await;
    scene.dev().concierge_clocks()[1].set_offset_seconds(301);
    scene.dev().api_clock().set_offset_seconds(86_400);
    let http = https(scene.dev(), Some(&credential));
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(who_am_i(&http, scene.dev()).await.0.as_u16());
    }
    assert_eq!(statuses, [201, 401, 201, 401]);
}

#[tokio::test]
async fn the_journal_explains_every_status() {
    let scene = Scene::set(proxied()).await;
    let credential = scene.credential().await;
    let http = https(scene.dev(), Some(&credential));
    let journal = || scene.stack.journal().requests("/selfsubjectreviews");
    who_am_i(&http, scene.dev()).await;
    who_am_i(&http, scene.dev()).await;
    let first = journal().remove(0);
    let (start, end) = bounds_in_millis(&first);
    let ends = [end - 2_000, end - 700, end + 1, end + 500, end + 2_000];
    for instant in ends.into_iter().chain([start - 500]) {
        let offset = instant - i64::try_from(first.clock_millis).unwrap();
        scene.dev().concierge_clocks()[1].set_offset_millis(offset);
        who_am_i(&http, scene.dev()).await;
        who_am_i(&http, scene.dev()).await;
    }
    let entries = journal();
    assert_eq!(entries.len(), 14);
    let dev = Server::ApiServer("dev".to_owned());
    for (index, entry) in entries.iter().enumerate() {
        assert_eq!((&entry.server, entry.replica), (&dev, index % 2));
        let expected = if holds(entry) { 201 } else { 401 };
        assert_eq!(entry.status, Some(expected), "{entry:?}");
    }
    // The three times after the expiry are refused; on a slow machine, those before it are too.
    let refused = entries.iter().filter(|entry| !holds(entry)).count();
    assert!(refused >= 3, "{refused}");
}

#[tokio::test]
async fn the_journal_has_no_certificate_of_an_anonymous_caller() {
    let scene = Scene::supervisor().await;
    let http = https(scene.dev(), None);
    assert_eq!(who_am_i(&http, scene.dev()).await.0, StatusCode::FORBIDDEN);
    let entry = scene.stack.journal().entries().pop().unwrap();
    assert_eq!((entry.certificate, entry.status), (None, Some(403)));
}

/// Whether the certificate of a request was valid on the serving replica's clock, to the millisecond.
fn holds(entry: &Entry) -> bool {
    let (start, end) = bounds_in_millis(entry);
    (start..=end).contains(&i64::try_from(entry.clock_millis).unwrap())
}

fn bounds_in_millis(entry: &Entry) -> (i64, i64) {
    let certificate = entry.certificate.unwrap();
    (certificate.not_before * 1000, certificate.not_after * 1000)
}

fn proxied() -> Script {
    Script {
        clusters: vec![ClusterScript {
            impersonation_proxy: true,
            ..ClusterScript::new("dev", "Development", None)
        }],
        ..Script::plain()
    }
}
