//! Parses the arguments of `pinniped login oidc` as the CLI does.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{API_GROUP_SUFFIX, CLIENT_ID, Concierge, Login, SCOPES, Upstream};
use crate::config::AuthenticatorKind;

/// An unusable argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArgumentError {
    /// The argument, without its value.
    pub argument: String,
    /// The reason, as the second half of a sentence that starts with the argument.
    pub reason: &'static str,
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.argument, self.reason)
    }
}

impl core::error::Error for ArgumentError {}

/// Parses the arguments of a kubeconfig's `exec`, which start with `login oidc`.
///
/// # Errors
/// The first argument that is unknown, missing, or has an invalid value.
pub fn read(args: &[String]) -> Result<Login, ArgumentError> {
    let mut rest = args.iter().map(String::as_str);
    expect(rest.next(), "login")?;
    expect(rest.next(), "oidc")?;
    let mut raw = Raw::default();
    while let Some(arg) = rest.next() {
        let (flag, value) = match arg.split_once('=') {
            Some((flag, value)) => (flag, Some(value)),
            None => (arg, None),
        };
        if let Some(switch) = raw.switch(flag) {
            *switch = match value {
                None | Some("true") => true,
                Some("false") => false,
                Some(_) => return Err(fault(flag, "must be `true` or `false`")),
            };
            continue;
        }
        let slot = raw
            .slot(flag)
            .ok_or_else(|| fault(flag, "is not supported by Haulout"))?;
        let value = value
            .or_else(|| rest.next())
            .ok_or_else(|| fault(flag, "has no value"))?;
        slot.push(value.to_owned());
    }
    raw.login()
}

fn expect(arg: Option<&str>, word: &str) -> Result<(), ArgumentError> {
    if arg == Some(word) {
        return Ok(());
    }
    Err(fault(
        arg.unwrap_or(word),
        "is not part of `pinniped login oidc`",
    ))
}

/// The flags' values, with all repetitions.
#[derive(Default)]
struct Raw {
    enable_concierge: bool,
    issuer: Vec<String>,
    client_id: Vec<String>,
    scopes: Vec<String>,
    listen_port: Vec<String>,
    ca_data: Vec<String>,
    audience: Vec<String>,
    upstream_name: Vec<String>,
    upstream_kind: Vec<String>,
    upstream_flow: Vec<String>,
    api_group_suffix: Vec<String>,
    authenticator_name: Vec<String>,
    authenticator_type: Vec<String>,
    endpoint: Vec<String>,
    endpoint_ca_data: Vec<String>,
    /// Flags that concern only the CLI's own files and windows.
    of_no_concern: Vec<String>,
    of_no_concern_either: bool,
}

impl Raw {
    fn switch(&mut self, flag: &str) -> Option<&mut bool> {
        match flag {
            "--enable-concierge" => Some(&mut self.enable_concierge),
            "--skip-browser" | "--skip-listen" | "--debug-session-cache" => {
                Some(&mut self.of_no_concern_either)
            }
            _ => None,
        }
    }

    fn slot(&mut self, flag: &str) -> Option<&mut Vec<String>> {
        Some(match flag {
            "--issuer" => &mut self.issuer,
            "--client-id" => &mut self.client_id,
            "--scopes" => &mut self.scopes,
            "--listen-port" => &mut self.listen_port,
            "--ca-bundle-data" => &mut self.ca_data,
            "--request-audience" => &mut self.audience,
            "--upstream-identity-provider-name" => &mut self.upstream_name,
            "--upstream-identity-provider-type" => &mut self.upstream_kind,
            "--upstream-identity-provider-flow" => &mut self.upstream_flow,
            "--concierge-api-group-suffix" => &mut self.api_group_suffix,
            "--concierge-authenticator-name" => &mut self.authenticator_name,
            "--concierge-authenticator-type" => &mut self.authenticator_type,
            "--concierge-endpoint" => &mut self.endpoint,
            "--concierge-ca-bundle-data" => &mut self.endpoint_ca_data,
            "--credential-cache" | "--session-cache" | "--concierge-namespace" => {
                &mut self.of_no_concern
            }
            _ => return None,
        })
    }

    fn login(self) -> Result<Login, ArgumentError> {
        let concierge = if self.enable_concierge {
            Some(Concierge {
                authenticator_kind: kind(&required(
                    "--concierge-authenticator-type",
                    self.authenticator_type,
                )?)?,
                authenticator_name: required(
                    "--concierge-authenticator-name",
                    self.authenticator_name,
                )?,
                endpoint: required("--concierge-endpoint", self.endpoint)?,
                api_group_suffix: last(self.api_group_suffix)
                    .unwrap_or_else(|| API_GROUP_SUFFIX.into()),
                ca_data: last(self.endpoint_ca_data),
            })
        } else {
            None
        };
        let listen_port = match last(self.listen_port) {
            None => 0,
            Some(text) => text
                .parse()
                .map_err(|_| fault("--listen-port", "must be a number up to 65535"))?,
        };
        Ok(Login {
            issuer: required("--issuer", self.issuer)?,
            client_id: last(self.client_id).unwrap_or_else(|| CLIENT_ID.into()),
            scopes: scopes(&self.scopes),
            listen_port,
            ca_data: self.ca_data,
            audience: last(self.audience),
            upstream: Upstream {
                name: last(self.upstream_name),
                kind: last(self.upstream_kind),
                flow: last(self.upstream_flow),
            },
            concierge,
        })
    }
}

/// The last value of a repeated flag counts, and an empty value counts as absent.
fn last(mut values: Vec<String>) -> Option<String> {
    values.pop().filter(|value| !value.is_empty())
}

fn required(flag: &str, values: Vec<String>) -> Result<String, ArgumentError> {
    last(values).ok_or_else(|| fault(flag, "is missing"))
}

fn scopes(said: &[String]) -> Vec<String> {
    let words = said.iter().flat_map(|list| list.split(','));
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(String::from)
        .collect();
    if words.is_empty() {
        SCOPES.map(String::from).into()
    } else {
        words
    }
}

fn kind(text: &str) -> Result<AuthenticatorKind, ArgumentError> {
    if text.eq_ignore_ascii_case("jwt") {
        Ok(AuthenticatorKind::Jwt)
    } else if text.eq_ignore_ascii_case("webhook") {
        Ok(AuthenticatorKind::Webhook)
    } else {
        Err(fault(
            "--concierge-authenticator-type",
            "must be `jwt` or `webhook`",
        ))
    }
}

fn fault(argument: &str, reason: &'static str) -> ArgumentError {
    ArgumentError {
        argument: argument.to_owned(),
        reason,
    }
}
