//! Believes certificates that were named one by one, and asks another verifier about all others.
//!
//! Small telephone systems make their own certificate, and mostly mark it as an authority's: no
//! ordinary verifier takes that from a server, even when it is the very one that was named. Here such
//! a certificate must be the same octet by octet, in its time, and for the right name.
//!
//! Source: RFC 5280 §4.1.2.5 (validity), RFC 5922 §7.4 (certificates named by hand).

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

/// Believes the named certificates, and what `others` believes.
#[derive(Debug)]
pub(super) struct NamedOrOthers {
    pub(super) named: Vec<CertificateDer<'static>>,
    /// Absent on a machine that knows no authority: then nobody else is believed.
    pub(super) others: Option<Arc<dyn ServerCertVerifier>>,
    pub(super) algorithms: WebPkiSupportedAlgorithms,
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

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    use super::*;

    #[test]
    fn a_certificate_holds_from_its_first_to_its_last_second() {
        let certificate = certificate(2001, 2002);
        let (first, last) = (981_158_400, 1_012_694_400);
        let at = |seconds| {
            let since = std::time::Duration::from_secs(seconds);
            check_time(&certificate, UnixTime::since_unix_epoch(since))
        };

        assert_eq!(at(first - 1), Err(CertificateError::NotValidYet));
        assert_eq!(at(first), Ok(()));
        assert_eq!(at(last), Ok(()));
        assert_eq!(at(last + 1), Err(CertificateError::Expired));
    }

    #[test]
    fn a_damaged_certificate_is_not_taken_for_a_good_one() {
        let whole = certificate(2001, 2002);
        let within = std::time::Duration::from_secs(990_000_000);
        let now = UnixTime::since_unix_epoch(within);
        for end in 0..whole.len() {
            let part = CertificateDer::from(whole[..end].to_vec());
            assert_eq!(check_time(&part, now), Err(CertificateError::BadEncoding), "cut at {end}");
        }
        for place in 0..whole.len() {
            let mut damaged = whole.to_vec();
            damaged[place] = 0xff;
            let _must_not_panic = check_time(&CertificateDer::from(damaged), now);
        }
    }

    fn certificate(from: i32, until: i32) -> CertificateDer<'static> {
        let mut params = CertificateParams::new(vec!["peer.test".to_owned()]).unwrap();
        params.not_before = date_time_ymd(from, 2, 3);
        params.not_after = date_time_ymd(until, 2, 3);
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().clone()
    }
}
