//! Compresses each file at build time, with the highest compression levels.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::error::{CommandResult, Context};

/// Brotli's highest level: the time is spent once, the bytes are saved in every download.
const BROTLI_QUALITY: u32 = 11;

/// The largest window that every browser accepts, as a power of two.
const BROTLI_WINDOW: u32 = 24;

const BUFFER_BYTES: usize = 4096;

/// The size of a file in each encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sizes {
    pub(super) raw: usize,
    pub(super) gzip: usize,
    pub(super) brotli: usize,
}

/// Writes a file and its compressed forms.
pub(crate) fn write(target: &Path, bytes: &[u8]) -> CommandResult<Sizes> {
    save(target.to_owned(), bytes)?;
    let name = target.to_string_lossy();
    if !is_compressible(&name) {
        return sizes(&name, bytes);
    }
    let (gzipped, brotlied) = (gzip(bytes)?, brotli(bytes)?);
    save(with_suffix(target, ".gz"), &gzipped)?;
    save(with_suffix(target, ".br"), &brotlied)?;
    Ok(Sizes {
        raw: bytes.len(),
        gzip: gzipped.len(),
        brotli: brotlied.len(),
    })
}

/// The sizes that [`write()`] would return. A file in a compressed format counts with its raw size, because it is
/// sent as it is.
pub(super) fn sizes(name: &str, bytes: &[u8]) -> CommandResult<Sizes> {
    let raw = bytes.len();
    if !is_compressible(name) {
        return Ok(Sizes {
            raw,
            gzip: raw,
            brotli: raw,
        });
    }
    Ok(Sizes {
        raw,
        gzip: gzip(bytes)?.len(),
        brotli: brotli(bytes)?.len(),
    })
}

fn gzip(bytes: &[u8]) -> CommandResult<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).context("gzip a file")?;
    encoder.finish().context("gzip a file")
}

fn brotli(bytes: &[u8]) -> CommandResult<Vec<u8>> {
    let mut encoder =
        brotli::CompressorWriter::new(Vec::new(), BUFFER_BYTES, BROTLI_QUALITY, BROTLI_WINDOW);
    encoder
        .write_all(bytes)
        .context("compress a file with brotli")?;
    Ok(encoder.into_inner())
}

fn is_compressible(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default();
    !matches!(extension, "avif" | "gif" | "jpg" | "png" | "webp" | "woff2")
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn save(path: PathBuf, bytes: &[u8]) -> CommandResult {
    fs::write(&path, bytes).context(format_args!("write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn compressed_files_can_be_decompressed() {
        let text = "haulout ".repeat(1000).into_bytes();
        let mut back = Vec::new();
        brotli::Decompressor::new(&brotli(&text).unwrap()[..], BUFFER_BYTES)
            .read_to_end(&mut back)
            .unwrap();
        assert_eq!(back, text);
        back.clear();
        flate2::read::GzDecoder::new(&gzip(&text).unwrap()[..])
            .read_to_end(&mut back)
            .unwrap();
        assert_eq!(back, text);
    }

    #[test]
    fn a_picture_is_not_compressed() {
        let sizes = sizes("logo.png", &[0; 999]).unwrap();
        assert_eq!((sizes.gzip, sizes.brotli), (999, 999));
    }
}
