//! The control server lists and changes everything, and refuses web pages.

use haulout_devstack::{Control, Fault, Preset, Scenario, Script};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::support::{Scene, names};

/// A stack, its control server and an HTTP client.
struct ControlFixture {
    scene: Scene,
    control: Control,
}

impl ControlFixture {
    async fn set() -> Self {
        let scene = Scene::set(Script::default()).await;
        let control = scene.stack.serve_control(0).await.unwrap();
        Self { scene, control }
    }

    fn get(&self) -> RequestBuilder {
        self.scene.http.get(self.control.url())
    }

    fn put(&self, path: &str, body: &Value) -> RequestBuilder {
        let url = format!("{}{path}", self.control.url());
        self.scene.http.put(url).body(body.to_string())
    }
}

async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

#[tokio::test]
async fn the_listing_is_complete_and_has_no_passwords() {
    let fixture = ControlFixture::set().await;
    fixture.scene.dev().set_fault(Fault::ConciergeSlow, true);
    fixture.scene.dev().api_clock().set_offset_millis(-1500);
    let (status, listing) = answer(fixture.get()).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(names(&listing), ["clocks", "faults", "presets", "users"]);
    let listed = |kind: &str| listing[kind].as_array().unwrap().clone();
    assert_eq!(
        listed("faults").len() + listed("presets").len(),
        Scenario::all().count()
    );
    let on: Vec<Value> = listed("faults")
        .into_iter()
        .filter(|fault| fault["on"] == true)
        .collect();
    assert_eq!(on.len(), 1);
    assert_eq!(
        (&on[0]["name"], &on[0]["at"]),
        (&json!("concierge-slow"), &json!(["dev"]))
    );
    assert!(listed("presets").iter().all(|preset| preset["on"] == false));
    let clocks = listed("clocks");
    let clocks: Vec<&str> = clocks
        .iter()
        .map(|clock| clock["name"].as_str().unwrap())
        .collect();
    let expected = [
        "issuer",
        "dev/concierge/0",
        "dev/concierge/1",
        "dev/api",
        "prod-eu/concierge/0",
        "prod-eu/concierge/1",
        "prod-eu/api",
    ];
    assert_eq!(clocks, expected);
    assert_eq!(listing["clocks"][3]["offset_seconds"], -1.5);
    for user in fixture.scene.stack.issuer().users() {
        assert!(!listing.to_string().contains(user.password.secret()));
    }
}

#[tokio::test]
async fn a_fault_is_switched_for_one_cluster_or_for_all() {
    let fixture = ControlFixture::set().await;
    let on = || {
        fixture
            .scene
            .stack
            .clusters()
            .iter()
            .map(|cluster| cluster.has_fault(Fault::Concierge503))
            .collect::<Vec<_>>()
    };
    let (status, fault) = answer(fixture.put(
        "/faults/concierge-503",
        &json!({"on": true, "cluster": "dev"}),
    ))
    .await;
    assert_eq!((status, &fault["at"]), (StatusCode::OK, &json!(["dev"])));
    assert_eq!(on(), [true, false]);
    answer(fixture.put("/faults/concierge-503", &json!({"on": true}))).await;
    assert_eq!(on(), [true, true]);
    let (_, fault) = answer(fixture.put("/faults/concierge-503", &json!({"on": false}))).await;
    assert_eq!(on(), [false, false]);
    assert_eq!(fault["on"], false);
}

#[tokio::test]
async fn a_preset_is_switched_like_a_fault() {
    let fixture = ControlFixture::set().await;
    let (status, preset) =
        answer(fixture.put("/faults/verifier-ahead", &json!({"on": true}))).await;
    assert_eq!((status, &preset["on"]), (StatusCode::OK, &json!(true)));
    assert_eq!(fixture.scene.dev().api_clock().offset_millis(), 5000);
    answer(fixture.put("/faults/verifier-ahead", &json!({"on": false}))).await;
    assert_eq!(fixture.scene.dev().api_clock().offset_millis(), 0);
}

