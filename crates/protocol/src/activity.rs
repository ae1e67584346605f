//! The activity log: a bounded list of events, newest first, for people and for reports. It holds no secrets.

use alloc::collections::VecDeque;
use alloc::rc::Rc;
use core::mem;

use crate::clocks::ClockOwner;
use crate::code::Code;
use crate::error::Error;
use crate::text::ServerText;
use crate::time::{Span, UnixTime};

/// One event, or the same failure several times in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it happened, on this computer's clock; for a repeated failure, the last time.
    pub at: UnixTime,
    /// The id of the cluster that it concerns; none for the session as a whole.
    pub cluster: Option<Rc<str>>,
    /// What happened.
    pub happened: Happened,
    /// What the server's clock said, if a server's answer caused the entry.
    pub server_time: Option<UnixTime>,
    /// The `Audit-Id` of the request in the server's own log.
    pub audit_id: Option<ServerText>,
    /// How many times in a row, counted from one.
    pub count: u32,
}

/// The kinds of events. If Pinniped's CLI logs the same step (with `PINNIPED_DEBUG=true`), its message is quoted here,
/// so that readers can match the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// The issuer's metadata was read: `Pinniped: Performing OIDC discovery`.
    Discovered,
    /// The browser was sent to the issuer: `Performing OIDC login`.
    SentToSignIn,
    /// A user signed in, or a page resumed a session.
    SignedIn {
        /// When the ID token expires, on this computer's clock.
        until: UnixTime,
    },
    /// The issuer started a new session without a prompt.
    RenewedSilently {
        /// When its ID token expires, on this computer's clock.
        until: UnixTime,
    },
    /// The issuer returned new tokens: `Pinniped: Refreshing cached tokens.`
    Refreshed,
    /// The issuer returned a token for one cluster: `Pinniped: Performing RFC8693 token exchange`.
    Exchanged {
        /// The audience that the cluster requires.
        audience: Rc<str>,
    },
    /// A cluster issued a credential: `Successfully exchanged token for cluster credential.`
    Credential {
        /// When it expires, on this computer's clock.
        until: UnixTime,
    },
    /// A cluster's last credential expired without a successor.
    Expired,
    /// A server refused a request. For a refresh: `Pinniped: Refresh failed.` For any answer with an audit id:
    /// `Received auditID for failed request`.
    Refused(RecordedFailure),
    /// A request got no answer, or one that is malformed or fails verification.
    Failed(RecordedFailure),
    /// A clock was found to be off by two seconds or more.
    ClockOff {
        /// The owner of the clock.
        whose: ClockOwner,
        /// Milliseconds by which it is ahead of the clocks that agree; negative when behind.
        offset_millis: i64,
    },
    /// This computer's clock was set by so many milliseconds; positive means ahead.
    ClockSet {
        /// By how much.
        millis: i64,
    },
    /// The computer slept and has woken up.
    Slept {
        /// For how long.
        span: Span,
    },
    /// The session cannot be renewed automatically.
    SignInNeeded {
        /// By when the user has to sign in, on this computer's clock.
        by: UnixTime,
    },
    /// The session is over.
    SignedOut,
    /// The browser returned from a sign-out at the issuer.
    SignedOutAtIssuer,
}

/// A failed operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordedFailure {
    /// What the request asked for; none if the failure was not that of a request.
    pub asked: Option<RequestKind>,
    /// What went wrong.
    pub code: Code,
    /// When it is retried, on this computer's clock; none if it is not retried automatically.
    pub again: Option<UnixTime>,
}

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestKind {
    /// Our configuration.
    Configuration,
    /// The issuer's metadata.
    Metadata,
    /// The list of identity providers.
    IdentityProviders,
    /// The gateway's session with its clusters.
    Session,
    /// The parameters of a sign-in through the gateway.
    SignIn,
    /// Tokens for an authorization code.
    Tokens,
    /// New tokens for a refresh token.
    Refresh,
    /// The issuer's keys.
    SigningKeys,
    /// A token for one cluster.
    Exchange,
    /// A cluster's credential: `Exchanging token for cluster credential`.
    Credential,
    /// The API server's time.
    Time,
    /// The end of the session.
    SignOut,
}

impl RequestKind {
    /// A stable name, for programs and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Metadata => "metadata",
            Self::IdentityProviders => "identity-providers",
            Self::Session => "session",
            Self::SignIn => "sign-in",
            Self::Tokens => "tokens",
            Self::Refresh => "refresh",
            Self::SigningKeys => "signing-keys",
            Self::Exchange => "exchange",
            Self::Credential => "credential",
            Self::Time => "time",
            Self::SignOut => "sign-out",
        }
    }
}

