//! Looks at certificates while they are checked as the telephone does.
//!
//! A handshake with a certificate that is not believed fails, as it must; what is remembered is the
//! certificate and why it was not believed, so that both can be told.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use reach::Trust;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};

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
    /// For one handshake with `host`; absent when this machine can check no certificate at all.
    pub(crate) async fn new(trust: &Trust, host: &str) -> Option<Self> {
        let inner = trust.verifier(host).await?;
        let seen = Arc::new(Mutex::new(None));
        let watching = Arc::new(Watching { inner, seen: seen.clone() });
        let config = reach::client_config(watching).ok()?;
        Some(Self { config: Arc::new(config), seen })
    }

    pub(crate) fn seen(&self) -> Option<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
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
        let seen = Seen { until: reach::holds_until(certificate), doubt };
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
