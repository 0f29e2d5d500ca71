//! Linux tells everything in files. Source: os-release(5), proc(5).
#![cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "read by tests on other systems"))]

use std::fs;
use std::time::Duration;

use crate::ProbeError;

pub(crate) fn name() -> Result<String, ProbeError> {
    let text = fs::read_to_string("/etc/os-release")
        .or_else(|_| fs::read_to_string("/usr/lib/os-release"))?;
    read_name(&text).ok_or(ProbeError::Unknown)
}

pub(crate) fn kernel() -> Result<String, ProbeError> {
    Ok(fs::read_to_string("/proc/sys/kernel/osrelease")?.trim().to_owned())
}

pub(crate) fn uptime() -> Result<Duration, ProbeError> {
    read_uptime(&fs::read_to_string("/proc/uptime")?).ok_or(ProbeError::Unknown)
}

pub(crate) fn load() -> Result<String, ProbeError> {
    read_load(&fs::read_to_string("/proc/loadavg")?).ok_or(ProbeError::Unknown)
}

pub(crate) fn memory() -> Result<String, ProbeError> {
    read_memory(&fs::read_to_string("/proc/meminfo")?).ok_or(ProbeError::Unknown)
}

fn read_name(text: &str) -> Option<String> {
    let name = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(name.trim_matches(['"', '\'']).to_owned())
}

fn read_uptime(text: &str) -> Option<Duration> {
    let (seconds, _) = text.split_once('.')?;
    seconds.parse().ok().map(Duration::from_secs)
}

fn read_load(text: &str) -> Option<String> {
    let mut averages = text.split_whitespace();
    let (one, five, fifteen) = (averages.next()?, averages.next()?, averages.next()?);
    Some(format!("{one} (1 min), {five} (5 min), {fifteen} (15 min)"))
}

fn read_memory(text: &str) -> Option<String> {
    let mebibytes = |wanted: &str| {
        let value = text.lines().find_map(|line| line.strip_prefix(wanted)?.strip_prefix(':'))?;
        let kibibytes: u64 = value.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kibibytes / 1024)
    };
    Some(format!("{} of {} MiB available", mebibytes("MemAvailable")?, mebibytes("MemTotal")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_system_writes() {
        let release = "NAME=\"Debian GNU/Linux\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n";
        assert_eq!(read_name(release).as_deref(), Some("Debian GNU/Linux 12 (bookworm)"));
        assert_eq!(read_uptime("4242.17 8000.00\n"), Some(Duration::from_secs(4242)));
        assert_eq!(
            read_load("0.52 0.58 0.59 1/467 12345\n").as_deref(),
            Some("0.52 (1 min), 0.58 (5 min), 0.59 (15 min)")
        );
        let memory = "MemTotal:       16384000 kB\nMemFree: 1 kB\nMemAvailable:    8192000 kB\n";
        assert_eq!(read_memory(memory).as_deref(), Some("8000 of 16000 MiB available"));
    }

    #[test]
    fn what_it_does_not_write_is_not_known() {
        for text in ["", "\n", "garbage", "PRETTY_NAM=\"x\"", "MemTotal: many kB"] {
            assert_eq!(read_name(text), None);
            assert_eq!(read_uptime(text), None);
            assert_eq!(read_memory(text), None);
        }
        assert_eq!(read_load("0.5 0.6"), None);
    }
}
