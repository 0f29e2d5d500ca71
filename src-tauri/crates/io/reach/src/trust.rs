//! Whom we believe over TLS: the platform's authorities, and those of files.
//!
//! A file that was given for one account is believed of the hosts of that account alone: whoever
//! makes certificates for one telephone system must not be able to pass for another.
//!
//! Source: RFC 5922 §4, §7; RFC 5280 §4.1.2.5.

mod named;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, Error, RootCertStore};
use rustls_platform_verifier::Verifier;
use tokio::sync::OnceCell;

use crate::aside;
use named::NamedOrOthers;

/// Whose certificates are believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustSettings {
    /// PEM files of further authorities, such as a company's own, or of single servers that vouch
    /// for themselves; believed of hosts without files of their own. One that cannot be read is
    /// skipped with a warning; [`check_roots`] tells beforehand.
    pub extra_roots: Vec<PathBuf>,
    /// Files that are believed of one host, and then no others; hosts as [`TrustSettings::host`]
    /// writes them.
    pub of_hosts: BTreeMap<String, BTreeSet<PathBuf>>,
    /// Whether the authorities of the operating system are believed as well.
    pub platform_roots: bool,
}

impl Default for TrustSettings {
    fn default() -> Self {
        Self { extra_roots: Vec::new(), of_hosts: BTreeMap::new(), platform_roots: true }
    }
}

impl TrustSettings {
    /// Adds what belongs together: some hosts, and the file that is believed of them, if any. Hosts
    /// that nobody names believe the file as well: a server may send us on to others of its own.
    pub fn add<'h>(&mut self, hosts: impl IntoIterator<Item = &'h str>, file: Option<&Path>) {
        for host in hosts {
            let files = self.of_hosts.entry(Self::host(host)).or_default();
            files.extend(file.map(Path::to_owned));
        }
        if let Some(file) = file
            && !self.extra_roots.iter().any(|known| known == file)
        {
            self.extra_roots.push(file.to_owned());
        }
    }

    /// Adds a file that is believed of every host.
    pub fn add_for_all(&mut self, file: &Path) {
        for files in self.of_hosts.values_mut() {
            files.insert(file.to_owned());
        }
        self.add([], Some(file));
    }

    /// One host is one however it is written: `PBX.example.org.`, `[2001:DB8::1]`.
    #[must_use]
    pub fn host(written: &str) -> String {
        match crate::literal(written) {
            Some(ip) => ip.to_string(),
            None => written.trim_end_matches('.').to_ascii_lowercase(),
        }
    }

    fn files(&self, host: &str) -> Vec<PathBuf> {
        match self.of_hosts.get(&Self::host(host)) {
            Some(files) => files.iter().cloned().collect(),
            None => self.extra_roots.clone(),
        }
    }
}

/// The certificates believed, read at the first connection that needs them.
#[derive(Debug)]
pub struct Trust {
    settings: TrustSettings,
    read: BTreeMap<Vec<PathBuf>, OnceCell<Believed>>,
}

/// What the files of some hosts come to.
#[derive(Debug, Clone)]
struct Believed {
    verifier: Arc<dyn ServerCertVerifier>,
    /// Shared, so that sessions are resumed.
    config: Arc<ClientConfig>,
}

impl Trust {
    /// Reads nothing yet.
    #[must_use]
    pub fn new(settings: TrustSettings) -> Self {
        let of_hosts = settings.of_hosts.values().map(|files| files.iter().cloned().collect());
        let all: BTreeSet<Vec<PathBuf>> = of_hosts.chain([settings.extra_roots.clone()]).collect();
        let read = all.into_iter().map(|files| (files, OnceCell::new())).collect();
        Self { settings, read }
    }

    /// For connections to this host; absent when this machine can check no certificate at all.
    pub async fn config(&self, host: &str) -> Option<Arc<ClientConfig>> {
        Some(self.believed(host).await?.config)
    }

    /// Checks the certificates of this host; absent when this machine can check none at all.
    pub async fn verifier(&self, host: &str) -> Option<Arc<dyn ServerCertVerifier>> {
        Some(self.believed(host).await?.verifier)
    }

