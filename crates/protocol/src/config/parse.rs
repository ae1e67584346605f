//! Parses and validates the configuration, with errors by field.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use super::{
    Authenticator, AuthenticatorKind, ClusterConfig, ConciergeConfig, Config, Headers,
    IssuerConfig, SessionEndpoints, TokenMode,
};
use crate::concierge::request_path;
use crate::error::ConfigError;
use crate::json::{Json, JsonError, Object};
use crate::live_folder::slug;
use crate::oidc::Issuer;
use crate::schedule::{Schedule, ScheduleError};
use crate::url::HttpsUrl;

mod authorization_parameters;
mod branding;
mod claims;
mod fields;
mod kubeconfig_fields;

use fields::{filled, is_dns_label};

pub use authorization_parameters::prove_authorization_parameters;
pub use kubeconfig_fields::{prove_cli_scopes, prove_proxy_url, prove_server_name};

impl Config {
    /// Parses and validates a configuration document.
    ///
    /// # Errors
    /// The field and the reason.
    pub fn parse(json: &[u8]) -> Result<Self, ConfigError> {
        Self::read(&Json::parse(json)?.root()?)
    }

    /// Reads a configuration that is a part of another document.
    pub(crate) fn read(root: &Object<'_>) -> Result<Self, ConfigError> {
        Ok(config(root)?)
    }
}

/// Reads the clusters that `GET /session/config` returns; none if the browser has no session.
///
/// # Errors
/// The field and the reason.
pub fn parse_session_clusters(json: &[u8]) -> Result<Option<Vec<Rc<ClusterConfig>>>, ConfigError> {
    Ok(session(json)?)
}

fn config(root: &Object<'_>) -> Result<Config, JsonError> {
    root.only(&[
        "title",
        "branding",
        "tokens",
        "redirectUri",
        "issuer",
        "session",
        "clusters",
        "clusterNames",
        "names",
        "renewal",
    ])?;
    let session = root.optional_object("session")?;
    let tokens = match (
        root.text("tokens")?,
        session,
        root.optional_objects("clusters")?,
    ) {
        ("sealed", Some(session), None) => TokenMode::Sealed(endpoints(&session)?),
        ("sealed", None, _) => {
            return Err(root.error_at("session", "is required when `tokens` is `sealed`"));
        }
        ("sealed", Some(_), Some(_)) => {
            return Err(root.error_at("clusters", "must not be set when `tokens` is `sealed`"));
        }
        ("page", None, Some(list)) => TokenMode::Page(clusters(&list)?),
        ("page", None, None) => {
            return Err(root.error_at("clusters", "are required when `tokens` is `page`"));
        }
        ("page", Some(_), _) => {
            return Err(root.error_at("session", "must not be set when `tokens` is `page`"));
        }
        _ => return Err(root.error_at("tokens", "must be `sealed` or `page`")),
    };
    Ok(Config {
        title: root
            .optional_text("title")?
            .unwrap_or(DEFAULT_TITLE)
            .to_owned(),
        branding: Rc::new(branding::of(root)?),
        tokens,
        redirect_uri: url(root, "redirectUri")?,
        issuer: issuer(&root.object("issuer")?)?,
        cluster_names: root.texts("clusterNames")?.unwrap_or_default(),
        names: kubeconfig_fields::names(root)?,
        schedule: root
            .optional_object("renewal")?
            .map(|raw| schedule(&raw))
            .transpose()?,
    })
}

/// Fractions of a certificate's lifetime, in thousandths.
fn schedule(raw: &Object<'_>) -> Result<Schedule, JsonError> {
    raw.only(&["atFraction", "marginFraction"])?;
    let per_mille = |name: &str| -> Result<u64, JsonError> {
        let fraction = raw
            .number(name)?
            .ok_or_else(|| raw.error_at(name, "is missing"))?;
        // The cast saturates: a negative number becomes zero and a huge one the largest, and both are out of bounds.
        Ok((fraction * 1000.0 + 0.5) as u64)
    };
    Schedule::new(per_mille("atFraction")?, per_mille("marginFraction")?).map_err(|unsound| {
        match unsound {
            ScheduleError::At => raw.error_at("atFraction", "must be from 0.2 to 0.6"),
            ScheduleError::Margin => raw.error_at(
                "marginFraction",
                "must be from 0.1 to 0.4, and 0.9 at most together with 1.1 times `atFraction`",
            ),
        }
    })
}

