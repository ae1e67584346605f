//! When credentials were renewed: marks on the horizon, for people.

use alloc::rc::Rc;
use alloc::vec::Vec;

use crate::time::{Span, UnixTime};

/// The last renewals, oldest first.
#[derive(Default)]
pub(crate) struct Renewals(Rc<Vec<UnixTime>>);

impl Renewals {
    /// Notes that a credential was renewed. Clusters whose renewals fall together make one mark.
    pub(super) fn note(&mut self, at: UnixTime) {
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

/// Two hours of certificates that live five minutes, less than a screen is wide.
const MOST_MARKS: usize = 50;
/// Marks that are closer than the longest request took are one renewal to whoever looks at hours.
const TOGETHER: Span = Span::from_secs(10);
