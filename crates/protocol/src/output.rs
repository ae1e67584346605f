//! Everything that the outside must do; what carries a secret says so.

use alloc::string::String;

use crate::event::Event;
use crate::http::Request;
use crate::oidc::authorize::PendingLogin;
use crate::oidc::signature::SignatureCheck;

/// One thing to do. Its result, if it has one, comes back as an input.
#[derive(Debug)]
pub enum Output {
    /// Send this request and answer with `Input::Response`. **Secret** body.
    Send(Request),
    /// Check this signature and answer with `Input::Verdict`.
    CheckSignature(SignatureCheck),
    /// Keep this until the browser comes back, where nobody but this page reads it. **Secret.**
    Remember(PendingLogin),
    /// Send the browser to this URL.
    Navigate(String),
    /// Show this URL instead of the page's own: it is the same without the authorization response.
    ReplaceUrl(String),
    /// Tell whoever listens.
    Emit(Event),
}
