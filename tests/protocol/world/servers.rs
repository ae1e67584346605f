//! The servers' responses, and their clocks.

use haulout_protocol::http::TransportError;
use serde_json::{Value, json};

use super::concierge;
use super::gateway::PORTAL;
use super::issuer::ISSUER;
use super::wire::{Answer, Route, SentRequest};
use super::{Flaw, Mode, World, keys, quick_certificates};

impl World {
    pub(super) fn answer(&mut self, seen: &SentRequest) -> Answer {
        if let Some(answer) = self.answers.get(&seen.route) {
            return answer.clone();
        }
        let now = self.secs(self.clocks.issuer);
        let answer = match (&seen.route, self.mode) {
            (Route::Config, _) => Answer::json(200, &self.config_document()),
            (Route::Metadata, Mode::Page) => self.issuer.metadata_document(ISSUER),
            (Route::Metadata, Mode::Sealed) => {
                self.issuer.metadata_document(&format!("{PORTAL}/issuer"))
            }
            (Route::IdentityProviders, _) => self.issuer.identity_providers(),
            (Route::Jwks, _) => self.issuer.jwks_document(),
            (Route::SessionStart, _) => self.gateway.start(seen),
            (Route::SessionConfig, _) => self.gateway.session_config(&json!(self.clusters)),
            (Route::SessionEnd, _) => self.gateway.end(),
            (Route::Redeem, Mode::Page) => {
                let verifier = seen.form("code_verifier").unwrap_or_default();
                self.issuer.redeem(seen, &verifier, now)
            }
            (Route::Redeem, Mode::Sealed) => {
                let clusters = json!(self.clusters);
                self.gateway.redeem(seen, &mut self.issuer, &clusters, now)
            }
            (Route::Refresh, Mode::Page) => self.issuer.refresh(seen.form("refresh_token"), now),
            (Route::Refresh, Mode::Sealed) => {
                let clusters = json!(self.clusters);
                self.gateway.refresh(seen, &mut self.issuer, &clusters, now)
            }
            (Route::Exchange, Mode::Page) => {
                let subject = seen.form("subject_token").unwrap_or_default();
                self.issuer.exchange(seen, &subject, now)
            }
            (Route::Exchange, Mode::Sealed) => self.gateway.exchange(seen, &mut self.issuer, now),
            (Route::Credential(cluster), _) => {
                let flaw = self.flaws.get(cluster).copied().unwrap_or(Flaw::None);
                let now = self.secs(self.concierge_offset());
                let (answer, key) = if self.is_quick && flaw == Flaw::None {
                    quick_certificates::issue(now)
                } else {
                    concierge::issue(now, flaw, &groups_of(seen))
                };
                // Every line of a key but the first, which all keys of a type share.
                let lines = key.lines().filter(|line| !line.starts_with('-'));
                lines.skip(1).for_each(|line| self.printed.never(line));
                answer
            }
            (Route::Version(_), _) => Answer::json(200, &json!({"gitVersion": "v1.32.4"})),
            (Route::Unknown, _) => panic!("no server for {} {}", seen.method, seen.url),
        };
        for secret in std::mem::take(&mut self.issuer.secrets) {
            self.printed.never(&secret);
        }
        if self.lost.contains(&seen.route) {
            return Answer::Failed(TransportError::Network);
        }
        answer
    }

    pub(super) fn offset_of(&self, route: &Route) -> i64 {
        match route {
            Route::Metadata
            | Route::IdentityProviders
            | Route::Jwks
            | Route::Redeem
            | Route::Refresh
            | Route::Exchange => self.clocks.issuer,
            Route::Credential(_) => self.concierge_offset(),
            Route::Version(_) => self.clocks.verifier,
            Route::Config
            | Route::SessionConfig
            | Route::SessionStart
            | Route::SessionEnd
            | Route::Unknown => 0,
        }
    }

    /// The offset of the machine that responds next.
    fn concierge_offset(&self) -> i64 {
        match self.clocks.replica {
            Some(replica) if self.credential_requests().is_multiple_of(2) => replica,
            Some(_) | None => self.clocks.concierge,
        }
    }
}

/// The groups in a credential request's token.
fn groups_of(request: &SentRequest) -> Vec<String> {
    let token = request.json()["spec"]["token"].clone();
    let claims = token.as_str().and_then(|token| token.split('.').nth(1));
    let claims = claims.map(keys::from_base64url).unwrap_or_default();
    let claims: Value = serde_json::from_slice(&claims).unwrap_or_default();
    let groups = claims["groups"].as_array();
    let names = groups.map(|groups| groups.iter().filter_map(Value::as_str));
    names.map_or_else(Vec::new, |names| names.map(str::to_owned).collect())
}
