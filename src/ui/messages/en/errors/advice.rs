//! Why it may be and what helps, where there are no words of a server to show.

use haulout_protocol::Code;

pub(super) const fn advice(code: Code) -> &'static str {
    match code {
        Code::AccessDenied => {
            "You, or the issuer, said no. Start again to sign in as somebody else."
        }
        Code::AuthorizationRefused | Code::TokenRefused => {
            "Start again. If it happens again, tell the operator."
        }
        Code::CallbackInvalid | Code::IssMismatch | Code::LoginNotStarted | Code::StateMismatch => {
            "The answer does not belong to a sign-in of this tab: it may be an old link, a second tab, or somebody else’s. Nothing was redeemed. Start again."
        }
        Code::ClusterUnknown => {
            "It may have been taken out of this portal since you signed in. Start again to see those that there are."
        }
        Code::CookieMissing => {
            "The sign-in was started here, but its cookie did not come back. Your browser may block cookies for this page, or more than ten minutes passed at the issuer. Allow cookies for this page, then start again."
        }
        Code::CredentialExpired => "Try again for a new one.",
        Code::CredentialInvalid => {
            "Certificate and key cannot be read, or do not belong together. Nothing was handed over."
        }
        Code::CrossSite => {
            "It did not come from this portal’s own address. Open the portal in a tab of its own, by the address that its operator gave you."
        }
        Code::Disposed | Code::NotLoaded => {
            "It used the sign-in before it was ready, or after it had put it away. Reload the page."
        }
        Code::ExchangeRefused => {
            "It may not know this cluster, or may not make tokens for it. The operator can compare both configurations."
        }
        Code::GatewayInvalid => {
            "Something may have answered in its place: a proxy, or the sign-in page of a network."
        }
        Code::IdTokenInvalid => {
            "It breaks a rule that protects you, so nothing was done with it. The details say which one."
        }
        Code::IdentityProvidersInvalid | Code::IssuerInvalid | Code::IssuerMismatch => {
            "It lacks something that a sign-in needs, or cannot be read. The details say what."
        }
        Code::Internal => {
            "This is a defect of Haulout. Start again; if it happens again, a report helps whoever mends it."
        }
        Code::NotFound | Code::RequestInvalid => {
            "This page and its gateway may be of different versions. Reload the page."
        }
        Code::PkceUnsupported => {
            "It does not offer the protection without which somebody else could use your sign-in (PKCE with S256)."
        }
        Code::PopupBlocked => "Allow windows for this site in your browser, then start again.",
        Code::PopupClosed => "Start again, and leave the window open until you are signed in.",
        Code::RateLimited => "The gateway protects itself. Wait a moment, then try again.",
        Code::SessionEnded | Code::SignInRequired => {
            "The certificates that you have work until they expire. Sign in again for new ones."
        }
        Code::SessionTooLarge => {
            "Your token says more about you than a cookie can hold. The operator can ask for fewer scopes and claims."
        }
        Code::SigningKeysInvalid => {
            "None of them fits the token, or this browser cannot check what they signed."
        }
        Code::TokenResponseInvalid => {
            "It is not what OpenID Connect asks for. The details say what is wrong with it."
        }
        Code::ConciergeUnreachable
        | Code::ConfigInvalid
        | Code::ConfigUnreachable
        | Code::CredentialRefused
        | Code::GatewayUnreachable
        | Code::IssuerUnreachable
        | Code::ResponseTooLarge => "The operator has to look at it. The details help with that.",
    }
}
