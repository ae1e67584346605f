//! The login page, and the authorization response after it.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::Response;

use super::authorization_request::{AuthorizationError, check, redirect_to_client};
use super::browser::Session;
use super::error::OAuthError;
use super::inner::Inner;
use super::page::{escape, page};
use super::sessions::{Authorization, Login};
use crate::fault::Fault;
use crate::form::Form;
use crate::script::{IssuerProfile, User};

/// The value that replaces the client's `state`.
const FOREIGN_STATE: &str = "a-state-that-was-never-requested";

pub(super) async fn show(State(issuer): State<Arc<Inner>>, RawQuery(query): RawQuery) -> Response {
    let form = Form::parse(query.unwrap_or_default().as_bytes());
    match check(&issuer, &form) {
        Ok(_) => form_page(&issuer, &form, None),
        Err(error) => error.respond(&issuer),
    }
}

pub(super) async fn submit(State(issuer): State<Arc<Inner>>, body: Bytes) -> Response {
    let form = Form::parse(&body);
    let authorization = match check(&issuer, &form) {
        Ok(authorization) => authorization,
        Err(error) => return error.respond(&issuer),
    };
    if form.get("decision") == Some("deny") {
        return denied(authorization).respond(&issuer);
    }
    let username = form.get("username").unwrap_or_default();
    let password = form.get("password").unwrap_or_default();
    let Some(user) = authenticated(&issuer, username, password) else {
        return form_page(&issuer, &form, Some("Incorrect username or password."));
    };
    if issuer.faults.has(Fault::AccessDenied) {
        return denied(authorization).respond(&issuer);
    }
    let session = Session {
        user,
        authenticated_at: issuer.clock.now(),
    };
    let provider = form.get("pinniped_idp_name");
    let mut response = granted(&issuer, authorization, session.clone(), provider);
    if let Some(cookie) = issuer.remember_browser(session) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Redirects the browser to the client with a code for the user of the session.
pub(super) fn granted(
    issuer: &Inner,
    authorization: Authorization,
    session: Session,
    provider: Option<&str>,
) -> Response {
    let state = if issuer.faults.has(Fault::WrongState) {
        FOREIGN_STATE.to_owned()
    } else {
        authorization.state.clone()
    };
    let redirect_uri = authorization.redirect_uri.clone();
    let scope = authorization.scopes.join(" ");
    let form_post = authorization.form_post;
    let now = issuer.clock.now();
    let code = issuer.sessions().begin(Login {
        authorization,
        user: issuer.user(&session.user.username).unwrap_or(session.user),
        provider: provider.unwrap_or_default().to_owned(),
        authenticated_at: session.authenticated_at,
        expires: now + issuer.lifetimes.code,
        session_ends: now + issuer.lifetimes.refresh,
    });
    let mut answer = vec![("code", code.as_str()), ("state", &state)];
    if issuer.profile != IssuerProfile::Dex {
        answer.push(("scope", &scope));
    }
    if form_post {
        return posting_page(&redirect_uri, &answer);
    }
    redirect_to_client(issuer, &redirect_uri, &answer)
}

/// A page whose form sends the authorization response (OAuth 2.0 Form Post Response Mode 1.0).
fn posting_page(redirect_uri: &str, answer: &[(&str, &str)]) -> Response {
    let content = format!(
        "<form method=\"post\" action=\"{}\">\n{}<button class=\"main\">Continue</button>\n</form>",
        escape(redirect_uri),
        hidden(answer.iter().copied())
    );
    page("Login Successful", &content)
}

fn hidden<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    pairs
        .map(|(name, value)| {
            let (name, value) = (escape(name), escape(value));
            format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">\n")
        })
        .collect()
}

fn denied(authorization: Authorization) -> AuthorizationError {
    let text = "The resource owner denied the request.";
    AuthorizationError::Redirected {
        redirect_uri: authorization.redirect_uri,
        state: Some(authorization.state),
        error: OAuthError::new(StatusCode::SEE_OTHER, "access_denied", text),
    }
}

/// The user with this password.
pub(super) fn authenticated(issuer: &Inner, username: &str, password: &str) -> Option<User> {
    issuer
        .user(username)
        .filter(|user| user.password.secret() == password)
}

fn form_page(issuer: &Inner, form: &Form, error: Option<&str>) -> Response {
    let title = form
        .get("pinniped_idp_name")
        .map_or_else(|| "Sign in".to_owned(), |name| format!("Sign in to {name}"));
    let kind = form
        .get("pinniped_idp_type")
        .map(|kind| format!("<p>Provider type: {}</p>\n", escape(kind)))
        .unwrap_or_default();
    let error = error
        .map(|text| format!("<p role=\"alert\">{}</p>\n", escape(text)))
        .unwrap_or_default();
    let own = ["username", "password", "decision"];
    let pairs = form.pairs().iter();
    let pairs = pairs.map(|(name, value)| (name.as_str(), value.as_str()));
    let hidden = hidden(pairs.filter(|(name, _)| !own.contains(name)));
    let action = escape(&issuer.login_url());
    let content = format!(
        "{error}{kind}<form method=\"post\" action=\"{action}\">\n{hidden}\
         <label for=\"username\">Username</label>\n\
         <input id=\"username\" name=\"username\" autocomplete=\"username\" required autofocus>\n\
         <label for=\"password\">Password</label>\n\
         <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" required>\n\
         <div class=\"choices\">\n\
         <button class=\"main\" name=\"decision\" value=\"allow\">Sign in</button>\n\
         <button name=\"decision\" value=\"deny\" formnovalidate>Deny</button>\n\
         </div>\n</form>"
    );
    page(&title, &content)
}
