//! Independent programs that Haulout is tested with, built from Go modules or unpacked from Maven's repository.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

use super::announce::announce;
use super::environment::Environment;

/// A program of another project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    Dex,
    Keycloak,
    Kubectl,
    PinnipedCli,
}

/// A program in a Go module.
pub(super) struct GoProgram {
    /// The environment variable that names it.
    pub(super) variable: &'static str,
    pub(super) name: &'static str,
    pub(super) module: &'static str,
    /// Its package in the module.
    pub(super) package: &'static str,
    /// A release, or a commit if the module's releases have no valid Go version.
    pub(super) version: &'static str,
    /// Modules with versions that `go get` would not choose.
    pub(super) with: &'static [&'static str],
    /// Whether a part of it is written in C. A C compiler takes as long as all of Go.
    pub(super) has_c: bool,
}

const DEX: GoProgram = GoProgram {
    variable: "DEX",
    name: "dex",
    module: "github.com/dexidp/dex",
    package: "/cmd/dex",
    // Its release 2.41.1, the newest one whose API module is published, too.
    version: "v0.0.0-20240807174518-43956db7fd75",
    with: &["github.com/dexidp/dex/api/v2@v2.2.0"],
    has_c: true,
};
const PINNIPED: GoProgram = GoProgram {
    variable: "PINNIPED",
    name: "pinniped",
    module: "go.pinniped.dev",
    package: "/cmd/pinniped",
    version: "v0.39.0",
    with: &[],
    has_c: false,
};
const OAUTH2_PROXY: GoProgram = GoProgram {
    variable: "OAUTH2_PROXY",
    name: "oauth2-proxy",
    module: "github.com/oauth2-proxy/oauth2-proxy/v7",
    package: "",
    version: "v7.15.6",
    with: &[],
    has_c: false,
};
/// The first version with a policy for credential plugins; version 1.35 is v0.35 of its modules.
const KUBECTL_VERSION: &str = "v0.35.0";
const KUBECTL_SOURCE: &str = include_str!("../../peers/kubectl.go");
/// The newest version that its repository has, and that runs on Java 17.
const KEYCLOAK_VERSION: &str = "26.7.3";
/// Without a version, Maven uses the newest one.
const MAVEN_PLUGIN: &str = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";

impl Peer {
    pub(crate) const ALL: [Self; 4] = [Self::Dex, Self::Keycloak, Self::Kubectl, Self::PinnipedCli];

    /// The module of its tests.
    pub(crate) fn tests(self) -> &'static str {
        match self {
            Self::Dex => "peers::dex::",
            Self::Keycloak => "peers::keycloak::",
            Self::Kubectl => "peers::kuberc::",
            Self::PinnipedCli => "peers::pinniped_cli::",
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dex => "Dex",
            Self::Keycloak => "Keycloak",
            Self::Kubectl => "kubectl 1.35",
            Self::PinnipedCli => "the Pinniped CLI",
        }
    }
}

/// The environment of the tests with this program, which is installed if it is missing; an error is the reason why the
/// tests cannot run.
pub(super) fn ensure(workspace: &Workspace, peer: Peer) -> CommandResult<Environment> {
    match peer {
        Peer::Dex => go_program(workspace, &DEX),
        Peer::Keycloak => keycloak(workspace),
        Peer::Kubectl => kubectl(workspace),
        Peer::PinnipedCli => go_program(workspace, &PINNIPED),
    }
}

impl GoProgram {
    /// Where it is built.
    fn path(&self, workspace: &Workspace) -> PathBuf {
        let folder = workspace.path("target/peers").join(self.name);
        folder.join(self.version).join(self.name)
    }
}

/// oauth2-proxy, for a bench; it is built if it is missing and `build` is set.
pub(super) fn oauth2_proxy(workspace: &Workspace, build: bool) -> CommandResult<PathBuf> {
    let program = OAUTH2_PROXY.path(workspace);
    if !build && !process::is_program(&program) {
        return Err(CommandError::new("oauth2-proxy is not built"));
    }
    let found = go_program(workspace, &OAUTH2_PROXY)?;
    Ok(found.into_iter().next().map_or(program, |(_, path)| path))
}

