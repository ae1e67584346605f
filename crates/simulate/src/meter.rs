//! The meter: what a verifier's journal says about the service that its client had, and nothing else.

/// One request of a client, as the server that judged it wrote it down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When, in milliseconds on the verifier's clock.
    pub at: i64,
    /// The start of the certificate's validity, in seconds since the epoch.
    pub not_before: i64,
    /// Its end.
    pub not_after: i64,
    /// What became of the request.
    pub outcome: RequestOutcome,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestOutcome {
    /// It was served.
    Accepted,
    /// 401.
    Unauthorized,
}

/// A stretch of time in which a client had to be served: milliseconds on the verifier's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its start.
    pub from: i64,
    /// Its end.
    pub to: i64,
}

/// What a journal amounts to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Milliseconds without service within the windows.
    pub gap_millis: i64,
    /// Requests that were answered with 401, wherever they lie.
    pub unauthorized: u64,
}

impl std::ops::AddAssign for Reading {
    fn add_assign(&mut self, other: Self) {
        self.gap_millis += other.gap_millis;
        self.unauthorized += other.unauthorized;
    }
}

/// Reads a journal, whose entries are in the order of time.
#[must_use]
pub fn read(journal: &[Entry], windows: &[Window]) -> Reading {
    let unauthorized = journal
        .iter()
        .filter(|entry| entry.outcome == RequestOutcome::Unauthorized)
        .count();
    Reading {
        gap_millis: windows.iter().map(|window| gap(journal, *window)).sum(),
        unauthorized: u64::try_from(unauthorized).unwrap_or(u64::MAX),
    }
}

/// Time between neighbours among the served requests, and to the window's ends, beyond what the client's own pace
/// explains.
fn gap(journal: &[Entry], window: Window) -> i64 {
    let first = journal.partition_point(|entry| entry.at < window.from);
    let mut last_served = window.from;
    let mut gap = 0;
    for entry in &journal[first..] {
        if entry.at > window.to {
            break;
        }
        if entry.outcome == RequestOutcome::Accepted {
            gap += beyond_pace(entry.at - last_served);
            last_served = entry.at;
        }
    }
    gap + beyond_pace(window.to - last_served)
}

const fn beyond_pace(distance: i64) -> i64 {
    if distance > PACE_MILLIS + TOLERANCE_MILLIS {
        distance - PACE_MILLIS
    } else {
        0
    }
}

/// The client asks once a second.
pub const PACE_MILLIS: i64 = 1000;
/// Less than a second, or one refused request would go unseen.
const TOLERANCE_MILLIS: i64 = 500;

#[cfg(test)]
mod tests {
    use super::*;

    /// One entry per letter and second from second 0: `+` served, `-` refused, anything else not asked.
    fn journal(pattern: &str) -> Vec<Entry> {
        let outcome = |letter| match letter {
            '+' => Some(RequestOutcome::Accepted),
            '-' => Some(RequestOutcome::Unauthorized),
            _ => None,
        };
        (0..)
            .zip(pattern.chars())
            .filter_map(|(second, letter)| {
                Some(Entry {
                    at: second * 1000,
                    not_before: 0,
                    not_after: 0,
                    outcome: outcome(letter)?,
                })
            })
            .collect()
    }

    fn reading(pattern: &str, windows: &[(i64, i64)]) -> (i64, u64) {
        let windows: Vec<Window> = windows
            .iter()
            .map(|(from, to)| Window {
                from: from * 1000,
                to: to * 1000,
            })
            .collect();
        let reading = read(&journal(pattern), &windows);
        (reading.gap_millis, reading.unauthorized)
    }

    #[test]
    fn a_client_that_is_always_served_reads_zero() {
        assert_eq!(reading("++++++++++", &[(0, 9)]), (0, 0));
    }

    #[test]
    fn one_refused_request_is_one_second_and_one_401() {
        assert_eq!(reading("++++-+++++", &[(0, 9)]), (1000, 1));
    }

    #[test]
    fn silence_counts_as_well_as_refusal() {
        assert_eq!(reading("++-     ++", &[(0, 9)]), (6000, 1));
        assert_eq!(reading("++      ++", &[(0, 9)]), (6000, 0));
    }

    #[test]
    fn a_failing_tail_and_a_failing_head_count() {
        assert_eq!(reading("+++++-----", &[(0, 9)]), (4000, 5));
        assert_eq!(reading("-----+++++", &[(0, 9)]), (4000, 5));
        assert_eq!(reading("", &[(0, 9)]), (8000, 0));
    }

    #[test]
    fn outside_of_the_windows_only_refusals_count() {
        assert_eq!(reading("+++ -- +++", &[(0, 2), (7, 9)]), (0, 2));
        assert_eq!(reading("+++    +++", &[(0, 4), (7, 9)]), (1000, 0));
    }

    #[test]
    fn jitter_below_the_tolerance_is_no_gap() {
        let mut journal = journal("+++");
        journal[1].at += 400;
        let window = Window { from: 0, to: 2000 };
        assert_eq!(read(&journal, &[window]), Reading::default());
    }
}
