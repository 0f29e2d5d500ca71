//! Whom we believe over TLS, and what it means when we do not.
//!
//! The name that a certificate must prove is the host of the URI that was resolved, not the name
//! that DNS led to. It is looked for among the DNS names and addresses of the certificate; a name
//! that stands there only as a SIP URI is not found, and a wildcard counts, other than RFC 5922 §7.2
//! has it, because hosters use them. Keys are logged nowhere.
//!
//! Source: RFC 5922 §4, §7.

use std::io;
use std::sync::Arc;

use hickory_resolver::proto::rr::Name;
use reach::Trust;
use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConfig, Error};
use sip_agent::wire::{Route, TransportError};

/// What is believed of the peer of `route`.
pub(crate) async fn config(
    trust: &Trust,
    route: &Route,
) -> Result<Arc<ClientConfig>, TransportError> {
    let config = match &route.server_name {
        Some(name) => trust.config(name).await,
        None => trust.config(&route.peer.ip().to_string()).await,
    };
    // Who believes nobody does not believe this peer either.
    config.ok_or(TransportError::CertificateUnknown)
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