/// The environment with a program, which is built if it is missing.
pub(super) fn go_program(workspace: &Workspace, program: &GoProgram) -> CommandResult<Environment> {
    let GoProgram {
        variable,
        name,
        module,
        package,
        version,
        with,
        has_c,
    } = *program;
    if let Some(found) = process::named(variable, &[name]) {
        return Ok(vec![(variable, found)]);
    }
    let built = program.path(workspace);
    let folder = workspace.path("target/peers").join(name).join(version);
    if !process::is_program(&built) {
        announce(&format!("{name} {version} by go build, into target/peers"));
        // `go install` refuses a module whose go.mod has replacements; as a dependency, they are ignored.
        let go = go_in(workspace, &folder, has_c)?;
        let package = format!("{module}{package}");
        let main = format!("{module}@{version}");
        go(&[&["get", &main], with].concat())?;
        go(&["build", "-mod=mod", "-trimpath", "-o", name, &package])?;
    }
    Ok(vec![(variable, built)])
}

/// A kubectl that reads a policy for credential plugins.
fn kubectl(workspace: &Workspace) -> CommandResult<Environment> {
    let folder = workspace.path("target/peers/kubectl").join(KUBECTL_VERSION);
    let built = folder.join("kubectl");
    if !process::is_program(&built) {
        announce(&format!(
            "kubectl {KUBECTL_VERSION} by go build, into target/peers"
        ));
        let go = go_in(workspace, &folder, false)?;
        fs::write(folder.join("main.go"), KUBECTL_SOURCE).context("write kubectl's main.go")?;
        let modules = ["k8s.io/kubectl", "k8s.io/component-base"];
        let modules = modules.map(|module| format!("{module}@{KUBECTL_VERSION}"));
        go(&["get", &modules[0], &modules[1]])?;
        go(&["mod", "tidy"])?;
        go(&["build", "-trimpath", "-o", "kubectl", "."])?;
    }
    Ok(vec![("KUBECTL_1_35", built)])
}

/// Makes a folder with a module, and returns what runs Go in it.
fn go_in<'a>(
    workspace: &'a Workspace,
    folder: &'a Path,
    has_c: bool,
) -> CommandResult<impl Fn(&[&str]) -> CommandResult<String> + use<'a>> {
    let go = process::on_path(&["go"]).ok_or_else(|| CommandError::new("Go is missing"))?;
    fs::create_dir_all(folder).context("make a folder in target/peers")?;
    fs::write(folder.join("go.mod"), "module peers\n").context("write a go.mod")?;
    Ok(move |arguments: &[&str]| {
        let mut command = workspace.command(&go);
        command.current_dir(folder).args(arguments);
        process::output(command.env("CGO_ENABLED", if has_c { "1" } else { "0" }))
    })
}

/// The folder of Keycloak's distribution, and Java.
fn keycloak(workspace: &Workspace) -> CommandResult<Environment> {
    let java = process::named("JAVA", &["java"]);
    let java = java.ok_or_else(|| CommandError::new("Java is missing"))?;
    let folder = workspace.path("target/peers");
    let home = match std::env::var_os("KEYCLOAK_HOME") {
        Some(home) => PathBuf::from(home),
        None => folder.join(format!("keycloak-{KEYCLOAK_VERSION}")),
    };
    if !home.join("lib/quarkus-run.jar").is_file() {
        let maven = process::on_path(&["mvn"]);
        let maven = maven.ok_or_else(|| CommandError::new("Maven is missing"))?;
        announce(&format!(
            "Keycloak {KEYCLOAK_VERSION} by Maven, into target/peers"
        ));
        fs::create_dir_all(&folder).context("make target/peers")?;
        // Without a project, the plugin writes its marker below the current folder.
        let mut unpack = workspace.command(maven);
        unpack.current_dir(&folder);
        process::output(unpack.args([
            "--batch-mode".to_owned(),
            "--quiet".to_owned(),
            format!("{MAVEN_PLUGIN}:unpack"),
            format!("-Dartifact=org.keycloak:keycloak-quarkus-dist:{KEYCLOAK_VERSION}:zip"),
            format!("-DoutputDirectory={}", folder.display()),
        ]))?;
    }
    Ok(vec![("JAVA", java), ("KEYCLOAK_HOME", home)])
}
