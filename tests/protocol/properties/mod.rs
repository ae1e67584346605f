//! Properties of every token and every response.

use haulout_protocol::snapshot::{ActivityView, Situation, Step};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::world::{Mode, World};

mod accent;
mod answers;
mod sessions;
mod tokens;

/// Any JSON, from plausible to absurd.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(json!(1e308)),
        Just(json!("")),
        "[ -~]{0,40}".prop_map(Value::from),
        "\\PC{0,40}".prop_map(Value::from),
        "[0-9]{1,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{0,8}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn any_mode() -> impl Strategy<Value = Mode> {
    prop_oneof![Just(Mode::Page), Just(Mode::Sealed)]
}

/// Asserts a situation that waits for nothing: a failure, or a page on which the user can act.
fn assert_settled(world: &World) {
    match world.situation() {
        Situation::Failed(_) | Situation::SignedOut(_) => {}
        Situation::Progress(Step::Leaving) => assert!(world.navigated.is_some()),
        Situation::Progress(step) => panic!("stuck: {step:?}"),
        Situation::SignedIn(session) => {
            assert!(!session.refreshing);
            for cluster in session.clusters.iter() {
                assert_ne!(cluster.activity, ActivityView::Requesting, "stuck");
                let live = world.kubeconfig(&cluster.id).is_ok();
                assert_eq!(live, cluster.credential.is_some());
            }
        }
    }
}
