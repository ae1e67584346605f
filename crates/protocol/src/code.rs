//! `Code`: the stable list of error codes, shared by all interfaces.

/// Declares each code once, so that the enum, its strings and the full list cannot drift apart.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $text:literal,)+) => {
        /// What went wrong, for callers to branch on; the string form never changes after a release.
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
    /// The issuer or the user declined before a code was issued (`error=access_denied`, RFC 6749 §4.1.2.1).
    AccessDenied = "HAULOUT_ACCESS_DENIED",
    /// An argument of the package's functions is missing or invalid.
    ArgumentInvalid = "HAULOUT_ARGUMENT_INVALID",
    /// The issuer answered the authorization request with another error (RFC 6749 §4.1.2.1).
    AuthorizationRefused = "HAULOUT_AUTHORIZATION_REFUSED",
    /// The callback URL repeats a parameter, or has one that does not belong to the code flow.
    CallbackInvalid = "HAULOUT_CALLBACK_INVALID",
    /// A cluster id that is not in the configuration.
    ClusterUnknown = "HAULOUT_CLUSTER_UNKNOWN",
    /// The Concierge, or a server in front of it, refused the request itself: 401, 403, 404 or a redirect.
    ConciergeRefused = "HAULOUT_CONCIERGE_REFUSED",
    /// No TLS connection to the Concierge or the API server can be established.
    ConciergeTlsInvalid = "HAULOUT_CONCIERGE_TLS_INVALID",
    /// The Concierge did not answer, or answered with a server error.
    ConciergeUnreachable = "HAULOUT_CONCIERGE_UNREACHABLE",
    /// The configuration has an unknown, missing or invalid field.
    ConfigInvalid = "HAULOUT_CONFIG_INVALID",
    /// The configuration could not be fetched.
    ConfigUnreachable = "HAULOUT_CONFIG_UNREACHABLE",
    /// The browser did not send the cookie that the gateway had set for this sign-in.
    CookieMissing = "HAULOUT_COOKIE_MISSING",
    /// The certificate reached its `NotAfter`.
    CredentialExpired = "HAULOUT_CREDENTIAL_EXPIRED",
    /// The Concierge's credential is malformed, or its key does not belong to its certificate.
    CredentialInvalid = "HAULOUT_CREDENTIAL_INVALID",
    /// The cluster has not issued a certificate yet.
    CredentialPending = "HAULOUT_CREDENTIAL_PENDING",
    /// The Concierge said "authentication failed", its only message for every cause.
    CredentialRefused = "HAULOUT_CREDENTIAL_REFUSED",
    /// The caller is on another site, or did not send the header that only our own page sends.
    CrossSite = "HAULOUT_CROSS_SITE",
    /// A disposed session or machine was used.
    Disposed = "HAULOUT_DISPOSED",
    /// A function of the package was called where it does not work, such as outside a browser.
    EnvironmentUnsupported = "HAULOUT_ENVIRONMENT_UNSUPPORTED",
    /// The issuer refused the token exchange (RFC 8693).
    ExchangeRefused = "HAULOUT_EXCHANGE_REFUSED",
    /// Our gateway's answer is malformed.
    GatewayInvalid = "HAULOUT_GATEWAY_INVALID",
    /// Our gateway did not answer, or answered with a server error.
    GatewayUnreachable = "HAULOUT_GATEWAY_UNREACHABLE",
    /// The issuer's list of identity providers is malformed.
    IdentityProvidersInvalid = "HAULOUT_IDENTITY_PROVIDERS_INVALID",
    /// The ID token breaks a rule of OpenID Connect Core §3.1.3.7.
    IdTokenInvalid = "HAULOUT_ID_TOKEN_INVALID",
    /// A defect in Haulout itself.
    Internal = "HAULOUT_INTERNAL",
    /// The authorization response names another issuer (RFC 9207 §2.4).
    IssMismatch = "HAULOUT_ISS_MISMATCH",
    /// The issuer's metadata is incomplete or malformed.
    IssuerInvalid = "HAULOUT_ISSUER_INVALID",
    /// The metadata's `issuer` is not the configured one (OpenID Connect Discovery §4.3).
    IssuerMismatch = "HAULOUT_ISSUER_MISMATCH",
    /// No TLS connection to the issuer can be established.
    IssuerTlsInvalid = "HAULOUT_ISSUER_TLS_INVALID",
    /// The issuer did not answer, or answered with a server error.
    IssuerUnreachable = "HAULOUT_ISSUER_UNREACHABLE",
    /// A callback arrived, but this browser tab has no pending login.
    LoginNotStarted = "HAULOUT_LOGIN_NOT_STARTED",
    /// No such route.
    NotFound = "HAULOUT_NOT_FOUND",
    /// The package was used before its WebAssembly was loaded.
    NotLoaded = "HAULOUT_NOT_LOADED",
    /// The page is on another origin than the gateway of its configuration.
    OriginMismatch = "HAULOUT_ORIGIN_MISMATCH",
    /// The issuer lists challenge methods and S256 is not among them (RFC 7636).
    PkceUnsupported = "HAULOUT_PKCE_UNSUPPORTED",
    /// The browser did not open the sign-in window.
    PopupBlocked = "HAULOUT_POPUP_BLOCKED",
    /// The sign-in window was closed, or another sign-in replaced it.
    PopupClosed = "HAULOUT_POPUP_CLOSED",
    /// Too many requests.
    RateLimited = "HAULOUT_RATE_LIMITED",
    /// The request is malformed, too large, or asks for something that is not allowed.
    RequestInvalid = "HAULOUT_REQUEST_INVALID",
    /// An answer exceeds its size limit.
    ResponseTooLarge = "HAULOUT_RESPONSE_TOO_LARGE",
    /// The session ended: revoked, expired, or its refresh token was refused.
    SessionEnded = "HAULOUT_SESSION_ENDED",
    /// The session does not fit into one cookie.
    SessionTooLarge = "HAULOUT_SESSION_TOO_LARGE",
    /// There is no session.
    SignInRequired = "HAULOUT_SIGN_IN_REQUIRED",
    /// The issuer's keys are malformed, or none of them signed this token.
    SigningKeysInvalid = "HAULOUT_SIGNING_KEYS_INVALID",
    /// `state` is missing or does not belong to this login (RFC 6749 §10.12).
    StateMismatch = "HAULOUT_STATE_MISMATCH",
    /// The token endpoint refused the code or the refresh token (RFC 6749 §5.2).
    TokenRefused = "HAULOUT_TOKEN_REFUSED",
    /// The token endpoint's answer is malformed.
    TokenResponseInvalid = "HAULOUT_TOKEN_RESPONSE_INVALID",
}

impl core::fmt::Display for Code {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}
