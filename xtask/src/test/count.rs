//! Counts passed and failed tests in the output of a test runner.

use std::ops::{Add, AddAssign};

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) passed: usize,
    pub(super) failed: usize,
}

impl Counts {
    pub(super) const ONE_PASSED: Self = Self {
        passed: 1,
        failed: 0,
    };
    pub(super) const ONE_FAILED: Self = Self {
        passed: 0,
        failed: 1,
    };
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// Sums up all summaries in the text: those of libtest, which wasm-pack's runner prints too, and those of TAP.
pub(super) fn read(log: &str) -> Counts {
    log.lines()
        .map(|line| libtest(line).unwrap_or_else(|| tap(line)))
        .fold(Counts::default(), Add::add)
}

/// `test result: ok. 5 passed; 0 failed; …`
fn libtest(line: &str) -> Option<Counts> {
    let (_, numbers) = line
        .trim()
        .strip_prefix("test result: ")?
        .split_once(". ")?;
    let number = |what: &str| {
        numbers
            .split(';')
            .find_map(|part| part.trim().strip_suffix(what)?.trim().parse().ok())
    };
    Some(Counts {
        passed: number("passed")?,
        failed: number("failed")?,
    })
}

/// `# pass 5`, `# fail 0`, `# cancelled 0`: the last lines of Node's TAP report.
fn tap(line: &str) -> Counts {
    let number = |prefix: &str| -> usize {
        line.strip_prefix(prefix)
            .and_then(|number| number.trim().parse().ok())
            .unwrap_or(0)
    };
    Counts {
        passed: number("# pass "),
        failed: number("# fail ") + number("# cancelled "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summaries_of_several_test_binaries_are_added() {
        let log = "running 3 tests\n\
            test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(
            read(log),
            Counts {
                passed: 7,
                failed: 2
            }
        );
    }

    #[test]
    fn a_test_that_node_cancelled_has_failed() {
        let log = "# tests 8\n# suites 0\n# pass 5\n# fail 1\n# cancelled 2\n# skipped 0\n";
        assert_eq!(
            read(log),
            Counts {
                passed: 5,
                failed: 3
            }
        );
    }

    #[test]
    fn a_log_without_a_summary_counts_nothing() {
        assert_eq!(
            read("error: could not compile `haulout`\n"),
            Counts::default()
        );
    }
}
