//! Why a Concierge may have refused a token, derived from that token: the Concierge itself only says "authentication
//! failed".

use alloc::string::String;
use alloc::vec::Vec;

use crate::clocks::{ClockOwner, Deviation, Reading};
use crate::config::{AuthenticatorKind, ClusterConfig};
use crate::oidc::id_token::TokenFacts;
use crate::oidc::signature::Algorithm;
use crate::time::Span;

/// A likely cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefusalCause {
    /// The authenticator accepts only RS256 and ES256, and the token is signed with this.
    Algorithm(Algorithm),
    /// The token had expired this long ago, on the cluster's clock.
    Expired(Span),
    /// The token becomes valid after this time, on the cluster's clock.
    NotYetValid(Span),
    /// The token lacks a claim that authenticators read by default.
    Claim(&'static str),
    /// The authenticator may require another audience.
    Audience {
        /// The token's audiences.
        has: Vec<String>,
        /// The audience that the configuration sets for the cluster; none if it sets none.
        wants: Option<String>,
    },
    /// The cluster's clock is off by so many milliseconds; negative when behind.
    Clock {
        /// By how much.
        offset_millis: i64,
    },
    /// There may be no such authenticator, or it may not be ready.
    Authenticator {
        /// Its kind.
        kind: AuthenticatorKind,
        /// Its name in the configuration.
        name: String,
    },
    /// A cause that only the Concierge's log shows, such as a broken signer.
    Unknown,
}

impl RefusalCause {
    /// A stable name, for programs and reports.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Algorithm(_) => "algorithm",
            Self::Expired(_) => "expired",
            Self::NotYetValid(_) => "not-yet-valid",
            Self::Claim(_) => "claim",
            Self::Audience { .. } => "audience",
            Self::Clock { .. } => "clock",
            Self::Authenticator { .. } => "authenticator",
            Self::Unknown => "unknown",
        }
    }
}

/// The likely causes, most likely first; at least one. `time` is what the cluster's clock showed.
pub(crate) fn causes(
    token: &TokenFacts,
    cluster: &ClusterConfig,
    time: Reading,
    off: &[Deviation],
) -> Vec<RefusalCause> {
    let authenticator = cluster.concierge.as_ref().map(|it| &it.authenticator);
    let is_jwt = authenticator.is_some_and(|it| it.kind == AuthenticatorKind::Jwt);
    let mut causes = Vec::new();
    // First, what the token proves.
    if is_jwt && !matches!(token.algorithm, Algorithm::Rs256 | Algorithm::Es256) {
        causes.push(RefusalCause::Algorithm(token.algorithm));
    }
    if token.expires <= time.latest {
        causes.push(RefusalCause::Expired(time.latest.since(token.expires)));
    }
    if token.issued > time.latest {
        causes.push(RefusalCause::NotYetValid(token.issued.since(time.latest)));
    }
    let wants = cluster.audience.as_ref();
    let lacks_it = wants.is_some_and(|wants| !token.audiences.contains(wants));
    let audience = || RefusalCause::Audience {
        has: token.audiences.clone(),
        wants: wants.cloned(),
    };
    if is_jwt && lacks_it {
        causes.push(audience());
    }
    if is_jwt && !token.has_username {
        causes.push(RefusalCause::Claim("username"));
    }
    if let Some(it) = off.iter().find(|it| it.whose == ClockOwner::Concierge) {
        causes.push(RefusalCause::Clock {
            offset_millis: it.offset_millis,
        });
    }
    // Then, what cannot be checked from outside the cluster.
    if is_jwt && wants.is_none() {
        causes.push(audience());
    }
    causes.extend(authenticator.map(|it| RefusalCause::Authenticator {
        kind: it.kind,
        name: it.name.clone(),
    }));
    if is_jwt && wants.is_some() && !lacks_it {
        causes.push(audience());
    }
    // Without groups the bearer has no group permissions, but still gets a credential.
    if is_jwt && !token.has_groups {
        causes.push(RefusalCause::Claim("groups"));
    }
    causes.push(RefusalCause::Unknown);
    causes
}

#[cfg(test)]
mod tests;
