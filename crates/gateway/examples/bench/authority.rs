//! A certificate authority and a series of certificates.

use std::path::PathBuf;

use clap::Args;
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair, SerialNumber,
};
use serde_json::json;

use crate::Outcome;

/// Which certificates to issue, and where to write them.
#[derive(Args)]
pub(crate) struct Options {
    /// The output folder: the CA's `ca.pem`, and a folder with `tls.crt` and `tls.key` for each certificate.
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// The DNS name in the certificates.
    #[arg(long)]
    name: String,
    /// The number of certificates; serial numbers, which are also the folder names, begin with 1.
    #[arg(long)]
    count: u64,
}

/// Issues the certificates, then prints one line.
pub(crate) fn run(options: &Options) -> Outcome {
    let authority = Authority::new()?;
    std::fs::create_dir_all(&options.folder)?;
    std::fs::write(options.folder.join("ca.pem"), &authority.pem)?;
    for serial in 1..=options.count {
        let folder = options.folder.join(serial.to_string());
        std::fs::create_dir_all(&folder)?;
        let (certificate, key) = authority.certificate(&options.name, serial)?;
        std::fs::write(folder.join("tls.crt"), certificate.pem())?;
        std::fs::write(folder.join("tls.key"), key.serialize_pem())?;
    }
    println!("{}", json!({"certificates": options.count}));
    Ok(())
}

/// A CA whose key is lost when the process ends.
pub(crate) struct Authority {
    pub(crate) pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    pub(crate) fn new() -> Result<Self, rcgen::Error> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // OpenSSL treats a certificate as self-signed if its subject and its issuer are equal.
        params
            .distinguished_name
            .push(DnType::CommonName, "bench CA");
        Ok(Self {
            pem: params.self_signed(&key)?.pem(),
            issuer: Issuer::new(params, key),
        })
    }

    pub(crate) fn certificate(
        &self,
        name: &str,
        serial: u64,
    ) -> Result<(Certificate, KeyPair), rcgen::Error> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new([name.to_owned()])?;
        params.serial_number = Some(SerialNumber::from(serial));
        Ok((params.signed_by(&key, &self.issuer)?, key))
    }
}
