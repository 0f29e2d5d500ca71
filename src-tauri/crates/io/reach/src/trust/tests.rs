//! Whom is believed, and of which host.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{ServerName, UnixTime};

use super::*;

/// An authority, and the file that names it.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    file: tempfile::NamedTempFile,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), issuer.pem()).unwrap();
        Self { issuer, file }
    }

    fn certificate(&self, name: &str) -> CertificateDer<'static> {
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let key = KeyPair::generate().unwrap();
        params.signed_by(&key, &self.issuer).unwrap().der().clone()
    }
}

async fn believes(trust: &Trust, host: &str, authority: &Authority) -> bool {
    let verifier = trust.verifier(host).await.unwrap();
    let certificate = authority.certificate(host);
    let name = ServerName::try_from(host.to_owned()).unwrap();
    verifier.verify_server_cert(&certificate, &[], &name, &[], UnixTime::now()).is_ok()
}

#[tokio::test]
async fn a_file_is_believed_of_the_hosts_of_its_own_account_and_of_nobody_elses() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let mut settings = TrustSettings { platform_roots: false, ..TrustSettings::default() };
    settings.add(["PBX.example.org.", "192.0.2.7"], Some(ours.file.path()));
    settings.add(["other.example.org"], Some(theirs.file.path()));
    settings.add(["plain.example.org"], None);
    let trust = Trust::new(settings);

    for host in ["pbx.example.org", "192.0.2.7"] {
        assert!(believes(&trust, host, &ours).await, "{host}");
        assert!(!believes(&trust, host, &theirs).await, "{host}");
    }
    assert!(believes(&trust, "other.example.org", &theirs).await);
    assert!(!believes(&trust, "other.example.org", &ours).await);
    for authority in [&ours, &theirs] {
        assert!(!believes(&trust, "plain.example.org", authority).await);
        assert!(believes(&trust, "proxy.example.org", authority).await, "named by no account");
    }
}

#[tokio::test]
async fn two_accounts_at_one_host_add_their_files() {
    let (first, second) = (Authority::new(), Authority::new());
    let mut settings = TrustSettings { platform_roots: false, ..TrustSettings::default() };
    settings.add(["pbx.example.org"], Some(first.file.path()));
    settings.add(["pbx.example.org"], Some(second.file.path()));
    let trust = Trust::new(settings);

    for authority in [&first, &second] {
        assert!(believes(&trust, "pbx.example.org", authority).await);
    }
}

#[test]
fn one_host_is_one_however_it_is_written() {
    for (written, host) in [
        ("PBX.Example.org.", "pbx.example.org"),
        ("[2001:DB8::1]", "2001:db8::1"),
        ("192.0.2.7", "192.0.2.7"),
    ] {
        assert_eq!(TrustSettings::host(written), host);
    }
}
