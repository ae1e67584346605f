//! The session's tokens: when they are to be refreshed, and when a person has to sign in instead.

use alloc::string::String;
use core::mem;

use super::{Cluster, Refresh, Session, Turn};
use crate::config::TokenMode;
use crate::error::{Error, Need};
use crate::machine::ids::{Attempt, ClusterIndex};
use crate::machine::requests::Purpose;
use crate::machine::tokens::Tokens;
use crate::oidc::id_token::IdToken;
use crate::oidc::refresh;
use crate::schedule::{BUDGET, Pace, REQUEST_LIMIT};
use crate::secret::Secret;
use crate::time::{Now, Span, Tick};

/// Whether a cluster can be served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Supply {
    /// The tokens at hand are good.
    Ready,
    /// New ones have to be fetched, and can be.
    Refresh,
    /// New ones are on their way, or will be asked for later.
    Wait,
    /// There will be none without a sign-in.
    Never,
}

impl Session {
    /// Whether the cluster at `at` can have a new credential now.
    pub(super) fn supply(&self, at: ClusterIndex, now: Now, turn: &Turn<'_>) -> Supply {
        if self.refresh.is_over() {
            return Supply::Never;
        }
        let usable = self
            .usable_until(&self.clusters[at], now, turn.policy)
            .is_none_or(|end| end > now.tick);
        if self.tokens.refresh.is_none() {
            return if usable { Supply::Ready } else { Supply::Never };
        }
        let fallback = if usable { Supply::Ready } else { Supply::Wait };
        match &self.refresh {
            Refresh::Resting if self.tokens_are_fresh(usable, now) && !self.has_had(at) => {
                Supply::Ready
            }
            // A late answer may have overtaken a refresh that is still under way, and spends the same session.
            Refresh::Resting | Refresh::Failed(..) if turn.outbox.is_refreshing() => fallback,
            Refresh::Resting if self.refreshes.attempts.at_the_earliest(now.tick) <= now.tick => {
                Supply::Refresh
            }
            Refresh::Resting => Supply::Wait,
            // Whoever answers so late may never do so, and the certificate does not wait.
            Refresh::UnderWay(since) if now.tick.since(*since) >= REQUEST_LIMIT => fallback,
            Refresh::UnderWay(_) => Supply::Wait,
            Refresh::Failed(_, retry_at) if *retry_at <= now.tick => Supply::Refresh,
            // Nobody could be asked. An answer that could not be believed is no reason to go on as if it had not come.
            Refresh::Failed(error, _) if error.need() == Need::Retry => fallback,
            Refresh::Failed(..) => Supply::Wait,
            Refresh::Over(_) => Supply::Never,
        }
    }

    /// Whether the tokens can serve another cluster without being replaced first. Clusters that fall due together
    /// share them; older ones are refreshed, so that a change of groups shows in the next certificate. What has come
    /// just now is not asked for again, even where it looks dead already: nobody has anything better.
    fn tokens_are_fresh(&self, usable: bool, now: Now) -> bool {
        let age = now.tick.since(self.tokens.received);
        !self.refreshes.wanted && (age <= JUST_NOW || usable && age <= FRESH)
    }

    /// Whether a cluster whose API server takes the ID token as it is has it already.
    fn has_had(&self, at: ClusterIndex) -> bool {
        let cluster = &self.clusters[at];
        let had = |received: Tick| received >= self.tokens.received;
        cluster.config.concierge.is_none()
            && !self.exchanges(cluster)
            && cluster.held.as_ref().is_some_and(|held| had(held.received))
    }

    /// Whether a cluster needs a token of its own.
    pub(super) fn exchanges(&self, cluster: &Cluster) -> bool {
        let audience = &cluster.config.audience;
        audience
            .as_ref()
            .is_some_and(|audience| !self.id_token.has_audience(audience))
    }

    /// Whether a refusal of the tokens at hand can be due to their age alone, and there is a way to get others.
    pub(super) fn tokens_may_have_died(&self, now: Now) -> bool {
        let age = now.tick.since(self.tokens.received);
        self.tokens.refresh.is_some() && (self.refresh.is_under_way() || age > JUST_NOW)
    }

    /// Asks for new tokens.
    pub(super) fn start_refresh(&mut self, turn: &mut Turn<'_>) {
        let Some(token) = &self.tokens.refresh else {
            return;
        };
        let form = refresh::build(&self.issuer.config, token);
        let attempt = self.refreshes.latest.next();
        let spent = self.tokens.attempt;
        let purpose = Purpose::Refresh { attempt, spent };
        turn.outbox.ask_for_tokens(purpose, &self.issuer, form);
        self.refreshes.latest = attempt;
        self.refreshes.attempts.start(turn.tick());
        self.refreshes.wanted = false;
        self.refresh = Refresh::UnderWay(turn.tick());
    }

