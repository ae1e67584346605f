//! The outputs of the machine; those that carry a secret are marked.

use alloc::string::String;

use crate::event::Event;
use crate::http::Request;
use crate::oidc::authorize::PendingLogin;
use crate::oidc::signature::SignatureCheck;
use crate::secret::Secret;

/// One thing to do. Its result, if any, comes back as an input.
#[derive(Debug)]
pub enum Output {
    /// Send this request and pass the response as `Input::Response`. **Secret** body.
    Send(Request),
    /// Verify this signature and pass the result as `Input::Verdict`.
    CheckSignature(SignatureCheck),
    /// Store this until the browser returns, where only this page can read it. **Secret.**
    Remember(PendingLogin),
    /// Navigate the browser to this URL. **Secret**, because that of a sign-out at the issuer has an ID token.
    Navigate(Secret<String>),
    /// Replace the page's URL by this one, which lacks the authorization response.
    ReplaceUrl(String),
    /// Notify listeners.
    Emit(Event),
}
