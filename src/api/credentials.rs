//! Credentials and kubeconfigs of a machine, as text. All of it is **secret**.

use haulout_protocol::Machine;
use haulout_protocol::kubeconfig::Form;
use haulout_protocol::live_folder::Location;
use haulout_protocol::snapshot::Situation;
use haulout_protocol::time::Now;
use wasm_bindgen::JsValue;

use super::error::{fault, thrown};

/// The kubeconfig for the clusters with these ids, or for all, in a form that `argument` belongs to.
pub(super) fn kubeconfig(
    machine: &Machine,
    clusters: Option<Vec<String>>,
    form: &str,
    argument: &str,
    now: Now,
) -> Result<String, JsValue> {
    let form = read_form(form, argument)?;
    let ids = clusters.unwrap_or_else(|| cluster_ids(machine));
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let document = machine
        .kubeconfig(&ids, &form, now)
        .map_err(|error| thrown(&error))?;
    Ok(document.render().secret().clone())
}

/// The credential of one cluster as an `ExecCredential`; as `[name, contents]` of its file if it is to be kept in one.
pub(super) fn credential(
    machine: &Machine,
    cluster: &str,
    now: Now,
) -> Result<Vec<String>, JsValue> {
    let file = machine
        .live_credential(cluster, now)
        .map_err(|error| thrown(&error))?;
    Ok(Vec::from([file.name, file.contents.secret().clone()]))
}

fn read_form(form: &str, argument: &str) -> Result<Form, JsValue> {
    Ok(match form {
        "inline" => Form::Inline,
        "haulout" => Form::HauloutCredential {
            command: argument.to_owned(),
        },
        "pinniped" => Form::PinnipedCli,
        "folder" => Form::LiveFolder(
            Location::parse(argument)
                .map_err(|_| fault("folder", "must be an absolute path, or one below `~`"))?,
        ),
        _ => return Err(fault("form", "must be one of the forms of a kubeconfig")),
    })
}

fn cluster_ids(machine: &Machine) -> Vec<String> {
    match machine.snapshot().situation {
        Situation::SignedIn(view) => view.clusters.iter().map(|it| it.id.clone()).collect(),
        Situation::Progress(_) | Situation::SignedOut(_) | Situation::Failed(_) => Vec::new(),
    }
}
