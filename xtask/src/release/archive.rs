//! Tar archives that are equal for equal contents: fixed times, owners and order.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, EntryType, Header};

use crate::error::{CommandResult, Context};

/// An archive in memory.
pub(super) struct Archive {
    builder: Builder<Vec<u8>>,
    time: u64,
}

impl Archive {
    /// An empty archive whose entries have this time.
    pub(super) fn new(time: u64) -> Self {
        Self {
            builder: Builder::new(Vec::new()),
            time,
        }
    }

    pub(super) fn file(&mut self, path: &str, bytes: &[u8]) -> CommandResult {
        self.append(path, EntryType::Regular, READABLE, bytes)
    }

    pub(super) fn program(&mut self, path: &str, bytes: &[u8]) -> CommandResult {
        self.append(path, EntryType::Regular, EXECUTABLE, bytes)
    }

    pub(super) fn folder(&mut self, path: &str) -> CommandResult {
        self.append(path, EntryType::Directory, EXECUTABLE, &[])
    }

    fn append(&mut self, path: &str, kind: EntryType, mode: u32, bytes: &[u8]) -> CommandResult {
        let mut header = Header::new_ustar();
        header.set_entry_type(kind);
        header.set_mode(mode);
        header.set_mtime(self.time);
        header.set_uid(0);
        header.set_gid(0);
        header.set_size(bytes.len() as u64);
        self.builder
            .append_data(&mut header, path, bytes)
            .context(format_args!("add {path} to an archive"))
    }

    /// The archive without compression.
    pub(super) fn tar(self) -> CommandResult<Vec<u8>> {
        self.builder.into_inner().context("finish an archive")
    }

    pub(super) fn gzip(self) -> CommandResult<Vec<u8>> {
        gzip(&self.tar()?)
    }
}

/// Compresses without a time or a name in the header.
pub(super) fn gzip(bytes: &[u8]) -> CommandResult<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).context("compress an archive")?;
    encoder.finish().context("compress an archive")
}

const READABLE: u32 = 0o644;
const EXECUTABLE: u32 = 0o755;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_contents_are_equal_archives_with_the_given_time() {
        let archive = || {
            let mut archive = Archive::new(1_700_000_000);
            archive.folder("etc").unwrap();
            archive.program("etc/haulout", b"\x7fELF").unwrap();
            archive.gzip().unwrap()
        };
        assert_eq!(archive(), archive());
        let bytes = archive();
        let mut read = tar::Archive::new(flate2::read::GzDecoder::new(&bytes[..]));
        let headers: Vec<_> = read
            .entries()
            .unwrap()
            .map(|entry| entry.unwrap().header().clone())
            .collect();
        assert_eq!(headers.len(), 2);
        for header in &headers {
            assert_eq!(header.mtime().unwrap(), 1_700_000_000);
            assert_eq!(header.uid().unwrap(), 0);
            assert_eq!(header.mode().unwrap(), 0o755);
        }
    }
}
