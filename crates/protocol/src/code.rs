//! `Code`: the stable list of things that can go wrong, shared by every surface.

/// Declares the codes once; the enum, its strings and the full list cannot drift apart.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $text:literal,)+) => {
        /// What went wrong, for callers to branch on; the string form never changes once released.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $variant,)+ }

        impl Code {
            /// Every code, in the order of the list above.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable text, the same in Rust, TypeScript, the page and the documentation.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}

codes! {
    /// The issuer or the user said no before a code was issued (`error=access_denied`, RFC 6749 §4.1.2.1).
    AccessDenied = "HAULOUT_ACCESS_DENIED",
    /// The issuer answered the authorization request with another error (RFC 6749 §4.1.2.1).
    AuthorizationRefused = "HAULOUT_AUTHORIZATION_REFUSED",
    /// The callback URL has a parameter twice, or one that the code flow does not have.
    CallbackInvalid = "HAULOUT_CALLBACK_INVALID",
    /// A cluster id that is not in the configuration.
    ClusterUnknown = "HAULOUT_CLUSTER_UNKNOWN",
    /// The Concierge did not answer, or answered with an error of its server.
    ConciergeUnreachable = "HAULOUT_CONCIERGE_UNREACHABLE",
    /// The configuration has a field that is unknown, missing or not usable.
    ConfigInvalid = "HAULOUT_CONFIG_INVALID",
    /// The configuration could not be fetched.
    ConfigUnreachable = "HAULOUT_CONFIG_UNREACHABLE",
    /// The browser did not send back the cookie that the gateway had set for this sign-in.
    CookieMissing = "HAULOUT_COOKIE_MISSING",
    /// The certificate reached its `NotAfter`.
    CredentialExpired = "HAULOUT_CREDENTIAL_EXPIRED",
    /// The Concierge's credential cannot be read, or its key does not belong to its certificate.
    CredentialInvalid = "HAULOUT_CREDENTIAL_INVALID",
    /// The Concierge said "authentication failed", which it does for every cause.
    CredentialRefused = "HAULOUT_CREDENTIAL_REFUSED",
    /// A caller on another site, or without the header that only our own page sends.
    CrossSite = "HAULOUT_CROSS_SITE",
    /// A session or a machine was used after it had been disposed of.
    Disposed = "HAULOUT_DISPOSED",
    /// The issuer refused the token exchange (RFC 8693).
    ExchangeRefused = "HAULOUT_EXCHANGE_REFUSED",
    /// Our own gateway answered something that cannot be read.
    GatewayInvalid = "HAULOUT_GATEWAY_INVALID",
    /// Our own gateway did not answer, or answered with an error of its server.
    GatewayUnreachable = "HAULOUT_GATEWAY_UNREACHABLE",
    /// The issuer's list of identity providers cannot be read.
    IdentityProvidersInvalid = "HAULOUT_IDENTITY_PROVIDERS_INVALID",
    /// The ID token breaks a rule of OpenID Connect Core §3.1.3.7.
    IdTokenInvalid = "HAULOUT_ID_TOKEN_INVALID",
    /// A defect in Haulout itself.
    Internal = "HAULOUT_INTERNAL",
    /// The authorization response names another issuer (RFC 9207 §2.4).
    IssMismatch = "HAULOUT_ISS_MISMATCH",
    /// The issuer's metadata lacks something, or cannot be read.
    IssuerInvalid = "HAULOUT_ISSUER_INVALID",
    /// The metadata's `issuer` is not the configured one (OpenID Connect Discovery §4.3).
    IssuerMismatch = "HAULOUT_ISSUER_MISMATCH",
    /// The issuer did not answer, or answered with an error of its server.
    IssuerUnreachable = "HAULOUT_ISSUER_UNREACHABLE",
    /// A callback arrived that no login of this browser tab is waiting for.
    LoginNotStarted = "HAULOUT_LOGIN_NOT_STARTED",
    /// No such route.
    NotFound = "HAULOUT_NOT_FOUND",
    /// The package was used before its WebAssembly was loaded.
    NotLoaded = "HAULOUT_NOT_LOADED",
    /// The issuer lists challenge methods and S256 is not among them (RFC 7636).
    PkceUnsupported = "HAULOUT_PKCE_UNSUPPORTED",
    /// The browser let no window open for a sign-in.
    PopupBlocked = "HAULOUT_POPUP_BLOCKED",
    /// The window of a sign-in was closed, or another sign-in took its place.
    PopupClosed = "HAULOUT_POPUP_CLOSED",
    /// Too many requests.
    RateLimited = "HAULOUT_RATE_LIMITED",
    /// The request is malformed, too large, or names something it may not.
    RequestInvalid = "HAULOUT_REQUEST_INVALID",
    /// An answer that is larger than its bound.
    ResponseTooLarge = "HAULOUT_RESPONSE_TOO_LARGE",
    /// The session ended: revoked, expired, or its refresh token was refused.
    SessionEnded = "HAULOUT_SESSION_ENDED",
    /// The session does not fit into one cookie.
    SessionTooLarge = "HAULOUT_SESSION_TOO_LARGE",
    /// There is no session.
    SignInRequired = "HAULOUT_SIGN_IN_REQUIRED",
    /// The issuer's keys cannot be read, or none of them signed this token.
    SigningKeysInvalid = "HAULOUT_SIGNING_KEYS_INVALID",
    /// `state` is missing or is not the one this login was started with (RFC 6749 §10.12).
    StateMismatch = "HAULOUT_STATE_MISMATCH",
    /// The token endpoint refused the code or the refresh token (RFC 6749 §5.2).
    TokenRefused = "HAULOUT_TOKEN_REFUSED",
    /// The token endpoint's answer cannot be read.
    TokenResponseInvalid = "HAULOUT_TOKEN_RESPONSE_INVALID",
}

impl core::fmt::Display for Code {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}
