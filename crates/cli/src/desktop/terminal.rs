//! Log lines for the terminal, and the JSON of the status page.

use std::io::Write as _;
use std::time::Duration;

use haulout_protocol::clocks::{ClockOwner, Deviation};
use haulout_protocol::snapshot::{ActivityView, ClusterView, SessionView};
use haulout_protocol::time::UnixTime;

/// The stream that lines are written to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Terminal {
    /// The standard output.
    Stdout,
    /// The standard error, if a program reads the standard output.
    Stderr,
}

impl Terminal {
    /// Prints a line. Errors are ignored, so that closing the terminal does not end the process.
    pub(super) fn print(self, line: &str) {
        let _gone = match self {
            Self::Stdout => writeln!(std::io::stdout(), "{line}"),
            Self::Stderr => writeln!(std::io::stderr(), "{line}"),
        };
    }

    /// Prints a line with its time.
    pub(super) fn print_event(self, at: UnixTime, line: &str) {
        self.print(&format!("{}  {line}", clock_time(at)));
    }
}

/// The line about a new credential.
pub(super) fn renewed(cluster: &ClusterView) -> String {
    let Some(credential) = &cluster.credential else {
        return format!("{}: no credential", cluster.id);
    };
    let mut line = format!(
        "{}: credential for {} until {}",
        cluster.id,
        one_line(&credential.username),
        clock_time(credential.ends_at())
    );
    if credential.too_short {
        line.push_str(", which is too short to guarantee a renewal in time");
    }
    line
}

/// The line about wrong clocks; `None` if all are correct.
pub(super) fn clocks(cluster: &ClusterView) -> Option<String> {
    let deviations = &cluster.credential.as_ref()?.deviations;
    if deviations.is_empty() {
        return None;
    }
    let clocks: Vec<String> = deviations.iter().map(clock).collect();
    Some(format!(
        "{}: {}; synchronize it with NTP",
        cluster.id,
        clocks.join(", ")
    ))
}

fn clock(deviation: &Deviation) -> String {
    let owner = match deviation.whose {
        ClockOwner::Computer => "this computer's clock",
        ClockOwner::Issuer => "the issuer's clock",
        ClockOwner::Concierge => "the Concierge's clock",
        ClockOwner::Verifier => "the API server's clock",
    };
    // HTTP dates have whole seconds, so more precision is not available.
    let seconds = Duration::from_millis(deviation.offset_millis.unsigned_abs());
    let seconds = seconds.as_secs_f64().round();
    let direction = if deviation.offset_millis < 0 {
        "behind"
    } else {
        "ahead"
    };
    format!("{owner} is {seconds} s {direction}")
}

/// The JSON of the status page: times and states, and no credential.
pub(super) fn status(title: Option<&str>, session: Option<&SessionView>, folder: &str) -> String {
    let clusters: Vec<_> = session.map_or_else(Vec::new, |session| {
        session.clusters.iter().map(|it| row(it)).collect()
    });
    let sentence = match session {
        None => "Waiting for a sign-in.".to_owned(),
        Some(session) => match (&session.trouble, session.sign_in_by) {
            (Some(trouble), _) => trouble.to_string(),
            (None, Some(by)) => format!(
                "{}; a sign-in is needed by {}",
                one_line(&session.username),
                clock_time(by)
            ),
            (None, None) => one_line(&session.username).to_string(),
        },
    };
    let status = serde_json::json!({
        "title": title,
        "session": sentence,
        "folder": folder,
        "clusters": clusters,
    });
    status.to_string()
}

fn row(cluster: &ClusterView) -> serde_json::Value {
    let until = cluster
        .credential
        .as_ref()
        .map(|credential| credential.ends_at().as_secs());
    let state = match &cluster.activity {
        ActivityView::Resting => "valid".to_owned(),
        ActivityView::Requesting => "renewing".to_owned(),
        ActivityView::Failed(error) => error.to_string(),
    };
    serde_json::json!({
        "name": cluster.name,
        "until": until,
        "next": cluster.next_attempt.map(UnixTime::as_secs),
        "state": clocks(cluster).unwrap_or(state),
    })
}

/// The time of day in UTC, for comparison with server logs.
pub(super) fn clock_time(at: UnixTime) -> String {
    let text = at.to_string();
    text.split_once('T')
        .map_or_else(|| text.clone(), |(_, time)| time.to_owned())
}

/// Shortens text from a server or certificate and removes control characters.
pub(super) fn one_line(text: &str) -> haulout_protocol::text::ServerText {
    haulout_protocol::text::ServerText::new(text)
}
