//! Whom a desk believes: the system's certificate authorities, and those of a file.

use std::path::Path;
use std::sync::Arc;

use faults::{Trouble, TroubleKind};
use rustls::ClientConfig;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::CertificateDer;

/// TLS 1.2 and 1.3, believing the platform's authorities and those of the file.
///
/// A connection in the clear believes nobody: a machine without any authority can have one too.
pub(crate) fn client_config(
    encrypted: bool,
    ca_file: Option<&Path>,
) -> Result<ClientConfig, Trouble> {
    if let Some(path) = ca_file {
        read_roots(path)?;
    }
    let verifier: Arc<dyn ServerCertVerifier> = if encrypted {
        let files: Vec<_> = ca_file.into_iter().map(Path::to_owned).collect();
        reach::verifier(&files, true)
    } else {
        reach::verifier(&[], false)
    };
    reach::client_config(verifier)
        .map_err(|error| Trouble::new(TroubleKind::Certificate).saying(&error.to_string()))
}

/// The certificates of a file; one that cannot serve is told at once, and not by a certificate that
/// is not believed.
pub(crate) fn read_roots(path: &Path) -> Result<Vec<CertificateDer<'static>>, Trouble> {
    reach::read_roots(path).map_err(|error| {
        Trouble::new(TroubleKind::Misconfigured).saying(&format!("{}: {error}", path.display()))
    })
}
