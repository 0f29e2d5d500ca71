//! Believes certificates that were named one by one, and asks another verifier about all others.
//!
//! Small telephone systems make their own certificate, and mostly mark it as an authority's: no
//! ordinary verifier takes that from a server, even when it is the very one that was named. Here such
//! a certificate must be the same octet by octet, in its time, and for the right name.
//!
//! Source: RFC 5280 §4.1.2.5 (validity), RFC 5922 §7.4 (certificates named by hand).

use std::sync::Arc;

use jiff::Timestamp;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

/// Believes the named certificates, and what `others` believes.
#[derive(Debug)]
pub(super) struct NamedOrOthers {
    pub(super) named: Vec<CertificateDer<'static>>,
    pub(super) others: Arc<dyn ServerCertVerifier>,
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
            return self.others.verify_server_cert(certificate, chain, name, ocsp, now);
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
        self.others.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.others.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.others.supported_verify_schemes()
    }
}

fn check_time(certificate: &CertificateDer<'_>, now: UnixTime) -> Result<(), Error> {
    let (from, until) = validity(certificate).ok_or(CertificateError::BadEncoding)?;
    let now = i64::try_from(now.as_secs())
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .ok_or(CertificateError::BadEncoding)?
        .strftime("%Y%m%d%H%M%S")
        .to_string();
    if now < from {
        Err(CertificateError::NotValidYet.into())
    } else if now > until {
        Err(CertificateError::Expired.into())
    } else {
        Ok(())
    }
}

/// From when and until when a certificate holds, each as `YYYYMMDDhhmmss` in UTC.
fn validity(certificate: &[u8]) -> Option<(String, String)> {
    let (SEQUENCE, certificate, _) = element(certificate)? else { return None };
    let (SEQUENCE, mut fields, _) = element(certificate)? else { return None };
    if let (VERSION, _, rest) = element(fields)? {
        fields = rest;
    }
    // Serial number, algorithm and issuer come before.
    for _field in 0..3 {
        fields = element(fields)?.2;
    }
    let (SEQUENCE, times, _) = element(fields)? else { return None };
    let (from_kind, from, times) = element(times)?;
    let (until_kind, until, _) = element(times)?;
    Some((moment(from_kind, from)?, moment(until_kind, until)?))
}

/// Tags of DER.
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// Splits the first DER element off: its tag, its content, and what follows.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (octets, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        if octets.len() > size_of::<u32>() {
            return None;
        }
        (octets.iter().fold(0, |length, &octet| length << 8 | usize::from(octet)), rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// Brings both ways to write a time into one form that can be compared.
fn moment(kind: u8, text: &[u8]) -> Option<String> {
    let digits = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match (kind, digits.len()) {
        // Two digits of the year: 50 and above belong to the last century.
        (UTC_TIME, 12) if digits >= "50" => Some(format!("19{digits}")),
        (UTC_TIME, 12) => Some(format!("20{digits}")),
        (GENERALIZED_TIME, 14) => Some(digits.to_owned()),
        _other => None,
    }
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    use super::*;

    #[test]
    fn the_time_of_a_certificate_is_read_in_both_forms() {
        for (from, until) in [(1999, 2031), (2000, 4000), (1950, 2049), (2050, 9999)] {
            let read = validity(&certificate(from, until));

            let moment = |year| format!("{year:04}0203000000");
            assert_eq!(read, Some((moment(from), moment(until))));
        }
    }

    #[test]
    fn a_certificate_holds_from_its_first_to_its_last_second() {
        let certificate = CertificateDer::from(certificate(2001, 2002));
        let first = 981_158_400;
        let last = 1_012_694_400;
        let at = |seconds| check_time(&certificate, UnixTime::since_unix_epoch(seconds));

        let seconds = std::time::Duration::from_secs;
        assert_eq!(at(seconds(first - 1)), Err(CertificateError::NotValidYet.into()));
        assert_eq!(at(seconds(first)), Ok(()));
        assert_eq!(at(seconds(last)), Ok(()));
        assert_eq!(at(seconds(last + 1)), Err(CertificateError::Expired.into()));
    }

    #[test]
    fn no_part_of_a_certificate_and_no_damage_to_it_is_taken_for_more() {
        let whole = certificate(2001, 2002);
        for end in 0..whole.len() {
            assert_eq!(validity(&whole[..end]), None, "cut at {end}");
        }
        for place in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] = 0xff;
            let _must_not_panic = validity(&damaged);
        }
    }

    fn certificate(from: i32, until: i32) -> Vec<u8> {
        let mut params = CertificateParams::new(vec!["peer.test".to_owned()]).unwrap();
        params.not_before = date_time_ymd(from, 2, 3);
        params.not_after = date_time_ymd(until, 2, 3);
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
    }
}
