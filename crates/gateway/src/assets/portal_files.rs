//! The contents of a portal's folder, from the disk or from the program itself.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use bytes::Bytes;

use super::AssetsError;

/// The files by their path in the folder, with `/` between its parts.
pub(crate) struct PortalFiles<'a> {
    /// Where they are, for error messages.
    folder: &'a Path,
    files: BTreeMap<String, Bytes>,
}

impl<'a> PortalFiles<'a> {
    /// Reads the files that a portal has; other files of the folder are not touched.
    pub(super) fn read(folder: &'a Path) -> Result<Self, AssetsError> {
        let mut files = BTreeMap::new();
        for name in DOCUMENTS {
            for end in ["", ".br", ".gz"] {
                let name = format!("{name}{end}");
                let path = folder.join(&name);
                if path.is_file() {
                    files.insert(name, read(&path)?);
                }
            }
        }
        for name in FOLDERS {
            collect(&folder.join(name), name, &mut files)?;
        }
        Ok(Self { folder, files })
    }

    /// Takes files that the program contains.
    pub(super) fn contained(
        files: impl IntoIterator<Item = (&'static str, &'static [u8])>,
    ) -> Self {
        let files = files
            .into_iter()
            .map(|(name, bytes)| (name.to_owned(), Bytes::from_static(bytes)));
        Self {
            folder: Path::new("portal"),
            files: files.collect(),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Bytes> {
        self.files.get(name)
    }

    /// A file that every portal has.
    pub(super) fn require(&self, name: &str) -> Result<&Bytes, AssetsError> {
        let missing = || self.error(name, ErrorKind::NotFound.into());
        self.get(name).ok_or_else(missing)
    }

    pub(super) fn error(&self, name: &str, cause: std::io::Error) -> AssetsError {
        AssetsError {
            path: self.folder.join(name),
            cause,
        }
    }

    /// The files below a folder, by their path in it, without the compressed forms of others.
    pub(crate) fn below(&self, folder: &str) -> impl Iterator<Item = &str> {
        let names = self.files.keys();
        names
            .filter_map(move |name| name.strip_prefix(folder)?.strip_prefix('/'))
            .filter(|name| !name.ends_with(".br") && !name.ends_with(".gz"))
    }
}

/// Collects all files below a folder, by their paths in the portal; none if the folder does not exist.
fn collect(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, Bytes>,
) -> Result<(), AssetsError> {
    let fail = |cause| AssetsError {
        path: folder.to_owned(),
        cause,
    };
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        let name = format!("{prefix}/{name}");
        if path.is_dir() {
            collect(&path, &name, files)?;
        } else {
            files.insert(name, read(&path)?);
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Bytes, AssetsError> {
    std::fs::read(path)
        .map(Bytes::from)
        .map_err(|cause| AssetsError {
            path: path.to_owned(),
            cause,
        })
}

const DOCUMENTS: [&str; 2] = ["index.html", "embed.html"];
const FOLDERS: [&str; 2] = ["assets", "embed"];
