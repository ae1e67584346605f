//! The diagnostic report in a ticket, as read by an operator who has no other information.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use haulout_protocol::Code;
use haulout_protocol::http::TransportError;
use haulout_protocol::kubeconfig::Kubeconfig;
use serde_json::{Value, json};

use crate::world::config::cluster;
use crate::world::{Answer, Mode, Route, World, concierge, keys, set};

#[test]
fn the_report_shows_peers_and_outcomes() {
    let mut world = World::new(Mode::Sealed);
    world.clusters.push(cluster(Mode::Sealed, "two"));
    world.audit_id = Some("7c1e");
    refuse(&mut world, "two", "authentication failed");
    world.login();
    world.pass(400);
    let report = report(&world);
    for line in [
        "haulout: 0.1.0",
        "tokens: sealed",
        "issuer: https://supervisor.acme.example/demo",
        "situation: signed-in",
        "user: walrus",
        "signed-in-at: 2026-11-23T08:00:08Z",
        // A Supervisor does not say for how long it refreshes tokens.
        "session-until: -",
        "clusters: 2 active=2 in-trouble=1",
        "cluster.prod-eu.state: resting active=yes",
        "cluster.prod-eu.server: https://prod-eu.acme.example:6443",
        "cluster.prod-eu.groups: 1",
        "cluster.two.state: failed HAULOUT_CREDENTIAL_REFUSED need=operator active=yes",
        "cluster.two.cause: authenticator kind=JWTAuthenticator name=supervisor",
        "cluster.two.cause: audience wants=two-7f3a has=two-7f3a",
        "cluster.two.cause: unknown",
    ] {
        assert!(report.lines().any(|it| it == line), "{line} in\n{report}");
    }
    let credential = world.cluster("prod-eu").credential.unwrap();
    let serial = value(&report, "cluster.prod-eu.serial");
    assert_eq!(Some(serial), credential.serial.as_deref());
    assert_eq!(serial.len() % 2, 0);
    let valid = value(&report, "cluster.prod-eu.valid");
    let (from, until) = (credential.not_before, credential.not_after);
    assert_eq!(valid, format!("from={from} until={until}"));
    let error = value(&report, "cluster.two.error");
    assert!(error.contains("authentication failed"), "{error}");
    let asked_at = value(&report, "reported-at");
    assert_eq!(asked_at, world.now().wall.to_string());
}

#[test]
fn report_lists_events_newest_first_with_server_time_and_audit_id() {
    let mut world = World::new(Mode::Page);
    world.audit_id = Some("7c1e");
    world.clocks.concierge = -40 * 60 * 1000;
    refuse(&mut world, "prod-eu", "authentication failed");
    world.login();
    world.pass(200);
    let report = report(&world);
    let listed: Vec<_> = report
        .lines()
        .filter_map(|it| it.strip_prefix("activity: "))
        .collect();
    assert_eq!(listed.len(), world.machine.activity().count());
    for (line, entry) in listed.iter().zip(world.machine.activity()) {
        let start = format!("{} {}", entry.at, entry.happened.as_str());
        assert!(line.starts_with(&start), "{line}");
    }
    let refused = listed.iter().find(|it| it.contains(" refused ")).unwrap();
    for part in [
        " HAULOUT_CREDENTIAL_REFUSED asked=credential again=2026-11-23T08:",
        " server-time=2026-11-23T07:2",
        " cluster=prod-eu audit-id=7c1e",
    ] {
        assert!(refused.contains(part), "{part} in {refused}");
    }
    assert!(!refused.contains(" count=1 "), "it was refused again");
}

#[test]
fn the_report_lists_each_clock_with_its_error() {
    let mut world = World::new(Mode::Page);
    world.clocks.issuer = -300;
    world.clocks.verifier = 90_000;
    world.clocks.replica = Some(5_000);
    world.login();
    world.pass(400);
    let report = report(&world);
    let clocks: Vec<_> = report.lines().filter(|it| it.contains("clock: ")).collect();
    let shown: Vec<_> = world.session().clocks().collect();
    assert_eq!(clocks.len(), 3);
    for (line, clock) in clocks.iter().zip(shown) {
        let numbers = format!(
            "{} offset-ms={:+} error-ms={} replicas-apart-ms={}",
            clock.whose.as_str(),
            clock.offset_millis,
            clock.error_millis,
            clock
                .replicas_apart
                .map_or("-".into(), |it| it.as_millis().to_string()),
        );
        assert!(line.ends_with(&numbers), "{numbers} in {line}");
    }
    let off = value(&report, "cluster.prod-eu.clock-off");
    assert!(off.starts_with("verifier offset-ms=+"), "{off}");
}

