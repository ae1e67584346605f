//! The supported scopes, and those that a request gets.

use super::inner::Inner;
use crate::form::Form;
use crate::script::{ClientScript, IssuerProfile};

/// Scopes of a Supervisor.
pub(super) const SUPERVISOR: &[&str] = &[
    "openid",
    "offline_access",
    "pinniped:request-audience",
    "username",
    "groups",
];
/// Scopes of a plain issuer and a Vault.
pub(super) const PLAIN: &[&str] = &[
    "openid",
    "offline_access",
    "profile",
    "email",
    "username",
    "groups",
];
/// Scopes of a Dex.
pub(super) const DEX: &[&str] = &["openid", "email", "groups", "profile", "offline_access"];
/// `pinniped-cli` may request these and never gets them.
const IGNORED_FOR_CLI: &[&str] = &["profile", "email"];
/// `pinniped-cli` gets these without a request.
const ALWAYS_FOR_CLI: &[&str] = &["username", "groups"];

/// The scopes that a request gets, or an error description.
pub(super) fn granted(
    issuer: &Inner,
    client: &ClientScript,
    form: &Form,
) -> Result<Vec<String>, String> {
    let known = match issuer.profile {
        IssuerProfile::Supervisor => SUPERVISOR,
        IssuerProfile::Plain | IssuerProfile::Vault => PLAIN,
        IssuerProfile::Dex => DEX,
    };
    let cli = issuer.is_cli(&client.id);
    let mut granted: Vec<String> = Vec::new();
    for scope in form.get("scope").unwrap_or_default().split_whitespace() {
        if known.contains(&scope) {
            granted.push(scope.to_owned());
        } else if !(cli && IGNORED_FOR_CLI.contains(&scope)) {
            return Err(format!(
                "The OAuth 2.0 Client is not allowed to request scope '{scope}'."
            ));
        }
    }
    if cli {
        for &scope in ALWAYS_FOR_CLI {
            if !granted.iter().any(|have| have == scope) {
                granted.push(scope.to_owned());
            }
        }
    }
    Ok(granted)
}
