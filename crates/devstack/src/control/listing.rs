//! Lists all presets, faults, clocks and users with their current state.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::error::ControlError;
use super::state::ControlState;
use crate::fault::Fault;
use crate::preset::Preset;
use crate::script::User;
use crate::servers::{NamedClock, Servers};

pub(super) async fn show(State(control): State<ControlState>) -> Result<Json<Value>, ControlError> {
    let servers = control.servers()?;
    let presets = Preset::ALL
        .iter()
        .map(|&preset| self::preset(&servers, preset));
    let faults = Fault::ALL.iter().map(|&fault| self::fault(&servers, fault));
    Ok(Json(json!({
        "presets": presets.collect::<Vec<_>>(),
        "faults": faults.collect::<Vec<_>>(),
        "clocks": servers.clocks().iter().map(clock).collect::<Vec<_>>(),
        "users": servers.issuer().users().iter().map(user).collect::<Vec<_>>(),
    })))
}

pub(super) fn preset(servers: &Servers, preset: Preset) -> Value {
    json!({
        "name": preset.as_str(),
        "description": preset.description(),
        "on": preset.is_on(servers),
    })
}

/// `at` names the servers at which the fault is on.
pub(super) fn fault(servers: &Servers, fault: Fault) -> Value {
    let issuer = servers.issuer().has_fault(fault).then_some("issuer");
    let clusters = servers
        .clusters()
        .iter()
        .filter(|cluster| cluster.has_fault(fault))
        .map(|cluster| cluster.id());
    let at: Vec<&str> = issuer.into_iter().chain(clusters).collect();
    json!({
        "name": fault.as_str(),
        "description": fault.description(),
        "on": !at.is_empty(),
        "at": at,
    })
}

pub(super) fn clock(named: &NamedClock<'_>) -> Value {
    let seconds = named.clock.offset_millis() as f64 / MILLIS_PER_SECOND;
    json!({"name": named.name, "offset_seconds": seconds})
}

/// Omits the password.
pub(super) fn user(user: &User) -> Value {
    json!({"name": user.username, "groups": user.groups})
}

pub(super) const MILLIS_PER_SECOND: f64 = 1000.0;
