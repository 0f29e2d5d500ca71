//! Whom we believe over TLS, and what it means when we do not.
//!
//! The name that a certificate must prove is the host of the URI that was resolved, not the name
//! that DNS led to. It is looked for among the DNS names and addresses of the certificate; a name
//! that stands there only as a SIP URI is not found, and a wildcard counts, other than RFC 5922 §7.2
//! has it, because hosters use them. Keys are logged nowhere.
//!
//! Source: RFC 5922 §4, §7.

mod named;

use std::io;
use std::path::Path;
use std::sync::Arc;

use hickory_resolver::proto::rr::Name;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig, Error, RootCertStore};
use sip_agent::wire::{Route, TransportError};
use tokio::sync::OnceCell;

use crate::settings::TlsSettings;
use crate::tls::named::NamedOrOthers;

/// The certificates believed, read at the first connection that needs them.
#[derive(Debug)]
pub(crate) struct Trust {
    settings: TlsSettings,
    config: OnceCell<Arc<ClientConfig>>,
}

impl Trust {
    pub(crate) fn new(settings: TlsSettings) -> Self {
        Self { settings, config: OnceCell::new() }
    }

    /// Reads the platform's authorities in a thread of its own: that takes some milliseconds.
    pub(crate) async fn config(&self) -> Result<Arc<ClientConfig>, TransportError> {
        let read = || async {
            let settings = self.settings.clone();
            tokio::task::spawn_blocking(move || client_config(&settings))
                .await
                .map_err(|_panicked| TransportError::Unavailable)?
                .map_err(|error| {
                    // Who believes nobody does not believe this peer either.
                    tracing::error!(%error, "no certificate can be checked");
                    TransportError::CertificateUnknown
                })
        };
        self.config.get_or_try_init(read).await.cloned()
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

/// Tells whether a PEM file can serve in [`TlsSettings::extra_roots`]: how many certificates it has.
pub fn check_roots(path: &Path) -> Result<usize, RootError> {
    let certificates = read_roots(path)?;
    let mut store = RootCertStore::empty();
    for certificate in &certificates {
        store.add(certificate.clone()).map_err(|_unusable| RootError::Certificate)?;
    }
    Ok(certificates.len())
}

/// The name that the peer of `route` must prove; its address when the route has no name.
pub(crate) fn server_name(route: &Route) -> Result<ServerName<'static>, TransportError> {
    match &route.server_name {
        None => Ok(ServerName::from(route.peer.ip())),
        Some(name) => {
            let name = name.trim_start_matches('[').trim_end_matches([']', '.']);
            ServerName::try_from(name.to_owned())
                .or_else(|_invalid| ServerName::try_from(in_ascii(name)?).map_err(|_invalid| ()))
                .map_err(|()| TransportError::CertificateName)
        }
    }
}

/// Certificates hold names beyond ASCII in the form that DNS has them.
fn in_ascii(name: &str) -> Result<String, ()> {
    Name::from_utf8(name).map(|name| name.to_ascii()).map_err(|_invalid| ())
}

/// What a person can be told of a handshake that failed.
pub(crate) fn handshake_error(error: &io::Error) -> TransportError {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match tls {
        Some(Error::InvalidCertificate(why)) => certificate_error(why),
        Some(error) => {
            tracing::debug!(%error, "TLS handshake failed");
            TransportError::Handshake
        }
        None if error.kind() == io::ErrorKind::TimedOut => TransportError::TimedOut,
        None => TransportError::Handshake,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the library's enum is open")]
fn certificate_error(why: &CertificateError) -> TransportError {
    match why {
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => TransportError::CertificateExpired,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            TransportError::CertificateName
        }
        other => {
            tracing::debug!(error = ?other, "certificate not believed");
            TransportError::CertificateUnknown
        }
    }
}

fn client_config(settings: &TlsSettings) -> Result<Arc<ClientConfig>, Error> {
    // Named here and not taken from the process: another library may have installed its own.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = verifier(settings, &provider)?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

fn verifier(
    settings: &TlsSettings,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, Error> {
    let named: Vec<_> = settings.extra_roots.iter().flat_map(|path| usable_roots(path)).collect();
    let others = authorities(settings.platform_roots, named.clone(), provider)?;
    Ok(Arc::new(NamedOrOthers { named, others }))
}

fn authorities(
    of_platform: bool,
    extra: Vec<CertificateDer<'static>>,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, Error> {
    if of_platform {
        let verifier =
            rustls_platform_verifier::Verifier::new_with_extra_roots(extra, provider.clone())?;
        return Ok(Arc::new(verifier));
    }
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(extra);
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider.clone())
        .build()
        .map_err(|error| Error::General(error.to_string()))?;
    Ok(verifier)
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

fn read_roots(path: &Path) -> Result<Vec<CertificateDer<'static>>, RootError> {
    let pem = std::fs::read(path).map_err(RootError::Read)?;
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .map_err(|_malformed| RootError::Certificate)?;
    if certificates.is_empty() { Err(RootError::Empty) } else { Ok(certificates) }
}
