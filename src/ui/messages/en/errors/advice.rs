//! Explanations of errors for which the server reported no text.

use haulout_protocol::Code;

pub(super) const fn advice(code: Code) -> &'static str {
    match code {
        Code::AccessDenied => {
            "You or the issuer denied the sign-in. Start again to sign in as a different user."
        }
        Code::ArgumentInvalid => {
            "It calls the sign-in with an argument that is missing or invalid. Its developer has to fix this; the details name the argument."
        }
        Code::EnvironmentUnsupported => {
            "It uses a part of the sign-in that only works in a page of a browser. Its developer has to fix this."
        }
        Code::AuthorizationRefused | Code::TokenRefused => {
            "Start again. If it happens again, contact the operator."
        }
        Code::CallbackInvalid | Code::IssMismatch | Code::LoginNotStarted | Code::StateMismatch => {
            "The response does not belong to a sign-in of this tab. It may come from an old link, another tab or another person’s sign-in. No code was redeemed. Start again."
        }
        Code::ClusterUnknown => {
            "It may have been removed from this portal since you signed in. Start again to see the available clusters."
        }
        Code::ConciergeRefused => {
            "Its API server does not accept this request, with any token. The details name the status."
        }
        Code::ConciergeTlsInvalid | Code::IssuerTlsInvalid => {
            "Its certificate cannot be verified, or it uses another TLS version. The details name the reason."
        }
        Code::CookieMissing => {
            "The sign-in was started here, but its cookie was not sent back. Your browser may block cookies for this page, or the sign-in took longer than ten minutes. Allow cookies for this page, then start again."
        }
        Code::CredentialExpired => "Try again to get a new one.",
        Code::CredentialInvalid => {
            "The certificate and its key cannot be read or do not match, or the certificate is not valid now by the cluster’s clock. The details name the reason. It was not exported."
        }
        Code::CredentialPending => "Wait a moment, then try again.",
        Code::CrossSite => {
            "It did not come from this portal’s own address. Open the portal in its own tab, at the address that its operator gave you."
        }
        Code::Disposed | Code::NotLoaded => {
            "It used the sign-in before it was loaded or after it was disposed of. Reload the page."
        }
        Code::ExchangeRefused => {
            "It may not know this cluster, or may not be allowed to issue tokens for it. The operator can compare both configurations."
        }
        Code::GatewayInvalid => {
            "Another server may have responded in its place: a proxy, or the sign-in page of a network."
        }
        Code::IdTokenInvalid => {
            "It failed a security check and was not used. The details name the check."
        }
        Code::IdentityProvidersInvalid | Code::IssuerInvalid | Code::IssuerMismatch => {
            "It cannot be read, or a value that sign-in requires is missing. The details name the problem."
        }
        Code::Internal => {
            "This is a bug in Haulout. Start again. If it happens again, send a report to the operator."
        }
        Code::NotFound | Code::RequestInvalid => {
            "This page and its gateway may have different versions. Reload the page."
        }
        Code::OriginMismatch => "Open it at the address of its gateway, which the details name.",
        Code::PkceUnsupported => {
            "It does not support PKCE with S256, which prevents others from using your sign-in."
        }
        Code::PopupBlocked => "Allow pop-ups for this site in your browser, then start again.",
        Code::PopupClosed => "Start again, and keep the window open until you are signed in.",
        Code::RateLimited => {
            "The gateway limits the number of requests. Wait a moment, then try again."
        }
        Code::SessionEnded | Code::SignInRequired => {
            "Your certificates work until they expire. Sign in again to get new ones."
        }
        Code::SessionTooLarge => {
            "Your token contains more data than a cookie can hold. The operator can request fewer scopes and claims."
        }
        Code::SigningKeysInvalid => {
            "None of them matches the token, or this browser cannot verify their signatures."
        }
        Code::TokenResponseInvalid => {
            "It does not conform to OpenID Connect. The details name the problem."
        }
        Code::ConciergeUnreachable
        | Code::ConfigInvalid
        | Code::ConfigUnreachable
        | Code::CredentialRefused
        | Code::GatewayUnreachable
        | Code::IssuerUnreachable
        | Code::ResponseTooLarge => "The operator has to check this. The details help with that.",
    }
}
