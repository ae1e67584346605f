//! Measures the session machine alone: replays recorded simulations without servers and clients.

use std::cell::RefCell;
use std::hint::black_box;
use std::time::Duration;

use criterion::{
    BatchSize, BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group,
    criterion_main, measurement::WallTime,
};
use haulout_protocol::input::{Command, Input};
use haulout_protocol::snapshot::Situation;
use haulout_simulate::tape::{Tape, replay, resume};
use haulout_simulate::{Scenario, all, record};

/// One cluster for a whole day, including the sign-ins that the issuer requires.
fn day(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("day");
    for (issuer, scenario) in [("dex-24h", "dex-24h"), ("supervisor", "supervisor-9h")] {
        let tape = recorded(scenario, DAY, 1);
        let id = BenchmarkId::from_parameter(format_args!("1 cluster ({issuer})"));
        measure(&mut group, id, &tape);
    }
    group.finish();
}

/// The throughput is in clusters, so it is constant if the cost is linear.
fn hour(criterion: &mut Criterion) {
    for (group, scenario) in [
        ("hour", "supervisor-9h"),
        ("hour-without-refresh-token", "vault-8h-no-refresh"),
    ] {
        let mut group = criterion.benchmark_group(group);
        for clusters in [1, 10, 100, 1000] {
            let tape = recorded(scenario, HOUR, clusters);
            group.throughput(Throughput::Elements(clusters as u64));
            let id = BenchmarkId::from_parameter(format_args!("{clusters} clusters"));
            measure(&mut group, id, &tape);
        }
        group.finish();
    }
}

/// The cost of a snapshot after every input: nearly nothing if no cluster has changed.
fn looking(criterion: &mut Criterion) {
    let scenario = named("supervisor-9h").with_duration(LOOK_AFTER);
    let tape = record(&scenario.with_clusters(MANY));
    let (machine, now) = resume(tape.steps());
    let machine = RefCell::new(machine);
    let feed = |input| {
        let mut machine = machine.borrow_mut();
        machine.handle(input, now);
        while machine.poll().is_some() {}
    };
    let look = |()| black_box(machine.borrow().snapshot());
    let Situation::SignedIn(session) = look(()).situation else {
        panic!("the session is not signed in");
    };
    assert_eq!(session.clusters.len(), MANY);
    let mut group = criterion.benchmark_group("snapshot of 1000 clusters");
    group.bench_function("nothing changed", |bencher| {
        bencher.iter_batched(|| feed(Input::Woke), look, BatchSize::PerIteration);
    });
    group.bench_function("one changed", |bencher| {
        let id = &session.clusters[MANY / 2].id;
        let mut is_active = true;
        let mut change = || {
            is_active = !is_active;
            feed(Input::Command(if is_active {
                Command::Activate(id.clone())
            } else {
                Command::Deactivate(id.clone())
            }));
        };
        // The page keeps the previous snapshot and compares.
        let seen = RefCell::new(look(()));
        bencher.iter_batched(
            &mut change,
            |()| seen.replace(look(())),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("all anew", |bencher| {
        bencher.iter(|| black_box(machine.borrow().snapshot_anew()));
    });
    group.finish();
}

fn measure(group: &mut BenchmarkGroup<'_, WallTime>, id: BenchmarkId, tape: &Tape) {
    group
        .sampling_mode(SamplingMode::Flat)
        .sample_size(SAMPLES)
        .warm_up_time(WARM_UP)
        .measurement_time(MEASUREMENT)
        .bench_function(id, |bencher| {
            bencher.iter_batched(
                || tape.steps(),
                |steps| black_box(replay(steps)),
                BatchSize::PerIteration,
            );
        });
}

/// Records a session, and asserts that its replay is the same.
fn recorded(name: &str, duration: Duration, clusters: usize) -> Tape {
    let scenario = named(name).with_duration(duration).with_clusters(clusters);
    let tape = record(&scenario);
    assert_eq!(replay(tape.steps()), tape.tally(), "{name}");
    let least = duration.as_secs() / LONGEST_CYCLE_SECS * clusters as u64;
    let credentials = tape.tally().credentials;
    assert!(
        credentials >= least,
        "{name}: {credentials} for {clusters} clusters"
    );
    eprintln!("{clusters} cluster(s): {:?}", tape.tally());
    tape
}

fn named(name: &str) -> Scenario {
    let found = all().into_iter().find(|it| it.name == name);
    found.expect("the table has this scenario")
}

const DAY: Duration = Duration::from_secs(24 * 3600);
const HOUR: Duration = Duration::from_secs(3600);
/// The minimum number of renewals; with fewer, the bench would measure an idle machine.
const LONGEST_CYCLE_SECS: u64 = 240;
/// The minimum of criterion: the table is for orders of magnitude, and a thousand clusters take long.
const SAMPLES: usize = 10;
const WARM_UP: Duration = Duration::from_millis(500);
const MEASUREMENT: Duration = Duration::from_secs(3);

/// Long enough that every cluster has a credential and measured clocks.
const LOOK_AFTER: Duration = Duration::from_secs(600);
const MANY: usize = 1000;

criterion_group!(machine, day, hour, looking);
criterion_main!(machine);
