//! The clocks of all servers, and what deviating clocks break.

use haulout_protocol::clocks::{ClockOwner, Deviation, deviations};
use haulout_protocol::snapshot::{ClockView, ClusterView, SessionView};
use haulout_protocol::time::{Skew, Span};

use super::view_context::ViewContext;
use crate::ui::messages::{Direction, Unit};

mod reading;

pub use reading::ReadingView;

/// The clocks of all servers, compared with this computer's.
#[derive(Debug, PartialEq)]
pub struct ClocksView {
    /// One row for each clock: this computer, the issuer, the servers of the cluster that is shown, and others that
    /// deviate.
    pub rows: Vec<ClockRow>,
    /// States that no clock deviates, or that none has been measured.
    pub verdict: Option<&'static str>,
    /// The clocks that deviate.
    pub warnings: Vec<ClockWarning>,
    /// How many more clocks deviate.
    pub more: Option<String>,
}

/// One clock.
#[derive(Debug, PartialEq, Eq)]
pub struct ClockRow {
    /// Its owner.
    pub name: String,
    /// Its deviation from this computer's clock, as text.
    pub difference: String,
    /// The same for the drawing, if it has been measured.
    pub reading: Option<ReadingView>,
    /// Whether it deviates.
    pub off: bool,
}

/// A clock that deviates.
#[derive(Debug, PartialEq, Eq)]
pub struct ClockWarning {
    /// Which clock, and by how much.
    pub title: String,
    /// What that breaks, and who can fix it.
    pub text: &'static str,
}

impl ClockWarning {
    pub(super) fn off(off: Deviation, cluster: &str, context: ViewContext<'_>) -> Self {
        Self {
            title: deviation(off.whose, cluster, off.offset_millis, context),
            text: (context.words.clocks.effect)(off.whose, direction(off.offset_millis)),
        }
    }

    /// Two replicas of one server; `None` if the difference is too small to matter.
    pub(super) fn apart(
        whose: ClockOwner,
        cluster: &str,
        apart: Span,
        context: ViewContext<'_>,
    ) -> Option<Self> {
        let words = &context.words.clocks;
        (apart >= NOTABLE).then(|| Self {
            title: (words.replicas_differ)(&(words.who)(whose, cluster), &amount(apart, context)),
            text: words.replicas_effect,
        })
    }

    /// Title and text joined.
    pub(super) fn text(&self, context: ViewContext<'_>) -> String {
        (context.words.clocks.off)(&self.title, self.text)
    }
}

impl ClocksView {
    /// `shown` is the cluster whose details are shown.
    pub(super) fn new(
        session: &SessionView,
        shown: Option<&ClusterView>,
        context: ViewContext<'_>,
    ) -> Self {
        let mut view = Self {
            rows: Vec::new(),
            verdict: None,
            warnings: Vec::new(),
            more: None,
        };
        let issuer = session.clocks().find(|it| it.whose == ClockOwner::Issuer);
        let off = deviating(shown, issuer.as_ref());
        let name = shown.map_or("", |it| &it.name);
        let mut row = |whose, clock: Option<&ClockView>| {
            let off = off.iter().find(|it| it.whose == whose);
            view.add(whose, clock, off, name, context);
        };
        row(ClockOwner::Computer, None);
        row(ClockOwner::Issuer, issuer.as_ref());
        for whose in shown.into_iter().flat_map(expected) {
            row(whose, shown.and_then(|it| clock_of(it, whose)));
        }
        view.add_others(session, shown, context);
        if view.warnings.is_empty() {
            let words = &context.words.clocks;
            let is_known = view.rows.iter().skip(1).any(|row| row.reading.is_some());
            view.verdict = Some(if is_known { words.agree } else { words.unknown });
        }
        view
    }

    /// Adds the deviating clocks of the other clusters.
    fn add_others(
        &mut self,
        session: &SessionView,
        shown: Option<&ClusterView>,
        context: ViewContext<'_>,
    ) {
        let others = session.clusters.iter().map(|it| &**it);
        let others = others.filter(|it| shown.is_none_or(|shown| shown.id != it.id));
        let off = others.flat_map(|cluster| {
            let off = cluster.credential.iter().flat_map(|it| &it.deviations);
            off.map(move |it| (cluster, it))
        });
        // The clocks of this computer and the issuer have rows of their own.
        let off =
            off.filter(|(_, it)| matches!(it.whose, ClockOwner::Concierge | ClockOwner::Verifier));
        let mut left: u32 = 0;
        for (at, (cluster, deviation)) in off.enumerate() {
            if at < MOST_OTHERS {
                let clock = clock_of(cluster, deviation.whose);
                self.add(
                    deviation.whose,
                    clock,
                    Some(deviation),
                    &cluster.name,
                    context,
                );
            } else {
                left += 1;
            }
        }
        if left > 0 {
            let count = context.locale.number(i64::from(left) * 1000, 0);
            let plural = context.locale.plural(left.into());
            self.more = Some((context.words.clocks.more)(&count, plural));
        }
    }

