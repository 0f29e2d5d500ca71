//! Checks certificates as the telephone does, and remembers what it saw.
//!
//! A handshake with a certificate that is not believed fails, as it must; what is remembered is the
//! certificate and why it was not believed, so that both can be told.
//!
//! Source: RFC 5922 §4, §7; RFC 5280 §4.1.2.5.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use rustls_platform_verifier::Verifier;
use tokio::sync::OnceCell;

use crate::TrustSettings;
use crate::aside::aside;

/// Whom we believe.
#[derive(Debug)]
pub(crate) struct Trust {
    settings: TrustSettings,
    verifier: OnceCell<Option<Arc<dyn ServerCertVerifier>>>,
}

/// What a server showed.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// Until when its certificate holds.
    pub(crate) until: Option<Timestamp>,
    /// Why it is not believed.
    pub(crate) doubt: Option<CertificateError>,
}

/// A configuration for one handshake, and what it sees.
pub(crate) struct Glass {
    pub(crate) config: Arc<ClientConfig>,
    seen: Arc<Mutex<Option<Seen>>>,
}

impl Glass {
    pub(crate) fn seen(&self) -> Option<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Trust {
    pub(crate) const fn new(settings: TrustSettings) -> Self {
        Self { settings, verifier: OnceCell::const_new() }
    }

    /// For one handshake; absent when this machine can check no certificate at all.
    pub(crate) async fn glass(&self) -> Option<Glass> {
        let read = || async {
            let settings = self.settings.clone();
            // The platform's authorities take some milliseconds to read, or hang.
            aside("authorities", move || verifier(&settings)).await
        };
        let inner = self.verifier.get_or_init(read).await.clone()?;
        let seen = Arc::new(Mutex::new(None));
        let watching = Arc::new(Watching { inner, seen: seen.clone() });
        let config = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .ok()?
            .dangerous()
            .with_custom_certificate_verifier(watching)
            .with_no_client_auth();
        Some(Glass { config: Arc::new(config), seen })
    }
}

/// Asks another verifier and remembers its answer.
#[derive(Debug)]
struct Watching {
    inner: Arc<dyn ServerCertVerifier>,
    seen: Arc<Mutex<Option<Seen>>>,
}

impl ServerCertVerifier for Watching {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let answer = self.inner.verify_server_cert(certificate, chain, name, ocsp, now);
        let doubt = match &answer {
            Ok(_) => None,
            Err(Error::InvalidCertificate(why)) => Some(why.clone()),
            Err(_other) => Some(CertificateError::BadEncoding),
        };
        let seen = Seen { until: until(certificate), doubt };
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
        answer
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

/// Believes certificates that were named one by one, as the telephone does, and what `others` believes.
#[derive(Debug)]
struct NamedOrOthers {
    named: Vec<CertificateDer<'static>>,
    /// Absent on a machine that knows no authority: then nobody else is believed.
    others: Option<Arc<dyn ServerCertVerifier>>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for NamedOrOthers {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if !self.named.iter().any(|named| named.as_ref() == certificate.as_ref()) {
            let others = self.others.as_ref().ok_or(CertificateError::UnknownIssuer)?;
            return others.verify_server_cert(certificate, chain, name, ocsp, now);
        }
        check_time(certificate, now)?;
        verify_server_name(&ParsedCertificate::try_from(certificate)?, name)?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

fn check_time(certificate: &CertificateDer<'_>, now: UnixTime) -> Result<(), CertificateError> {
    let (_, read) = x509_parser::parse_x509_certificate(certificate)
        .map_err(|_malformed| CertificateError::BadEncoding)?;
    let now = i64::try_from(now.as_secs()).map_err(|_far| CertificateError::BadEncoding)?;
    if now < read.validity().not_before.timestamp() {
        Err(CertificateError::NotValidYet)
    } else if now > read.validity().not_after.timestamp() {
        Err(CertificateError::Expired)
    } else {
        Ok(())
    }
}

fn until(certificate: &CertificateDer<'_>) -> Option<Timestamp> {
    let (_, read) = x509_parser::parse_x509_certificate(certificate).ok()?;
    Timestamp::from_second(read.validity().not_after.timestamp()).ok()
}

/// Named here and not taken from the process: another library may have installed its own.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn verifier(settings: &TrustSettings) -> Arc<dyn ServerCertVerifier> {
    let named: Vec<_> = settings.extra_roots.iter().flat_map(|path| usable_roots(path)).collect();
    let others = authorities(settings.platform_roots, named.clone()).unwrap_or_else(|error| {
        tracing::debug!(%error, "no authorities are known");
        None
    });
    let algorithms = provider().signature_verification_algorithms;
    Arc::new(NamedOrOthers { named, others, algorithms })
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
    let pem = std::fs::read(path).unwrap_or_else(|error| {
        tracing::warn!(%error, path = %path.display(), "a file of certificates is skipped");
        Vec::new()
    });
    CertificateDer::pem_slice_iter(&pem)
        .flatten()
        .filter(|certificate| RootCertStore::empty().add(certificate.clone()).is_ok())
        .collect()
}
