//! Certificates made for one test: an authority, and servers that it vouches for.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// Somebody who vouches for servers.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    file: tempfile::NamedTempFile,
}

/// The years in which a certificate holds.
pub(crate) type Years = (i32, i32);

pub(crate) const NOW: Years = (2000, 4000);
pub(crate) const PAST: Years = (2000, 2001);
pub(crate) const FUTURE: Years = (3999, 4000);

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(issuer.pem().as_bytes()).unwrap();
        Self { issuer, file }
    }

    /// The PEM file that makes a client believe this authority.
    pub(crate) fn path(&self) -> PathBuf {
        self.file.path().to_owned()
    }

    /// A server that proves to be any of `names`, which may be addresses.
    pub(crate) fn server(&self, names: &[&str], (from, until): Years) -> TlsAcceptor {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        acceptor(certificate.der(), &key)
    }
}

/// A server whose certificate nobody else vouches for, as small telephone systems make it.
pub(crate) struct SelfSigned {
    pub(crate) acceptor: TlsAcceptor,
    file: tempfile::NamedTempFile,
}

impl SelfSigned {
    /// `is_authority` is what `openssl req -x509` writes unless told otherwise.
    pub(crate) fn new(name: &str, is_authority: bool, (from, until): Years) -> Self {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        if is_authority {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        }
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(certificate.pem().as_bytes()).unwrap();
        Self { acceptor: acceptor(certificate.der(), &key), file }
    }

    /// The PEM file of the certificate itself.
    pub(crate) fn path(&self) -> PathBuf {
        self.file.path().to_owned()
    }
}

fn acceptor(certificate: &CertificateDer<'static>, key: &KeyPair) -> TlsAcceptor {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}
