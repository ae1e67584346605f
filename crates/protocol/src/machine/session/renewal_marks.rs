//! When credentials were renewed: marks on the session timeline.

use alloc::rc::Rc;
use alloc::vec::Vec;

use crate::time::{Span, UnixTime};

/// The last renewals, oldest first.
#[derive(Default)]
pub(crate) struct RenewalMarks(Rc<Vec<UnixTime>>);

impl RenewalMarks {
    /// Records a renewal. Clusters that are renewed together share one mark.
    pub(super) fn add(&mut self, at: UnixTime) {
        let apart = |last: &UnixTime| at.since(*last).max(last.since(at));
        if self.0.last().is_some_and(|last| apart(last) < TOGETHER) {
            return;
        }
        let marks = Rc::make_mut(&mut self.0);
        if marks.len() == MOST_MARKS {
            marks.remove(0);
        }
        marks.push(at);
    }

    pub(crate) fn marks(&self) -> Rc<Vec<UnixTime>> {
        self.0.clone()
    }
}

/// Two hours of five-minute certificates, which fit on a screen.
const MOST_MARKS: usize = 50;
/// Renewals that are less than the longest request apart share a mark, because a timeline of hours cannot show them
/// apart.
const TOGETHER: Span = Span::from_secs(10);
