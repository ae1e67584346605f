//! The meter: computes from a verifier's journal how long its client was without service.

/// One request of a client, as the verifying server recorded it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The time, in milliseconds on the verifier's clock.
    pub at: i64,
    /// The certificate's `notBefore`, in seconds since the epoch.
    pub not_before: i64,
    /// The certificate's `notAfter`.
    pub not_after: i64,
    /// The outcome of the request.
    pub outcome: RequestOutcome,
}

/// The outcome of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestOutcome {
    /// The request was served.
    Accepted,
    /// 401.
    Unauthorized,
}

/// A period in which a client must have service, in milliseconds on the verifier's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its start.
    pub from: i64,
    /// The certificate's `notAfter`.
    pub to: i64,
}

/// The result of a measurement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Time without service within the windows, in milliseconds.
    pub gap_millis: i64,
    /// Requests that got 401, inside and outside of the windows.
    pub unauthorized: u64,
}

impl std::ops::AddAssign for Reading {
    fn add_assign(&mut self, other: Self) {
        self.gap_millis += other.gap_millis;
        self.unauthorized += other.unauthorized;
    }
}

/// Measures a journal, whose entries are in chronological order.
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

/// The time between consecutive served requests, and to both ends of the window, that exceeds the client's interval.
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

/// The interval of a client's requests.
pub const PACE_MILLIS: i64 = 1000;
/// Below a second, so that one refused request is measured.
const TOLERANCE_MILLIS: i64 = 500;

#[cfg(test)]
mod tests {
    use super::*;

    /// One character a second, starting at 0: `+` served, `-` refused, anything else no request.
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
    fn a_client_that_is_always_served_has_no_gap() {
        assert_eq!(reading("++++++++++", &[(0, 9)]), (0, 0));
    }

    #[test]
    fn one_refused_request_counts_as_one_second_and_one_401() {
        assert_eq!(reading("++++-+++++", &[(0, 9)]), (1000, 1));
    }

    #[test]
    fn missing_and_refused_requests_are_gaps() {
        assert_eq!(reading("++-     ++", &[(0, 9)]), (6000, 1));
        assert_eq!(reading("++      ++", &[(0, 9)]), (6000, 0));
    }

    #[test]
    fn failures_at_the_start_and_at_the_end_are_gaps() {
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
