//! A certificate authority of the lab's own.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};

/// Signs server certificates; whoever is to trust them gets [`Authority::certificate`].
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority").finish_non_exhaustive()
    }
}

/// Where a server's certificate and key were written.
#[derive(Debug, Clone)]
pub struct ServerFiles {
    pub certificate: PathBuf,
    pub key: PathBuf,
    /// Key and certificate in one file, as baresip wants them.
    pub both: PathBuf,
    pub authority: PathBuf,
}

impl Authority {
    /// Makes a new authority with a key of its own.
    ///
    /// # Errors
    /// When no key can be made.
    pub fn new() -> anyhow::Result<Self> {
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name.push(DnType::CommonName, "Rufbereit lab authority");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate()?;
        let pem = parameters.self_signed(&key)?.pem();
        Ok(Self { issuer: Issuer::new(parameters, key), pem })
    }

    /// The authority's own certificate (PEM).
    #[must_use]
    pub fn certificate(&self) -> &str {
        &self.pem
    }

    /// Writes a certificate for `names` and `addresses` with its key into `folder`.
    ///
    /// # Errors
    /// When a name is none, or a file cannot be written.
    pub fn issue(
        &self,
        names: &[&str],
        addresses: &[IpAddr],
        folder: &Path,
    ) -> anyhow::Result<ServerFiles> {
        self.issue_as(names, addresses, folder, |_always| {})
    }

    /// The same for a certificate that holds from the beginning of one year to that of another.
    ///
    /// # Errors
    /// As for [`Authority::issue`].
    pub fn issue_between(
        &self,
        names: &[&str],
        addresses: &[IpAddr],
        folder: &Path,
        (from, until): (i32, i32),
    ) -> anyhow::Result<ServerFiles> {
        self.issue_as(names, addresses, folder, |parameters| {
            parameters.not_before = date_time_ymd(from, 1, 1);
            parameters.not_after = date_time_ymd(until, 1, 1);
        })
    }

    fn issue_as(
        &self,
        names: &[&str],
        addresses: &[IpAddr],
        folder: &Path,
        change: impl FnOnce(&mut CertificateParams),
    ) -> anyhow::Result<ServerFiles> {
        let mut subjects: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        subjects.extend(addresses.iter().map(ToString::to_string));
        let mut parameters = CertificateParams::new(subjects)?;
        let name = names.first().copied().unwrap_or("lab");
        parameters.distinguished_name.push(DnType::CommonName, name);
        change(&mut parameters);
        let key = KeyPair::generate()?;
        let pem = parameters.signed_by(&key, &self.issuer)?.pem();

        let files = ServerFiles {
            certificate: folder.join("server.pem"),
            key: folder.join("server.key"),
            both: folder.join("server-both.pem"),
            authority: folder.join("authority.pem"),
        };
        std::fs::write(&files.certificate, &pem)?;
        std::fs::write(&files.key, key.serialize_pem())?;
        std::fs::write(&files.both, format!("{}{pem}", key.serialize_pem()))?;
        std::fs::write(&files.authority, &self.pem)?;
        Ok(files)
    }
}
