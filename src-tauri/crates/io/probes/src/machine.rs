//! What a report tells of the machine: system, age of its run, load, memory, addresses, way out.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use faults::Evidence;

use crate::fact::{Fact, Probe, ProbeError};
use crate::{link, system};

/// The facts about a machine, in the order of a report.
#[derive(Debug)]
pub struct Machine {
    /// All that were asked for, found or not.
    pub facts: Vec<Fact>,
}

/// Finds the facts; returns after [`LIMIT`] at the latest, whatever the system does.
pub async fn machine(program_version: &str) -> Machine {
    let version = program_version.to_owned();
    let probes = [
        Probe::start("program", LIMIT, move || Ok(version)),
        Probe::start("system", LIMIT, system::name),
        Probe::start("kernel", LIMIT, system::kernel),
        Probe::start("architecture", LIMIT, || Ok(std::env::consts::ARCH.to_owned())),
        Probe::start("up for", LIMIT, || system::uptime().map(in_words)),
        Probe::start("processors", LIMIT, processors),
        Probe::start("load", LIMIT, system::load),
        Probe::start("memory", LIMIT, system::memory),
        Probe::start("addresses", LIMIT, addresses),
        Probe::start("way out", LIMIT, link::way_out),
    ];
    let mut facts = Vec::with_capacity(probes.len());
    for probe in probes {
        facts.push(probe.fact().await);
    }
    Machine { facts }
}

impl Machine {
    /// The facts as evidence of a report, not yet redacted.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        Evidence { name: "machine.txt".to_owned(), text: self.to_string() }
    }
}

/// One line per fact.
impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Fact { name, value } in &self.facts {
            match value {
                Ok(value) => writeln!(f, "{name}: {value}")?,
                Err(error) => writeln!(f, "{name}: unknown ({error})")?,
            }
        }
        Ok(())
    }
}

fn processors() -> Result<String, ProbeError> {
    Ok(std::thread::available_parallelism()?.to_string())
}

/// `eth0 192.0.2.7 (private), …` without loopback: the kinds stay when the addresses are redacted.
fn addresses() -> Result<String, ProbeError> {
    let mut found: Vec<String> = if_addrs::get_if_addrs()?
        .into_iter()
        .filter(|interface| !interface.is_loopback())
        .map(|interface| {
            format!("{} {} ({})", interface.name, interface.ip(), kind(interface.ip()))
        })
        .collect();
    found.sort();
    found.truncate(ADDRESSES_MOST);
    if found.is_empty() { Ok("none".to_owned()) } else { Ok(found.join(", ")) }
}

/// Where an address holds. Source: RFC 1918, RFC 3927, RFC 4193, RFC 4291 §2.5.6, RFC 6598.
fn kind(ip: IpAddr) -> &'static str {
    match ip {
        IpAddr::V4(ip) if ip.is_link_local() => "link-local",
        IpAddr::V4(ip) if ip.is_private() => "private",
        IpAddr::V4(ip) if matches!(ip.octets(), [100, 64..=127, ..]) => "shared by a provider",
        IpAddr::V6(ip) if ip.is_unicast_link_local() => "link-local",
        IpAddr::V6(ip) if ip.is_unique_local() => "private",
        IpAddr::V4(_) | IpAddr::V6(_) => "global",
    }
}

/// `3 d 4 h`, `4 h 5 min`, `5 min`.
fn in_words(span: Duration) -> String {
    let minutes = span.as_secs() / 60;
    match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// Longest time for one fact; all are looked for at once.
const LIMIT: Duration = Duration::from_secs(5);
/// Most addresses told: machines with containers have hundreds.
const ADDRESSES_MOST: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn this_machine_tells_its_facts() {
        let machine = machine("0.1.0").await;

        let text = machine.evidence().text;
        assert!(text.starts_with("program: 0.1.0\nsystem: "), "{text}");
        assert_eq!(text.lines().count(), 10, "{text}");
        if cfg!(target_os = "linux") {
            assert!(!text.contains("unknown (not readable"), "{text}");
        }
    }

    #[test]
    fn spans_are_told_as_people_do() {
        for (seconds, words) in
            [(59, "0 min"), (3_599, "59 min"), (3_600, "1 h 0 min"), (90_000, "1 d 1 h")]
        {
            assert_eq!(in_words(Duration::from_secs(seconds)), words);
        }
    }

    #[test]
    fn addresses_are_told_apart_by_where_they_hold() {
        for (address, told) in [
            ("192.168.1.5", "private"),
            ("169.254.3.4", "link-local"),
            ("100.64.0.1", "shared by a provider"),
            ("8.8.8.8", "global"),
            ("fe80::1", "link-local"),
            ("fd00::1", "private"),
            ("2001:db8::1", "global"),
        ] {
            assert_eq!(kind(address.parse().unwrap()), told, "{address}");
        }
    }
}
