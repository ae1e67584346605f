//! Rows of figures, as a table for people and as JSON lines for programs.

use serde_json::{Value, json};

use crate::error::CommandError;

/// One comparison.
#[derive(Default)]
pub(super) struct Row {
    /// The measured quantity, with its unit.
    pub(super) bench: String,
    pub(super) ours: Option<f64>,
    pub(super) peer: Option<f64>,
    pub(super) p50_ms: Option<f64>,
    pub(super) p99_ms: Option<f64>,
    pub(super) rss_mib: Option<f64>,
    pub(super) note: String,
}

impl Row {
    fn ratio(&self) -> Option<f64> {
        let peer = self.peer.filter(|peer| *peer > 0.0)?;
        Some(self.ours? / peer)
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "bench": self.bench,
            "ours": self.ours,
            "peer": self.peer,
            "ratio": self.ratio(),
            "p50_ms": self.p50_ms,
            "p99_ms": self.p99_ms,
            "rss_mib": self.rss_mib,
            "note": self.note,
        })
    }

    pub(super) fn line(&self) -> String {
        let cell = |figure: Option<f64>| figure.map_or_else(|| "-".to_owned(), shown);
        format!(
            "{:<44} {:>9} {:>9} {:>7} {:>9} {:>9} {:>9}  {}",
            self.bench,
            cell(self.ours),
            cell(self.peer),
            cell(self.ratio()),
            cell(self.p50_ms),
            cell(self.p99_ms),
            cell(self.rss_mib),
            self.note
        )
    }
}

pub(super) fn heading() -> String {
    format!(
        "{:<44} {:>9} {:>9} {:>7} {:>9} {:>9} {:>9}  note",
        "bench", "ours", "peer", "ratio", "p50 ms", "p99 ms", "RSS MiB"
    )
}

/// Formats a figure with three significant digits.
fn shown(figure: f64) -> String {
    let decimals = match figure.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    format!("{figure:.decimals$}")
}

/// The median, which a single outlier does not change.
pub(super) fn median(figures: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied()
}

/// Why a program was not run, without what another one has printed, which may name hosts and paths.
pub(super) fn reason(error: &CommandError) -> String {
    let message = error.to_string();
    let lines = message.lines().next().unwrap_or_default();
    lines.split(": go: ").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_outlier_does_not_change_the_median() {
        assert_eq!(median([3.0, 1000.0, 2.0]), Some(3.0));
        assert_eq!(median([]), None);
    }

    #[test]
    fn a_reason_names_no_registry() {
        let printed =
            "go get a@v1 ended with exit status: 1: go: a@v1: reading https://proxy.example\nmore";
        let reason = reason(&CommandError::new(printed));
        assert_eq!(reason, "go get a@v1 ended with exit status: 1");
    }

    #[test]
    fn a_row_without_a_peer_has_no_ratio() {
        let mut row = Row {
            ours: Some(80.0),
            peer: Some(100.0),
            ..Row::default()
        };
        assert_eq!(row.json()["ratio"], 0.8);
        row.peer = None;
        assert_eq!(row.json()["ratio"], Value::Null);
    }
}
