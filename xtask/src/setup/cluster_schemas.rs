//! What checks the manifests in `deploy/`: Helm, and validators with the schemas of Kubernetes and of custom resources.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

use super::announce::announce;
use super::peers::{GoProgram, go_program};

/// The programs and their schemas.
pub(crate) struct ChartTools {
    pub(crate) helm: PathBuf,
    pub(crate) kubeconform: PathBuf,
    pub(crate) kubectl: PathBuf,
    /// Python, and the folder of its package that validates against the schemas of Kubernetes.
    pub(crate) python: PathBuf,
    pub(crate) kubernetes_validate: PathBuf,
    /// A folder with the schemas of custom resources.
    pub(crate) custom_resources: PathBuf,
    /// The custom resources whose schema is not to be had, and why.
    pub(crate) without_schema: Vec<String>,
}

pub(super) fn ensure(workspace: &Workspace) -> CommandResult<ChartTools> {
    let program = |program: &GoProgram| {
        let found = go_program(workspace, program)?;
        let path = found.into_iter().next().map(|(_, path)| path);
        path.ok_or_else(|| CommandError::new(format!("{} is missing", program.name)))
    };
    let (python, kubernetes_validate) = kubernetes_validate(workspace)?;
    let (custom_resources, without_schema) = custom_resources(workspace)?;
    Ok(ChartTools {
        helm: program(&HELM)?,
        kubeconform: program(&KUBECONFORM)?,
        kubectl: super::kubectl(workspace)?,
        python,
        kubernetes_validate,
        custom_resources,
        without_schema,
    })
}

/// Python and a package that contains the schemas of Kubernetes.
fn kubernetes_validate(workspace: &Workspace) -> CommandResult<(PathBuf, PathBuf)> {
    let python = process::on_path(&["python3"]);
    let python = python.ok_or_else(|| CommandError::new("Python is missing"))?;
    let folder = workspace.path("target/peers").join(VALIDATOR);
    if !folder.join("kubernetes_validate").is_dir() {
        announce(&format!("{VALIDATOR} by pip, into target/peers"));
        let mut install = workspace.command(&python);
        install.args(["-m", "pip", "install", "--quiet", "--target"]);
        process::output(install.arg(&folder).arg(VALIDATOR))?;
    }
    Ok((python, folder))
}

/// The schemas in the definitions of custom resources, as kubeconform expects them.
fn custom_resources(workspace: &Workspace) -> CommandResult<(PathBuf, Vec<String>)> {
    let mut without_schema = Vec::new();
    let target = workspace.path("target/peers/custom-resources");
    for (module, files) in DEFINITIONS {
        let mut missing = files
            .iter()
            .filter(|(_, name)| !target.join(name).is_file());
        if missing.next().is_none() {
            continue;
        }
        let source = match module_folder(workspace, module) {
            Ok(source) => source,
            Err(reason) => {
                let names: Vec<_> = files.iter().map(|(_, name)| *name).collect();
                without_schema.push(format!("{}: {reason}", names.join(", ")));
                continue;
            }
        };
        fs::create_dir_all(&target).context("make a folder in target/peers")?;
        for (file, name) in *files {
            let schema = schema(&source.join(file))?;
            fs::write(target.join(name), schema.to_string())
                .context(format_args!("write {name}"))?;
        }
    }
    Ok((target, without_schema))
}

/// Downloads a Go module and returns its folder.
fn module_folder(workspace: &Workspace, module: &str) -> CommandResult<PathBuf> {
    let go = process::on_path(&["go"]).ok_or_else(|| CommandError::new("Go is missing"))?;
    announce(&format!("{module} by go mod download"));
    let mut download = workspace.command(go);
    let answer = process::output(download.args(["mod", "download", "-json", module]))?;
    let answer: Value = serde_json::from_str(&answer).context("read the answer of go")?;
    let folder = answer["Dir"].as_str().map(PathBuf::from);
    folder.ok_or_else(|| CommandError::new(format!("go has no folder for {module}")))
}

/// The schema of the newest version in a `CustomResourceDefinition`; unknown fields are errors as on a strict server.
fn schema(path: &Path) -> CommandResult<Value> {
    let text = fs::read_to_string(path).context(format_args!("read {}", path.display()))?;
    // Some definitions are templates whose expressions are only in metadata and names.
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("#@"));
    let text: Vec<&str> = lines.collect();
    let definition: Value = serde_saphyr::from_str(&text.join("\n"))
        .context(format_args!("read {} as YAML", path.display()))?;
    let versions = definition["spec"]["versions"].as_array();
    let mut versions = versions.into_iter().flatten();
    let newest = versions.find(|version| version["storage"] == true);
    let schema = newest.map(|version| version["schema"]["openAPIV3Schema"].clone());
    let mut schema = schema
        .filter(Value::is_object)
        .ok_or_else(|| CommandError::new(format!("{} has no schema", path.display())))?;
    make_strict(&mut schema);
    // The server adds these fields to every schema.
    for (field, kind) in [
        ("apiVersion", "string"),
        ("kind", "string"),
        ("metadata", "object"),
    ] {
        schema["properties"][field] = json!({"type": kind});
    }
    Ok(schema)
}

fn make_strict(schema: &mut Value) {
    let Some(fields) = schema.as_object_mut() else {
        return;
    };
    if fields.get("x-kubernetes-int-or-string") == Some(&Value::Bool(true)) {
        fields.remove("anyOf");
        fields.insert("type".to_owned(), json!(["integer", "string"]));
    }
    let open = fields.contains_key("x-kubernetes-preserve-unknown-fields");
    if fields.contains_key("properties") && !open {
        fields
            .entry("additionalProperties")
            .or_insert(Value::Bool(false));
    }
    let properties = fields.get_mut("properties").and_then(Value::as_object_mut);
    for property in properties.into_iter().flat_map(|all| all.values_mut()) {
        make_strict(property);
    }
    for nested in ["items", "additionalProperties"] {
        if let Some(nested) = fields.get_mut(nested) {
            make_strict(nested);
        }
    }
}

const HELM: GoProgram = GoProgram {
    variable: "HELM",
    name: "helm",
    module: "helm.sh/helm/v3",
    package: "/cmd/helm",
    version: "v3.22.0",
    with: &[],
    has_c: false,
};
const KUBECONFORM: GoProgram = GoProgram {
    variable: "KUBECONFORM",
    name: "kubeconform",
    module: "github.com/yannh/kubeconform",
    package: "/cmd/kubeconform",
    version: "v0.8.0",
    with: &[],
    has_c: false,
};
const VALIDATOR: &str = "kubernetes-validate==1.37.0";
/// Go modules, their files with definitions, and the names of the schemas: the kind and the group's first word.
const DEFINITIONS: &[(&str, &[(&str, &str)])] = &[
    (
        "sigs.k8s.io/gateway-api@v1.2.0",
        &[(
            "config/crd/standard/gateway.networking.k8s.io_httproutes.yaml",
            "httproute-gateway-v1.json",
        )],
    ),
    (
        "github.com/prometheus-operator/prometheus-operator@v0.85.0",
        &[
            (
                "example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml",
                "servicemonitor-monitoring-v1.json",
            ),
            (
                "example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml",
                "prometheusrule-monitoring-v1.json",
            ),
        ],
    ),
    (
        "go.pinniped.dev@v0.39.0",
        &[(
            "deploy/supervisor/config.supervisor.pinniped.dev_oidcclients.yaml",
            "oidcclient-config-v1alpha1.json",
        )],
    ),
];
