//! What a `JWTAuthenticator` reads from tokens.

use alloc::borrow::ToOwned as _;
use alloc::vec::Vec;

use crate::config::{AuthenticatorClaims, AuthenticatorKind, ClaimSource, ValidationRule};
use crate::json::{JsonError, Object};

pub(super) fn of(
    concierge: &Object<'_>,
    kind: AuthenticatorKind,
) -> Result<Option<AuthenticatorClaims>, JsonError> {
    let Some(raw) = concierge.optional_object("claims")? else {
        return Ok(None);
    };
    if kind != AuthenticatorKind::Jwt {
        return Err(concierge.error_at("claims", "is only for an authenticator of type `jwt`"));
    }
    raw.only(&[
        "username",
        "usernameExpression",
        "groups",
        "groupsExpression",
        "claimValidationRules",
        "userValidationRules",
    ])?;
    Ok(Some(AuthenticatorClaims {
        username: source(&raw, "username", "usernameExpression")?,
        groups: source(&raw, "groups", "groupsExpression")?,
        rules: rules(&raw)?,
    }))
}

/// The claim of the same name is the default.
fn source(raw: &Object<'_>, name: &str, expression: &str) -> Result<ClaimSource, JsonError> {
    match (raw.non_empty_text(name)?, raw.non_empty_text(expression)?) {
        (Some(_), Some(_)) => Err(raw.error_at(expression, "excludes the claim")),
        (None, Some(text)) => Ok(ClaimSource::Expression(text)),
        (claim, None) => Ok(ClaimSource::Claim(claim.unwrap_or_else(|| name.to_owned()))),
    }
}

fn rules(raw: &Object<'_>) -> Result<Vec<ValidationRule>, JsonError> {
    let mut rules = Vec::new();
    for rule in raw
        .optional_objects("claimValidationRules")?
        .iter()
        .flatten()
    {
        rule.only(&["claim", "requiredValue", "expression", "message"])?;
        rules.push(match rule.non_empty_text("claim")? {
            Some(claim) => ValidationRule::RequiredValue {
                claim,
                value: rule.owned("requiredValue")?.unwrap_or_default(),
            },
            None => expression(rule)?,
        });
    }
    for rule in raw
        .optional_objects("userValidationRules")?
        .iter()
        .flatten()
    {
        rule.only(&["expression", "message"])?;
        rules.push(expression(rule)?);
    }
    Ok(rules)
}

fn expression(rule: &Object<'_>) -> Result<ValidationRule, JsonError> {
    let expression = rule
        .non_empty_text("expression")?
        .ok_or_else(|| rule.error_at("expression", "is missing"))?;
    Ok(ValidationRule::Expression(
        rule.non_empty_text("message")?.unwrap_or(expression),
    ))
}
