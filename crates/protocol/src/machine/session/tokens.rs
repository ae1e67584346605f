//! The session's tokens: when they are refreshed, and when a sign-in is required instead.

use alloc::string::String;
use core::mem;

use super::{Cluster, InputContext, Refresh, Session};
use crate::code::Code;
use crate::config::TokenMode;
use crate::error::{Error, Need};
use crate::machine::ids::{Attempt, ClusterIndex};
use crate::machine::requests::Purpose;
use crate::machine::tokens::Tokens;
use crate::oidc::id_token::IdToken;
use crate::oidc::refresh::{self, RefreshRefusal, RefusalHistory};
use crate::schedule::{BUDGET, Pace, REQUEST_LIMIT};
use crate::secret::Secret;
use crate::time::{Now, Span, Tick};

/// Whether tokens are available for a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenAvailability {
    /// The current tokens are usable.
    Ready,
    /// New ones have to be fetched, and can be.
    Refresh,
    /// New ones are on their way, or will be requested later.
    Wait,
    /// A sign-in is required.
    Never,
}

impl Session {
    /// Whether the cluster at `at` can have a new credential now.
    pub(super) fn token_availability(
        &self,
        at: ClusterIndex,
        now: Now,
        context: &InputContext<'_>,
    ) -> TokenAvailability {
        let usable = self
            .usable_until(&self.clusters[at], now, context.policy)
            .is_none_or(|end| end > now.tick);
        if !self.can_refresh() {
            return if usable {
                TokenAvailability::Ready
            } else {
                TokenAvailability::Never
            };
        }
        let fallback = if usable {
            TokenAvailability::Ready
        } else {
            TokenAvailability::Wait
        };
        match &self.refresh {
            Refresh::Idle if self.tokens_are_fresh(usable, now) && !self.has_current_token(at) => {
                TokenAvailability::Ready
            }
            // A late response may have overtaken a refresh that is still under way and spends the same session.
            Refresh::Idle | Refresh::Failed(..) if context.outbox.is_refreshing() => fallback,
            Refresh::Idle if self.refreshes.attempts.at_the_earliest(now.tick) <= now.tick => {
                TokenAvailability::Refresh
            }
            Refresh::Idle => TokenAvailability::Wait,
            // The response may never come, and the certificate's expiry does not wait.
            Refresh::UnderWay(since) if now.tick.since(*since) >= REQUEST_LIMIT => fallback,
            Refresh::UnderWay(_) => TokenAvailability::Wait,
            Refresh::Failed(_, retry_at) if *retry_at <= now.tick => TokenAvailability::Refresh,
            // After a response that failed verification, the old tokens must not be used as if it had not come.
            Refresh::Failed(error, _) if is_unverified(error) => TokenAvailability::Wait,
            Refresh::Failed(..) | Refresh::Over(_) => fallback,
        }
    }

    /// Whether the tokens can be replaced, as far as is known.
    pub(super) fn can_refresh(&self) -> bool {
        self.tokens.refresh.is_some() && !self.refresh.is_over()
    }

    /// Whether the tokens can serve another cluster without a refresh. Clusters that fall due together share them.
    /// Older ones are refreshed, so that changed groups show in the next certificate. Tokens that have just arrived
    /// are not refreshed again even if they seem expired, because the issuer has no newer ones.
    fn tokens_are_fresh(&self, usable: bool, now: Now) -> bool {
        let age = now.tick.since(self.tokens.received);
        !self.refreshes.wanted && (age <= JUST_NOW || usable && age <= FRESH)
    }

    /// Whether a cluster whose API server accepts the ID token directly already has this one.
    fn has_current_token(&self, at: ClusterIndex) -> bool {
        let cluster = &self.clusters[at];
        let had = |received: Tick| received >= self.tokens.received;
        cluster.config.concierge.is_none()
            && !self.exchanges(cluster)
            && cluster
                .current
                .as_ref()
                .is_some_and(|current| had(current.received))
    }

    /// Whether a cluster needs a token of its own.
    pub(super) fn exchanges(&self, cluster: &Cluster) -> bool {
        let audience = &cluster.config.audience;
        audience
            .as_ref()
            .is_some_and(|audience| !self.id_token.has_audience(audience))
    }

    /// Whether a refusal of the current tokens can be due to their age alone, and they can be refreshed.
    pub(super) fn tokens_may_have_expired(&self, now: Now) -> bool {
        let age = now.tick.since(self.tokens.received);
        self.tokens.refresh.is_some() && (self.refresh.is_under_way() || age > JUST_NOW)
    }

    /// Requests new tokens.
    pub(super) fn start_refresh(&mut self, context: &mut InputContext<'_>) {
        let Some(token) = &self.tokens.refresh else {
            return;
        };
        let form = refresh::build(&self.issuer.config, token);
        let attempt = self.refreshes.latest.next();
        let spent = self.tokens.attempt;
        let purpose = Purpose::Refresh { attempt, spent };
        context.outbox.ask_for_tokens(purpose, &self.issuer, form);
        self.refreshes.latest = attempt;
        self.refreshes.attempts.start(context.tick());
        self.refreshes.wanted = false;
        self.refresh = Refresh::UnderWay(context.tick());
    }

