//! The printed result of a scenario, and the comparison with its expectations.

use crate::scenario::Expected;

/// One line of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The name of the scenario, or of the client that it is compared with.
    pub scenario: String,
    /// The simulated time.
    pub hours: f64,
    /// Issued certificates, without the first one of each cluster and tab.
    pub renewals: u64,
    /// Successful refreshes.
    pub refreshes: u64,
    /// Requests that the pages sent.
    pub requests: u64,
    /// Sign-ins, including the first one.
    pub sign_ins: u64,
    /// Time without service in seconds, rounded up.
    pub gap_seconds: u64,
    /// Client requests that got 401.
    pub unauthorized: u64,
    /// The violated expectations.
    pub violations: Vec<String>,
}

impl Row {
    /// The line that `--json` prints.
    #[must_use]
    pub fn json(&self) -> String {
        // Formatted manually, to keep the order of the fields.
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

/// The column headings of the table.
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
