//! When the system was last updated, by the traces that its package manager leaves.

use std::path::Path;
use std::time::{Duration, SystemTime};

/// Since the last update; absent where no trace is known.
pub(super) fn age() -> Option<Duration> {
    if cfg!(windows) { by_hot_fixes() } else { newest(TRACES) }
}

/// Files that change with every update: dpkg, rpm (old and new), pacman, apk, flatpak-like images,
/// and the receipts of macOS.
const TRACES: &[&str] = &[
    "/var/lib/dpkg/status",
    "/var/lib/rpm/rpmdb.sqlite",
    "/usr/lib/sysimage/rpm/rpmdb.sqlite",
    "/var/lib/rpm/Packages",
    "/var/lib/pacman/local",
    "/lib/apk/db/installed",
    "/ostree/deploy",
    "/Library/Receipts/InstallHistory.plist",
];

fn newest(traces: &[&str]) -> Option<Duration> {
    let changed = traces.iter().filter_map(|trace| {
        let at = std::fs::metadata(Path::new(trace)).ok()?.modified().ok()?;
        // A trace from the future is a wrong clock's: it is no age.
        SystemTime::now().duration_since(at).ok()
    });
    changed.min()
}

/// Source: `Win32_QuickFixEngineering`.
fn by_hot_fixes() -> Option<Duration> {
    let ask = "[int64]((Get-Date) - (Get-HotFix | Where-Object InstalledOn | Sort-Object \
               InstalledOn | Select-Object -Last 1).InstalledOn).TotalSeconds";
    let words = ["-NoProfile", "-NonInteractive", "-Command", ask];
    let told = crate::command::output_of("powershell.exe", &words).ok()?;
    told.parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_trace_counts() {
        let folder = tempfile::tempdir().unwrap();
        let fresh = folder.path().join("fresh");
        std::fs::write(&fresh, "").unwrap();
        let fresh = fresh.to_str().unwrap();

        assert!(newest(&["/does/not/exist", fresh]).unwrap() < Duration::from_secs(3600));
        assert_eq!(newest(&["/does/not/exist"]), None);
    }
}