fn session(json: &[u8]) -> Result<Option<Vec<Rc<ClusterConfig>>>, JsonError> {
    let json = Json::parse(json)?;
    let root = json.root()?;
    // Whether the session can be refreshed is determined by trying.
    root.only(&["signedIn", "clusters", "refreshable"])?;
    if !root.flag("signedIn")? {
        return Ok(None);
    }
    read_clusters(&root).map(Some)
}

/// Reads the member `clusters`.
pub(crate) fn read_clusters(raw: &Object<'_>) -> Result<Vec<Rc<ClusterConfig>>, JsonError> {
    clusters(&raw.objects("clusters")?)
}

fn issuer(raw: &Object<'_>) -> Result<IssuerConfig, JsonError> {
    raw.only(&[
        "url",
        "clientId",
        "scopes",
        "authorizationParameters",
        "metadataUrl",
        "headers",
        "cli",
        "postLogoutRedirect",
    ])?;
    let issuer = Issuer::parse(raw.text("url")?).map_err(|reason| raw.error_at("url", reason))?;
    let metadata = match raw.get("metadataUrl") {
        Some(_) => url(raw, "metadataUrl")?,
        None => prove(raw.at("url"), &issuer.well_known())?,
    };
    let listed = raw
        .texts("scopes")?
        .ok_or_else(|| raw.error_at("scopes", "is missing"))?;
    if !listed.iter().any(|scope| scope == "openid") {
        return Err(raw.error_at("scopes", "must contain `openid`"));
    }
    if listed
        .iter()
        .any(|scope| scope.is_empty() || scope.contains(char::is_whitespace))
    {
        return Err(raw.error_at("scopes", "must each be one word"));
    }
    // An insertion sort is enough for a few words; a general sort adds 5 kB of wasm.
    let mut scopes: Vec<String> = Vec::with_capacity(listed.len());
    for scope in listed {
        if let Err(place) = scopes.binary_search(&scope) {
            scopes.insert(place, scope);
        }
    }
    Ok(IssuerConfig {
        issuer,
        client_id: filled(raw, "clientId")?,
        scopes,
        authorization_parameters: authorization_parameters::read(raw)?,
        metadata,
        headers: headers(raw)?,
        cli: kubeconfig_fields::cli(raw)?,
        post_logout_redirect: raw.flag("postLogoutRedirect")?,
    })
}

fn endpoints(raw: &Object<'_>) -> Result<SessionEndpoints, JsonError> {
    raw.only(&["startUrl", "endUrl", "configUrl", "headers"])?;
    Ok(SessionEndpoints {
        start: url(raw, "startUrl")?,
        end: url(raw, "endUrl")?,
        config: url(raw, "configUrl")?,
        headers: headers(raw)?,
    })
}

