//! The interface through which the machine reaches the world, and of what kind it is.

use std::net::IpAddr;
#[cfg(any(target_os = "linux", test))]
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::ProbeError;

/// The way out of the local network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WayOut {
    /// The interface.
    pub(crate) name: String,
    /// Who takes packets onwards; absent on a link between two points.
    pub(crate) gateway: Option<IpAddr>,
    pub(crate) kind: Kind,
    /// True when the interface itself has no connection.
    pub(crate) is_down: bool,
    /// How strong a wireless link is.
    pub(crate) signal_dbm: Option<i32>,
}

/// What an interface is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Wired,
    Wireless,
    Mobile,
    Tunnel,
    Bridge,
    Other,
}

impl Kind {
    /// As a report says it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Wired => "wired",
            Self::Wireless => "wireless",
            Self::Mobile => "mobile",
            Self::Tunnel => "tunnel",
            Self::Bridge => "bridge",
            Self::Other => "of unknown kind",
        }
    }
}

/// `eth0 (wired)`; of the IPv4 way, or the IPv6 one when there is no other.
pub(crate) fn way_out() -> Result<String, ProbeError> {
    Ok(find_way_out()?
        .map_or_else(|| "none".to_owned(), |way| format!("{} ({})", way.name, way.kind.name())))
}

/// The way out; absent when there is none.
#[cfg(target_os = "linux")]
pub(crate) fn find_way_out() -> Result<Option<WayOut>, ProbeError> {
    use std::fs;
    let v4 = fs::read_to_string("/proc/net/route").unwrap_or_default();
    let v6 = fs::read_to_string("/proc/net/ipv6_route").unwrap_or_default();
    let Some((name, gateway)) = default_v4(&v4).or_else(|| default_v6(&v6)) else {
        return Ok(None);
    };
    let folder = std::path::Path::new("/sys/class/net").join(&name);
    let is_wireless = folder.join("wireless").exists() || folder.join("phy80211").exists();
    let is_device = folder.join("device").exists();
    let state = fs::read_to_string(folder.join("operstate")).unwrap_or_default();
    let wireless = fs::read_to_string("/proc/net/wireless").unwrap_or_default();
    Ok(Some(WayOut {
        gateway,
        kind: kind(&name, is_wireless, is_device),
        is_down: state.trim() == "down",
        signal_dbm: signal(&wireless, &name),
        name,
    }))
}

#[cfg(target_os = "macos")]
pub(crate) fn find_way_out() -> Result<Option<WayOut>, ProbeError> {
    let Ok(told) = crate::command::output_of("/sbin/route", &["-n", "get", "default"]) else {
        return Ok(None);
    };
    let word = |key: &str| told.split(key).nth(1).and_then(|rest| rest.split_whitespace().next());
    let name = word("interface: ").ok_or(ProbeError::Unknown)?.to_owned();
    // `en0` is wireless on most machines and wired on some; only this tool knows.
    let ports = crate::command::output_of("/usr/sbin/networksetup", &["-listallhardwareports"]);
    let is_wireless = ports.is_ok_and(|ports| ports.contains(&format!("Wi-Fi Device: {name} ")));
    Ok(Some(WayOut {
        gateway: word("gateway: ").and_then(|gateway| gateway.parse().ok()),
        kind: kind(&name, is_wireless, true),
        is_down: false,
        signal_dbm: None,
        name,
    }))
}

