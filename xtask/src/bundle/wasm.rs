//! Builds optimised wasm and minified glue with cargo, wasm-bindgen, wasm-opt and esbuild.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use wasm_bindgen_cli_support::Bindgen;

use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

/// The base name of wasm, glue and types in both programs.
const NAME: &str = "haulout";
pub(super) const GLUE: &str = "haulout.js";
pub(crate) const WASM: &str = "haulout_bg.wasm";
const TYPES: &str = "haulout.d.ts";
/// The shipped program, below the variant's folder.
const OPTIMISED: &str = "optimised.wasm";

/// The path of cargo's output, which is the same for all features.
const COMPILED: &str = "target/wasm32-unknown-unknown/release/haulout.wasm";

/// The features of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variant {
    /// The session without the interface, for hosts with their own interface.
    Headless,
    /// With the interface: the portal, the window of dashboards on other origins, and the element of the npm package.
    Interface,
}

impl Variant {
    fn folder(self) -> &'static str {
        match self {
            Variant::Headless => "target/bundle/work/headless",
            Variant::Interface => "target/bundle/work/interface",
        }
    }

    fn features(self) -> &'static [&'static str] {
        match self {
            Variant::Headless => &["--no-default-features"],
            Variant::Interface => &[],
        }
    }
}

/// An optimised build, in memory.
pub(super) struct Build {
    pub(super) glue: String,
    pub(super) types: String,
    pub(super) wasm: Vec<u8>,
}

impl Build {
    pub(super) fn files(&self) -> [(&'static str, &[u8]); 3] {
        [
            (GLUE, self.glue.as_bytes()),
            (TYPES, self.types.as_bytes()),
            (WASM, &self.wasm),
        ]
    }
}

pub(super) fn build(workspace: &Workspace, variant: Variant) -> CommandResult<Build> {
    let folder = workspace.path(variant.folder());
    compile(workspace, variant)?;
    write_bindings(&workspace.path(COMPILED), &folder)?;
    let wasm = optimise(workspace, &folder)?;
    refuse_paths_of_this_machine(workspace, &wasm)?;
    Ok(Build {
        glue: minify(workspace, "js", &read(&folder.join(GLUE))?)?,
        types: read(&folder.join(TYPES))?,
        wasm,
    })
}

/// Minifies JavaScript or CSS.
pub(super) fn minify(workspace: &Workspace, loader: &str, text: &str) -> CommandResult<String> {
    let mut command = workspace.npm_program("esbuild");
    command.args(["--minify", "--legal-comments=none", "--log-level=warning"]);
    command.arg(format!("--loader={loader}"));
    if loader == "js" {
        command.arg("--format=esm");
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("start esbuild")?;
    let mut input = child
        .stdin
        .take()
        .ok_or_else(|| CommandError::new("esbuild has no standard input"))?;
    // esbuild reads its complete input before it writes, so this cannot deadlock.
    input
        .write_all(text.as_bytes())
        .context("send a file to esbuild")?;
    drop(input);
    let output = child.wait_with_output().context("wait for esbuild")?;
    if !output.status.success() {
        return Err(CommandError::new(format!(
            "esbuild ended with {}",
            output.status
        )));
    }
    String::from_utf8(output.stdout).context("read the output of esbuild")
}

/// Compiles the component as a `cdylib` alone. With its `rlib`, which the tests need, cargo would skip link-time
/// optimization without a warning, and the wasm would be a third larger.
fn compile(workspace: &Workspace, variant: Variant) -> CommandResult {
    let mut command = workspace.cargo(["rustc", "--locked", "--package", "haulout", "--lib"]);
    command
        // It would override the flags below.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .args(["--release", "--target", "wasm32-unknown-unknown"])
        .args(["--crate-type", "cdylib", "--config"])
        .arg(remapping(workspace))
        .args(variant.features());
    process::run(&mut command)
}

/// Writes wasm, glue and types into `folder`.
fn write_bindings(compiled: &Path, folder: &Path) -> CommandResult {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(compiled)
        .out_name(NAME)
        .typescript(true)
        // The glue then loads its wasm from its own folder.
        .omit_default_module_path(false);
    let written = bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder));
    written
        .map_err(|error| format!("{error:#}"))
        .context("write the bindings of the wasm")
}

