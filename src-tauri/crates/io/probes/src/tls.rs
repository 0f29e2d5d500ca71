//! A TLS handshake, and what its certificate says.

use std::io;
use std::time::Duration;

use faults::{Finding, Outcome, Says};
use jiff::Timestamp;
use reach::Trust;
use rustls::CertificateError;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::glass::{Glass, Seen};

/// A handshake that was made, or why not; the finding says it either way.
pub(crate) struct Handshake {
    pub(crate) stream: Option<Box<TlsStream<TcpStream>>>,
    pub(crate) finding: Finding,
}

/// Shakes hands with `host` over `stream`, and adds what it finds to `finding`.
pub(crate) async fn handshake(
    stream: TcpStream,
    host: &str,
    trust: &Trust,
    mut finding: Finding,
    limit: Duration,
) -> Handshake {
    finding.limit = Some(format!("{WARNED_DAYS} d"));
    let (Some(glass), Some(name)) = (Glass::new(trust, host).await, server_name(host)) else {
        finding.says = Says::Broken;
        finding.outcome = Outcome::Unknown;
        return Handshake { stream: None, finding };
    };
    let connector = TlsConnector::from(glass.config.clone());
    let started = Instant::now();
    let outcome = timeout(limit, connector.connect(name, stream)).await;
    finding = finding.with("handshake", format!("{} ms", started.elapsed().as_millis()));
    let seen = glass.seen();
    let (stream, says) = match outcome {
        Ok(Ok(stream)) => (Some(Box::new(stream)), Says::TlsGood),
        Ok(Err(error)) => (None, failed(&error, seen.as_ref())),
        Err(_elapsed) => (None, Says::TlsSilent),
    };
    let is_literal = reach::literal(host).is_some();
    judge(&mut finding, says, seen, is_literal, Timestamp::now());
    if let Some(version) = stream.as_ref().and_then(|stream| stream.get_ref().1.protocol_version())
    {
        finding = finding.with("tls", version.as_str().unwrap_or("TLS").replace('_', "."));
    }
    Handshake { stream, finding }
}

/// The name that a certificate must prove.
fn server_name(host: &str) -> Option<ServerName<'static>> {
    match reach::literal(host) {
        Some(ip) => Some(ServerName::from(ip)),
        None => ServerName::try_from(host.trim_end_matches('.').to_owned()).ok(),
    }
}

/// What a failed handshake says.
fn failed(error: &io::Error, seen: Option<&Seen>) -> Says {
    match seen.and_then(|seen| seen.doubt.as_ref()) {
        Some(doubt) => doubted(doubt),
        None if error.kind() == io::ErrorKind::TimedOut => Says::TlsSilent,
        None => Says::TlsFailed,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the library's enum is open")]
fn doubted(why: &CertificateError) -> Says {
    match why {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => Says::TlsExpired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            Says::TlsNotYet
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Says::TlsWrongName
        }
        _ => Says::TlsUntrusted,
    }
}

/// Puts outcome and certificate into the finding.
fn judge(finding: &mut Finding, says: Says, seen: Option<Seen>, is_literal: bool, now: Timestamp) {
    let days = seen.as_ref().and_then(|seen| seen.until).map(|until| {
        let seconds = until.as_second() - now.as_second();
        (until, seconds.div_euclid(24 * 3600))
    });
    if let Some((until, days)) = days {
        finding.measured.push(("certificate-until", until.strftime("%Y-%m-%d").to_string()));
        finding.measured.push(("certificate-days", days.to_string()));
    }
    let is_near = days.is_some_and(|(_, days)| days < WARNED_DAYS);
    (finding.outcome, finding.says) = if says == Says::TlsGood && is_near {
        (Outcome::Remark, Says::TlsExpiring)
    } else if says == Says::TlsGood {
        (Outcome::Good, Says::TlsGood)
    } else if says == Says::TlsWrongName && is_literal {
        // Certificates are for names; a port table that gives an address cannot tell which.
        (Outcome::Remark, Says::TlsNameUnchecked)
    } else {
        (Outcome::Bad, says)
    };
}

/// A certificate that ends within so many days is worth a word.
const WARNED_DAYS: i64 = 30;

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(says: Says, days: i64, is_literal: bool) -> (Outcome, Says) {
        let mut finding = Finding::new("port", "", Outcome::Unknown, Says::Broken);
        let now = Timestamp::UNIX_EPOCH;
        let until = Timestamp::from_second(days * 24 * 3600).ok();
        judge(&mut finding, says, Some(Seen { until, doubt: None }), is_literal, now);
        (finding.outcome, finding.says)
    }

    #[test]
    fn a_certificate_that_ends_within_thirty_days_is_a_remark() {
        assert_eq!(judged(Says::TlsGood, 30, false), (Outcome::Good, Says::TlsGood));
        assert_eq!(judged(Says::TlsGood, 29, false), (Outcome::Remark, Says::TlsExpiring));
        assert_eq!(judged(Says::TlsExpired, -1, false), (Outcome::Bad, Says::TlsExpired));
    }

    #[test]
    fn an_address_has_no_name_that_a_certificate_could_miss() {
        assert_eq!(judged(Says::TlsWrongName, 90, false), (Outcome::Bad, Says::TlsWrongName));
        assert_eq!(judged(Says::TlsWrongName, 90, true), (Outcome::Remark, Says::TlsNameUnchecked));
    }
}
