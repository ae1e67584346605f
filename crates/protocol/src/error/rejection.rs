//! `Rejection`: a server rejects a request for a reason that no retry changes.

use core::fmt;

use crate::activity::RequestKind;
use crate::code::Code;
use crate::text::ServerText;

/// A server rejects a request because of its URL, an API that the server lacks, or a policy. The tokens in it do not
/// matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// What was requested.
    pub request: RequestKind,
    /// The HTTP status.
    pub status: u16,
    /// The server's message.
    pub message: ServerText,
}

impl Rejection {
    /// Whether a status stays until a configuration changes: those for the client's errors, except a timeout,
    /// a replay and too many requests (RFC 9110 §15.5, RFC 8470 §5.2, RFC 6585 §4).
    pub(crate) const fn is_permanent(status: u16) -> bool {
        matches!(status, 400..=499) && !matches!(status, 408 | 425 | 429)
    }

    pub(super) const fn code(&self) -> Code {
        match self.request {
            RequestKind::Configuration => Code::ConfigUnreachable,
            RequestKind::Metadata => Code::IssuerInvalid,
            RequestKind::IdentityProviders => Code::IdentityProvidersInvalid,
            RequestKind::SigningKeys => Code::SigningKeysInvalid,
            RequestKind::Tokens | RequestKind::Refresh | RequestKind::Exchange => {
                Code::TokenResponseInvalid
            }
            RequestKind::Session | RequestKind::SignIn | RequestKind::SignOut => {
                Code::GatewayInvalid
            }
            RequestKind::Credential | RequestKind::Time => Code::ConciergeRefused,
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let request = self.request.as_str();
        write!(
            f,
            "{request} was rejected with status {} {}",
            self.status, self.message
        )
    }
}
