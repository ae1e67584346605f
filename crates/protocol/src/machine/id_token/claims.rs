//! Stage 3: checks the token's claims against what it was requested for.

use crate::clocks::Reading;
use crate::config::ClusterConfig;
use crate::error::{IdTokenError, Reason};
use crate::machine::Machine;
use crate::machine::ids::Owner;
use crate::machine::phase::{Origin, Phase, SessionCreation};
use crate::machine::session::Session;
use crate::oidc::id_token::{IdToken, IssuerTime, Occasion, Rules, SignedToken, UnverifiedToken};
use crate::time::{Now, Span};

impl Machine {
    /// Checks the claims of a token whose signature is valid. The first one waits for the clusters of its session.
    pub(in crate::machine) fn check_claims(&mut self, owner: Owner, signed: SignedToken, now: Now) {
        if let Phase::CreatingSession(creation) = &mut self.phase
            && creation.clusters.is_none()
        {
            creation.signed = Some(signed);
            return;
        }
        let time = self.issuer_time(&signed.token, now);
        let checked = if let Phase::CreatingSession(creation) = &self.phase {
            creation.check(signed, time)
        } else if let Phase::SignedIn(session) = &self.phase {
            session.check(owner, signed, time)
        } else {
            return;
        };
        match checked {
            Ok(token) => self.accept(owner, token, now),
            Err(fault) => self.reject(owner, Reason::IdToken(fault).into(), now),
        }
    }

    /// The time on the issuer's clock. If its responses have no readable `Date`, as across origins, the token's `iat`
    /// is used, which lies between request and response. A token from outside what this computer's clock can be wrong
    /// by does not make its own time the valid one.
    fn issuer_time(&mut self, token: &UnverifiedToken, now: Now) -> IssuerTime {
        if let (Some((sent, received)), Some(issued)) = (self.undated.take(), token.issued())
            && issued.since(received.wall) <= OWN_CLOCK_ERROR
            && received.wall.since(issued) <= OWN_CLOCK_ERROR
        {
            let clock = &mut self.issuer_clock;
            let explanation = clock.observe_unless_remembered(issued, sent, received);
            self.explained(explanation);
        }
        let own = || Reading::exactly(now.wall);
        let reading = self.policy.read(self.issuer_clock.read(now.wall), own);
        IssuerTime {
            estimate: reading.earliest.plus(reading.error()),
            error: reading.error(),
        }
    }
}

impl SessionCreation {
    /// Checks the claims of a session's first token.
    fn check(&self, signed: SignedToken, time: IssuerTime) -> Result<IdToken, IdTokenError> {
        let access_token = self
            .tokens
            .as_ref()
            .and_then(|tokens| tokens.visible_access_token(&self.issuer));
        let occasion = match &self.origin {
            Origin::Code {
                nonce: Some(nonce), ..
            } => Occasion::Login {
                nonce,
                access_token,
            },
            // `first_tokens` refuses a response without it.
            Origin::Code { nonce: None, .. } => return Err(IdTokenError::Nonce),
            Origin::SealedSession => Occasion::Resume { access_token },
        };
        let clusters = self.clusters.iter().flatten();
        let rules = Rules {
            config: &self.issuer.config,
            is_cluster_audience: &|audience| clusters.clone().any(|it| wants(it, audience)),
            occasion,
        };
        signed.verify(&rules, time)
    }
}

impl Session {
    /// Checks the claims of a token of this session or of one of its clusters.
    fn check(
        &self,
        owner: Owner,
        signed: SignedToken,
        time: IssuerTime,
    ) -> Result<IdToken, IdTokenError> {
        let occasion = match owner {
            Owner::Session => Occasion::Refresh {
                previous: &self.id_token,
                access_token: self.tokens.visible_access_token(&self.issuer),
            },
            Owner::Cluster(at) => {
                let cluster = self.clusters.get(at);
                let audience = cluster.and_then(|cluster| cluster.config.audience.as_deref());
                Occasion::Exchange {
                    audience: audience.unwrap_or_default(),
                    session: &self.id_token,
                }
            }
        };
        let clusters = || self.clusters.iter();
        let rules = Rules {
            config: &self.issuer.config,
            is_cluster_audience: &|audience| clusters().any(|it| wants(&it.config, audience)),
            occasion,
        };
        signed.verify(&rules, time)
    }
}

/// The largest error of a computer's clock that still allows a sign-in: one that shows the local time of another zone
/// as UTC is wrong by up to 14 hours.
const OWN_CLOCK_ERROR: Span = Span::from_secs(14 * 3600);

fn wants(cluster: &ClusterConfig, audience: &str) -> bool {
    cluster.audience.as_deref() == Some(audience)
}