    async fn believed(&self, host: &str) -> Option<Believed> {
        let files = self.settings.files(host);
        let of_platform = self.settings.platform_roots;
        let cell = self.read.get(&files)?;
        let read = || async {
            // The platform's authorities take some milliseconds to read, or hang.
            let verifier = aside("authorities", move || verifier(&files, of_platform)).await;
            let verifier = verifier.ok_or(())?;
            let config = client_config(verifier.clone()).map_err(|error| {
                tracing::error!(%error, "no certificate can be checked");
            })?;
            Ok::<_, ()>(Believed { verifier, config: Arc::new(config) })
        };
        cell.get_or_try_init(read).await.ok().cloned()
    }
}

/// Why a file of certificates is of no use.
#[derive(Debug, thiserror::Error)]
pub enum RootError {
    /// It cannot be read.
    #[error("the file cannot be read")]
    Read(#[source] io::Error),
    /// There is no certificate in it.
    #[error("no certificate in PEM form")]
    Empty,
    /// What it holds is no certificate of an authority.
    #[error("not a certificate")]
    Certificate,
}

/// Tells whether a PEM file can serve in [`TrustSettings`]: how many certificates it has.
///
/// # Errors
/// Says why it cannot.
pub fn check_roots(path: &Path) -> Result<usize, RootError> {
    let certificates = read_roots(path)?;
    let mut store = RootCertStore::empty();
    for certificate in &certificates {
        store.add(certificate.clone()).map_err(|_unusable| RootError::Certificate)?;
    }
    Ok(certificates.len())
}

/// Believes the certificates of these files, as authorities or one by one, and the platform's
/// authorities if they are wanted. On a machine that knows none, nobody else is believed.
#[must_use]
pub fn verifier(files: &[PathBuf], of_platform: bool) -> Arc<dyn ServerCertVerifier> {
    let named: Vec<_> = files.iter().flat_map(|path| usable_roots(path)).collect();
    let others = authorities(of_platform, named.clone()).unwrap_or_else(|error| {
        tracing::warn!(%error, "no authorities are known");
        None
    });
    let algorithms = provider().signature_verification_algorithms;
    Arc::new(NamedOrOthers { named, others, algorithms })
}

/// TLS 1.2 and 1.3, without a certificate of our own.
///
/// # Errors
/// When the library has neither version.
pub fn client_config(verifier: Arc<dyn ServerCertVerifier>) -> Result<ClientConfig, Error> {
    Ok(ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth())
}

/// Until when a certificate holds; absent when it cannot be read.
#[must_use]
pub fn holds_until(certificate: &CertificateDer<'_>) -> Option<Timestamp> {
    let (_, read) = x509_parser::parse_x509_certificate(certificate).ok()?;
    Timestamp::from_second(read.validity().not_after.timestamp()).ok()
}

/// Named here and not taken from the process: another library may have installed its own.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn authorities(
    of_platform: bool,
    extra: Vec<CertificateDer<'static>>,
) -> Result<Option<Arc<dyn ServerCertVerifier>>, Error> {
    if of_platform {
        let verifier = Verifier::new_with_extra_roots(extra, provider())?;
        return Ok(Some(Arc::new(verifier)));
    }
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(extra);
    if store.is_empty() {
        return Ok(None);
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider())
        .build()
        .map_err(|error| Error::General(error.to_string()))?;
    Ok(Some(verifier))
}

/// The certificates of a file, without those that no verifier would take.
fn usable_roots(path: &Path) -> Vec<CertificateDer<'static>> {
    let certificates = read_roots(path).unwrap_or_else(|error| {
        tracing::warn!(%error, path = %path.display(), "a file of certificates is skipped");
        Vec::new()
    });
    let is_usable = |certificate: &CertificateDer<'static>| {
        RootCertStore::empty().add(certificate.clone()).is_ok()
    };
    certificates.into_iter().filter(is_usable).collect()
}

/// The certificates of a PEM file.
///
/// # Errors
/// Says why it is of no use.
pub fn read_roots(path: &Path) -> Result<Vec<CertificateDer<'static>>, RootError> {
    let pem = std::fs::read(path).map_err(RootError::Read)?;
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .map_err(|_malformed| RootError::Certificate)?;
    if certificates.is_empty() { Err(RootError::Empty) } else { Ok(certificates) }
}

#[cfg(test)]
mod tests;