#[tokio::test]
async fn a_clock_offset_can_be_fractional_and_is_limited() {
    let fixture = ControlFixture::set().await;
    let replica = fixture.scene.dev().concierge_clocks()[1];
    let (status, clock) =
        answer(fixture.put("/clocks/dev/concierge/1", &json!({"offset_seconds": 4.25}))).await;
    assert_eq!(
        (status, &clock["offset_seconds"]),
        (StatusCode::OK, &json!(4.25))
    );
    assert_eq!(replica.offset_millis(), 4250);
    let (status, _) =
        answer(fixture.put("/clocks/dev/concierge/1", &json!({"offset_seconds": 1e12}))).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(replica.offset_millis(), 4250);
}

#[tokio::test]
async fn an_impersonation_proxy_leaves_no_api_clock() {
    let scene = Scene::set(Preset::Story1987.script().unwrap()).await;
    let control = scene.stack.serve_control(0).await.unwrap();
    let (_, listing) = answer(scene.http.get(control.url())).await;
    let clocks = listing["clocks"].as_array().unwrap();
    let names: Vec<&Value> = clocks.iter().map(|clock| &clock["name"]).collect();
    assert_eq!(names, ["issuer", "dev/concierge/0", "dev/concierge/1"]);
}

#[tokio::test]
async fn groups_can_be_changed() {
    let fixture = ControlFixture::set().await;
    let (status, user) = answer(fixture.put("/users/walrus", &json!({"groups": ["orcas"]}))).await;
    assert_eq!(
        (status, user),
        (
            StatusCode::OK,
            json!({"name": "walrus", "groups": ["orcas"]})
        )
    );
    let users = fixture.scene.stack.issuer().users();
    assert!(
        users
            .iter()
            .any(|user| user.username == "walrus" && user.groups == ["orcas"])
    );
}

#[tokio::test]
async fn an_unknown_name_lists_the_valid_ones() {
    let fixture = ControlFixture::set().await;
    let cases = [
        ("/faults/nonsense", json!({"on": true}), "story-1987"),
        (
            "/faults/concierge-503",
            json!({"on": true, "cluster": "nonsense"}),
            "prod-eu",
        ),
        (
            "/clocks/dev/nonsense",
            json!({"offset_seconds": 1}),
            "dev/api",
        ),
        ("/users/nonsense", json!({"groups": []}), "pinny"),
        ("/nonsense", json!({}), "/users/{name}"),
    ];
    for (path, body, known) in cases {
        let (status, answer) = answer(fixture.put(path, &body)).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        let names = answer["known"].as_array().unwrap();
        assert!(names.contains(&known.into()), "{path}: {answer}");
    }
}

#[tokio::test]
async fn an_invalid_body_changes_nothing() {
    let fixture = ControlFixture::set().await;
    let bodies = [
        ("/faults/issuer-down", json!({"on": "yes"})),
        ("/faults/issuer-down", json!({"on": true, "claster": "dev"})),
        ("/faults/issuer-down", json!({"on": true, "cluster": "dev"})),
        ("/faults/story-1987", json!({"on": true, "cluster": "dev"})),
        ("/clocks/issuer", json!({"offset_seconds": "4"})),
        ("/users/pinny", json!({"groups": "seals"})),
    ];
    let (_, before) = answer(fixture.get()).await;
    for (path, body) in bodies {
        let (status, answer) = answer(fixture.put(path, &body)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path} {body}: {answer}");
    }
    assert_eq!(answer(fixture.get()).await.1, before);
}

#[tokio::test]
async fn every_request_of_a_page_is_refused() {
    let fixture = ControlFixture::set().await;
    let break_it = json!({"on": true});
    let own = fixture.control.url().to_owned();
    let cases = [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", own.as_str()),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("host", "evil.example"),
        ("host", "127.0.0.1"),
    ];
    for (header, value) in cases {
        for request in [fixture.get(), fixture.put("/faults/issuer-down", &break_it)] {
            let response = request.header(header, value).send().await.unwrap();
            assert_eq!(
                response.status(),
                StatusCode::FORBIDDEN,
                "{header}: {value}"
            );
            assert!(
                !response
                    .headers()
                    .contains_key("access-control-allow-origin")
            );
        }
    }
    assert!(!fixture.scene.stack.issuer().has_fault(Fault::IssuerDown));
    let typed = fixture.get().header("sec-fetch-site", "none");
    assert_eq!(answer(typed).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_control_server_does_not_keep_its_stack_alive() {
    let ControlFixture { scene, control } = ControlFixture::set().await;
    let Scene { stack, http, .. } = scene;
    drop(stack);
    let (status, _) = answer(http.get(control.url())).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
}
