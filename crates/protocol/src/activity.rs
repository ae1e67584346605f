//! What happened, newest first: a bounded list for people and for reports, without a place for a secret.

use alloc::collections::VecDeque;
use alloc::rc::Rc;
use core::mem;

use crate::clocks::Whose;
use crate::code::Code;
use crate::error::Error;
use crate::text::ServerText;
use crate::time::{Span, UnixTime};

/// One thing that happened, or the same failure several times in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When, on this computer's clock; of a failure that repeated itself, the last time.
    pub at: UnixTime,
    /// The id of the cluster that it is about; none for the session as a whole.
    pub cluster: Option<Rc<str>>,
    /// What.
    pub happened: Happened,
    /// What the server's clock said, if it was a server's answer that said so.
    pub server_time: Option<UnixTime>,
    /// The server's name for the request in its own log.
    pub audit_id: Option<ServerText>,
    /// How many times in a row, counted from one.
    pub count: u32,
}

/// The things that happen. Where Pinniped's own program has words for a step, which it prints with `PINNIPED_DEBUG=true`,
/// they are given here, so that people meet the same ones everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// The issuer told who it is: `Pinniped: Performing OIDC discovery`.
    Discovered,
    /// The browser was sent to the issuer: `Performing OIDC login`.
    SentToSignIn,
    /// Somebody signed in, or a page came back to a session.
    SignedIn {
        /// When the ID token ends, on this computer's clock.
        until: UnixTime,
    },
    /// The issuer gave a new session without asking anybody.
    RenewedSilently {
        /// When its ID token ends, on this computer's clock.
        until: UnixTime,
    },
    /// The issuer gave new tokens: `Pinniped: Refreshing cached tokens.`
    Refreshed,
    /// The issuer made a token for one cluster: `Pinniped: Performing RFC8693 token exchange`.
    Exchanged {
        /// The audience that the cluster wants.
        audience: Rc<str>,
    },
    /// A cluster handed out a credential: `Successfully exchanged token for cluster credential.`
    Credential {
        /// Until when it is to be relied upon, on this computer's clock.
        until: UnixTime,
    },
    /// A cluster's last credential ended without a successor.
    Expired,
    /// A server said no. Of a refresh: `Pinniped: Refresh failed.` Of anything that names it, `Received auditID for failed
    /// request`.
    Refused(Failure),
    /// A request has no answer, or one that cannot be used or believed.
    Failed(Failure),
    /// A clock was found to be off by two seconds or more.
    ClockOff {
        /// Which.
        whose: Whose,
        /// Milliseconds that it is ahead of the clocks that agree; negative when behind.
        offset_millis: i64,
    },
    /// This computer's clock was set, by so many milliseconds; ahead if positive.
    ClockSet {
        /// By how much.
        millis: i64,
    },
    /// The computer slept, and is awake again.
    Slept {
        /// For how long.
        span: Span,
    },
    /// The session will not go on by itself.
    SignInNeeded {
        /// By when somebody has to sign in, on this computer's clock.
        by: UnixTime,
    },
    /// The session is over.
    SignedOut,
}

/// Something that did not work out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What was asked for; none where it was no request that failed.
    pub asked: Option<Asked>,
    /// What went wrong.
    pub code: Code,
    /// When it is tried again, on this computer's clock; none if somebody has to do something first.
    pub again: Option<UnixTime>,
}

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Our configuration.
    Configuration,
    /// The issuer's metadata.
    Metadata,
    /// The list of identity providers.
    IdentityProviders,
    /// The gateway's session and its clusters.
    Session,
    /// What a sign-in through the gateway begins with.
    SignIn,
    /// Tokens for the code of a sign-in.
    Tokens,
    /// New tokens for old ones.
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

impl Asked {
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
        }
    }

    /// What failed, if something did.
    #[must_use]
    pub const fn failure(&self) -> Option<Failure> {
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
            | Self::SignedOut => None,
        }
    }

    /// Whether this is the same failure as `other`, whenever each of them is tried again.
    fn repeats(&self, other: &Self) -> bool {
        let alike = mem::discriminant(self) == mem::discriminant(other);
        match (self.failure(), other.failure()) {
            (Some(one), Some(two)) => alike && (one.asked, one.code) == (two.asked, two.code),
            (Some(_) | None, _) => false,
        }
    }
}

/// What the answer that is being handled says of itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heard {
    pub(crate) asked: Option<Asked>,
    pub(crate) date: Option<UnixTime>,
    pub(crate) audit_id: Option<ServerText>,
}

/// The list, and what is being handled while it is added to.
pub(crate) struct Journal {
    /// The newest comes first.
    entries: VecDeque<Rc<Entry>>,
    now: UnixTime,
    heard: Heard,
}

impl Default for Journal {
    fn default() -> Self {
        Self {
            entries: VecDeque::new(),
            now: UnixTime::from_secs(0),
            heard: Heard::default(),
        }
    }
}

impl Journal {
    /// Notes the time at which the next entries are made; nothing is being answered yet.
    pub(crate) fn begin(&mut self, now: UnixTime) {
        self.now = now;
        self.heard = Heard::default();
    }

    /// Notes what is known of the answer that is being handled.
    pub(crate) fn hear(&mut self, heard: Heard) {
        self.heard = heard;
    }

    /// What a failure is called in the list.
    pub(crate) fn failure(&self, error: &Error, again: Option<UnixTime>) -> Happened {
        let failure = Failure {
            asked: self.heard.asked,
            code: error.code(),
            again,
        };
        if error.reason.is_refusal() {
            Happened::Refused(failure)
        } else {
            Happened::Failed(failure)
        }
    }

    /// Adds what happened now. A failure that the newest entry of its cluster has already is counted there.
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
            server_time: self.heard.date,
            audit_id: self.heard.audit_id.clone(),
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
