//! Why a Concierge may have refused a token, derived from that token: the Concierge itself only says "authentication
//! failed".

use alloc::string::String;
use alloc::vec::Vec;

use crate::clocks::{ClockOwner, Deviation, Reading};
use crate::config::{
    AuthenticatorClaims, AuthenticatorKind, ClaimSource, ClusterConfig, ValidationRule,
};
use crate::oidc::id_token::{ClaimValues, TokenFacts, UnverifiedToken};
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
    /// The token lacks the claim from which the authenticator reads the username.
    Claim {
        /// The claim.
        name: String,
        /// Whether the configuration names it; otherwise it is the default.
        is_configured: bool,
    },
    /// The authenticator requires this value of a claim, and the token has another one or none.
    ClaimValue {
        /// The claim.
        name: String,
        /// The required value.
        wants: String,
    },
    /// The authenticator reads the username from `email`, and the issuer says that the address is not verified.
    UnverifiedEmail,
    /// The authenticator has a rule with this message, which the token may break.
    Rule(String),
    /// The authenticator computes the username or the groups with this expression, which may fail for the token.
    Expression(String),
    /// The authenticator may require another audience.
    Audience {
        /// The token's audiences.
        has: Vec<String>,
        /// The audience that the configuration sets for the cluster; none if it sets none.
        wants: Option<String>,
    },
    /// The authenticator may be configured for another issuer than this one.
    Issuer(String),
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
            Self::Claim { .. } => "claim",
            Self::ClaimValue { .. } => "claim-value",
            Self::UnverifiedEmail => "unverified-email",
            Self::Rule(_) => "rule",
            Self::Expression(_) => "expression",
            Self::Issuer(_) => "issuer",
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
    let concierge = cluster.concierge.as_ref();
    let authenticator = concierge.map(|it| &it.authenticator);
    let claims = concierge.and_then(|it| it.claims.as_ref());
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
    if let Some(claims) = claims {
        causes.extend(broken_by(&token.claims, claims));
    }
    if let Some(it) = off.iter().find(|it| it.whose == ClockOwner::Concierge) {
        causes.push(RefusalCause::Clock {
            offset_millis: it.offset_millis,
        });
    }
    // Then, what cannot be checked from outside the cluster.
    if let Some(claims) = claims {
        causes.extend(uncertain(claims));
    }
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
    if is_jwt {
        causes.push(RefusalCause::Issuer(token.issuer.clone()));
    }
    // Only Supervisors have this claim, and authenticators for other issuers usually read another one.
    if is_jwt && claims.is_none() && token.claims.text(DEFAULT_CLAIM).is_none() {
        causes.push(RefusalCause::Claim {
            name: DEFAULT_CLAIM.into(),
            is_configured: false,
        });
    }
    causes.push(RefusalCause::Unknown);
    causes
}

/// What a token certainly lacks of what the cluster's authenticator reads; most likely first, none without
/// [`claims`](crate::config::ConciergeConfig::claims) in the configuration.
#[must_use]
pub fn broken_claims(token: &UnverifiedToken, cluster: &ClusterConfig) -> Vec<RefusalCause> {
    let concierge = cluster.concierge.as_ref();
    let claims = concierge.and_then(|it| it.claims.as_ref());
    let broken = claims.map(|claims| broken_by(token.values(), claims).collect());
    broken.unwrap_or_default()
}

/// What the token certainly breaks.
fn broken_by<'a>(
    token: &'a ClaimValues,
    claims: &'a AuthenticatorClaims,
) -> impl Iterator<Item = RefusalCause> + 'a {
    let username = match &claims.username {
        ClaimSource::Claim(name) if token.text(name).is_none() => Some(RefusalCause::Claim {
            name: name.clone(),
            is_configured: true,
        }),
        // The Kubernetes OIDC authenticator checks this claim for the name `email` only.
        ClaimSource::Claim(name) if name == "email" && token.has_unverified_email => {
            Some(RefusalCause::UnverifiedEmail)
        }
        ClaimSource::Claim(_) | ClaimSource::Expression(_) => None,
    };
    let rules = claims.rules.iter().filter_map(|rule| match rule {
        ValidationRule::RequiredValue { claim, value } if token.text(claim) != Some(value) => {
            Some(RefusalCause::ClaimValue {
                name: claim.clone(),
                wants: value.clone(),
            })
        }
        ValidationRule::RequiredValue { .. } | ValidationRule::Expression(_) => None,
    });
    username.into_iter().chain(rules)
}

/// The rules and expressions, which only a Concierge evaluates.
fn uncertain(claims: &AuthenticatorClaims) -> impl Iterator<Item = RefusalCause> + '_ {
    let rules = claims.rules.iter().filter_map(|rule| match rule {
        ValidationRule::Expression(message) => Some(RefusalCause::Rule(message.clone())),
        ValidationRule::RequiredValue { .. } => None,
    });
    let sources = [&claims.username, &claims.groups].into_iter();
    let expressions = sources.filter_map(|source| match source {
        ClaimSource::Expression(text) => Some(RefusalCause::Expression(text.clone())),
        ClaimSource::Claim(_) => None,
    });
    rules.chain(expressions)
}

/// The claim from which a `JWTAuthenticator` reads the username unless configured otherwise.
const DEFAULT_CLAIM: &str = "username";

#[cfg(test)]
mod tests;
