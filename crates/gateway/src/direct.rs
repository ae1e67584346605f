//! A gateway's configuration in the words of a page that talks to everybody directly, which is what the machine reads.

use serde_json::{Map, Value, json};

use crate::config::{Branding, CliConfig, ClusterConfig, ConciergeConfig, Config};

/// The document, with `redirect_uri` as the place to come back to, for these clusters.
pub fn page_config(config: &Config, redirect_uri: &str) -> Vec<u8> {
    let clusters: Vec<Value> = config.clusters.iter().map(cluster).collect();
    let mut document = json!({
        "title": config.title,
        "tokens": "page",
        "redirectUri": redirect_uri,
        "issuer": {
            "url": config.issuer.identifier,
            "clientId": config.issuer.client_id,
            "scopes": config.issuer.scopes,
        },
        "clusters": clusters,
    });
    if config.branding != Branding::default() {
        document["branding"] = json!(config.branding);
    }
    if config.issuer.cli != CliConfig::default() {
        document["issuer"]["cli"] = json!(config.issuer.cli);
    }
    if let Some(renewal) = config.renewal {
        document["renewal"] = json!(renewal);
    }
    if let Some(names) = &config.names {
        document["names"] = json!(names);
    }
    document.to_string().into_bytes()
}

fn cluster(cluster: &ClusterConfig) -> Value {
    let mut fields = Map::new();
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            fields.insert(name.to_owned(), value);
        }
    };
    set("id", Some(json!(cluster.id)));
    set("name", Some(json!(cluster.name)));
    set("server", Some(json!(cluster.server)));
    set("caData", cluster.trust.ca_data().map(Value::from));
    set("audience", cluster.audience.clone().map(Value::from));
    set("namespace", cluster.namespace.clone().map(Value::from));
    let place = cluster.concierge.as_ref();
    let place = place.map(|place| concierge(place, cluster));
    set("proxyUrl", cluster.proxy_url.clone().map(Value::from));
    let server_name = cluster.tls_server_name.clone();
    set("tlsServerName", server_name.map(Value::from));
    set("concierge", Some(place.unwrap_or_else(|| json!("none"))));
    let server = cluster.server.trim_end_matches('/');
    set("versionUrl", Some(json!(format!("{server}/version"))));
    Value::Object(fields)
}

fn concierge(concierge: &ConciergeConfig, cluster: &ClusterConfig) -> Value {
    let mut fields = json!({
        "endpoint": concierge.endpoint.as_str(),
        "apiGroupSuffix": concierge.api_group_suffix,
        "authenticator": {
            "type": concierge.authenticator,
            "name": concierge.authenticator_name,
        },
    });
    // The cluster's own is taken where there is none.
    if concierge.trust.ca_data() != cluster.trust.ca_data()
        && let Some(ca_data) = concierge.trust.ca_data()
    {
        fields["caData"] = json!(ca_data);
    }
    fields
}
