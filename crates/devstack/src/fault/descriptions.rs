//! What the faults are called, what they break, and what somebody in front of the portal then sees.

use super::Fault;

impl Fault {
    /// The name on command lines and in the control server's paths.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccessDenied => "access-denied",
            Self::ApiServerDown => "api-server-down",
            Self::Concierge429 => "concierge-429",
            Self::Concierge503 => "concierge-503",
            Self::ConciergeHangs => "concierge-hangs",
            Self::ConciergeMalformed => "concierge-malformed",
            Self::ConciergeOversized => "concierge-oversized",
            Self::ConciergeRefuses => "concierge-refuses",
            Self::ConciergeSlow => "concierge-slow",
            Self::ConciergeTruncated => "concierge-truncated",
            Self::ExpiresInMissing => "expires-in-missing",
            Self::ExpiresInString => "expires-in-string",
            Self::IssuerDown => "issuer-down",
            Self::NoIdTokenOnRefresh => "no-id-token-on-refresh",
            Self::OfflineLike => "offline-like",
            Self::RefreshRefused => "refresh-refused",
            Self::RefreshReplyLost => "refresh-reply-lost",
            Self::SessionRevoked => "session-revoked",
            Self::TokenEndpoint429 => "token-endpoint-429",
            Self::TokenEndpoint503 => "token-endpoint-503",
            Self::TokenEndpoint503RetryAfter => "token-endpoint-503-retry-after",
            Self::TokenEndpointFails => "token-endpoint-500",
            Self::TokenMalformed => "token-malformed",
            Self::TokenOversized => "token-oversized",
            Self::TokenSlow => "token-slow",
            Self::WrongState => "wrong-state",
        }
    }

    /// What is broken, in one sentence.
    pub fn description(self) -> &'static str {
        match self {
            Self::AccessDenied => {
                "The user signs in, and the issuer answers the client with error=access_denied."
            }
            Self::ApiServerDown => {
                "Every connection to the cluster is cut without an answer; the Concierge behind it is gone with it."
            }
            Self::Concierge429 => {
                "Every request for a credential is answered with 429 and Retry-After: 1."
            }
            Self::Concierge503 => "Every request for a credential is answered with 503.",
            Self::ConciergeHangs => "No request for a credential is ever answered.",
            Self::ConciergeMalformed => {
                "The Concierge's answer is complete, and ends in the middle of the JSON."
            }
            Self::ConciergeOversized => {
                "The Concierge answers with megabytes, far above any bound that a client could set."
            }
            Self::ConciergeRefuses => {
                "The Concierge refuses every token: a 201 that says \"authentication failed\"."
            }
            Self::ConciergeSlow => "The Concierge issues at once and answers eight seconds later.",
            Self::ConciergeTruncated => {
                "The connection is cut in the middle of the Concierge's answer."
            }
            Self::ExpiresInMissing => "The token endpoint's answers do not say expires_in.",
            Self::ExpiresInString => "The token endpoint writes expires_in as a string.",
            Self::IssuerDown => "Every request to the issuer is answered with 503.",
            Self::NoIdTokenOnRefresh => "A refresh is answered without an ID token.",
            Self::OfflineLike => {
                "Every connection to the issuer and to the clusters is cut, as if the network were gone."
            }
            Self::RefreshRefused => "Every refresh is answered with 400 invalid_grant.",
            Self::RefreshReplyLost => {
                "A refresh is carried out, then the connection is cut without an answer: the new tokens are lost."
            }
            Self::SessionRevoked => {
                "Every refresh is answered as a Supervisor does when the upstream session is gone: 401 with error=error."
            }
            Self::TokenEndpoint429 => "The token endpoint answers 429 with Retry-After: 7.",
            Self::TokenEndpoint503 => {
                "The token endpoint answers 503 and does not say for how long."
            }
            Self::TokenEndpoint503RetryAfter => {
                "The token endpoint answers 503 with Retry-After: 5."
            }
            Self::TokenEndpointFails => "The token endpoint answers 500.",
            Self::TokenMalformed => {
                "The token endpoint's answer is cut off in the middle of the JSON."
            }
            Self::TokenOversized => {
                "The token endpoint answers with megabytes, far above any bound that a client could set."
            }
            Self::TokenSlow => "The token endpoint acts at once and answers eight seconds later.",
            Self::WrongState => {
                "The issuer sends the browser back with a state that nobody asked for."
            }
        }
    }

    /// What to expect of the portal, in one sentence.
    pub fn expectation(self) -> &'static str {
        match self {
            Self::AccessDenied => "After the login page the portal says that you were not let in.",
            Self::ApiServerDown => {
                "The certificate in hand stays good by its own end; renewal is tried again and again."
            }
            Self::Concierge429 => {
                "Renewal waits as long as it is told; the certificate in hand stays."
            }
            Self::Concierge503 => {
                "Renewal is tried again with growing pauses; the certificate in hand stays."
            }
            Self::ConciergeHangs => {
                "Each attempt is given up after its time; the certificate in hand stays."
            }
            Self::ConciergeMalformed => "The answer cannot be read, and the portal says so.",
            Self::ConciergeOversized => "The answer is too large, and the portal says so.",
            Self::ConciergeRefuses => {
                "The cluster refuses the sign-in; a certificate in hand is kept."
            }
            Self::ConciergeSlow => "Renewal takes longer and nothing else changes.",
            Self::ConciergeTruncated => "Renewal is tried again; the certificate in hand stays.",
            Self::ExpiresInMissing => "Nothing to see: the tokens tell their own end.",
            Self::ExpiresInString => "Nothing to see: the number is read all the same.",
            Self::IssuerDown => "Nobody can sign in, and renewal waits for the issuer.",
            Self::NoIdTokenOnRefresh => {
                "Where the ID token goes to the cluster as it is, the old one serves until its end."
            }
            Self::OfflineLike => "The portal waits for the network; the certificate in hand stays.",
            Self::RefreshRefused => {
                "The portal asks for a new sign-in, and says until when the certificates still serve."
            }
            Self::RefreshReplyLost => {
                "The refresh token in hand is dead; the portal asks for a new sign-in."
            }
            Self::SessionRevoked => {
                "The portal asks for a new sign-in, and says until when the certificates still serve."
            }
            Self::TokenEndpoint429 => "The next attempt comes no sooner than seven seconds later.",
            Self::TokenEndpoint503 => {
                "Renewal is tried again with growing pauses; the certificate in hand stays."
            }
            Self::TokenEndpoint503RetryAfter => {
                "The next attempt comes no sooner than five seconds later."
            }
            Self::TokenEndpointFails => "Nobody can sign in, and renewal is tried again.",
            Self::TokenMalformed => "The answer cannot be read, and the portal says so.",
            Self::TokenOversized => "The answer is too large, and the portal says so.",
            Self::TokenSlow => "Signing in and renewal take longer and nothing else changes.",
            Self::WrongState => "The portal refuses the answer and offers to start again.",
        }
    }
}
