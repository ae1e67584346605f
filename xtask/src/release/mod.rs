//! Builds everything that a release consists of into `dist/`, with the same bytes for the same commit.

mod archive;
mod authorities;
mod chart;
mod image;
mod notes;
mod probe;
mod program;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::bundle::{self, digest};
use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::sbom;
use crate::workspace::Workspace;

use archive::Archive;
use program::{PROGRAMS, Program};

/// `cargo xtask release [--target TRIPLE]…`.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    let programs = chosen(arguments)?;
    let release = Release::new(workspace)?;
    bundle::ensure(workspace)?;
    let portal = bundle::portal_folder(workspace);
    release.clear()?;

    let mut not_built = Vec::new();
    let mut layers = Vec::new();
    for program in programs {
        if let Err(reason) = program.ensure_tools(workspace) {
            not_built.push(format!("{}: {reason}", program.triple));
            continue;
        }
        let complete = program.build(workspace, &portal, &release.commit, &["portal", "demo"])?;
        release.write_program(program, &complete)?;
        if let Some(architecture) = program.image_architecture {
            let server = program.build(workspace, &portal, &release.commit, &["portal"])?;
            println!("{}: {} bytes in the image", program.triple, server.len());
            layers.push((architecture, image::root(&server)));
        }
    }
    if !layers.is_empty() {
        for (architecture, root) in &layers {
            probe::run(workspace, architecture, root)?;
        }
        let image = image::archive(&release, &layers)?;
        release.write(&format!("haulout-image-{}.tar", release.version), &image)?;
    }
    release.write(
        &format!("haulout-chart-{}.tgz", release.version),
        &chart::archive(&release)?,
    )?;
    release.pack_npm()?;
    let sbom = sbom::write(workspace)?.path;
    let name = format!("haulout-{}.cdx.json", release.version);
    release.write(&name, &fs::read(sbom).context("read the SBOM")?)?;
    let notes = notes::of(&workspace.read("CHANGELOG.md")?, &release.version)?;
    release.write("NOTES.md", notes.as_bytes())?;
    release.write_sums()?;
    for line in not_built {
        println!("not built: {line}");
    }
    Ok(())
}

/// What every part of a release needs to know.
struct Release<'a> {
    workspace: &'a Workspace,
    version: String,
    /// Its abbreviated hash, always of the same length.
    commit: String,
    /// The time of the commit in seconds, which all files have instead of the time of the build.
    time: u64,
}

impl<'a> Release<'a> {
    fn new(workspace: &'a Workspace) -> CommandResult<Self> {
        let metadata = workspace.metadata()?;
        let packages = metadata["packages"].as_array().into_iter().flatten();
        let version = packages
            .filter(|package| package["name"] == "haulout-cli")
            .find_map(|package| package["version"].as_str());
        let version = version.ok_or_else(|| CommandError::new("haulout-cli has no version"))?;
        let git = |arguments: &[&str]| {
            let safe = format!("safe.directory={}", workspace.root().display());
            let mut command = workspace.command("git");
            process::output(command.args(["-c", &safe]).args(arguments))
        };
        let time = git(&["log", "-1", "--format=%ct"])?;
        let time = time.trim().parse().context("read the time of the commit")?;
        let commit = git(&["rev-parse", "HEAD"])?;
        if !git(&["status", "--porcelain"])?.is_empty() {
            println!("note: the checkout has changes that are not committed");
        }
        Ok(Self {
            workspace,
            version: version.to_owned(),
            commit: commit.chars().take(COMMIT_DIGITS).collect(),
            time,
        })
    }

    fn folder(&self) -> PathBuf {
        self.workspace.path(FOLDER)
    }

    /// Removes the files of the last release, which could be taken for this one's.
    fn clear(&self) -> CommandResult {
        let folder = self.folder();
        if folder.exists() {
            fs::remove_dir_all(&folder).context(format_args!("remove {FOLDER}"))?;
        }
        fs::create_dir_all(&folder).context(format_args!("make {FOLDER}"))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> CommandResult {
        fs::write(self.folder().join(name), bytes)
            .context(format_args!("write {FOLDER}/{name}"))?;
        println!("{FOLDER}/{name}: {} bytes", bytes.len());
        Ok(())
    }

    /// The program with its license in an archive.
    fn write_program(&self, program: &Program, bytes: &[u8]) -> CommandResult {
        let name = format!("haulout-{}-{}", self.version, program.triple);
        let mut archive = Archive::new(self.time);
        archive.program(&format!("{name}/haulout"), bytes)?;
        for file in ["LICENSE", "README.md", "CHANGELOG.md"] {
            let text = self.workspace.read(file)?;
            archive.file(&format!("{name}/{file}"), text.as_bytes())?;
        }
        self.write(&format!("{name}.tar.gz"), &archive.gzip()?)
    }

    /// The npm package, which npm packs with a fixed time.
    fn pack_npm(&self) -> CommandResult {
        let mut npm = self.workspace.command("npm");
        npm.args(["pack", "./pkg", "--silent", "--pack-destination"]);
        let packed = process::output(npm.arg(self.folder()))?;
        let packed = self.folder().join(packed.trim());
        let bytes = fs::read(&packed).context("read the npm package")?;
        // The chart of the same version would have the same name.
        fs::remove_file(packed).context("rename the npm package")?;
        self.write(&format!("haulout-npm-{}.tgz", self.version), &bytes)
    }

    /// `SHA256SUMS`, as `sha256sum --check` reads it.
    fn write_sums(&self) -> CommandResult {
        let mut sums = BTreeMap::new();
        for entry in fs::read_dir(self.folder()).context(format_args!("read {FOLDER}"))? {
            let path = entry.context(format_args!("read {FOLDER}"))?.path();
            let bytes = fs::read(&path).context(format_args!("read {}", path.display()))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            sums.insert(name.into_owned(), digest::hex_sha256(&bytes));
        }
        let lines = sums.iter().map(|(name, sum)| format!("{sum}  {name}\n"));
        let text: String = lines.collect();
        print!("{text}");
        fs::write(self.folder().join(SUMS), text).context(format_args!("write {SUMS}"))
    }
}

/// The programs that the arguments select; all without arguments.
fn chosen(arguments: &[String]) -> CommandResult<Vec<&'static Program>> {
    let mut chosen = Vec::new();
    let mut rest = arguments.iter().map(String::as_str);
    while let Some(argument) = rest.next() {
        let triple = match argument {
            "--target" => rest.next(),
            _ => None,
        };
        let program = PROGRAMS
            .iter()
            .find(|program| Some(program.triple) == triple);
        let known: Vec<_> = PROGRAMS.iter().map(|program| program.triple).collect();
        chosen.push(program.ok_or_else(|| {
            CommandError::usage(format!(
                "usage: cargo xtask release [--target TRIPLE]...; the targets are {}",
                known.join(", ")
            ))
        })?);
    }
    if chosen.is_empty() {
        chosen.extend(PROGRAMS);
    }
    Ok(chosen)
}

/// As many digits of the commit's hash as git prints for a project of this size.
const COMMIT_DIGITS: usize = 8;
/// Where the files of a release are written.
const FOLDER: &str = "dist";
const SUMS: &str = "SHA256SUMS";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_targets_can_be_released() {
        let chosen = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            chosen(&words).map(|programs| programs.len())
        };
        assert_eq!(
            chosen(&["--target", "x86_64-unknown-linux-musl"]).unwrap(),
            1
        );
        assert!(chosen(&["--target", "toaster"]).is_err());
        assert!(chosen(&["--target"]).is_err());
        assert!(chosen(&["--all"]).is_err());
    }
}
