//! Responses: arbitrary bytes and JSON, from any server, at any time.

use haulout_protocol::http::TransportError;
use haulout_protocol::input::Command;
use haulout_protocol::snapshot::Situation;
use proptest::prelude::*;

use super::{any_json, any_mode, assert_settled};
use crate::world::{Answer, Route, World};

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_responses_during_a_login_are_handled(
        mode in any_mode(),
        route in any_route(),
        answer in any_answer(),
        reversed in any::<bool>(),
    ) {
        let mut world = World::new(mode);
        world.reversed = reversed;
        world.answers.insert(route, answer);
        world.open();
        assert_settled(&world);
        if matches!(world.situation(), Situation::SignedOut(_)) {
            world.sign_in();
            assert_settled(&world);
        }
        if world.navigated.is_some() {
            world.come_back();
            assert_settled(&world);
        }
        world.answers.clear();
        world.gateway.session = None;
        world.command(Command::Retry);
        assert_settled(&world);
        prop_assert!(!matches!(world.situation(), Situation::Failed(_)));
    }

    #[test]
    fn arbitrary_responses_during_a_session_are_handled(
        mode in any_mode(),
        route in any_route(),
        answer in any_answer(),
        signs_out in any::<bool>(),
    ) {
        let mut world = World::new(mode);
        world.login();
        world.answers.insert(route, answer);
        world.command(Command::Renew);
        assert_settled(&world);
        world.pass(30);
        prop_assert!(world.kubeconfig("prod-eu").is_ok(), "a credential was lost");
        if signs_out {
            world.command(Command::SignOut);
            assert_settled(&world);
            prop_assert!(world.kubeconfig("prod-eu").is_err());
        }
    }

    #[test]
    fn arbitrary_page_urls_are_handled(mode in any_mode(), query in "[a-z_=&%+#?0-9]{0,60}") {
        let mut world = World::new(mode);
        world.load(&format!("https://clusters.acme.example/callback?{query}"));
        assert_settled(&world);
        prop_assert_eq!(world.sent(&Route::Redeem).len(), 0);
    }

    #[test]
    fn a_callback_never_leads_to_another_origin(mode in any_mode(), query in any_hostile_query()) {
        let mut world = World::new(mode);
        world.load(&format!("{REDIRECT_URI}?{query}"));
        prop_assert_eq!(&world.navigated, &None);
        if let Some(shown) = &world.shown {
            let rest = shown.strip_prefix(REDIRECT_URI);
            prop_assert!(rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '#'])), "{shown}");
        }
    }
}

const REDIRECT_URI: &str = "https://clusters.acme.example/callback";

/// Parameters of a response and of other programs, with URLs that a careless program would follow.
fn any_hostile_query() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "code",
        "state",
        "error",
        "error_uri",
        "iss",
        "next",
        "redirect_uri",
        "return_to",
        "rd",
        "RelayState",
        "url",
    ]);
    let value = prop::sample::select(vec![
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "%2F%2Fevil.example",
        "javascript:alert(1)",
        "%09//evil.example",
        "@evil.example",
        "#//evil.example",
        "",
    ]);
    let pairs = prop::collection::vec((name, value), 1..5);
    pairs.prop_map(|pairs| {
        let pairs = pairs.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("&")
    })
}

fn any_route() -> impl Strategy<Value = Route> {
    prop::sample::select(vec![
        Route::Config,
        Route::Metadata,
        Route::IdentityProviders,
        Route::Jwks,
        Route::SessionConfig,
        Route::SessionStart,
        Route::SessionEnd,
        Route::Redeem,
        Route::Refresh,
        Route::Exchange,
        Route::Credential("prod-eu".into()),
        Route::Version("prod-eu".into()),
    ])
}

fn any_answer() -> impl Strategy<Value = Answer> {
    let status = prop_oneof![Just(200_u16), Just(201), Just(400), Just(401), 100..600_u16];
    prop_oneof![
        (status.clone(), any_json()).prop_map(|(status, body)| Answer::json(status, &body)),
        (status.clone(), prop::collection::vec(any::<u8>(), 0..200))
            .prop_map(|(status, body)| Answer::bytes(status, &body)),
        status.prop_map(Answer::html),
        prop::sample::select(vec![
            TransportError::Network,
            TransportError::Timeout,
            TransportError::TooLarge
        ])
        .prop_map(Answer::Failed),
    ]
}
