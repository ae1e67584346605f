//! One row of the table: how kubectl gets credentials, the clock of the API server, and the results.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;
use std::time::Duration;

use haulout_devstack::{Entry, Script, Server, Stack};
use serde_json::json;
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

use crate::client::Client;
use crate::writer::{Opened, Writer};

/// How kubectl gets its credential.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// From the files of `haulout open`.
    LiveFolder,
    /// From the files, but with an expiration that ignores measured clock deviations.
    LiveFolderUnmeasured,
    /// From a plugin that works like the Pinniped CLI: a cache until the certificate expires, without margin.
    PinnipedRule,
    /// From a certificate in the kubeconfig.
    Inline,
    /// From a file that is never renewed.
    NeverRenewed,
}

/// What to measure.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    pub(crate) form: Form,
    pub(crate) skew_secs: i64,
}

/// What was measured.
pub(crate) struct Figures {
    rotations: usize,
    requests: usize,
    unauthorized: usize,
    other_failures: usize,
}

impl Row {
    pub(crate) const fn new(form: Form, skew_secs: i64) -> Self {
        Self { form, skew_secs }
    }

    pub(crate) const fn name(&self) -> &'static str {
        match self.form {
            Form::LiveFolder | Form::LiveFolderUnmeasured => "live-folder",
            Form::PinnipedRule => "pinniped-cli-rule",
            Form::Inline => "inline",
            Form::NeverRenewed => "never-renewed",
        }
    }

    /// Whether the row is a control, which must show rejected requests.
    const fn is_control(&self) -> bool {
        matches!(self.form, Form::LiveFolderUnmeasured)
    }

    /// The live folder must cause no rejected request; its control must cause some.
    pub(crate) const fn is_as_expected(&self, figures: &Figures) -> bool {
        match self.form {
            Form::LiveFolder => figures.unauthorized == 0 && figures.rotations >= ROTATIONS,
            Form::LiveFolderUnmeasured | Form::PinnipedRule => figures.unauthorized > 0,
            Form::Inline | Form::NeverRenewed => figures.requests > 0,
        }
    }

    pub(crate) async fn run(
        self,
        haulout: &Path,
        kubectl: &Path,
    ) -> Result<Figures, Box<dyn Error + Send + Sync>> {
        let mut script = Script::default();
        script.clusters.truncate(1);
        script.lifetimes.certificate = Duration::from_secs(CERTIFICATE_SECS);
        let stack = Stack::start(script).await?;
        let cluster = stack.clusters().first().ok_or("the script has a cluster")?;
        cluster.api_clock().set_offset_seconds(self.skew_secs);
        let home = TempDir::new()?;
        let opened = Opened::start(haulout, &stack, home.path()).await?;
        let writer = Writer::start(self.form, &opened, cluster, home.path()).await?;
        stack.journal().clear();
        let mut client = Client::start(kubectl, &writer.kubeconfig, home.path()).await?;
        let began = Instant::now();
        while began.elapsed() < MAX_ROW_DURATION && rotations(&stack) < ROTATIONS {
            client.send_request().await;
            writer.update()?;
            sleep(BETWEEN_REQUESTS).await;
        }
        let seen = authenticated_requests(&stack);
        let refused = |entry: &&Entry| entry.status == Some(401);
        Ok(Figures {
            rotations: rotations(&stack),
            requests: client.requests,
            unauthorized: seen.iter().filter(refused).count(),
            other_failures: client.other_failures,
        })
    }
}

/// The requests that reached the API server with a certificate.
fn authenticated_requests(stack: &Stack) -> Vec<Entry> {
    let entries = stack.journal().entries().into_iter();
    let authenticated_requests =
        |entry: &Entry| matches!(entry.server, Server::ApiServer(_)) && entry.certificate.is_some();
    entries.filter(authenticated_requests).collect()
}

fn rotations(stack: &Stack) -> usize {
    let ends: BTreeSet<i64> = authenticated_requests(stack)
        .iter()
        .filter_map(|entry| Some(entry.certificate.as_ref()?.not_after))
        .collect();
    ends.len().saturating_sub(1)
}

impl Figures {
    pub(crate) fn json(&self, row: &Row) -> String {
        json!({
            "form": row.name(),
            "skew_seconds": row.skew_secs,
            "control": row.is_control(),
            "rotations": self.rotations,
            "requests": self.requests,
            "unauthorized": self.unauthorized,
            "other_failures": self.other_failures,
        })
        .to_string()
    }

    pub(crate) fn line(&self, row: &Row) -> String {
        let name = if row.is_control() {
            format!("{} (control: nothing measured)", row.name())
        } else {
            row.name().to_owned()
        };
        format!(
            "{name:<44} {:>+5} s  {:>9}  {:>8}  {:>12}  {:>14}",
            row.skew_secs, self.rotations, self.requests, self.unauthorized, self.other_failures
        )
    }
}

pub(crate) fn heading() -> String {
    format!(
        "{:<44} {:>7}  {:>9}  {:>8}  {:>12}  {:>14}",
        "form", "skew", "rotations", "requests", "unauthorized", "other failures"
    )
}

/// A fifth of Pinniped's lifetime, for frequent renewals.
pub(crate) const CERTIFICATE_SECS: u64 = 60;
/// A row ends after this many renewals.
const ROTATIONS: usize = 3;
/// A row without renewals ends some time after its certificate has expired.
const MAX_ROW_DURATION: Duration = Duration::from_secs(170);
/// Twice a second, like a terminal UI.
const BETWEEN_REQUESTS: Duration = Duration::from_millis(500);