impl Happened {
    /// A stable name, for programs and reports.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Discovered => "discovered",
            Self::SentToSignIn => "sent-to-sign-in",
            Self::SignedIn { .. } => "signed-in",
            Self::RenewedSilently { .. } => "renewed-silently",
            Self::Refreshed => "refreshed",
            Self::Exchanged { .. } => "exchanged",
            Self::Credential { .. } => "credential",
            Self::Expired => "expired",
            Self::Refused(_) => "refused",
            Self::Failed(_) => "failed",
            Self::ClockOff { .. } => "clock-off",
            Self::ClockSet { .. } => "clock-set",
            Self::Slept { .. } => "slept",
            Self::SignInNeeded { .. } => "sign-in-needed",
            Self::SignedOut => "signed-out",
            Self::SignedOutAtIssuer => "signed-out-at-issuer",
        }
    }

    /// The failure, if the event is one.
    #[must_use]
    pub const fn failure(&self) -> Option<RecordedFailure> {
        match self {
            Self::Refused(failure) | Self::Failed(failure) => Some(*failure),
            Self::Discovered
            | Self::SentToSignIn
            | Self::SignedIn { .. }
            | Self::RenewedSilently { .. }
            | Self::Refreshed
            | Self::Exchanged { .. }
            | Self::Credential { .. }
            | Self::Expired
            | Self::ClockOff { .. }
            | Self::ClockSet { .. }
            | Self::Slept { .. }
            | Self::SignInNeeded { .. }
            | Self::SignedOut
            | Self::SignedOutAtIssuer => None,
        }
    }

    /// Whether this is the same failure as `other`, regardless of when each is retried.
    fn repeats(&self, other: &Self) -> bool {
        let alike = mem::discriminant(self) == mem::discriminant(other);
        match (self.failure(), other.failure()) {
            (Some(one), Some(two)) => alike && (one.asked, one.code) == (two.asked, two.code),
            (Some(_) | None, _) => false,
        }
    }
}

/// What the answer being handled says about itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct ResponseInfo {
    pub(crate) asked: Option<RequestKind>,
    pub(crate) date: Option<UnixTime>,
    pub(crate) audit_id: Option<ServerText>,
}

/// The log, and the answer being handled while entries are added.
pub(crate) struct ActivityLog {
    /// The newest comes first.
    entries: VecDeque<Rc<Entry>>,
    now: UnixTime,
    response: ResponseInfo,
}

impl Default for ActivityLog {
    fn default() -> Self {
        Self {
            entries: VecDeque::new(),
            now: UnixTime::from_secs(0),
            response: ResponseInfo::default(),
        }
    }
}

impl ActivityLog {
    /// Sets the time of the next entries; no answer is being handled yet.
    pub(crate) fn begin(&mut self, now: UnixTime) {
        self.now = now;
        self.response = ResponseInfo::default();
    }

    /// Sets the answer that is being handled.
    pub(crate) fn set_response(&mut self, response: ResponseInfo) {
        self.response = response;
    }

    /// Describes a failure for the log.
    pub(crate) fn failure(&self, error: &Error, again: Option<UnixTime>) -> Happened {
        let failure = RecordedFailure {
            asked: self.response.asked,
            code: error.code(),
            again,
        };
        if error.reason.is_refusal() {
            Happened::Refused(failure)
        } else {
            Happened::Failed(failure)
        }
    }

    /// Adds an event that happened now. If it repeats the newest entry of its cluster, that entry's count is raised
    /// instead.
    pub(crate) fn record(&mut self, happened: Happened, cluster: Option<Rc<str>>) -> Rc<Entry> {
        let same = |entry: &Rc<Entry>| entry.cluster == cluster;
        let mut count = 1;
        if happened.failure().is_some()
            && let Some(at) = self.entries.iter().position(same)
            && self.entries[at].happened.repeats(&happened)
            && let Some(before) = self.entries.remove(at)
        {
            count = before.count.saturating_add(1);
        }
        let entry = Rc::new(Entry {
            at: self.now,
            cluster,
            happened,
            server_time: self.response.date,
            audit_id: self.response.audit_id.clone(),
            count,
        });
        self.entries.truncate(MOST_ENTRIES - 1);
        self.entries.push_front(entry.clone());
        entry
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().map(|entry| &**entry)
    }
}

/// An hour of a session with a few clusters, or a few minutes of one with many.
pub const MOST_ENTRIES: usize = 200;

#[cfg(test)]
mod tests;
