//! A replay equals the recorded session, and the cost of a machine is linear in the number of clusters.

use crate::tape::{Tally, replay};
use crate::tests::named;
use crate::time::minutes;
use crate::{Scenario, record};

#[test]
fn a_replay_equals_the_recorded_session() {
    for name in ["supervisor-9h", "dex-24h", "refresh-race", "offline-90s"] {
        let tape = record(&named(name).with_duration(minutes(40)));
        assert!(tape.tally().credentials > 10, "{name}: {:?}", tape.tally());
        assert_eq!(replay(tape.steps()), tape.tally(), "{name}");
    }
}

/// A machine that woke up for every cluster whenever one of them is due, or repeated shared requests for each cluster,
/// would have more inputs for each of two hundred clusters than for each of twenty.
#[test]
fn a_cluster_has_as_many_inputs_among_200_as_among_20() {
    let few = tally(20);
    let many = tally(200);
    assert!(
        per_credential(many.inputs, many) <= per_credential(few.inputs, few),
        "{few:?} {many:?}"
    );
    assert!(
        per_credential(many.requests, many) <= per_credential(few.requests, few),
        "{few:?} {many:?}"
    );
}

fn tally(clusters: usize) -> Tally {
    let scenario = Scenario::named("crowd")
        .with_duration(minutes(20))
        .with_clusters(clusters);
    let tally = record(&scenario).tally();
    // One at the start and one for each 135 s or so after that.
    let at_least = u64::try_from(clusters).unwrap() * 7;
    assert!(tally.credentials >= at_least, "{tally:?}");
    tally
}

/// In hundredths, because most of it is a small number.
const fn per_credential(count: u64, tally: Tally) -> u64 {
    count * 100 / tally.credentials
}
