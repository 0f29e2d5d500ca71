//! Whom a desk believes: the system's certificate authorities, and those of a file.

use std::path::Path;
use std::sync::Arc;

use faults::{Trouble, TroubleKind};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

/// TLS 1.2 and 1.3 with the ring provider and the platform's verifier.
///
/// A connection in the clear believes nobody: a machine without any authority can have one too.
pub(crate) fn client_config(
    encrypted: bool,
    ca_file: Option<&Path>,
) -> Result<ClientConfig, Trouble> {
    let extra = match ca_file {
        Some(path) => read_roots(path)?,
        None => Vec::new(),
    };
    // Named here and not taken from the process: another library may have installed its own.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| certificate(&error))?;
    if !encrypted {
        return Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth());
    }
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(extra, provider)
        .map_err(|error| certificate(&error))?;
    let config = builder
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(config)
}

pub(crate) fn read_roots(path: &Path) -> Result<Vec<CertificateDer<'static>>, Trouble> {
    let unusable = |error: &dyn std::fmt::Display| {
        Trouble::new(TroubleKind::Misconfigured).saying(&format!("{}: {error}", path.display()))
    };
    let pem = std::fs::read(path).map_err(|error| unusable(&error))?;
    let roots: Vec<_> = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .map_err(|error| unusable(&error))?;
    if roots.is_empty() { Err(unusable(&"no certificate in it")) } else { Ok(roots) }
}

fn certificate(error: &rustls::Error) -> Trouble {
    Trouble::new(TroubleKind::Certificate).saying(&error.to_string())
}
