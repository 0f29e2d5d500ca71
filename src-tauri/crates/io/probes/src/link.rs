//! The interface through which the machine reaches the world, and of what kind it is.

use crate::ProbeError;

/// `eth0 (wired)`; of the IPv4 way, or the IPv6 one when there is no other.
#[cfg(target_os = "linux")]
pub(crate) fn way_out() -> Result<String, ProbeError> {
    use std::fs;
    let v4 = fs::read_to_string("/proc/net/route").unwrap_or_default();
    let v6 = fs::read_to_string("/proc/net/ipv6_route").unwrap_or_default();
    let Some(name) = default_v4(&v4).or_else(|| default_v6(&v6)) else {
        return Ok("none".to_owned());
    };
    let folder = std::path::Path::new("/sys/class/net").join(&name);
    let is_wireless = folder.join("wireless").exists() || folder.join("phy80211").exists();
    let is_device = folder.join("device").exists();
    Ok(format!("{name} ({})", kind(&name, is_wireless, is_device)))
}

#[cfg(target_os = "macos")]
pub(crate) fn way_out() -> Result<String, ProbeError> {
    let told = crate::command::output_of("/sbin/route", &["-n", "get", "default"])?;
    let name = told.split("interface: ").nth(1).and_then(|rest| rest.split_whitespace().next());
    let name = name.ok_or(ProbeError::Unknown)?;
    Ok(format!("{name} ({})", kind(name, false, true)))
}

#[cfg(windows)]
pub(crate) fn way_out() -> Result<String, ProbeError> {
    let expression = "$r = Get-NetRoute -DestinationPrefix 0.0.0.0/0 | Sort-Object RouteMetric | \
                      Select-Object -First 1; (Get-NetAdapter -InterfaceIndex $r.ifIndex).MediaType";
    crate::command::output_of(
        "powershell.exe",
        &["-NoProfile", "-NonInteractive", "-Command", expression],
    )
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
pub(crate) fn way_out() -> Result<String, ProbeError> {
    Err(ProbeError::Unknown)
}

/// The interface of the default route with the smallest metric. Source: proc(5), `/proc/net/route`.
#[cfg(any(target_os = "linux", test))]
fn default_v4(table: &str) -> Option<String> {
    let routes = table.lines().skip(1).filter_map(|line| {
        let mut columns = line.split_whitespace();
        let (name, destination) = (columns.next()?, columns.next()?);
        let metric: u32 = columns.nth(4)?.parse().ok()?;
        let mask = columns.next()?;
        (destination == "00000000" && mask == "00000000").then_some((metric, name))
    });
    routes.min().map(|(_, name)| name.to_owned())
}

/// The same for IPv6; the last column is the interface. Source: Linux, `net/ipv6/route.c`.
#[cfg(any(target_os = "linux", test))]
fn default_v6(table: &str) -> Option<String> {
    let routes = table.lines().filter_map(|line| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let [destination, prefix, _, _, _, metric, _, _, _, name] = columns.try_into().ok()?;
        let metric = u32::from_str_radix(metric, 16).ok()?;
        let is_default = destination.bytes().all(|digit| digit == b'0') && prefix == "00";
        (is_default && name != "lo").then_some((metric, name))
    });
    routes.min().map(|(_, name)| name.to_owned())
}

/// What an interface is, by what the system says and by how systems name them.
#[cfg(any(target_os = "linux", target_os = "macos", test))]
fn kind(name: &str, is_wireless: bool, is_device: bool) -> &'static str {
    let is_called = |starts: &[&str]| starts.iter().any(|start| name.starts_with(start));
    if is_wireless || is_called(&["wl"]) {
        "wireless"
    } else if is_called(&["ww", "ppp", "rmnet"]) {
        "mobile"
    } else if is_called(&["tun", "tap", "wg", "utun", "ipsec", "tailscale", "zt"]) {
        "tunnel"
    } else if is_called(&["br", "docker", "virbr", "veth"]) {
        "bridge"
    } else if is_device || is_called(&["en", "eth"]) {
        "wired"
    } else {
        "of unknown kind"
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

        assert_eq!(default_v4(v4).as_deref(), Some("enp1s0"));
        assert_eq!(default_v6(&v6).as_deref(), Some("wwan0"));
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
            assert_eq!(kind(name, is_wireless, is_device), told, "{name}");
        }
    }
}
