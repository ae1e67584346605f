//! The container image: the static program and the certificate authorities, nothing else.
//!
//! <https://github.com/opencontainers/image-spec/blob/main/image-layout.md>

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Release;
use super::archive::{Archive, gzip};
use super::authorities;
use crate::bundle::digest::hex_sha256;
use crate::error::CommandResult;

/// The files of an image, by their path.
pub(super) struct Root {
    pub(super) program: Vec<u8>,
    pub(super) authorities: String,
}

/// The files of the image with this program.
pub(super) fn root(program: &[u8]) -> Root {
    Root {
        program: program.to_owned(),
        authorities: authorities::pem(),
    }
}

/// An OCI archive with an image for each architecture, which `docker load`, `podman load` and `skopeo` read.
pub(super) fn archive(
    release: &Release<'_>,
    images: &[(&'static str, Root)],
) -> CommandResult<Vec<u8>> {
    let mut blobs = Blobs::default();
    let mut manifests = Vec::new();
    for (architecture, root) in images {
        manifests.push(add_image(&mut blobs, release, architecture, root)?);
    }
    let reference = if manifests.len() == 1 {
        manifests.remove(0)
    } else {
        let index = json!({
            "schemaVersion": SCHEMA_VERSION,
            "mediaType": INDEX_TYPE,
            "manifests": manifests,
        });
        blobs.add_json(INDEX_TYPE, &index)
    };
    let mut reference = reference;
    reference["annotations"] = json!({
        "io.containerd.image.name": format!("haulout:{}", release.version),
        "org.opencontainers.image.ref.name": release.version,
    });
    let index = json!({
        "schemaVersion": SCHEMA_VERSION,
        "mediaType": INDEX_TYPE,
        "manifests": [reference],
    });
    let mut archive = Archive::new(release.time);
    archive.folder("blobs")?;
    archive.folder("blobs/sha256")?;
    for (digest, bytes) in &blobs.by_digest {
        archive.file(&format!("blobs/sha256/{digest}"), bytes)?;
    }
    archive.file("index.json", index.to_string().as_bytes())?;
    archive.file("oci-layout", br#"{"imageLayoutVersion":"1.0.0"}"#)?;
    archive.tar()
}

/// Adds layer, configuration and manifest, and returns the manifest's descriptor.
fn add_image(
    blobs: &mut Blobs,
    release: &Release<'_>,
    architecture: &str,
    root: &Root,
) -> CommandResult<Value> {
    let mut layer = Archive::new(release.time);
    for folder in ["etc", "etc/ssl", "etc/ssl/certs"] {
        layer.folder(folder)?;
    }
    layer.file(AUTHORITIES, root.authorities.as_bytes())?;
    layer.program(PROGRAM, &root.program)?;
    let layer = layer.tar()?;
    let labels = json!({
        "org.opencontainers.image.title": "haulout",
        "org.opencontainers.image.description": "Browser login for Kubernetes clusters that use Pinniped",
        "org.opencontainers.image.licenses": "Apache-2.0",
        "org.opencontainers.image.version": release.version,
    });
    let config = json!({
        "architecture": architecture,
        "os": "linux",
        "created": rfc3339(release.time),
        "config": {
            "Entrypoint": [format!("/{PROGRAM}")],
            "Cmd": ["serve", "--config", "/etc/haulout/haulout.yaml", "--listen", "0.0.0.0:8080"],
            "ExposedPorts": {"8080/tcp": {}},
            "User": USER,
            "WorkingDir": "/",
            "Labels": labels,
        },
        "rootfs": {"type": "layers", "diff_ids": [format!("sha256:{}", hex_sha256(&layer))]},
        "history": [{"created": rfc3339(release.time), "created_by": "cargo xtask release"}],
    });
    let manifest = json!({
        "schemaVersion": SCHEMA_VERSION,
        "mediaType": MANIFEST_TYPE,
        "config": blobs.add_json(CONFIG_TYPE, &config),
        "layers": [blobs.add(LAYER_TYPE, gzip(&layer)?)],
        "annotations": labels,
    });
    let mut descriptor = blobs.add_json(MANIFEST_TYPE, &manifest);
    descriptor["platform"] = json!({"architecture": architecture, "os": "linux"});
    Ok(descriptor)
}

/// Contents by their SHA-256.
#[derive(Default)]
struct Blobs {
    by_digest: BTreeMap<String, Vec<u8>>,
}

impl Blobs {
    /// Adds a content and returns its descriptor.
    fn add(&mut self, media_type: &str, bytes: Vec<u8>) -> Value {
        let digest = hex_sha256(&bytes);
        let descriptor = json!({
            "mediaType": media_type,
            "digest": format!("sha256:{digest}"),
            "size": bytes.len(),
        });
        self.by_digest.insert(digest, bytes);
        descriptor
    }

    fn add_json(&mut self, media_type: &str, value: &Value) -> Value {
        self.add(media_type, value.to_string().into_bytes())
    }
}

/// The time as RFC 3339 §5.6 has it, in UTC.
fn rfc3339(time: u64) -> String {
    let (days, seconds) = (time / SECONDS_PER_DAY, time % SECONDS_PER_DAY);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut year = 1970;
    let mut day = days;
    while day >= days_of_year(year) {
        day -= days_of_year(year);
        year += 1;
    }
    let mut month = 0;
    while day >= days_of_month(year, month) {
        day -= days_of_month(year, month);
        month += 1;
    }
    let (month, day) = (month + 1, day + 1);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

fn days_of_year(year: u64) -> u64 {
    365 + u64::from(is_leap(year))
}

fn days_of_month(year: u64, month: usize) -> u64 {
    const DAYS: [u64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    DAYS[month] + u64::from(month == 1 && is_leap(year))
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// The user `nonroot` of other images without a shell, which operators already allow.
pub(super) const USER: &str = "65532:65532";
pub(super) const PROGRAM: &str = "haulout";
/// Where the TLS library looks for the system's authorities.
pub(super) const AUTHORITIES: &str = "etc/ssl/certs/ca-certificates.crt";
const SCHEMA_VERSION: u64 = 2;
const INDEX_TYPE: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST_TYPE: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIG_TYPE: &str = "application/vnd.oci.image.config.v1+json";
const LAYER_TYPE: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
const SECONDS_PER_DAY: u64 = 24 * 60 * 60;

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn times_are_those_of_the_calendar() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(rfc3339(1_798_761_599), "2026-12-31T23:59:59Z");
    }

    #[test]
    fn every_descriptor_names_a_blob_with_its_digest_and_size() {
        let workspace = Workspace::at(std::env::temp_dir());
        let release = Release {
            workspace: &workspace,
            version: "1.2.3".to_owned(),
            commit: "0123abcd".into(),
            time: 1_700_000_000,
        };
        let images = [("amd64", root(b"one")), ("arm64", root(b"other"))];
        let bytes = archive(&release, &images).unwrap();
        let mut files = BTreeMap::new();
        for entry in tar::Archive::new(&bytes[..]).entries().unwrap() {
            let mut entry = entry.unwrap();
            let path = entry.path().unwrap().display().to_string();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            files.insert(path, content);
        }
        assert!(files.contains_key("oci-layout"));
        let blob = |descriptor: &Value| {
            let digest = descriptor["digest"].as_str().unwrap();
            let bytes = &files[&format!("blobs/{}", digest.replace(':', "/"))];
            assert_eq!(descriptor["size"], bytes.len());
            assert_eq!(digest, format!("sha256:{}", hex_sha256(bytes)));
            bytes
        };
        let json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap();
        let top = json(&files["index.json"]);
        let index = json(blob(&top["manifests"][0]));
        for (number, architecture) in ["amd64", "arm64"].into_iter().enumerate() {
            let manifest = json(blob(&index["manifests"][number]));
            let config = json(blob(&manifest["config"]));
            assert_eq!(config["architecture"], architecture);
            assert_eq!(config["config"]["User"], "65532:65532");
            let layer = blob(&manifest["layers"][0]);
            let mut whole = Vec::new();
            flate2::read::GzDecoder::new(&layer[..])
                .read_to_end(&mut whole)
                .unwrap();
            let diff_id = format!("sha256:{}", hex_sha256(&whole));
            assert_eq!(config["rootfs"]["diff_ids"][0], diff_id);
        }
    }
}