    /// Keeps the tokens of an attempt, unless the present ones are of a later one. It comes before anything else that is
    /// done with the answer: the refresh token before is dead already.
    pub(in crate::machine) fn keep(&mut self, tokens: Tokens) -> bool {
        if tokens.attempt <= self.tokens.attempt {
            return false;
        }
        let before = mem::replace(&mut self.tokens, tokens);
        if self.tokens.refresh.is_none() {
            self.tokens.refresh = before.refresh;
        }
        true
    }

    /// Whether a failure of this attempt, which spent the tokens of the attempt `spent`, says anything about the present
    /// ones. It does not if a later attempt has started. If an earlier one has succeeded meanwhile, all that the failure
    /// changes is that nothing is under way any more.
    pub(in crate::machine) fn heeds(&mut self, attempt: Attempt, spent: Attempt) -> bool {
        if attempt != self.refreshes.latest {
            return false;
        }
        let overtaken = spent != self.tokens.attempt;
        if overtaken && self.refresh.is_under_way() {
            self.refresh = Refresh::Resting;
        }
        !overtaken
    }

    /// An answer that cannot be used has a refresh token in it all the same.
    pub(in crate::machine) fn keep_newest(
        &mut self,
        attempt: Attempt,
        newest: Option<Secret<String>>,
    ) {
        if newest.is_some() {
            self.tokens.refresh = newest;
            self.tokens.attempt = attempt;
        }
    }

    /// Lets a refresh that failed be tried again at once, or as soon as there have not been too many.
    pub(super) fn forgive(&mut self, now: Tick) {
        if let Refresh::Failed(_, retry_at) = &mut self.refresh {
            *retry_at = self.refreshes.attempts.at_the_earliest(now);
        }
    }

    /// New tokens are here and believed; nothing new was said about the person if there is no ID token among them.
    pub(in crate::machine) fn refresh_succeeded(
        &mut self,
        id_token: Option<IdToken>,
        turn: &mut Turn<'_>,
    ) {
        if let Some(id_token) = id_token {
            self.id_token = id_token;
        }
        self.refreshes.attempts.succeed();
        self.refreshes.refused = false;
        let was_over = self.refresh.is_over();
        // A later attempt that is under way replaces these tokens, which could expire while a cluster uses them.
        let is_latest = self.tokens.attempt == self.refreshes.latest;
        if is_latest || !self.refresh.is_under_way() {
            self.refresh = Refresh::Resting;
        }
        if was_over {
            // A late answer has brought the session back: everything is renewed again, and the next end is news.
            self.stranded = false;
            self.announced = false;
            for at in self.clusters.indices() {
                self.set_alarm(at, turn);
            }
        }
    }

    /// A refresh did not work out, for reasons that may pass.
    pub(in crate::machine) fn refresh_failed(&mut self, error: Error, turn: &mut Turn<'_>) {
        if self.refresh.is_over() {
            return;
        }
        let pace = match error.need() {
            Need::Retry | Need::SignIn => Pace::Pressing(FRESH),
            Need::Operator | Need::Nothing => Pace::Patient,
        };
        let jitter = turn.jitter();
        let asked = error.retry_after;
        let retry_at = self
            .refreshes
            .attempts
            .fail(turn.tick(), pace, asked, jitter);
        let again = turn.now.wall_at(retry_at);
        turn.outbox.failed(&error, None, Some(again));
        self.refresh = Refresh::Failed(error, retry_at);
    }

    /// The issuer refused to refresh. A page that holds its own refresh token has nothing else to try. Pages that share a
    /// sealed session may have overtaken each other: then the token that was refused is one that another page had spent,
    /// and the next attempt sends its successor. A second refusal in a row has no such excuse.
    pub(in crate::machine) fn refresh_refused(&mut self, error: Error, turn: &mut Turn<'_>) {
        let is_first = !mem::replace(&mut self.refreshes.refused, true);
        if is_first && matches!(self.issuer.config.tokens, TokenMode::Sealed(_)) {
            return self.refresh_failed(error, turn);
        }
        turn.outbox.failed(&error, None, None);
        self.refresh = Refresh::Over(error);
        for at in self.clusters.indices() {
            self.set_alarm(at, turn); // There is nothing to be renewed any more.
        }
        self.announce(turn);
    }
}

/// Tokens that are older than this are refreshed before they buy another certificate.
const FRESH: Span = BUDGET.plus(BUDGET);
/// As long as one request may take: whatever follows a refresh finds it done.
const JUST_NOW: Span = REQUEST_LIMIT;
