//! Checks everything in `deploy/`: the chart with each of its value sets, the plain manifests, and names of metrics.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::setup::{self, ChartTools};
use crate::workspace::Workspace;

/// `cargo xtask charts [--write]`.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    let write = match arguments {
        [] => false,
        [flag] if flag == "--write" => true,
        _ => return Err(CommandError::usage("usage: cargo xtask charts [--write]")),
    };
    check_schema(workspace, write)?;
    check_metrics(workspace)?;
    let tools = setup::chart_tools(workspace)?;
    let folder = workspace.scratch()?.join("charts");
    fs::create_dir_all(&folder).context("make a folder for manifests")?;
    let mut manifests = vec![workspace.path("deploy/pinniped/oidcclient.yaml")];
    let plain = process::output(
        workspace
            .command(&tools.kubectl)
            .args(["kustomize", "deploy/kubernetes"]),
    )?;
    manifests.push(save(&folder, "kubernetes", &plain)?);
    for (name, values) in value_sets(workspace)? {
        manifests.push(template(workspace, &tools, &folder, &name, &values)?);
    }
    refuse_bad_values(workspace, &tools)?;
    validate(workspace, &tools, &manifests)?;
    for what in &tools.without_schema {
        println!("not validated: {what}");
    }
    Ok(())
}

/// The value sets of the chart, by name.
fn value_sets(workspace: &Workspace) -> CommandResult<Vec<(String, PathBuf)>> {
    let folder = format!("{CHART}/ci/");
    let names = workspace.files()?;
    let sets = names.iter().filter_map(|name| {
        let set = name.strip_prefix(&folder)?.strip_suffix("-values.yaml")?;
        Some((set.to_owned(), workspace.path(name)))
    });
    let sets: Vec<_> = sets.collect();
    match sets.is_empty() {
        true => Err(CommandError::new(format!("{folder} has no *-values.yaml"))),
        false => Ok(sets),
    }
}

/// Lints the chart with these values and writes its manifests.
fn template(
    workspace: &Workspace,
    tools: &ChartTools,
    folder: &Path,
    name: &str,
    values: &Path,
) -> CommandResult<PathBuf> {
    let mut lint = workspace.command(&tools.helm);
    process::output(
        lint.args(["lint", "--strict", CHART, "--values"])
            .arg(values),
    )?;
    let manifests = process::output(helm_template(workspace, tools).arg(values))?;
    println!("{name}: {} lines", manifests.lines().count());
    save(folder, name, &manifests)
}

/// `helm template`; the path of values follows.
fn helm_template(workspace: &Workspace, tools: &ChartTools) -> Command {
    let mut helm = workspace.command(&tools.helm);
    // A helm that is not built by its project does not know which version of Kubernetes it is for.
    helm.args(["template", "haulout", CHART, "--namespace", "haulout"]);
    helm.args(["--kube-version", OLDEST_KUBERNETES, "--values"]);
    helm
}

/// What the chart must refuse before anything reaches a cluster, and a part of the reason.
fn refuse_bad_values(workspace: &Workspace, tools: &ChartTools) -> CommandResult {
    let values = workspace.path(&format!("{CHART}/ci/sealed-values.yaml"));
    for (value, reason) in REFUSED {
        let mut helm = helm_template(workspace, tools);
        let answer = process::output(helm.arg(&values).args(["--set", value]));
        let message = answer.err().map(|error| error.to_string());
        if !message.is_some_and(|message| message.contains(reason)) {
            return Err(CommandError::new(format!(
                "the chart must refuse `{value}` with a message that has `{reason}`"
            )));
        }
    }
    Ok(())
}

