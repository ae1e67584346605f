//! The rules for claims, in the order of the checks; all times are on the issuer's clock.

use alloc::string::String;

use super::IdToken;
use super::claims::Claims;
use crate::config::Config;
use crate::error::IdTokenError;
use crate::oidc::signature::Algorithm;
use crate::secret::Secret;
use crate::time::{Span, UnixTime};

/// The required claims, given our configuration and the reason for the token.
pub(crate) struct Rules<'a> {
    pub(crate) config: &'a Config,
    /// Whether a configured cluster has this audience, which is then allowed beside ours.
    pub(crate) is_cluster_audience: &'a dyn Fn(&str) -> bool,
    pub(crate) occasion: Occasion<'a>,
}

/// Why the token was issued.
pub(crate) enum Occasion<'a> {
    /// A code was redeemed.
    Login {
        nonce: &'a str,
        access_token: Option<&'a Secret<String>>,
    },
    /// A page resumes a sealed session, without any stored state.
    Resume {
        access_token: Option<&'a Secret<String>>,
    },
    /// The session was refreshed.
    Refresh {
        previous: &'a IdToken,
        access_token: Option<&'a Secret<String>>,
    },
    /// The access token was exchanged for a token with this audience.
    Exchange {
        audience: &'a str,
        session: &'a IdToken,
    },
}

/// The time on the issuer's clock, and its error.
#[derive(Clone, Copy)]
pub(crate) struct IssuerTime {
    pub(crate) estimate: UnixTime,
    pub(crate) error: Span,
}

impl Rules<'_> {
    pub(super) fn check(
        &self,
        claims: &Claims,
        algorithm: Algorithm,
        time: IssuerTime,
    ) -> Result<(), IdTokenError> {
        if claims.iss.as_deref() != Some(self.config.issuer.issuer.as_str()) {
            return Err(IdTokenError::Issuer);
        }
        self.subject(claims)?;
        self.audience(claims)?;
        self.lifetime(claims, time)?;
        self.nonce(claims)?;
        self.access_token_hash(claims, algorithm)
    }

    /// ASCII characters (OpenID Connect Core §2), and unchanged on refresh (§12.2). The limit of 255 characters is not
    /// enforced, because the subjects of Pinniped's LDAP users are longer.
    fn subject(&self, claims: &Claims) -> Result<(), IdTokenError> {
        let subject = claims.sub.as_deref().unwrap_or_default();
        let same = match self.occasion {
            Occasion::Login { .. } | Occasion::Resume { .. } => true,
            Occasion::Refresh { previous, .. } => previous.subject == subject,
            Occasion::Exchange { session, .. } => session.subject == subject,
        };
        if !subject.is_empty() && subject.is_ascii() && same {
            Ok(())
        } else {
            Err(IdTokenError::Subject)
        }
    }

    /// `aud` and `azp` (OpenID Connect Core §3.1.3.7, steps 3–5).
    fn audience(&self, claims: &Claims) -> Result<(), IdTokenError> {
        let client_id = self.config.issuer.client_id.as_str();
        let wanted = match self.occasion {
            Occasion::Login { .. } | Occasion::Resume { .. } | Occasion::Refresh { .. } => {
                client_id
            }
            Occasion::Exchange { audience, .. } => audience,
        };
        let audiences = &claims.aud;
        let known = |audience: &str| {
            audience == client_id || audience == wanted || (self.is_cluster_audience)(audience)
        };
        if !audiences.iter().any(|audience| audience == wanted)
            || !audiences.iter().all(|audience| known(audience))
        {
            return Err(IdTokenError::Audience);
        }
        match (&self.occasion, claims.azp.as_deref()) {
            (_, Some(party)) if party != client_id => Err(IdTokenError::AuthorizedParty),
            (_, None) if audiences.len() > 1 => Err(IdTokenError::AuthorizedParty),
            (Occasion::Refresh { previous, .. }, party)
                if previous.authorized_party.as_deref() != party =>
            {
                Err(IdTokenError::AuthorizedParty)
            }
            _ => Ok(()),
        }
    }

    /// `exp`, `nbf`, `iat` and `auth_time`, each with the error of the issuer's time as extra tolerance.
    fn lifetime(&self, claims: &Claims, time: IssuerTime) -> Result<(), IdTokenError> {
        let slack = |leeway: Span| {
            Span::from_millis(leeway.as_millis().saturating_add(time.error.as_millis()))
        };
        let latest = time.estimate.plus(slack(FUTURE_LEEWAY));
        if claims
            .exp
            .is_none_or(|exp| exp <= time.estimate.minus(slack(EXPIRY_LEEWAY)))
        {
            return Err(IdTokenError::Expired);
        }
        let issued = claims.iat.ok_or(IdTokenError::IssuedAt)?;
        if issued > latest || claims.nbf.is_some_and(|start| start > latest) {
            return Err(IdTokenError::NotYetValid);
        }
        if issued < time.estimate.minus(slack(FRESHNESS)) {
            return Err(IdTokenError::IssuedAt);
        }
        match self.occasion {
            Occasion::Refresh { previous, .. }
                if previous.auth_time.is_some()
                    && claims.auth_time.is_some()
                    && previous.auth_time != claims.auth_time =>
            {
                Err(IdTokenError::AuthTime)
            }
            Occasion::Login { .. }
            | Occasion::Resume { .. }
            | Occasion::Refresh { .. }
            | Occasion::Exchange { .. } => Ok(()),
        }
    }

    /// After a login, present and equal to ours (OpenID Connect Core §3.1.3.7, step 11). Otherwise none was sent: if
    /// one comes back anyway, it repeats the login's, which is no longer secret (§12.2).
    fn nonce(&self, claims: &Claims) -> Result<(), IdTokenError> {
        match self.occasion {
            Occasion::Login { nonce, .. } => claims.check_nonce(nonce),
            Occasion::Resume { .. } | Occasion::Refresh { .. } | Occasion::Exchange { .. } => {
                Ok(())
            }
        }
    }

    /// Checks that the ID token belongs to the access token, if that is available.
    fn access_token_hash(&self, claims: &Claims, algorithm: Algorithm) -> Result<(), IdTokenError> {
        let access_token = match self.occasion {
            Occasion::Login { access_token, .. }
            | Occasion::Resume { access_token }
            | Occasion::Refresh { access_token, .. } => access_token,
            Occasion::Exchange { .. } => None,
        };
        match access_token {
            Some(token) => claims.check_access_token(algorithm, token.secret()),
            None => Ok(()),
        }
    }
}

/// A token may have expired this long ago when it is checked, because of transit time and clock differences.
const EXPIRY_LEEWAY: Span = Span::from_secs(30);
/// A token may be issued this far in the future, because the machines of one issuer have different clocks.
const FUTURE_LEEWAY: Span = Span::from_secs(60);
/// A token that was issued longer ago than a login may take does not belong to the current request.
const FRESHNESS: Span = Span::from_secs(600);