    /// Repeats a refused refresh although no cluster waits for it: the user should learn soon whether the session has
    /// ended.
    pub(super) fn confirm_refusal(&mut self, context: &mut InputContext<'_>) {
        if let Refresh::Failed(_, retry_at) = self.refresh
            && retry_at <= context.tick()
            && self.refreshes.refusals.is_unconfirmed()
            && !context.outbox.is_refreshing()
        {
            self.start_refresh(context);
        }
    }

    /// Stores the tokens of an attempt, unless the current ones are from a later attempt. This comes before any other
    /// handling of the response, because the previous refresh token is already spent.
    pub(in crate::machine) fn keep(&mut self, tokens: Tokens) -> bool {
        if tokens.attempt <= self.tokens.attempt {
            return false;
        }
        let before = mem::replace(&mut self.tokens, tokens);
        self.tokens.follow(before);
        true
    }

    /// Whether a failure of this attempt, which spent the tokens of the attempt `spent`, concerns the current ones. It
    /// does not if a later attempt has started. If an earlier one has succeeded meanwhile, the failure only means that
    /// no refresh is under way.
    pub(in crate::machine) fn concerns_current_tokens(
        &mut self,
        attempt: Attempt,
        spent: Attempt,
    ) -> bool {
        if attempt != self.refreshes.latest {
            return false;
        }
        let overtaken = spent != self.tokens.attempt;
        if overtaken && self.refresh.is_under_way() {
            self.refresh = Refresh::Idle;
        }
        !overtaken
    }

    /// Even a response that fails verification contains a new refresh token.
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

    /// Allows a failed refresh to be retried at once, or as soon as the rate limit allows.
    pub(super) fn allow_retry(&mut self, now: Tick) {
        if let Refresh::Failed(_, retry_at) = &mut self.refresh {
            *retry_at = self.refreshes.attempts.at_the_earliest(now);
        }
    }

    /// New tokens have been verified; without an ID token among them, the user's data is unchanged.
    pub(in crate::machine) fn refresh_succeeded(
        &mut self,
        id_token: Option<IdToken>,
        context: &mut InputContext<'_>,
    ) {
        if let Some(id_token) = id_token {
            self.id_token = id_token;
        }
        self.refreshes.attempts.succeed();
        self.refreshes.refusals = RefusalHistory::default();
        let was_over = self.refresh.is_over();
        // A later attempt that is under way replaces these tokens, which could expire while a cluster uses them.
        let is_latest = self.tokens.attempt == self.refreshes.latest;
        if is_latest || !self.refresh.is_under_way() {
            self.refresh = Refresh::Idle;
        }
        if was_over {
            // A late response has restored the session: everything is renewed again, and the next expiry is announced
            // again.
            self.lacks_tokens = false;
            self.announced = false;
            for at in self.clusters.indices() {
                self.set_timer(at, context);
            }
        }
    }

    /// A refresh failed, perhaps temporarily.
    pub(in crate::machine) fn refresh_failed(
        &mut self,
        error: Error,
        context: &mut InputContext<'_>,
    ) {
        self.retry_refresh(error, Span::ZERO, context);
    }

    /// Stores why a refresh failed, and when it is retried: `at_least` after now.
    fn retry_refresh(&mut self, error: Error, at_least: Span, context: &mut InputContext<'_>) {
        if self.refresh.is_over() {
            return;
        }
        let mut clusters = self.clusters.iter();
        let is_urgent = self.refreshes.attempts.are_few()
            || clusters.any(|it| it.live_credential(context.now, context.policy).is_some());
        let pace = match error.need() {
            Need::Retry if !is_urgent => Pace::Steady,
            Need::Retry | Need::SignIn => Pace::Urgent(FRESH),
            Need::Operator | Need::Nothing => Pace::Patient,
        };
        let jitter = context.jitter();
        let asked = error.retry_after.max(Some(at_least));
        let retry_at = self
            .refreshes
            .attempts
            .fail(context.tick(), pace, asked, jitter);
        let retry_at = context.slowed(retry_at);
        let again = context.now.wall_at(retry_at);
        context.outbox.failed(&error, None, Some(again));
        self.refresh = Refresh::Failed(error, retry_at);
    }

    /// The issuer refused to refresh. Once it is certain that the session has ended, its tokens are used to their end.
    pub(in crate::machine) fn refresh_refused(
        &mut self,
        refusal: RefreshRefusal,
        error: Error,
        context: &mut InputContext<'_>,
    ) {
        if self.refresh.is_over() {
            return;
        }
        let is_shared = matches!(self.issuer.config.tokens, TokenMode::Sealed(_));
        let refusals = &mut self.refreshes.refusals;
        if !refusals.add(refusal, is_shared, context.tick()) {
            let wait = refusals.wait();
            return self.retry_refresh(error, wait, context);
        }
        let reason = refresh::session_ended(error.reason);
        let error = Error { reason, ..error };
        context.outbox.failed(&error, None, None);
        self.refresh = Refresh::Over(error);
        for at in self.clusters.indices() {
            self.set_timer(at, context);
        }
        self.announce(context);
    }
}

/// Whether a refresh failed because its tokens could not be verified, here or by the gateway.
fn is_unverified(error: &Error) -> bool {
    matches!(
        error.code(),
        Code::IdTokenInvalid | Code::SigningKeysInvalid
    )
}

/// Tokens that are older than this are refreshed before they are used for another certificate.
const FRESH: Span = BUDGET.plus(BUDGET);
/// As long as one request may take, so that whatever follows a refresh counts it as done.
const JUST_NOW: Span = REQUEST_LIMIT;
