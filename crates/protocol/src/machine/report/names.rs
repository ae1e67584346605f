//! The stable names of values with several parts, in the order in which they appear on a line.

use core::fmt::{self, Display};

use super::lines::OptionalValue;
use crate::activity::Happened;
use crate::config::TokenMode;
use crate::machine::snapshot::{ActivityView, Situation, Step};
use crate::refusal::RefusalCause;

/// Which component holds the tokens.
pub(super) const fn holder(tokens: &TokenMode) -> &'static str {
    match tokens {
        TokenMode::Page(_) => "page",
        TokenMode::Sealed(_) => "sealed",
    }
}

/// The name of a situation.
pub(super) const fn name(situation: &Situation) -> &'static str {
    match situation {
        Situation::Progress(Step::Preparing) => "preparing",
        Situation::Progress(Step::Leaving) => "leaving",
        Situation::Progress(Step::Arriving) => "arriving",
        Situation::Progress(Step::Ending) => "ending",
        Situation::SignedOut(_) => "signed-out",
        Situation::SignedIn(_) => "signed-in",
        Situation::Failed(_) => "failed",
    }
}

impl Display for ActivityView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Resting => f.write_str("resting"),
            Self::Requesting => f.write_str("requesting"),
            Self::Failed(error) => {
                write!(f, "failed {} need={}", error.code(), error.need().as_str())
            }
        }
    }
}

impl Display for RefusalCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())?;
        match self {
            Self::Algorithm(algorithm) => write!(f, " alg={}", algorithm.as_str()),
            Self::Expired(span) | Self::NotYetValid(span) => {
                write!(f, " by-ms={}", span.as_millis())
            }
            Self::Claim { name, .. } => write!(f, " lacks={name}"),
            Self::ClaimValue { name, wants } => write!(f, " wants={wants} name={name}"),
            Self::Rule(text) | Self::Expression(text) => write!(f, " {text}"),
            Self::Issuer(issuer) => write!(f, " has={issuer}"),
            Self::Audience { has, wants } => {
                write!(
                    f,
                    " wants={} has={}",
                    OptionalValue(wants.as_ref()),
                    has.join(",")
                )
            }
            Self::Clock { offset_millis } => write!(f, " offset-ms={offset_millis:+}"),
            Self::Authenticator { kind, name } => {
                write!(f, " kind={} name={name}", kind.as_str())
            }
            Self::UnverifiedEmail | Self::Unknown => Ok(()),
        }
    }
}

/// The details of an event, each part preceded by a space.
pub(super) struct Details<'a>(pub(super) &'a Happened);

impl Display for Details<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Happened::Discovered
            | Happened::SentToSignIn
            | Happened::Refreshed
            | Happened::Expired
            | Happened::SignedOut
            | Happened::SignedOutAtIssuer => Ok(()),
            Happened::SignedIn { until }
            | Happened::RenewedSilently { until }
            | Happened::Credential { until }
            | Happened::SignInNeeded { by: until } => write!(f, " until={until}"),
            Happened::Exchanged { audience } => write!(f, " audience={audience}"),
            Happened::Refused(failure) | Happened::Failed(failure) => {
                let asked = OptionalValue(failure.asked.map(|it| it.as_str()));
                let again = OptionalValue(failure.again);
                write!(f, " {} asked={asked} again={again}", failure.code)
            }
            Happened::ClockOff {
                whose,
                offset_millis,
            } => write!(f, " {} offset-ms={offset_millis:+}", whose.as_str()),
            Happened::ClockSet { millis } => write!(f, " ms={millis:+}"),
            Happened::Slept { span } => write!(f, " ms={}", span.as_millis()),
        }
    }
}
