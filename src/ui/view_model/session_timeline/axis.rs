//! The picture of a session in time. All of it lies on a line of a thousand parts: the minutes around the certificate to
//! scale, and what is far away pressed together at the edges.

use haulout_protocol::snapshot::{CredentialView, Horizon};
use haulout_protocol::time::{Span, UnixTime};

/// Where things lie on the line, in thousandths of it.
#[derive(Debug, PartialEq, Eq)]
pub struct AxisView {
    /// The part that is drawn to scale.
    pub to_scale: [u16; 2],
    /// The moment.
    pub now: u16,
    /// The credential's life.
    pub certificate: Option<[u16; 2]>,
    /// What is known of the ID token's.
    pub id_token: Option<[u16; 2]>,
    /// The renewals that were.
    pub behind: Vec<u16>,
    /// Those that are to be expected.
    pub ahead: Vec<u16>,
    /// The session's end, if it is known.
    pub end: Option<u16>,
}

impl AxisView {
    pub(super) fn new(
        horizon: &Horizon,
        credential: Option<&CredentialView>,
        now: UnixTime,
    ) -> Self {
        let life = credential.map(|it| {
            let end = it.verifier.unwrap_or_default().to_ours(it.not_after);
            [it.issued_at, end]
        });
        let scale = Scale::new(horizon, life, now);
        let places = |[from, to]: [UnixTime; 2]| [scale.place(from), scale.place(to)];
        let token = [scale.anchor.min(now), horizon.id_token_until];
        let seen = horizon.renewals.iter().copied();
        let seen = seen.filter(|at| *at >= scale.near[0] && *at <= now);
        Self {
            to_scale: scale.part,
            now: scale.place(now),
            certificate: life.map(places),
            id_token: (token[0] < token[1]).then(|| places(token)),
            behind: scale.apart(seen),
            ahead: scale.apart(expected(horizon, credential, &scale, now)),
            end: horizon.session_until.map(|until| scale.place(until)),
        }
    }
}

/// The renewals that there will be in the part that is to scale, if nothing gets in the way.
fn expected(
    horizon: &Horizon,
    credential: Option<&CredentialView>,
    scale: &Scale,
    now: UnixTime,
) -> impl Iterator<Item = UnixTime> {
    let pace = credential.map(|it| it.renews_at.since(it.issued_at).max(LEAST_PACE));
    let first = horizon.next_renewal.filter(|at| *at > now);
    let limit = horizon
        .session_until
        .unwrap_or(scale.near[1])
        .min(scale.near[1]);
    let following = core::iter::successors(first, move |at| Some(at.plus(pace?)));
    following
        .take(MOST_EXPECTED)
        .take_while(move |at| *at < limit)
}

/// Which moment lies where.
struct Scale {
    /// Where the certificate's life begins, so that the picture stands still until the next one.
    anchor: UnixTime,
    /// From the first moment to the last one.
    whole: [UnixTime; 2],
    /// The moments between which it is to scale.
    near: [UnixTime; 2],
    /// Where those two lie.
    part: [u16; 2],
}

impl Scale {
    fn new(horizon: &Horizon, life: Option<[UnixTime; 2]>, now: UnixTime) -> Self {
        let span = life.map_or(USUAL_LIFE, |[from, to]| to.since(from).max(USUAL_LIFE));
        let ahead = span.per_mille(AHEAD_PER_MILLE);
        let issued = life.map(|[from, _]| from);
        let issued = issued.filter(|from| *from <= now && now.since(*from) < ahead);
        let anchor = issued.unwrap_or(now);
        let from = horizon.signed_in_at.min(anchor);
        let near_from = from.max(anchor.minus(span.per_mille(BEHIND_PER_MILLE)));
        let far = anchor.plus(ahead);
        let (near_to, right, to) = match horizon.session_until {
            None => (far, OPEN_FROM, far.plus(span)),
            Some(until) if until > far => (far, FAR_FROM, until),
            Some(until) => {
                let end = issued.and(life).map_or(now, |[_, end]| end);
                let last = until.max(end).max(now).max(near_from.plus(LEAST_PACE));
                (last, FULL, last)
            }
        };
        Self {
            anchor,
            whole: [from, to],
            near: [near_from, near_to],
            part: [if from < near_from { LONG_AGO } else { 0 }, right],
        }
    }

    fn place(&self, at: UnixTime) -> u16 {
        let Self {
            whole: [from, to],
            near: [near_from, near_to],
            part: [left, right],
            ..
        } = *self;
        if at < near_from {
            between(at, [from, near_from], [0, left])
        } else if at <= near_to {
            between(at, [near_from, near_to], [left, right])
        } else {
            between(at, [near_to, to], [right, FULL])
        }
    }

    /// Where these lie, without those that could not be told from the one before.
    fn apart(&self, moments: impl Iterator<Item = UnixTime>) -> Vec<u16> {
        let mut places: Vec<u16> = Vec::new();
        for place in moments.map(|at| self.place(at)) {
            if places.last().is_none_or(|last| place >= last + TICKS_APART) {
                places.push(place);
            }
        }
        places
    }
}

fn between(at: UnixTime, [from, to]: [UnixTime; 2], [low, high]: [u16; 2]) -> u16 {
    let width = high - low;
    let step = to.since(from).as_millis() / u64::from(width.max(1));
    let steps = at.since(from).as_millis() / step.max(1);
    low + u16::try_from(steps).map_or(width, |steps| steps.min(width))
}

/// The whole line.
const FULL: u16 = 1000;
/// Up to here lies what was long before this certificate.
const LONG_AGO: u16 = 90;
/// From here on lies what is long after it.
const FAR_FROM: u16 = 880;
/// From here on a line without an end is drawn as one.
const OPEN_FROM: u16 = 940;
/// Ticks closer than this run into each other on a phone.
const TICKS_APART: u16 = 9;
/// A certificate of Pinniped's, for a scale where there is none yet.
const USUAL_LIFE: Span = Span::from_secs(300);
/// So many certificates fit before the one at hand, in thousandths.
const BEHIND_PER_MILLE: u64 = 2000;
/// So many fit from its beginning on: it should be seen to be short, and still be seen.
const AHEAD_PER_MILLE: u64 = 4000;
/// More often than this nothing is renewed.
const LEAST_PACE: Span = Span::from_secs(10);
/// More than these nobody counts.
const MOST_EXPECTED: usize = 24;
