//! Whether this machine's clock is right: by a time server (SNTP), else by the date that a web server
//! writes. A clock that is minutes off makes good certificates look expired.
//!
//! Source: RFC 4330 §5 (SNTP), RFC 9110 §6.6.1 (Date).

use std::net::SocketAddr;
use std::time::Duration;

use faults::{Finding, Outcome, Owner, Peer, Says};
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;

use crate::job::Shared;
use crate::{Endpoint, socket, tls};

/// How far the clock is off, and who says so.
struct Told {
    /// Positive when this machine's clock is behind.
    offset_s: f64,
    by: &'static str,
    at: Endpoint,
    owner: Owner,
    is_near: bool,
}

pub(crate) async fn probe(
    servers: Vec<Endpoint>,
    web: Option<Endpoint>,
    shared: Shared,
) -> Finding {
    let blank = Finding::new("clock", "", Outcome::Unknown, Says::ClockUntold);
    // The web server is the provider's own; time servers are somebody else's.
    let asked = servers.first().map(|at| (at, Owner::Elsewhere));
    let Some((at, owner)) = asked.or_else(|| web.as_ref().map(|at| (at, Owner::Provider))) else {
        return Finding { outcome: Outcome::Skipped, says: Says::ClockNone, ..blank };
    };
    let blank = blank.at(peer(at, owner, false));
    let by_time_servers = async {
        for server in servers.iter().take(SERVERS) {
            if let Ok(Some(told)) = timeout(SNTP, sntp(server, &shared)).await {
                return Some(told);
            }
        }
        None
    };
    let by_web = async { timeout(WEB, date(web?, &shared)).await.ok().flatten() };
    let (exact, rough) = tokio::join!(by_time_servers, by_web);
    match exact.or(rough) {
        Some(told) => judge(&told),
        None => blank,
    }
}

fn judge(told: &Told) -> Finding {
    let off = told.offset_s.abs();
    let (outcome, says) = if off <= FINE_S {
        (Outcome::Good, Says::ClockRight)
    } else if off < WRONG_S {
        (Outcome::Remark, Says::ClockOff)
    } else {
        (Outcome::Bad, Says::ClockWrong)
    };
    Finding::new("clock", told.at.to_string(), outcome, says)
        .with("offset", format!("{:+.1} s", told.offset_s))
        .with("way", told.by)
        .within(format!("{FINE_S} s / {WRONG_S} s"))
        .at(peer(&told.at, told.owner, told.is_near))
}

fn peer(at: &Endpoint, owner: Owner, is_near: bool) -> Peer {
    Peer { host: at.host.clone(), port: at.port, is_udp: false, owner, is_near }
}

async fn sntp(server: &Endpoint, shared: &Shared) -> Option<Told> {
    let addresses = shared.addresses(&server.host).await.ok()?;
    let ip = *addresses.first()?;
    let socket = socket::datagrams(SocketAddr::new(ip, server.port)).ok()?;
    let sent_at = Timestamp::now();
    let request = sntp_request(sent_at);
    socket.send(&request).await.ok()?;
    let mut answer = [0; 68];
    loop {
        let length = socket.recv(&mut answer).await.ok()?;
        let got_at = Timestamp::now();
        let answer = answer.get(..length)?;
        if let Some(offset_s) = sntp_offset(&request, answer, sent_at, got_at) {
            let (owner, is_near) = (Owner::Elsewhere, socket::is_near(ip));
            return Some(Told { offset_s, by: "NTP", at: server.clone(), owner, is_near });
        }
    }
}

/// Version 4, client. Source: RFC 4330 §4.
fn sntp_request(now: Timestamp) -> [u8; 48] {
    let mut request = [0; 48];
    request[0] = 0x23;
    request[40..48].copy_from_slice(&ntp_bytes(now));
    request
}