#[cfg(windows)]
pub(crate) fn find_way_out() -> Result<Option<WayOut>, ProbeError> {
    let expression = "$r = Get-NetRoute -DestinationPrefix 0.0.0.0/0 -ErrorAction \
                      SilentlyContinue | Sort-Object RouteMetric | Select-Object -First 1; \
                      if (-not $r) { 'none' } else { $a = Get-NetAdapter -InterfaceIndex \
                      $r.ifIndex; $r.NextHop; $a.PhysicalMediaType -replace ' ', ''; $a.Name }";
    let words = ["-NoProfile", "-NonInteractive", "-Command", expression];
    let told = crate::command::output_of("powershell.exe", &words)?;
    let mut words = told.splitn(3, ' ');
    let (Some(gateway), Some(medium), Some(name)) = (words.next(), words.next(), words.next())
    else {
        return if told == "none" { Ok(None) } else { Err(ProbeError::Unknown) };
    };
    let kind = match medium {
        "802.3" => Kind::Wired,
        "Native802.11" => Kind::Wireless,
        "WirelessWAN" => Kind::Mobile,
        _other => Kind::Other,
    };
    let gateway = gateway.parse::<IpAddr>().ok().filter(|ip| !ip.is_unspecified());
    Ok(Some(WayOut { name: name.to_owned(), gateway, kind, is_down: false, signal_dbm: None }))
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
pub(crate) fn find_way_out() -> Result<Option<WayOut>, ProbeError> {
    Err(ProbeError::Unknown)
}

/// Whether the system has met this neighbour on the link. Source: proc(5), `/proc/net/arp`.
pub(crate) fn is_neighbour(ip: IpAddr) -> bool {
    std::fs::read_to_string("/proc/net/arp").is_ok_and(|table| has_neighbour(&table, ip))
}

/// Flag 2: the entry is complete. Source: Linux, `if_arp.h` (`ATF_COM`).
fn has_neighbour(table: &str, ip: IpAddr) -> bool {
    table.lines().skip(1).any(|line| {
        let mut columns = line.split_whitespace();
        let (address, flags) = (columns.next(), columns.nth(1));
        let flags =
            flags.and_then(|flags| u32::from_str_radix(flags.trim_start_matches("0x"), 16).ok());
        address == Some(ip.to_string().as_str()) && flags.is_some_and(|flags| flags & 2 != 0)
    })
}

/// Whether an interface is a tunnel, by how systems name them.
pub(crate) fn is_tunnel(name: &str) -> bool {
    kind(name, false, false) == Kind::Tunnel || name.starts_with("ppp")
}

/// Signal of a wireless interface in dBm. Source: Linux, `net/wireless/wext-proc.c`.
#[cfg(any(target_os = "linux", test))]
fn signal(table: &str, name: &str) -> Option<i32> {
    let line = table.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix(':'))?;
    let level = line.split_whitespace().nth(2)?.trim_end_matches('.');
    level.parse().ok().filter(|level| *level < 0)
}

/// The interface of the default route with the smallest metric. Source: proc(5), `/proc/net/route`.
#[cfg(any(target_os = "linux", test))]
fn default_v4(table: &str) -> Option<(String, Option<IpAddr>)> {
    let routes = table.lines().skip(1).filter_map(|line| {
        let mut columns = line.split_whitespace();
        let (name, destination, gateway) = (columns.next()?, columns.next()?, columns.next()?);
        let metric: u32 = columns.nth(3)?.parse().ok()?;
        let mask = columns.next()?;
        (destination == "00000000" && mask == "00000000").then_some((metric, name, gateway))
    });
    let (_, name, gateway) = routes.min()?;
    // The kernel writes the address as this machine keeps its numbers.
    let gateway = u32::from_str_radix(gateway, 16).ok()?.to_ne_bytes();
    let gateway = Ipv4Addr::from(gateway);
    Some((name.to_owned(), (!gateway.is_unspecified()).then_some(gateway.into())))
}

/// The same for IPv6; the last column is the interface. Source: Linux, `net/ipv6/route.c`.
#[cfg(any(target_os = "linux", test))]
fn default_v6(table: &str) -> Option<(String, Option<IpAddr>)> {
    let routes = table.lines().filter_map(|line| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let [destination, prefix, _, _, gateway, metric, _, _, _, name] =
            columns.try_into().ok()?;
        let metric = u32::from_str_radix(metric, 16).ok()?;
        let is_default = destination.bytes().all(|digit| digit == b'0') && prefix == "00";
        (is_default && name != "lo").then_some((metric, name, gateway))
    });
    let (_, name, gateway) = routes.min()?;
    let gateway = Ipv6Addr::from(u128::from_str_radix(gateway, 16).ok()?);
    // An address of the link alone cannot be asked without naming the link.
    let is_plain = !gateway.is_unspecified() && !gateway.is_unicast_link_local();
    Some((name.to_owned(), is_plain.then_some(gateway.into())))
}

