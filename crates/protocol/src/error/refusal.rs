//! `Refusal`: an OAuth error, and what it requires.

use crate::text::ServerText;

/// An OAuth error answer (RFC 6749 §4.1.2.1, §5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The `error` code.
    pub error: ServerText,
    /// The `error_description`.
    pub description: ServerText,
    pub(crate) kind: RefusalKind,
}

impl Refusal {
    /// Whether it concerns the client or the request, and not the code or token that was sent.
    #[must_use]
    pub fn is_about_the_client(&self) -> bool {
        self.kind == RefusalKind::Client
    }

    /// Whether the issuer would have to prompt the user, which `prompt=none` forbade (OpenID Connect Core §3.1.2.6).
    #[must_use]
    pub fn is_about_prompting(&self) -> bool {
        self.kind == RefusalKind::Prompt
    }

    /// Whether the issuer is temporarily unable to answer.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        self.kind == RefusalKind::Temporary
    }
}

/// What an `error` code requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefusalKind {
    /// The user or the issuer declined.
    AccessDenied,
    /// The client registration or the request has to change.
    Client,
    /// The user has to be prompted.
    Prompt,
    /// The issuer has to recover.
    Temporary,
    /// The code or token is not valid, or the error is one that no specification lists.
    Other,
}
