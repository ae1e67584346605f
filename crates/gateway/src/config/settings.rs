//! The fields that can be set outside the file, and how their texts are parsed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use haulout_protocol::kubeconfig::yaml::quoted;

use super::keywords::{ClientAuthentication, TokenMode};
use super::raw::RawConfig;
use crate::yaml;

/// A field, identified by its path in the file.
pub(super) struct Setting {
    pub(super) path: &'static str,
    set: fn(&mut RawConfig, &str) -> Result<(), String>,
}

impl Setting {
    /// Sets the field, whatever the file contains.
    pub(super) fn set(&self, raw: &mut RawConfig, text: &str) -> Result<(), String> {
        (self.set)(raw, text)
    }

    /// The environment variable of this field: `issuer.clientId` is `HAULOUT_ISSUER_CLIENT_ID`.
    pub(super) fn variable(&self) -> String {
        let mut name = PREFIX.to_owned();
        for character in self.path.chars() {
            if character == '.' {
                name.push('_');
                continue;
            }
            if character.is_ascii_uppercase() {
                name.push('_');
            }
            name.push(character.to_ascii_uppercase());
        }
        name
    }
}

macro_rules! settings {
    ($($path:literal => |$raw:ident| $field:expr;)*) => {
        &[$(Setting { path: $path, set: |$raw, text| assign(&mut $field, text) }),*]
    };
}

/// All of them. Fields of a cluster are only in the file, where a list has indexes.
pub(super) const SETTINGS: &[Setting] = settings! {
    "title" => |raw| raw.title;
    "branding.logoFile" => |raw| raw.branding.get_or_insert_default().logo_file;
    "branding.accentColor" => |raw| raw.branding.get_or_insert_default().accent_color;
    "branding.supportUrl" => |raw| raw.branding.get_or_insert_default().support_url;
    "branding.notice" => |raw| raw.branding.get_or_insert_default().notice;
    "publicUrl" => |raw| raw.public_url;
    "tokens" => |raw| raw.tokens;
    "sealKeysFile" => |raw| raw.seal_keys_file;
    "issuer.url" => |raw| raw.issuer.url;
    "issuer.clientId" => |raw| raw.issuer.client_id;
    "issuer.clientSecretFile" => |raw| raw.issuer.client_secret_file;
    "issuer.clientAuthentication" => |raw| raw.issuer.client_authentication;
    "issuer.scopes" => |raw| raw.issuer.scopes;
    "issuer.authorizationParameters" => |raw| raw.issuer.authorization_parameters;
    "issuer.endpointOrigins" => |raw| raw.issuer.endpoint_origins;
    "issuer.caBundleData" => |raw| raw.issuer.ca_bundle_data;
    "issuer.caBundleFile" => |raw| raw.issuer.ca_bundle_file;
    "issuer.proxyUrl" => |raw| raw.issuer.proxy_url;
    "issuer.postLogoutRedirect" => |raw| raw.issuer.post_logout_redirect;
    "issuer.cli.clientId" => |raw| raw.issuer.cli.get_or_insert_default().client_id;
    "issuer.cli.scopes" => |raw| raw.issuer.cli.get_or_insert_default().scopes;
    "issuer.cli.listenPort" => |raw| raw.issuer.cli.get_or_insert_default().listen_port;
    "showClusterNames" => |raw| raw.show_cluster_names;
    "renewal.atFraction" => |raw| raw.renewal.get_or_insert_default().at_fraction;
    "renewal.marginFraction" => |raw| raw.renewal.get_or_insert_default().margin_fraction;
    "names.context" => |raw| raw.names.get_or_insert_default().context;
    "names.user" => |raw| raw.names.get_or_insert_default().user;
    "embed.origins" => |raw| raw.embed.get_or_insert_default().origins;
    "tls.certificateFile" => |raw| raw.tls.get_or_insert_default().certificate_file;
    "tls.keyFile" => |raw| raw.tls.get_or_insert_default().key_file;
    "trustedProxies" => |raw| raw.trusted_proxies;
    "limits.connections" => |raw| raw.limits.connections;
    "limits.addressPerMinute" => |raw| raw.limits.address_per_minute;
    "limits.sessionPerMinute" => |raw| raw.limits.session_per_minute;
};

fn assign<T: FromText>(field: &mut T, text: &str) -> Result<(), String> {
    *field = T::from_text(text)?;
    Ok(())
}

/// A value that can be parsed from one text.
trait FromText: Sized {
    fn from_text(text: &str) -> Result<Self, String>;
}

impl<T: FromText> FromText for Option<T> {
    fn from_text(text: &str) -> Result<Self, String> {
        T::from_text(text).map(Some)
    }
}

impl FromText for String {
    fn from_text(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl FromText for PathBuf {
    fn from_text(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("must name a file".to_owned());
        }
        Ok(Self::from(text))
    }
}

impl FromText for Vec<String> {
    fn from_text(text: &str) -> Result<Self, String> {
        let is_between = |c: char| c == ',' || c.is_whitespace();
        let words = text.split(is_between).filter(|word| !word.is_empty());
        Ok(words.map(str::to_owned).collect())
    }
}

impl FromText for BTreeMap<String, String> {
    fn from_text(text: &str) -> Result<Self, String> {
        let pair = |word: &str| {
            let (name, value) = word.split_once('=')?;
            Some((name.to_owned(), value.to_owned()))
        };
        let pairs: Option<_> = text.split_whitespace().map(pair).collect();
        pairs.ok_or_else(|| "must be pairs `name=value`, separated by spaces".to_owned())
    }
}

impl FromText for bool {
    fn from_text(text: &str) -> Result<Self, String> {
        text.parse()
            .map_err(|_| "must be `true` or `false`".to_owned())
    }
}

impl FromText for u16 {
    fn from_text(text: &str) -> Result<Self, String> {
        text.parse()
            .map_err(|_| format!("must be a whole number from 0 to {}", Self::MAX))
    }
}

impl FromText for u32 {
    fn from_text(text: &str) -> Result<Self, String> {
        text.parse()
            .map_err(|_| format!("must be a whole number from 0 to {}", Self::MAX))
    }
}

impl FromText for f64 {
    fn from_text(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "must be a number".to_owned())
    }
}

impl FromText for TokenMode {
    fn from_text(text: &str) -> Result<Self, String> {
        yaml::parse(&quoted(text)).map_err(|error| error.reason)
    }
}

impl FromText for ClientAuthentication {
    fn from_text(text: &str) -> Result<Self, String> {
        yaml::parse(&quoted(text)).map_err(|error| error.reason)
    }
}

/// The prefix of every variable.
pub(super) const PREFIX: &str = "HAULOUT_";