/// What an interface is, by what the system says and by how systems name them.
fn kind(name: &str, is_wireless: bool, is_device: bool) -> Kind {
    let is_called = |starts: &[&str]| starts.iter().any(|start| name.starts_with(start));
    if is_wireless || is_called(&["wl"]) {
        Kind::Wireless
    } else if is_called(&["ww", "ppp", "rmnet"]) {
        Kind::Mobile
    } else if is_called(&["tun", "tap", "wg", "utun", "ipsec", "tailscale", "zt"]) {
        Kind::Tunnel
    } else if is_called(&["br", "docker", "virbr", "veth"]) {
        Kind::Bridge
    } else if is_device || is_called(&["en", "eth"]) {
        Kind::Wired
    } else {
        Kind::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_route_with_the_smallest_metric_is_the_way_out() {
        let v4 = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n\
                  wlp2s0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n\
                  enp1s0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n\
                  enp1s0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n";
        let zero = "0".repeat(32);
        let v6 = format!(
            "{zero} 00 {zero} 00 fe800000000000000000000000000001 00000400 1 0 3 wwan0\n\
             {zero} 00 {zero} 00 {zero} ffffffff 1 0 200200 lo\n\
             20010db8{} 40 {zero} 00 {zero} 00000100 1 0 1 eth0\n",
            "0".repeat(24)
        );

        let gateway = if cfg!(target_endian = "little") { "192.168.1.1" } else { "1.1.168.192" };
        let gateway: IpAddr = gateway.parse().unwrap();
        assert_eq!(default_v4(v4), Some(("enp1s0".to_owned(), Some(gateway))));
        assert_eq!(default_v6(&v6), Some(("wwan0".to_owned(), None)), "of the link alone");
        for strange in ["", "x", "Iface\nenp1s0 00000000", "a b c d e f g h i j"] {
            assert_eq!(default_v4(strange), None);
            assert_eq!(default_v6(strange), None);
        }
    }

    #[test]
    fn an_interface_is_told_by_its_kind() {
        for (name, is_wireless, is_device, told) in [
            ("eth0", false, false, "wired"),
            ("enp1s0", false, true, "wired"),
            ("mlan0", true, true, "wireless"),
            ("wlp2s0", false, true, "wireless"),
            ("wwan0", false, true, "mobile"),
            ("wg0", false, false, "tunnel"),
            ("tun0", false, false, "tunnel"),
            ("br-1234", false, false, "bridge"),
            ("foo0", false, false, "of unknown kind"),
        ] {
            assert_eq!(kind(name, is_wireless, is_device).name(), told, "{name}");
        }
    }

    #[test]
    fn a_neighbour_is_known_when_its_entry_is_complete() {
        let table = "IP address       HW type     Flags       HW address            Mask     Device\n\
                     192.168.1.1      0x1         0x2         02:00:00:00:00:01     *        eth0\n\
                     192.168.1.9      0x1         0x0         00:00:00:00:00:00     *        eth0\n";

        assert!(has_neighbour(table, "192.168.1.1".parse().unwrap()));
        assert!(!has_neighbour(table, "192.168.1.9".parse().unwrap()));
        assert!(!has_neighbour("", "192.168.1.1".parse().unwrap()));
    }

    #[test]
    fn a_wireless_links_signal_is_read() {
        let table = "Inter-| sta-|   Quality        |   Discarded packets\n \
                     face | tus | link level noise |  nwid  crypt\n\
                     wlp2s0: 0000   54.  -56.  -256        0      0\n";

        assert_eq!(signal(table, "wlp2s0"), Some(-56));
        assert_eq!(signal(table, "eth0"), None);
    }
}
