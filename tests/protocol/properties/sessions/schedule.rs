//! Schedules: the setup of a world, and a sequence of events in it.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::super::any_mode;
use crate::world::{Clocks, Mode};

/// The settings that stay the same throughout a schedule.
#[derive(Clone, Debug)]
pub(super) struct Setup {
    pub(super) mode: Mode,
    pub(super) clusters: usize,
    pub(super) has_refresh_tokens: bool,
    pub(super) rotates: bool,
    /// Whether a refresh returns a new ID token.
    pub(super) renews_id_token: bool,
    pub(super) id_token_secs: i64,
    /// The clocks at the start, and whether responses contain a `Date`.
    pub(super) clocks: Clocks,
    pub(super) seed: u64,
}

#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Time passes, and requests are answered or not.
    Pass {
        secs: u64,
        answered: bool,
    },
    /// One of the pending requests ends like this.
    Answer(Index, RequestEnd),
    AnswerAll {
        reversed: bool,
    },
    /// One of them never ends.
    Lose {
        which: Index,
        processed: bool,
    },
    /// One of them is processed, and its response is delayed.
    Delay(Index),
    /// A delayed response arrives.
    DeliverLate(Index),
    /// From here on requests to this place end like this.
    SetFault(Place, RequestEnd),
    /// The platform reports that it is online or offline.
    ReportNetwork {
        online: bool,
    },
    /// The network is cut or restored.
    SetUnplugged(bool),
    SetClock(i64),
    Sleep(u64),
    SetServer(Server, i64),
    Renew,
    Activate(Index),
    Deactivate(Index),
    Retry,
    SignOut,
    /// The user goes to the issuer and comes back.
    SignIn,
    Wake,
    LoseVerdicts(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place {
    Tokens,
    Keys,
    Concierges,
    Versions,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Server {
    Issuer,
    Concierge,
    Verifier,
}

/// How a request can end.
#[derive(Clone, Copy, Debug)]
pub(super) enum RequestEnd {
    None,
    Network,
    Timeout,
    TooLarge,
    /// It was processed all the same.
    LostAfterwards,
    /// 429, with so many seconds in `Retry-After`.
    TooMany(u64),
    Unavailable,
    LoginWall,
    Truncated,
    /// `invalid_grant`, or the Concierge's refusal.
    Refused,
    InvalidClient,
    /// A Supervisor whose upstream has refused.
    Upstream,
}

pub(super) fn any_setup() -> impl Strategy<Value = Setup> {
    let clusters = prop_oneof![6 => Just(1_usize), 3 => Just(2), 2 => Just(3), 1 => 4..=12_usize];
    let manners = (
        prop::bool::weighted(0.85),
        any::<bool>(),
        prop::bool::weighted(0.8),
        select(vec![120_i64, 300, 3600]),
    );
    (any_mode(), clusters, manners, any_clocks(), any::<u64>()).prop_map(
        |(mode, clusters, manners, clocks, seed)| Setup {
            mode,
            clusters,
            has_refresh_tokens: manners.0,
            rotates: manners.1,
            renews_id_token: manners.2,
            id_token_secs: manners.3,
            clocks,
            seed,
        },
    )
}

/// A schedule of bounded length.
pub(super) fn any_steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(any_step(), 1..MOST_STEPS)
}

fn any_clocks() -> impl Strategy<Value = Clocks> {
    (any_offset(), any_offset(), any_offset(), any::<bool>()).prop_map(
        |(issuer, concierge, verifier, hidden)| Clocks {
            issuer,
            concierge,
            verifier,
            replica: None,
            hidden,
        },
    )
}

/// Mostly none, sometimes seconds, rarely hours.
fn any_offset() -> impl Strategy<Value = i64> {
    prop_oneof![4 => Just(0_i64), 2 => -10_000..10_000_i64, 1 => any_step_of_a_clock()]
}

/// Whole seconds, so that several steps never add up to less than what counts as slewing.
fn any_step_of_a_clock() -> impl Strategy<Value = i64> {
    let far = 1..10_800_i64;
    let near = 1..60_i64;
    let ahead = prop_oneof![near, far];
    (ahead, any::<bool>()).prop_map(|(secs, back)| if back { -1_000 * secs } else { 1_000 * secs })
}

fn any_step() -> impl Strategy<Value = Step> {
    let index = any::<Index>;
    prop_oneof![
        8 => (any_secs(), prop::bool::weighted(0.8))
            .prop_map(|(secs, answered)| Step::Pass { secs, answered }),
        3 => (index(), any_fault()).prop_map(|(which, fault)| Step::Answer(which, fault)),
        2 => any::<bool>().prop_map(|reversed| Step::AnswerAll { reversed }),
        2 => (index(), any::<bool>()).prop_map(|(which, processed)| Step::Lose { which, processed }),
        2 => index().prop_map(Step::Delay),
        2 => index().prop_map(Step::DeliverLate),
        3 => (any_place(), any_fault()).prop_map(|(place, fault)| Step::SetFault(place, fault)),
        1 => any::<bool>().prop_map(|online| Step::ReportNetwork { online }),
        1 => any::<bool>().prop_map(Step::SetUnplugged),
        1 => any_step_of_a_clock().prop_map(Step::SetClock),
        1 => (1..10_800_u64).prop_map(Step::Sleep),
        1 => (any_server(), any_step_of_a_clock()).prop_map(|(server, millis)| Step::SetServer(server, millis)),
        3 => Just(Step::Renew),
        1 => index().prop_map(Step::Activate),
        1 => index().prop_map(Step::Deactivate),
        1 => prop_oneof![2 => Just(Step::Retry), 1 => Just(Step::SignOut), 2 => Just(Step::SignIn)],
        2 => Just(Step::Wake),
        1 => (1..4_u32).prop_map(Step::LoseVerdicts),
    ]
}

fn any_secs() -> impl Strategy<Value = u64> {
    prop_oneof![3 => 1..30_u64, 2 => 30..180_u64, 1 => 180..600_u64]
}

fn any_place() -> impl Strategy<Value = Place> {
    use Place::{Concierges, Keys, Tokens, Versions};
    select(vec![Tokens, Tokens, Concierges, Concierges, Keys, Versions])
}

fn any_server() -> impl Strategy<Value = Server> {
    select(vec![Server::Issuer, Server::Concierge, Server::Verifier])
}

fn any_fault() -> impl Strategy<Value = RequestEnd> {
    prop_oneof![
        6 => Just(RequestEnd::None),
        1 => select(vec![RequestEnd::Network, RequestEnd::Timeout, RequestEnd::TooLarge]),
        1 => Just(RequestEnd::LostAfterwards),
        1 => (1..120_u64).prop_map(RequestEnd::TooMany),
        1 => select(vec![RequestEnd::Unavailable, RequestEnd::LoginWall, RequestEnd::Truncated]),
        1 => select(vec![RequestEnd::Refused, RequestEnd::InvalidClient, RequestEnd::Upstream]),
    ]
}

/// Enough for a fault, its consequences, a second fault meanwhile, and the rest of both.
const MOST_STEPS: usize = 12;
