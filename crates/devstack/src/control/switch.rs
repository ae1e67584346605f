//! Changes one fault, clock or user, and returns its new state.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::ControlError;
use super::listing;
use super::state::ControlState;
use crate::clock::Clock;
use crate::scenario::Scenario;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Switch {
    on: bool,
    /// The cluster to change; if absent, the issuer and all clusters.
    cluster: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Offset {
    offset_seconds: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Membership {
    groups: Vec<String>,
}

type Answer = Result<Json<Value>, ControlError>;

pub(super) async fn fault(
    State(control): State<ControlState>,
    Path(name): Path<String>,
    body: Bytes,
) -> Answer {
    let servers = control.servers()?;
    let names = || Scenario::all().map(|scenario| scenario.as_str().to_owned());
    let scenario: Scenario = name
        .parse()
        .map_err(|_| ControlError::unknown("fault", names()))?;
    let switch: Switch = read(&body)?;
    let fault = match (scenario, &switch.cluster) {
        (Scenario::Preset(preset), None) => {
            preset.set(&servers, switch.on);
            return Ok(Json(listing::preset(&servers, preset)));
        }
        (Scenario::Fault(fault), None) => {
            servers.set_fault(fault, switch.on);
            fault
        }
        (Scenario::Fault(fault), Some(id)) if fault.affects_clusters() => {
            let ids = || {
                servers
                    .clusters()
                    .iter()
                    .map(|cluster| cluster.id().to_owned())
            };
            let cluster = servers
                .cluster(id)
                .ok_or_else(|| ControlError::unknown("cluster", ids()))?;
            cluster.set_fault(fault, switch.on);
            fault
        }
        (Scenario::Fault(_) | Scenario::Preset(_), Some(_)) => {
            let text = format!("{name} cannot be switched for a single cluster.");
            return Err(ControlError::Body(text));
        }
    };
    Ok(Json(listing::fault(&servers, fault)))
}

pub(super) async fn clock(
    State(control): State<ControlState>,
    Path(name): Path<String>,
    body: Bytes,
) -> Answer {
    let servers = control.servers()?;
    let clocks = servers.clocks();
    let named = clocks
        .iter()
        .find(|named| named.name == name)
        .ok_or_else(|| {
            ControlError::unknown("clock", clocks.iter().map(|named| named.name.clone()))
        })?;
    let Offset { offset_seconds } = read(&body)?;
    let millis = (offset_seconds * listing::MILLIS_PER_SECOND).round();
    if millis.abs() > Clock::MAX_OFFSET_MILLIS as f64 {
        let text = "offset_seconds must be within ten years.".to_owned();
        return Err(ControlError::Body(text));
    }
    named.clock.set_offset_millis(millis as i64);
    Ok(Json(listing::clock(named)))
}

pub(super) async fn user(
    State(control): State<ControlState>,
    Path(name): Path<String>,
    body: Bytes,
) -> Answer {
    let servers = control.servers()?;
    let issuer = servers.issuer();
    let find = || {
        issuer
            .users()
            .into_iter()
            .find(|user| user.username == name)
    };
    let names = || issuer.users().into_iter().map(|user| user.username);
    let unknown = || ControlError::unknown("user", names());
    find().ok_or_else(unknown)?;
    let Membership { groups } = read(&body)?;
    issuer.set_groups(&name, &groups);
    let user = find().ok_or_else(unknown)?;
    Ok(Json(listing::user(&user)))
}

/// Parses JSON of any content type, so that a plain `curl -d` works. The guard refuses pages, not this check.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ControlError> {
    serde_json::from_slice(body)
        .map_err(|error| ControlError::Body(format!("The body is invalid: {error}.")))
}