#[test]
fn without_a_session_the_report_has_the_failure() {
    let mut world = World::new(Mode::Sealed);
    assert_eq!(value(&report(&world), "situation"), "preparing");
    world.open();
    let signed_out = report(&world);
    assert_eq!(value(&signed_out, "situation"), "signed-out");
    assert_eq!(value(&signed_out, "tokens"), "sealed");

    let outage = Answer::Failed(TransportError::Network);
    world.answers.insert(Route::Metadata, outage);
    world.open();
    let failed = report(&world);
    assert_eq!(value(&failed, "situation"), "failed");
    let code = Code::IssuerUnreachable.as_str();
    assert!(value(&failed, "error").starts_with(code), "{failed}");
    assert!(value(&failed, "activity").contains(" asked=metadata "));
}

#[test]
fn text_from_a_server_cannot_forge_a_line() {
    let mut world = World::new(Mode::Page);
    let lie = "no\r\nsituation: signed-out\u{2028}cluster.prod-eu.state: resting\u{202e}\u{1b}[31m";
    world.audit_id = Some(lie);
    world.issuer.edits.claims = set("username", json!(lie));
    refuse(&mut world, "prod-eu", lie);
    world.login();
    world.pass(60);
    let report = report(&world);
    for key in ["situation", "cluster.prod-eu.state", "user"] {
        let lines = report.lines().filter(|it| key_of(it) == key).count();
        assert_eq!(lines, 1, "{key} in\n{report}");
    }
    let error = value(&report, "cluster.prod-eu.error");
    assert!(
        error.contains("no  situation: signed-out cluster."),
        "{error}"
    );
    let disruptive = |c: char| c != '\n' && (c.is_control() || "\u{2028}\u{202e}".contains(c));
    assert!(!report.contains(disruptive), "{report:?}");
}

#[test]
fn every_line_of_the_report_is_a_known_key_and_a_value() {
    let known = "activity activity-not-listed client-id clock cluster clusters clusters-not-listed error haulout \
                 id-token-until issuer last-renewal next-renewal refreshing reported-at session-until signed-in-at \
                 situation tokens user";
    let of_clusters = "announced-until cause clock clock-off error groups issued-at next-attempt reliable-until serial \
                       server state too-short user valid";
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.clusters.push(cluster(mode, "two"));
        refuse(&mut world, "two", "authentication failed");
        world.clocks.verifier = 5_000;
        world.login();
        world.pass(300);
        for line in report(&world).lines() {
            let key = key_of(line);
            let is_known = match key.rsplit_once('.') {
                Some((_, key)) => of_clusters.split(' ').any(|it| it == key),
                None => known.split_whitespace().any(|it| it == key),
            };
            assert!(is_known, "{line}");
        }
    }
}

#[test]
fn the_report_lists_failing_clusters_first_and_counts_the_rest() {
    let mut world = World::new(Mode::Page);
    world.is_quick = true;
    world.printed.turn_off();
    world.clusters = (0..1_000)
        .map(|at| cluster(Mode::Page, &format!("c{at}")))
        .collect();
    for id in ["c17", "c42"] {
        refuse(&mut world, id, "authentication failed");
    }
    world.login();
    world.pass(900);
    let report = report(&world);
    assert!(report.len() <= MOST_BYTES, "{}", report.len());
    assert!(report.len() > MOST_BYTES / 2, "{}", report.len());
    let counts = value(&report, "clusters");
    assert_eq!(counts, "1000 active=50 in-trouble=2");
    let states = report.lines().filter(|it| key_of(it).ends_with(".state"));
    let states: Vec<_> = states.map(key_of).collect();
    assert_eq!(
        states[..3],
        ["cluster.c17.state", "cluster.c42.state", "cluster.c0.state"]
    );
    let left: usize = value(&report, "clusters-not-listed").parse().unwrap();
    assert_eq!(states.len() + left, 1_000);
    let listed = report.lines().filter(|it| key_of(it) == "activity").count();
    let omitted: usize = value(&report, "activity-not-listed").parse().unwrap();
    assert!(listed > 10, "{listed}");
    assert_eq!(listed + omitted, world.machine.activity().count());
}