/// A cargo setting that keeps local paths out of panic messages. They would reveal the build machine and make builds
/// of the same commit differ.
fn remapping(workspace: &Workspace) -> String {
    format!(
        "target.wasm32-unknown-unknown.rustflags={}",
        serde_json::Value::from(remap_flags(workspace))
    )
}

/// The compiler's flags for that.
pub(crate) fn remap_flags(workspace: &Workspace) -> Vec<String> {
    private_folders(workspace)
        .into_iter()
        .map(|(folder, name)| format!("--remap-path-prefix={}={name}", folder.display()))
        .collect()
}

/// The local folders; for the compiler, later ones take precedence.
fn private_folders(workspace: &Workspace) -> Vec<(PathBuf, &'static str)> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let below_home = |variable: &str, folder: &str| {
        std::env::var_os(variable)
            .map(PathBuf::from)
            .or_else(|| Some(home.as_ref()?.join(folder)))
    };
    let mut folders = Vec::new();
    if let Some(cargo) = below_home("CARGO_HOME", ".cargo") {
        folders.push((cargo, "/cargo"));
    }
    if let Some(rustup) = below_home("RUSTUP_HOME", ".rustup") {
        folders.push((rustup, "/rustup"));
    }
    folders.push((workspace.root().to_owned(), "/haulout"));
    folders
}

/// Fails if a program contains a local path.
pub(crate) fn refuse_paths_of_this_machine(workspace: &Workspace, program: &[u8]) -> CommandResult {
    for (folder, _) in private_folders(workspace) {
        let text = folder.display().to_string();
        if program
            .windows(text.len())
            .any(|window| window == text.as_bytes())
        {
            return Err(CommandError::new(format!(
                "the program contains a local path: {text}"
            )));
        }
    }
    Ok(())
}

fn optimise(workspace: &Workspace, folder: &Path) -> CommandResult<Vec<u8>> {
    optimise_with(workspace, folder, OPTIMISED, "--strip-debug")
}

/// The last program with the interface, as it is shipped.
pub(super) fn built(workspace: &Workspace) -> CommandResult<Vec<u8>> {
    let file = workspace.path(Variant::Interface.folder()).join(OPTIMISED);
    fs::read(&file).context(format_args!("read {}", file.display()))
}

/// The last program with the interface, optimised in the same way, and with the names of its functions.
pub(super) fn with_names(workspace: &Workspace) -> CommandResult<Vec<u8>> {
    let folder = workspace.path(Variant::Interface.folder());
    optimise_with(workspace, &folder, "named.wasm", "--debuginfo")
}

fn optimise_with(
    workspace: &Workspace,
    folder: &Path,
    name: &str,
    names: &str,
) -> CommandResult<Vec<u8>> {
    let optimised = folder.join(name);
    process::run(
        workspace
            .npm_program("wasm-opt")
            .args(PASSES)
            .args(WASM_FEATURES)
            .args([names, "--strip-producers", "--strip-target-features"])
            .arg(folder.join(WASM))
            .arg("-o")
            .arg(&optimised),
    )?;
    fs::read(&optimised).context(format_args!("read {}", optimised.display()))
}

/// Chosen for the size after compression. `-Oz` alone makes a smaller wasm that compresses less, because merged code
/// has fewer repetitions.
const PASSES: [&str; 10] = [
    "--flatten",
    "--rereloop",
    "-O3",
    "--one-caller-inline-max-function-size=0",
    "--flexible-inline-max-function-size=0",
    "--always-inline-max-function-size=4",
    // Rust's stack is there; it grows towards address 0, which only an overflow reaches.
    "--low-memory-unused",
    "-O3",
    "--local-cse",
    "-O3",
];

/// The features with which the wasm target's standard library is compiled, so wasm-opt may use them too.
const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

fn read(file: &Path) -> CommandResult<String> {
    fs::read_to_string(file).context(format_args!("read {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_this_computer_in_the_wasm_is_refused() {
        let workspace = Workspace::at(PathBuf::from("/a/checkout"));
        let wasm = |text: &str| refuse_paths_of_this_machine(&workspace, text.as_bytes());
        wasm("\0asm /haulout/src/lib.rs").expect("it has no local path");
        wasm("\0asm /a/checkout/src/lib.rs").expect_err("it has one");
    }
}
