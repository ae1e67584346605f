//! Valid codes and tokens, and their sessions.

use std::collections::HashMap;
use std::time::SystemTime;

use super::error::OAuthError;
use crate::random;
use crate::script::User;

/// All logins since the start of the issuer. A login with revoked tokens keeps its index.
#[derive(Default)]
pub(crate) struct Sessions {
    logins: Vec<Login>,
    codes: HashMap<String, Code>,
    access: HashMap<String, Access>,
    refresh: HashMap<String, usize>,
}

/// A valid authorization request.
#[derive(Debug)]
pub(crate) struct Authorization {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: String,
    pub(crate) nonce: Option<String>,
    pub(crate) challenge: String,
    pub(crate) scopes: Vec<String>,
    /// Whether the response is a page that posts it to the client, which a Supervisor allows `pinniped-cli`.
    pub(crate) form_post: bool,
}

/// The session of one sign-in.
pub(crate) struct Login {
    pub(crate) authorization: Authorization,
    pub(crate) user: User,
    pub(crate) provider: String,
    pub(crate) authenticated_at: SystemTime,
    /// When the code expires.
    pub(crate) expires: SystemTime,
    /// When the session expires. Rotation of the refresh token does not extend it.
    pub(crate) session_ends: SystemTime,
}

struct Code {
    login: usize,
    used: bool,
}

struct Access {
    login: usize,
    expires: SystemTime,
}

/// An access token with its refresh token.
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: Option<String>,
}

impl Sessions {
    /// Stores a login and returns its code.
    pub(crate) fn begin(&mut self, login: Login) -> String {
        let code = random::token("pin_ac_");
        let used = false;
        self.codes.insert(
            code.clone(),
            Code {
                login: self.logins.len(),
                used,
            },
        );
        self.logins.push(login);
        code
    }

    /// The login of a code. The second use of a code revokes the session's tokens (RFC 6749 §4.1.2).
    pub(crate) fn by_code(&mut self, code: &str) -> Result<usize, OAuthError> {
        let known = self.codes.get(code).map(|code| (code.login, code.used));
        match known {
            None => Err(OAuthError::invalid_grant(
                "The authorization code is malformed or not valid.",
            )),
            Some((login, true)) => {
                self.revoke(login);
                Err(OAuthError::invalid_grant(
                    "The authorization code has already been used.",
                ))
            }
            Some((login, false)) => Ok(login),
        }
    }

    pub(crate) fn mark_used(&mut self, code: &str) {
        if let Some(code) = self.codes.get_mut(code) {
            code.used = true;
        }
    }

    /// The login of a valid refresh token.
    pub(crate) fn by_refresh(&self, token: &str) -> Result<usize, OAuthError> {
        let unknown = || OAuthError::invalid_grant("The refresh token is malformed or not valid.");
        self.refresh.get(token).copied().ok_or_else(unknown)
    }

    /// The login of an access token, and the token's expiry.
    pub(crate) fn by_access(&self, token: &str) -> Option<(usize, SystemTime)> {
        self.access
            .get(token)
            .map(|access| (access.login, access.expires))
    }

    pub(crate) fn login(&self, index: usize) -> Option<&Login> {
        self.logins.get(index)
    }

    pub(crate) fn login_mut(&mut self, index: usize) -> Option<&mut Login> {
        self.logins.get_mut(index)
    }

    /// Replaces the tokens of a session and revokes the old ones. `refreshable`: whether the issuer has refresh tokens.
    pub(crate) fn issue(
        &mut self,
        login: usize,
        access_expires: SystemTime,
        refreshable: bool,
    ) -> Tokens {
        self.revoke(login);
        let access = random::token("pin_at_");
        let expires = access_expires;
        self.access
            .insert(access.clone(), Access { login, expires });
        let refresh = (refreshable && self.is_offline(login)).then(|| random::token("pin_rt_"));
        if let Some(token) = &refresh {
            self.refresh.insert(token.clone(), login);
        }
        Tokens { access, refresh }
    }

    /// Revokes the refresh tokens that this login's user has for this login's client.
    pub(crate) fn revoke_refresh_tokens_like(&mut self, login: usize) {
        let Some(new) = self.logins.get(login) else {
            return;
        };
        let logins = &self.logins;
        self.refresh.retain(|_, old| {
            logins.get(*old).is_none_or(|old| {
                old.user.username != new.user.username
                    || old.authorization.client_id != new.authorization.client_id
            })
        });
    }

    fn is_offline(&self, login: usize) -> bool {
        self.login(login)
            .is_some_and(|login| login.has_scope("offline_access"))
    }

    fn revoke(&mut self, login: usize) {
        self.access.retain(|_, access| access.login != login);
        self.refresh.retain(|_, of| *of != login);
    }
}

impl Login {
    pub(crate) fn has_scope(&self, scope: &str) -> bool {
        self.authorization
            .scopes
            .iter()
            .any(|granted| granted == scope)
    }
}