fn clusters(list: &[Object<'_>]) -> Result<Vec<Rc<ClusterConfig>>, JsonError> {
    let mut proven: Vec<Rc<ClusterConfig>> = Vec::with_capacity(list.len());
    let mut slugs: Vec<String> = Vec::with_capacity(list.len());
    for raw in list {
        let cluster = cluster(raw)?;
        if proven.iter().any(|other| other.id == cluster.id) {
            return Err(raw.error_at("id", "is already the id of another cluster"));
        }
        // Each cluster has its own file, and file systems distinguish fewer names than we do.
        let slug = slug(&cluster.id);
        if slugs.contains(&slug) {
            return Err(raw.error_at(
                "id",
                "gives the same file name as the id of another cluster",
            ));
        }
        slugs.push(slug);
        proven.push(Rc::new(cluster));
    }
    Ok(proven)
}

fn cluster(raw: &Object<'_>) -> Result<ClusterConfig, JsonError> {
    let known = [
        "id",
        "name",
        "server",
        "caData",
        "audience",
        "namespace",
        "proxyUrl",
        "tlsServerName",
        "concierge",
        "versionUrl",
        "headers",
    ];
    raw.only(&known)?;
    let id = filled(raw, "id")?;
    if id.contains('@') {
        // A kubeconfig names users `<user>@<cluster>`, which has to be unambiguous.
        return Err(raw.error_at("id", "must not contain `@`"));
    }
    let ca_data = kubeconfig_fields::ca_data(raw)?;
    // Read before the Concierge, whose endpoint defaults to it.
    let server = url(raw, "server")?;
    let optional = |name: &str| raw.get(name).map(|_| filled(raw, name)).transpose();
    Ok(ClusterConfig {
        name: raw.optional_text("name")?.unwrap_or(&id).to_owned(),
        concierge: match raw.get("concierge") {
            Some(Json::Text(word)) if word == "none" => None,
            _ => Some(concierge(&raw.object("concierge")?, &server, &ca_data)?),
        },
        server,
        ca_data,
        audience: optional("audience")?,
        namespace: optional("namespace")?,
        proxy_url: kubeconfig_fields::proxy_url(raw)?,
        tls_server_name: kubeconfig_fields::tls_server_name(raw)?,
        version: raw
            .get("versionUrl")
            .map(|_| url(raw, "versionUrl"))
            .transpose()?,
        headers: headers(raw)?,
        id,
    })
}

fn concierge(
    raw: &Object<'_>,
    server: &HttpsUrl,
    ca_data: &Option<String>,
) -> Result<ConciergeConfig, JsonError> {
    raw.only(&[
        "endpoint",
        "caData",
        "requestUrl",
        "apiGroupSuffix",
        "authenticator",
        "claims",
    ])?;
    let suffix = raw
        .optional_text("apiGroupSuffix")?
        .unwrap_or(DEFAULT_API_GROUP_SUFFIX);
    if !suffix.contains('.') || !suffix.split('.').all(is_dns_label) {
        return Err(raw.error_at("apiGroupSuffix", "must be a DNS name with at least one dot"));
    }
    let endpoint = match raw.get("endpoint") {
        Some(_) => url(raw, "endpoint")?,
        None => server.clone(),
    };
    let request = if raw.get("requestUrl").is_some() {
        url(raw, "requestUrl")?
    } else {
        let base = endpoint.as_str().trim_end_matches('/');
        let resource = format!("{base}/{}", request_path(suffix));
        prove(raw.at("endpoint"), &resource)?
    };
    let authenticator = raw.object("authenticator")?;
    authenticator.only(&["type", "name"])?;
    let kind = match authenticator.text("type")? {
        "jwt" => AuthenticatorKind::Jwt,
        "webhook" => AuthenticatorKind::Webhook,
        _ => {
            return Err(authenticator.error_at("type", "must be `jwt` or `webhook`"));
        }
    };
    let authenticator = Authenticator {
        kind,
        name: filled(&authenticator, "name")?,
    };
    Ok(ConciergeConfig {
        request,
        endpoint,
        ca_data: kubeconfig_fields::ca_data(raw)?.or_else(|| ca_data.clone()),
        api_group_suffix: suffix.to_owned(),
        claims: claims::of(raw, kind)?,
        authenticator,
    })
}

fn url(raw: &Object<'_>, name: &str) -> Result<HttpsUrl, JsonError> {
    prove(raw.at(name), raw.text(name)?)
}

fn prove(place: String, text: &str) -> Result<HttpsUrl, JsonError> {
    HttpsUrl::parse(text).map_err(|reason| JsonError { place, reason })
}

fn headers(raw: &Object<'_>) -> Result<Headers, JsonError> {
    let headers = raw.pairs("headers")?;
    let token = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let visible = |b: u8| (b' '..=b'~').contains(&b);
    if headers.iter().all(|(name, value)| {
        !name.is_empty() && name.bytes().all(token) && value.bytes().all(visible)
    }) {
        Ok(headers)
    } else {
        Err(raw.error_at(
            "headers",
            "must be header names with values in visible ASCII",
        ))
    }
}

const DEFAULT_TITLE: &str = "Clusters";
const DEFAULT_API_GROUP_SUFFIX: &str = "pinniped.dev";