    fn add(
        &mut self,
        whose: ClockOwner,
        clock: Option<&ClockView>,
        off: Option<&Deviation>,
        cluster: &str,
        context: ViewContext<'_>,
    ) {
        let words = &context.words.clocks;
        let name = (words.who)(whose, cluster);
        if let Some(off) = off {
            self.warnings
                .push(ClockWarning::off(*off, cluster, context));
        }
        let apart = clock.and_then(|it| it.replicas_apart);
        let apart = apart.and_then(|apart| ClockWarning::apart(whose, cluster, apart, context));
        self.warnings.extend(apart);
        let (difference, reading) = match (whose, clock) {
            (ClockOwner::Computer, _) => (words.reference.to_owned(), Some(ReadingView::new(0, 0))),
            (ClockOwner::Issuer | ClockOwner::Concierge | ClockOwner::Verifier, Some(clock)) => {
                let error = amount(Span::from_millis(clock.error_millis), context);
                let offset = signed(clock.offset_millis, context);
                let reading = ReadingView::new(clock.offset_millis, clock.error_millis);
                ((words.difference)(&offset, &error), Some(reading))
            }
            (ClockOwner::Issuer | ClockOwner::Concierge | ClockOwner::Verifier, None) => {
                (words.not_measured.to_owned(), None)
            }
        };
        self.rows.push(ClockRow {
            name,
            difference,
            reading,
            off: off.is_some(),
        });
    }
}

/// The clocks that deviate, as measured by the cluster that is shown.
fn deviating(shown: Option<&ClusterView>, issuer: Option<&ClockView>) -> Vec<Deviation> {
    if let Some(credential) = shown.and_then(|it| it.credential.as_ref()) {
        return credential.deviations.clone();
    }
    // If a cluster issues no credential, its clock may be the reason.
    let clocks = shown.into_iter().flat_map(|it| &it.clocks);
    let skew = |it: &ClockView| Skew::new(it.offset_millis, Span::from_millis(it.error_millis));
    let known = issuer.into_iter().chain(clocks);
    let known: Vec<(ClockOwner, Skew)> = known.map(|it| (it.whose, skew(it))).collect();
    deviations(&known)
}

/// The clocks that a cluster has. There is no Concierge where the ID token is the credential.
fn expected(cluster: &ClusterView) -> impl Iterator<Item = ClockOwner> {
    let credential = cluster.credential.as_ref();
    let has_concierge = credential.is_none_or(|it| it.serial.is_some());
    let concierge = has_concierge.then_some(ClockOwner::Concierge);
    concierge.into_iter().chain([ClockOwner::Verifier])
}

fn clock_of(cluster: &ClusterView, whose: ClockOwner) -> Option<&ClockView> {
    cluster.clocks.iter().find(|it| it.whose == whose)
}

/// Which clock deviates, and by how much.
pub(super) fn deviation(
    whose: ClockOwner,
    cluster: &str,
    millis: i64,
    context: ViewContext<'_>,
) -> String {
    let words = &context.words.clocks;
    let by = amount(Span::from_millis(millis.unsigned_abs()), context);
    (words.deviation)(&(words.who)(whose, cluster), &by, direction(millis))
}

const fn direction(offset_millis: i64) -> Direction {
    if offset_millis < 0 {
        Direction::Behind
    } else {
        Direction::Ahead
    }
}

/// `4.2 s`, `40 min`, `3.5 h`: rounded to what matters.
pub(super) fn amount(span: Span, context: ViewContext<'_>) -> String {
    let (part, unit, digits) = unit_for(span);
    let parts = i64::try_from(span.as_millis()).unwrap_or(i64::MAX) / part;
    (context.words.clocks.amount)(&context.locale.number(parts, digits), unit)
}

/// The same for a signed difference.
fn signed(millis: i64, context: ViewContext<'_>) -> String {
    let (part, unit, digits) = unit_for(Span::from_millis(millis.unsigned_abs()));
    (context.words.clocks.amount)(&context.locale.signed(millis / part, digits), unit)
}

/// Seconds per unit, the unit, and the number of digits after the decimal point.
const fn unit_for(span: Span) -> (i64, Unit, u8) {
    match span.as_secs() {
        0..120 => (1, Unit::Seconds, 1),
        120..7_200 => (60, Unit::Minutes, 0),
        _ => (3_600, Unit::Hours, 1),
    }
}

/// From here on a deviation gets a warning: certificates expire that much earlier or later than expected.
const NOTABLE: Span = Span::from_secs(2);
/// The clocks of one operator often deviate together; a few examples are enough.
const MOST_OTHERS: usize = 5;