#[test]
fn long_lines_of_the_report_are_truncated() {
    let mut world = World::new(Mode::Page);
    let flood = "🦭".repeat(300);
    let audiences = vec![json!(flood); 40];
    world.clusters = (0..40)
        .map(|at| cluster(Mode::Page, &format!("c{at}")))
        .collect();
    for at in 0..40 {
        refuse(&mut world, &format!("c{at}"), &flood);
    }
    world.issuer.edits.claims = set("username", Value::from(flood.repeat(20)));
    world.issuer.edits.refreshed_claims = set("groups", Value::from(audiences));
    world.login();
    world.pass(120);
    let report = report(&world);
    assert!(report.len() <= MOST_BYTES, "{}", report.len());
    assert!(report.contains("…\n"), "{report}");
    assert!(report.lines().any(|it| key_of(it) == "cluster.c0.state"));
}

/// Every report of any test with this world is searched for everything that servers returned. This test shows that
/// there is something to find, and that groups are only counted.
#[test]
fn the_report_has_no_secrets() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.clusters.push(cluster(mode, "two"));
        refuse(&mut world, "two", "authentication failed");
        world.login();
        world.pass(400);
        let report = report(&world);
        let fields = [
            "code",
            "code_verifier",
            "refresh_token",
            "subject_token",
            "access_token",
        ];
        let forms = world
            .seen
            .iter()
            .flat_map(|seen| fields.map(|it| seen.form(it)));
        let mut secrets: Vec<String> = forms.flatten().filter(|it| it != "sealed").collect();
        let token = &world.last(&Route::Credential("two".into())).json()["spec"]["token"];
        secrets.extend(token.as_str().unwrap().split('.').map(str::to_owned));
        secrets.extend(key_in(&world.kubeconfig("prod-eu").unwrap()));
        secrets.push("developers".into());
        assert!(secrets.len() > 7, "{secrets:?}");
        for secret in secrets {
            assert!(secret.len() >= 8, "{secret}");
            let hex: String = secret.bytes().map(|it| format!("{it:02x}")).collect();
            for form in [keys::base64url(secret.as_bytes()), hex, secret] {
                assert!(!report.contains(&form), "{form} in\n{report}");
            }
        }
    }
}

fn report(world: &World) -> String {
    world.machine.report(world.now())
}

fn refuse(world: &mut World, id: &str, words: &str) {
    let answer = concierge::answer(json!({"message": words}));
    world.answers.insert(Route::Credential(id.into()), answer);
}

fn key_of(line: &str) -> &str {
    let (key, value) = line.split_once(": ").expect("a line without a key");
    assert!(!value.is_empty(), "{line}");
    key
}

/// The value of the first line with this key.
#[track_caller]
fn value<'a>(report: &'a str, key: &str) -> &'a str {
    let line = report.lines().find(|it| key_of(it) == key);
    let line = line.unwrap_or_else(|| panic!("no {key} in\n{report}"));
    &line[key.len() + 2..]
}

/// The private key as in the file, and the lines of the PEM inside.
fn key_in(kubeconfig: &Kubeconfig) -> Vec<String> {
    let text = kubeconfig.render();
    let line = text
        .secret()
        .lines()
        .find(|it| it.contains("client-key-data"));
    let data = line.unwrap().rsplit(' ').next().unwrap().trim_matches('"');
    let pem = String::from_utf8(STANDARD.decode(data).unwrap()).unwrap();
    let lines = pem.lines().filter(|it| !it.starts_with('-')).skip(1);
    lines.map(str::to_owned).chain([data.to_owned()]).collect()
}

/// The documented maximum of the report.
const MOST_BYTES: usize = 16 * 1024;
