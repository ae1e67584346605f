//! What a `JWTAuthenticator` reads from tokens: the page explains a refusal with it, and the gateway only passes it on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::keywords::AuthenticatorType;

/// The claims and rules of a `JWTAuthenticator`, named as in its `spec`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schemars(rename = "claims")]
pub struct AuthenticatorClaims {
    /// The claim with the username. Absent: `username`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The CEL expression for the username, instead of a claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username_expression: Option<String>,
    /// The claim with the groups. Absent: `groups`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<String>,
    /// The CEL expression for the groups, instead of a claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups_expression: Option<String>,
    /// Rules for the token's claims.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claim_validation_rules: Vec<ClaimRule>,
    /// Rules for the resulting user.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub user_validation_rules: Vec<UserRule>,
}

/// A rule for the token's claims: a claim with its required value, or an expression.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schemars(rename = "claimRule")]
pub struct ClaimRule {
    /// The claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// The value that it must have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_value: Option<String>,
    /// A CEL expression that must be true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// What the authenticator logs if it is false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// A rule for the resulting user.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "userRule")]
pub struct UserRule {
    /// A CEL expression that must be true.
    pub expression: String,
    /// What the authenticator logs if it is false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl AuthenticatorClaims {
    /// Checks what the Concierge itself would refuse; the error is a field below `claims` and the reason.
    pub(super) fn validate(
        self,
        authenticator: AuthenticatorType,
    ) -> Result<Self, (String, &'static str)> {
        if authenticator != AuthenticatorType::Jwt {
            return Err((String::new(), "is only for an authenticator of type `jwt`"));
        }
        if self.username.is_some() && self.username_expression.is_some() {
            return Err((
                ".usernameExpression".into(),
                "cannot be used together with `username`",
            ));
        }
        if self.groups.is_some() && self.groups_expression.is_some() {
            return Err((
                ".groupsExpression".into(),
                "cannot be used together with `groups`",
            ));
        }
        for (at, rule) in self.claim_validation_rules.iter().enumerate() {
            if rule.claim.is_some() == rule.expression.is_some() {
                return Err((
                    format!(".claimValidationRules[{at}]"),
                    "must have either `claim` or `expression`",
                ));
            }
        }
        Ok(self)
    }
}