/// Validates against the schemas of Kubernetes, and then against those of custom resources. Each of the two programs
/// skips the kinds that the other one knows.
fn validate(workspace: &Workspace, tools: &ChartTools, manifests: &[PathBuf]) -> CommandResult {
    for version in KUBERNETES_VERSIONS {
        let mut python = workspace.command(&tools.python);
        python.env("PYTHONPATH", &tools.kubernetes_validate);
        python.args(["-m", "kubernetes_validate", "--strict", "--quiet"]);
        python.args(["--kubernetes-version", version]);
        process::output(python.args(manifests))?;
        println!("valid for Kubernetes {version}");
    }
    let mut kubeconform = workspace.command(&tools.kubeconform);
    kubeconform.args(["-strict", "-summary", "-ignore-missing-schemas"]);
    kubeconform.arg("-schema-location").arg(
        tools
            .custom_resources
            .join("{{.ResourceKind}}{{.KindSuffix}}.json"),
    );
    print!("{}", process::output(kubeconform.args(manifests))?);
    Ok(())
}

fn save(folder: &Path, name: &str, text: &str) -> CommandResult<PathBuf> {
    let path = folder.join(format!("{name}.yaml"));
    fs::write(&path, text).context(format_args!("write {}", path.display()))?;
    Ok(path)
}

/// The chart's schema has that of the configuration, so that Helm refuses a misspelled field.
fn check_schema(workspace: &Workspace, write: bool) -> CommandResult {
    let path = format!("{CHART}/values.schema.json");
    let json = |name: &str| -> CommandResult<Value> {
        serde_json::from_str(&workspace.read(name)?).context(format_args!("read {name}"))
    };
    let written = json(&path)?;
    let mut expected = written.clone();
    expected["$defs"] = definitions(json("docs/config.schema.json")?);
    if written == expected {
        return Ok(());
    }
    if write {
        return fs::write(workspace.path(&path), format!("{expected:#}\n"))
            .context(format_args!("write {path}"));
    }
    Err(CommandError::new(format!(
        "{path} differs from docs/config.schema.json; `cargo xtask charts --write` updates it"
    )))
}

/// The definitions of the configuration's schema, with the configuration itself as one of them.
fn definitions(mut schema: Value) -> Value {
    let mut definitions = schema["$defs"].take();
    if let Some(fields) = schema.as_object_mut() {
        fields.remove("$defs");
        fields.remove("$schema");
    }
    definitions["config"] = schema;
    definitions
}

/// Dashboard and alerts use only metrics that the documentation lists.
fn check_metrics(workspace: &Workspace) -> CommandResult {
    let known = metrics(&workspace.read("docs/operations.md")?);
    for name in METRICS_USERS {
        for metric in metrics(&workspace.read(name)?) {
            let base = metric.strip_suffix("_bucket").unwrap_or(&metric);
            if !known.contains(base) {
                return Err(CommandError::new(format!(
                    "{name} uses `{metric}`, which docs/operations.md does not list"
                )));
            }
        }
    }
    Ok(())
}

/// All words that start like a metric.
fn metrics(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_lowercase() && c != '_');
    let metrics = words.filter(|word| word.starts_with("haulout_"));
    metrics.map(str::to_owned).collect()
}

const CHART: &str = "deploy/helm/haulout";
/// The oldest version that the chart allows.
const OLDEST_KUBERNETES: &str = "1.30.0";
/// That version, and the newest one that the validator has.
const KUBERNETES_VERSIONS: [&str; 2] = ["1.30", "1.37"];
const METRICS_USERS: [&str; 2] = [
    "deploy/grafana/haulout.json",
    "deploy/helm/haulout/templates/monitoring.yaml",
];
const REFUSED: [(&str, &str); 4] = [
    ("config.titel=Clusters", "titel"),
    ("config.publicUrl=null", "publicUrl"),
    ("secret.existingSecret=", "several replicas need"),
    ("metrics.port=80", "metrics"),
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn definitions_contain_the_configuration_itself() {
        let schema = json!({"$schema": "x", "$defs": {"tls": {}}, "type": "object"});
        let expected = json!({"tls": {}, "config": {"type": "object"}});
        assert_eq!(definitions(schema), expected);
    }

    #[test]
    fn metrics_are_found_in_expressions() {
        let text = "sum(rate(haulout_requests_total{job=\"haulout\"}[5m])) / haulout_connections";
        let expected = ["haulout_connections", "haulout_requests_total"].map(str::to_owned);
        assert_eq!(metrics(text), BTreeSet::from(expected));
    }
}
