//! Names of the faults, their effects, and the behaviour that a user of the portal then sees.

use super::Fault;

impl Fault {
    /// The name on command lines and in the control server's paths.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccessDenied => "access-denied",
            Self::ApiServerDown => "api-server-down",
            Self::CachedMetadata => "cached-metadata",
            Self::Concierge429 => "concierge-429",
            Self::Concierge503 => "concierge-503",
            Self::ConciergeAbsent => "concierge-absent",
            Self::ConciergeHangs => "concierge-hangs",
            Self::ConciergeMalformed => "concierge-malformed",
            Self::ConciergeOversized => "concierge-oversized",
            Self::ConciergeRefuses => "concierge-refuses",
            Self::ConciergeSlow => "concierge-slow",
            Self::ConciergeTruncated => "concierge-truncated",
            Self::DoubledHeaders => "doubled-headers",
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

    /// One sentence that describes the fault.
    pub fn description(self) -> &'static str {
        match self {
            Self::AccessDenied => {
                "The user signs in, and the issuer answers the client with error=access_denied."
            }
            Self::ApiServerDown => {
                "Every connection to the cluster is closed without a response; the Concierge is unreachable too."
            }
            Self::CachedMetadata => {
                "A cache in front of the issuer answers for its documents: with Age, and the Date of the original."
            }
            Self::Concierge429 => "Every credential request gets 429 and Retry-After: 1.",
            Self::Concierge503 => "Every credential request gets 503.",
            Self::ConciergeAbsent => {
                "The Concierge does not run: the API server answers for it, with 503 and plain text."
            }
            Self::ConciergeHangs => "Credential requests get no response.",
            Self::ConciergeMalformed => {
                "The Concierge's response is complete HTTP, but its JSON is cut off in the middle."
            }
            Self::ConciergeOversized => {
                "The Concierge responds with megabytes, far above any limit that a client would set."
            }
            Self::ConciergeRefuses => {
                "The Concierge refuses every token: 201 with the message \"authentication failed\"."
            }
            Self::ConciergeSlow => {
                "The Concierge issues immediately and responds eight seconds later."
            }
            Self::ConciergeTruncated => {
                "The connection is closed in the middle of the Concierge's response."
            }
            Self::DoubledHeaders => {
                "Responses of all servers have Date, Content-Type, Cache-Control and Audit-Id twice."
            }
            Self::ExpiresInMissing => "The token endpoint's responses have no expires_in.",
            Self::ExpiresInString => "The token endpoint sends expires_in as a string.",
            Self::IssuerDown => "Every request to the issuer gets 503.",
            Self::NoIdTokenOnRefresh => "The response to a refresh has no ID token.",
            Self::OfflineLike => {
                "Every connection to the issuer and to the clusters is closed, as if there were no network."
            }
            Self::RefreshRefused => "Every refresh gets 400 invalid_grant.",
            Self::RefreshReplyLost => {
                "A refresh succeeds, then the connection is closed without a response: the new tokens are lost."
            }
            Self::SessionRevoked => {
                "Every refresh gets a Supervisor's response to a revoked upstream session: 401 with error=error."
            }
            Self::TokenEndpoint429 => "The token endpoint responds with 429 and Retry-After: 7.",
            Self::TokenEndpoint503 => "The token endpoint responds with 503 without Retry-After.",
            Self::TokenEndpoint503RetryAfter => {
                "The token endpoint responds with 503 and Retry-After: 5."
            }
            Self::TokenEndpointFails => "The token endpoint responds with 500.",
            Self::TokenMalformed => "The token endpoint's JSON is cut off in the middle.",
            Self::TokenOversized => {
                "The token endpoint responds with megabytes, far above any limit that a client would set."
            }
            Self::TokenSlow => {
                "The token endpoint acts immediately and responds eight seconds later."
            }
            Self::WrongState => {
                "The issuer redirects the browser with a state that the client did not send."
            }
        }
    }

    /// One sentence that describes the expected behaviour of the portal.
    pub fn expectation(self) -> &'static str {
        match self {
            Self::AccessDenied => "After the login page, the portal shows that access was denied.",
            Self::ApiServerDown => {
                "The current certificate stays valid until it expires; renewal is retried."
            }
            Self::CachedMetadata => {
                "No visible effect: a Date with Age is not the time of the issuer's clock."
            }
            Self::Concierge429 => {
                "Renewal waits for the requested time; the current certificate is kept."
            }
            Self::Concierge503 => {
                "Renewal is retried with growing delays; the current certificate is kept."
            }
            Self::ConciergeAbsent => {
                "Renewal is retried with growing delays; the current certificate is kept."
            }
            Self::ConciergeHangs => "Each attempt times out; the current certificate is kept.",
            Self::ConciergeMalformed => "The portal reports that the response cannot be read.",
            Self::ConciergeOversized => "The portal reports that the response is too large.",
            Self::ConciergeRefuses => {
                "The portal shows that the cluster refuses the sign-in; a current certificate is kept."
            }
            Self::ConciergeSlow => "Renewal takes longer; nothing else changes.",
            Self::ConciergeTruncated => "Renewal is retried; the current certificate is kept.",
            Self::DoubledHeaders => "No visible effect: equal headers count once.",
            Self::ExpiresInMissing => "No visible effect: the tokens contain their own expiry.",
            Self::ExpiresInString => "No visible effect: the string is accepted as a number.",
            Self::IssuerDown => {
                "Signing in fails, and renewal is retried until the issuer responds."
            }
            Self::NoIdTokenOnRefresh => {
                "Clusters that take the ID token directly get the old one until it expires."
            }
            Self::OfflineLike => {
                "The portal waits for the network; the current certificate is kept."
            }
            Self::RefreshRefused => {
                "The portal asks for a new sign-in and shows until when the certificates are valid."
            }
            Self::RefreshReplyLost => {
                "The refresh token is no longer valid; the portal asks for a new sign-in."
            }
            Self::SessionRevoked => {
                "The portal asks for a new sign-in and shows until when the certificates are valid."
            }
            Self::TokenEndpoint429 => "The next attempt is at least seven seconds later.",
            Self::TokenEndpoint503 => {
                "Renewal is retried with growing delays; the current certificate is kept."
            }
            Self::TokenEndpoint503RetryAfter => "The next attempt is at least five seconds later.",
            Self::TokenEndpointFails => "Signing in fails, and renewal is retried.",
            Self::TokenMalformed => "The portal reports that the response cannot be read.",
            Self::TokenOversized => "The portal reports that the response is too large.",
            Self::TokenSlow => "Signing in and renewal take longer; nothing else changes.",
            Self::WrongState => {
                "The portal rejects the authorization response and offers a new sign-in."
            }
        }
    }
}
