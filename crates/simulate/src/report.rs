//! What is printed of a scenario, and whether it is what was promised.

use crate::scenario::Expected;

/// One line of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The scenario, or the client beside it.
    pub scenario: String,
    /// Simulated.
    pub hours: f64,
    /// Certificates after the first one of each cluster and tab.
    pub renewals: u64,
    /// Refreshes that the issuer granted.
    pub refreshes: u64,
    /// Requests that the pages sent.
    pub requests: u64,
    /// How often somebody had to sign in, the first time included.
    pub sign_ins: u64,
    /// Seconds without service, begun ones included.
    pub gap_seconds: u64,
    /// Requests of clients that were answered with 401.
    pub unauthorized: u64,
    /// What of it is not as it was promised.
    pub violations: Vec<String>,
}

impl Row {
    /// The line that `--json` prints.
    #[must_use]
    pub fn json(&self) -> String {
        // By hand, because the order of the fields is for people.
        format!(
            r#"{{"scenario":{:?},"hours":{},"renewals":{},"refreshes":{},"requests":{},"sign_ins":{},"gap_seconds":{},"unauthorized":{}}}"#,
            self.scenario,
            self.hours,
            self.renewals,
            self.refreshes,
            self.requests,
            self.sign_ins,
            self.gap_seconds,
            self.unauthorized
        )
    }

    /// The line of the table.
    #[must_use]
    pub fn line(&self) -> String {
        format!(
            "{:<32} {:>6} {:>9} {:>10} {:>9} {:>9} {:>12} {:>13}",
            self.scenario,
            self.hours,
            self.renewals,
            self.refreshes,
            self.requests,
            self.sign_ins,
            self.gap_seconds,
            self.unauthorized
        )
    }

    pub(crate) fn checked(mut self, expected: Expected) -> Self {
        if self.sign_ins != expected.sign_ins {
            self.violations
                .push(format!("sign_ins is not {}", expected.sign_ins));
        }
        if self.gap_seconds > expected.gap_seconds_at_most {
            self.violations.push(format!(
                "gap_seconds is more than {}",
                expected.gap_seconds_at_most
            ));
        }
        if self.unauthorized > expected.unauthorized_at_most {
            self.violations.push(format!(
                "unauthorized is more than {}",
                expected.unauthorized_at_most
            ));
        }
        self
    }
}

/// The heads of the table's columns.
#[must_use]
pub fn heading() -> String {
    format!(
        "{:<32} {:>6} {:>9} {:>10} {:>9} {:>9} {:>12} {:>13}",
        "scenario",
        "hours",
        "renewals",
        "refreshes",
        "requests",
        "sign_ins",
        "gap_seconds",
        "unauthorized"
    )
}