/// ((T2 − T1) + (T3 − T4)) / 2; absent for what is no answer to the request. Source: RFC 4330 §5.
fn sntp_offset(request: &[u8; 48], answer: &[u8], sent: Timestamp, got: Timestamp) -> Option<f64> {
    let is_server = answer.first()? & 7 == 4;
    // Stratum 0 is a refusal ("kiss of death").
    let has_time = (1..16).contains(answer.get(1)?);
    let is_ours = answer.get(24..32)? == request.get(40..48)?;
    if !(is_server && has_time && is_ours) {
        return None;
    }
    let came = ntp_seconds(answer.get(32..40)?)?;
    let left = ntp_seconds(answer.get(40..48)?)?;
    let (sent, got) = (seconds(sent), seconds(got));
    Some(((came - sent) + (left - got)) / 2.0)
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of this century fit into 2^53")]
fn seconds(at: Timestamp) -> f64 {
    at.as_microsecond() as f64 / 1e6
}

/// Seconds since 1900 with 32 bits behind the point; eras wrap in 2036. Source: RFC 4330 §3.
fn ntp_bytes(at: Timestamp) -> [u8; 8] {
    let whole = at.as_second().wrapping_add(NTP_TO_UNIX);
    let part = (i64::from(at.subsec_nanosecond()) << 32) / 1_000_000_000;
    let mut bytes = [0; 8];
    let value = ((whole & 0xffff_ffff) << 32) | (part & 0xffff_ffff);
    bytes.copy_from_slice(&value.to_be_bytes());
    bytes
}

fn ntp_seconds(bytes: &[u8]) -> Option<f64> {
    let (whole, part) = bytes.split_at_checked(4)?;
    let whole = i64::from(u32::from_be_bytes(whole.try_into().ok()?));
    let part = u32::from_be_bytes(part.try_into().ok()?);
    // Before 1968 by the first era is after 2036 by the second. Source: RFC 4330 §3.
    let whole = if whole < 1 << 31 { whole + (1 << 32) } else { whole };
    #[expect(clippy::cast_precision_loss, reason = "seconds fit into 2^53")]
    let whole = (whole - NTP_TO_UNIX) as f64;
    Some(whole + f64::from(part) / 4_294_967_296.0)
}

/// From 1900 to 1970.
const NTP_TO_UNIX: i64 = 2_208_988_800;

/// The date of a web server's answer. A certificate that is not believed ends it: a wrong clock and
/// somebody in between look alike.
async fn date(web: Endpoint, shared: &Shared) -> Option<Told> {
    let addresses = shared.addresses(&web.host).await.ok()?;
    let stream = socket::connect(&addresses, web.port, CONNECT).await.ok()?;
    let scratch = Finding::new("clock", "", Outcome::Unknown, Says::ClockUntold);
    let shaken = tls::handshake(stream, &web.host, &shared.trust, scratch, CONNECT).await;
    let mut stream = shaken.stream?;
    let request = format!("HEAD / HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", web.host);
    let sent = Timestamp::now();
    stream.write_all(request.as_bytes()).await.ok()?;
    stream.flush().await.ok()?;
    let mut head = Vec::new();
    let mut part = [0; 1024];
    while head.len() < HEAD && !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let length = stream.read(&mut part).await.ok()?;
        if length == 0 {
            break;
        }
        head.extend_from_slice(part.get(..length)?);
    }
    let got = Timestamp::now();
    // Whole seconds, cut off: half a second is added for what was cut.
    let offset_s = seconds(read_date(&head)?) + 0.5 - (seconds(sent) + seconds(got)) / 2.0;
    let is_near = addresses.first().is_some_and(|ip| socket::is_near(*ip));
    Some(Told { offset_s, by: "HTTP Date", at: web, owner: Owner::Provider, is_near })
}

fn read_date(head: &[u8]) -> Option<Timestamp> {
    let head = String::from_utf8_lossy(head);
    let value = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("date").then_some(value)
    })?;
    rfc2822::DateTimeParser::new().parse_timestamp(value.trim()).ok()
}

/// What nobody notices; the date of a web server is no finer.
const FINE_S: f64 = 2.0;
/// What certificates, nonces and signed tickets do not forgive.
const WRONG_S: f64 = 120.0;
const SERVERS: usize = 3;
const SNTP: Duration = Duration::from_secs(3);
const WEB: Duration = Duration::from_secs(10);
const CONNECT: Duration = Duration::from_secs(4);
/// Most of an answer's head that is read.
const HEAD: usize = 16 * 1024;

#[cfg(test)]
mod tests;
