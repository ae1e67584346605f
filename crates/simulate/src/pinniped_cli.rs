//! The client of Pinniped's issue 1987, with the same servers: k9s with the Pinniped CLI as its credential plugin.
//!
//! The CLI returns a cached certificate until it expires on the computer's clock, without a margin, and then requests
//! a new one. It discards an ID token ten minutes before it expires.

use std::time::Duration;

use serde_json::Value;

use crate::client::{Validity, millis_of_rfc3339, read_certificate};
use crate::meter::{self, PACE_MILLIS, RequestOutcome, Window};
use crate::peers::Servers;
use crate::report::Row;
use crate::scenario::Scenario;
use crate::time::{Moment, millis, minutes, secs};

/// Runs the client for the duration of the scenario.
pub(crate) fn run(scenario: &Scenario) -> Row {
    let mut cli = Cli {
        servers: Servers::new(scenario),
        cached: None,
        id_token: None,
        now: Moment::START,
        requests: 0,
        sign_ins: 0,
    };
    let end = Moment::after(scenario.duration);
    cli.run_plugin();
    let begun = cli.now;
    while cli.now < end {
        let asked = cli.now;
        if cli.ask() == Some(RequestOutcome::Unauthorized) {
            // client-go runs the plugin again, which returns the cached certificate; k9s shows an error and waits.
            cli.run_plugin();
            cli.now = cli.now.plus(BACK_OFF);
        } else {
            // Signing in and the Concierge's response take time, which delays the next request.
            cli.now = cli.now.max(asked.plus(PACE));
        }
    }
    cli.row(scenario, begun, end)
}

struct Cli {
    servers: Servers,
    cached: Option<Cached>,
    /// The token and its expiry, in seconds on the clock of issuer and computer.
    id_token: Option<(String, i64)>,
    now: Moment,
    requests: u64,
    sign_ins: u64,
}

/// One entry of `credentials.yaml`.
struct Cached {
    validity: Validity,
    /// `expirationTimestamp` in milliseconds.
    expires: i64,
}

impl Cli {
    /// One request of k9s. The plugin runs before it if the credential has expired.
    fn ask(&mut self) -> Option<RequestOutcome> {
        if self.cached_that_is_good().is_none() {
            self.run_plugin();
        }
        let validity = self.cached.as_ref()?.validity;
        let now = self.now;
        let cluster = self.servers.clusters.first_mut()?;
        cluster.verifier.judge(0, validity, now)
    }

    fn run_plugin(&mut self) {
        if self.cached_that_is_good().is_some() {
            return; // "using cached cluster credential."
        }
        let Some(token) = self.id_token() else {
            return;
        };
        self.now = self.now.plus(EXCHANGE);
        self.requests += 1;
        let body = Servers::credential_request(&token);
        let answer = self.servers.credential(&body, 0, self.now);
        self.cached = read_answer(&answer.body);
    }

    fn cached_that_is_good(&self) -> Option<&Cached> {
        let wall = self.now.on_clock(0);
        self.cached.as_ref().filter(|it| it.expires > wall)
    }

    /// "Found unexpired cached token.", or a sign-in in the browser.
    fn id_token(&mut self) -> Option<String> {
        let wall = self.now.secs_on_clock(0);
        let is_good = |until: i64| (until - wall) * 1000 > millis(LEAST_TOKEN_LIFE);
        if !self
            .id_token
            .as_ref()
            .is_some_and(|(_, until)| is_good(*until))
        {
            self.now = self.now.plus(SIGN_IN);
            self.sign_ins += 1;
            self.requests += 1;
            let now = self.now.secs_on_clock(self.servers.issuer_ahead);
            self.id_token = Some(self.servers.issuer.sign_in_directly(now));
        }
        self.id_token.as_ref().map(|(token, _)| token.clone())
    }

    fn row(self, scenario: &Scenario, begun: Moment, end: Moment) -> Row {
        let mut row = Row {
            scenario: format!("{}-pinniped-cli", scenario.name),
            hours: scenario.duration.as_secs_f64() / 3600.0,
            renewals: 0,
            refreshes: self.servers.issuer.refreshes,
            requests: self.requests,
            sign_ins: self.sign_ins,
            gap_seconds: 0,
            unauthorized: 0,
            violations: Vec::new(),
        };
        if let Some(cluster) = self.servers.clusters.first() {
            let verifier = &cluster.verifier;
            let ahead = verifier.ahead.of_the_journal();
            let window = Window {
                from: begun.on_clock(ahead),
                to: end.on_clock(ahead),
            };
            let journal = verifier.journals.first().map_or(&[][..], Vec::as_slice);
            let reading = meter::read(journal, &[window]);
            row.gap_seconds = crate::world::seconds_rounded_up(reading.gap_millis);
            row.unauthorized = reading.unauthorized;
            row.renewals = cluster.issued.saturating_sub(1);
        }
        if row.unauthorized == 0 || row.gap_seconds < row.unauthorized * STORY_OUTAGE_SECS {
            row.violations
                .push("the outage of issue 1987 is not reproduced".to_owned());
        }
        row
    }
}

fn read_answer(body: &[u8]) -> Option<Cached> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let credential = &answer["status"]["credential"];
    Some(Cached {
        validity: read_certificate(credential["clientCertificateData"].as_str()?)?,
        expires: millis_of_rfc3339(credential["expirationTimestamp"].as_str()?)?,
    })
}

const PACE: Duration = Duration::from_millis(PACE_MILLIS.unsigned_abs());
/// In the log, a request is refused 3 s before the certificate expires, and the next one is 10 s after that.
const BACK_OFF: Duration = secs(13);
/// In the issue, every refused request costs ten seconds or more.
const STORY_OUTAGE_SECS: u64 = 10;
/// From "Exchanging token for cluster credential" to "Successfully exchanged" in the log.
const EXCHANGE: Duration = secs(1);
/// User name, password and a second factor.
const SIGN_IN: Duration = secs(10);
/// The CLI's `minIDTokenValidity`.
const LEAST_TOKEN_LIFE: Duration = minutes(10);
