//! The journal contains requests that the caller aborted and requests without a response.

use std::time::Duration;

use haulout_devstack::{Fault, Script};

use crate::support::{Scene, credential_request, text, try_request};

#[tokio::test]
async fn the_journal_has_an_aborted_request_without_a_status() {
    let scene = Scene::supervisor().await;
    scene.stack.set_fault(Fault::ConciergeHangs, true);
    let body = credential_request(scene.dev(), "x");
    let given_up =
        tokio::time::timeout(Duration::from_millis(100), try_request(scene.dev(), &body));
    assert!(given_up.await.is_err());
    let entries = scene.stack.journal().requests("/tokencredentialrequests");
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].status, None);
    assert_eq!(entries[0].body, body.to_string().into_bytes());
}

#[tokio::test]
async fn the_journal_has_the_fields_of_a_refresh_with_a_lost_response() {
    let scene = Scene::supervisor().await;
    let refresh_token = text(&scene.tokens().await["refresh_token"]);
    scene.stack.journal().clear();
    scene.stack.set_fault(Fault::RefreshReplyLost, true);
    assert!(scene.try_refresh(&refresh_token).await.is_err());
    let entry = scene.stack.journal().requests("/oauth2/token").remove(0);
    assert_eq!(entry.status, None);
    assert_eq!(entry.field("refresh_token"), Some(refresh_token.as_str()));
}

#[tokio::test]
async fn a_response_after_clearing_the_journal_changes_no_other_entry() {
    let scene = Scene::set(Script {
        slowness: Duration::from_millis(100),
        ..Script::default()
    })
    .await;
    let body = credential_request(scene.dev(), "x");
    scene.dev().set_fault(Fault::ConciergeSlow, true);
    let slow = try_request(scene.dev(), &body);
    let meanwhile = async {
        while scene.stack.journal().entries().is_empty() {
            tokio::task::yield_now().await;
        }
        scene.stack.journal().clear();
        scene.http.get(scene.endpoint("/nowhere")).send().await
    };
    let (slow, quick) = tokio::join!(slow, meanwhile);
    assert_eq!(
        (slow.unwrap().status(), quick.unwrap().status()),
        (201.try_into().unwrap(), 404.try_into().unwrap())
    );
    let entries = scene.stack.journal().entries();
    let seen: Vec<_> = entries.iter().map(|entry| entry.status).collect();
    assert_eq!(seen, [Some(404)]);
}
