//! The axis of the session timeline, 1,000 units long: the minutes around the certificate are to scale, and distant
//! times are compressed at both ends.

use haulout_protocol::snapshot::{CredentialView, Timeline};
use haulout_protocol::time::{Span, UnixTime};

/// Positions on the axis, in thousandths of its length.
#[derive(Debug, PartialEq, Eq)]
pub struct AxisView {
    /// The part that is to scale.
    pub to_scale: [u16; 2],
    /// The current time.
    pub now: u16,
    /// The validity of the credential.
    pub certificate: Option<[u16; 2]>,
    /// The known validity of the ID token.
    pub id_token: Option<[u16; 2]>,
    /// Past renewals.
    pub behind: Vec<u16>,
    /// Expected renewals.
    pub ahead: Vec<u16>,
    /// The end of the session, if it is known.
    pub end: Option<u16>,
}

impl AxisView {
    pub(super) fn new(
        timeline: &Timeline,
        credential: Option<&CredentialView>,
        now: UnixTime,
    ) -> Self {
        let life = credential.map(|it| {
            let end = it.verifier.unwrap_or_default().to_ours(it.not_after);
            [it.issued_at, end]
        });
        let scale = Scale::new(timeline, life, now);
        let positions = |[from, to]: [UnixTime; 2]| [scale.position(from), scale.position(to)];
        let token = [scale.anchor.min(now), timeline.id_token_until];
        let seen = timeline.renewals.iter().copied();
        let seen = seen.filter(|at| *at >= scale.near[0] && *at <= now);
        Self {
            to_scale: scale.part,
            now: scale.position(now),
            certificate: life.map(positions),
            id_token: (token[0] < token[1]).then(|| positions(token)),
            behind: scale.apart(seen),
            ahead: scale.apart(expected(timeline, credential, &scale, now)),
            end: timeline.session_until.map(|until| scale.position(until)),
        }
    }
}

/// The expected renewals in the part that is to scale.
fn expected(
    timeline: &Timeline,
    credential: Option<&CredentialView>,
    scale: &Scale,
    now: UnixTime,
) -> impl Iterator<Item = UnixTime> {
    let pace = credential.map(|it| it.renews_at.since(it.issued_at).max(LEAST_PACE));
    let first = timeline.next_renewal.filter(|at| *at > now);
    let limit = timeline
        .session_until
        .unwrap_or(scale.near[1])
        .min(scale.near[1]);
    let following = core::iter::successors(first, move |at| Some(at.plus(pace?)));
    following
        .take(MOST_EXPECTED)
        .take_while(move |at| *at < limit)
}

/// Maps times to positions.
struct Scale {
    /// The issuance of the certificate, so that the scale does not move until the next one.
    anchor: UnixTime,
    /// The first and the last time on the axis.
    whole: [UnixTime; 2],
    /// The first and the last time of the part that is to scale.
    near: [UnixTime; 2],
    /// The positions of these two.
    part: [u16; 2],
}

impl Scale {
    fn new(timeline: &Timeline, life: Option<[UnixTime; 2]>, now: UnixTime) -> Self {
        let span = life.map_or(USUAL_LIFE, |[from, to]| to.since(from).max(USUAL_LIFE));
        let ahead = span.per_mille(AHEAD_PER_MILLE);
        let issued = life.map(|[from, _]| from);
        let issued = issued.filter(|from| *from <= now && now.since(*from) < ahead);
        let anchor = issued.unwrap_or(now);
        let from = timeline.signed_in_at.min(anchor);
        let near_from = from.max(anchor.minus(span.per_mille(BEHIND_PER_MILLE)));
        let far = anchor.plus(ahead);
        let (near_to, right, to) = match timeline.session_until {
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

    fn position(&self, at: UnixTime) -> u16 {
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

    /// The positions of these times, without those too close to the one before.
    fn apart(&self, moments: impl Iterator<Item = UnixTime>) -> Vec<u16> {
        let mut positions: Vec<u16> = Vec::new();
        for position in moments.map(|at| self.position(at)) {
            if positions
                .last()
                .is_none_or(|last| position >= last + TICKS_APART)
            {
                positions.push(position);
            }
        }
        positions
    }
}

fn between(at: UnixTime, [from, to]: [UnixTime; 2], [low, high]: [u16; 2]) -> u16 {
    let width = high - low;
    let step = to.since(from).as_millis() / u64::from(width.max(1));
    let steps = at.since(from).as_millis() / step.max(1);
    low + u16::try_from(steps).map_or(width, |steps| steps.min(width))
}

/// The length of the axis.
const FULL: u16 = 1000;
/// Up to here the axis is compressed: times long before this certificate.
const LONG_AGO: u16 = 90;
/// From here on the axis is compressed: times long after this certificate.
const FAR_FROM: u16 = 880;
/// From here on an axis without a known end is drawn as open.
const OPEN_FROM: u16 = 940;
/// Ticks closer than this overlap on a phone.
const TICKS_APART: u16 = 9;
/// The validity of a Pinniped certificate, for the scale before there is one.
const USUAL_LIFE: Span = Span::from_secs(300);
/// How many validity periods fit before the current certificate, in thousandths.
const BEHIND_PER_MILLE: u64 = 2000;
/// How many fit from its issuance on: the certificate must look short but stay visible.
const AHEAD_PER_MILLE: u64 = 4000;
/// Renewals are at least this far apart.
const LEAST_PACE: Span = Span::from_secs(10);
/// More ticks than this are not countable.
const MOST_EXPECTED: usize = 24;
