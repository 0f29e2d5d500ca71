//! The condition of the machine: load, memory, disk, logs, system, patches, protection.
//!
//! None of it is a fault of a call by itself; it explains one. Source: S1-158, S3-39, S4-12.

mod patches;

use std::path::{Path, PathBuf};
use std::time::Duration;

use faults::{Finding, Outcome, Says};
use reach::aside;
use sysinfo::{Disks, MemoryRefreshKind, System};
use tokio::time::{Instant, sleep_until};

use crate::job::Gauge;
use crate::{command, system};

fn untold(probe: &'static str) -> Finding {
    Finding::new(probe, "", Outcome::Unknown, Says::Untold)
}

/// Load of the processors, sampled as long as the path is measured.
pub(crate) async fn load(span: Duration, gauge: Gauge) -> Finding {
    let started = Instant::now();
    let mut samples = Vec::new();
    let mut measured = System::new();
    measured.refresh_cpu_usage();
    while started.elapsed() < span {
        sleep_until(Instant::now() + SAMPLE.min(span)).await;
        let refreshed = aside("probe load", move || {
            measured.refresh_cpu_usage();
            let usage = measured.global_cpu_usage();
            (measured, usage)
        });
        let Some((again, usage)) = refreshed.await else { return untold("load") };
        measured = again;
        samples.push(usage);
        gauge.show(started.elapsed().as_secs_f32() / span.as_secs_f32());
    }
    let Some(highest) = samples.iter().copied().reduce(f32::max) else { return untold("load") };
    #[expect(clippy::cast_precision_loss, reason = "some dozens of samples")]
    let mean = samples.iter().sum::<f32>() / samples.len() as f32;
    let (outcome, says) = if mean > LOAD_HIGH {
        (Outcome::Remark, Says::LoadHigh)
    } else {
        (Outcome::Good, Says::LoadFine)
    };
    Finding::new("load", "", outcome, says)
        .with("mean", format!("{mean:.0} %"))
        .with("highest", format!("{highest:.0} %"))
        .within(format!("{LOAD_HIGH} %"))
}

pub(crate) async fn memory() -> Finding {
    let read = aside("probe memory", || {
        let mut machine = System::new();
        machine.refresh_memory_specifics(MemoryRefreshKind::nothing().with_ram());
        (machine.available_memory(), machine.total_memory())
    });
    match read.await {
        Some((available, total)) if total > 0 => {
            let is_short = available < MEMORY_SHORT;
            let (outcome, says) = if is_short {
                (Outcome::Remark, Says::MemoryShort)
            } else {
                (Outcome::Good, Says::MemoryFine)
            };
            Finding::new("memory", "", outcome, says)
                .with("available", in_mebibytes(available))
                .with("total", in_mebibytes(total))
                .within(in_mebibytes(MEMORY_SHORT))
        }
        Some(_) | None => untold("memory"),
    }
}

/// Room on the disk that holds the profile.
pub(crate) async fn disk(folder: Option<PathBuf>) -> Finding {
    let folder = folder.unwrap_or_else(std::env::temp_dir);
    let Some(Some((free, total))) = aside("probe disk", move || room(&folder)).await else {
        return untold("disk");
    };
    judge_disk(free, total)
}

fn judge_disk(free: u64, total: u64) -> Finding {
    let (outcome, says) = if free < DISK_FULL {
        (Outcome::Bad, Says::DiskFull)
    } else if free < DISK_SHORT {
        (Outcome::Remark, Says::DiskShort)
    } else {
        (Outcome::Good, Says::DiskFine)
    };
    Finding::new("disk", "", outcome, says)
        .with("free", in_mebibytes(free))
        .with("total", in_mebibytes(total))
        .within(format!("{} / {}", in_mebibytes(DISK_SHORT), in_mebibytes(DISK_FULL)))
}

/// Free and whole room of the disk on which a folder lies: the longest mount point above it.
fn room(folder: &Path) -> Option<(u64, u64)> {
    let folder = folder.canonicalize().ok()?;
    let disks = Disks::new_with_refreshed_list();
    disks
        .iter()
        .filter(|disk| folder.starts_with(disk.mount_point()))
        .max_by_key(|disk| disk.mount_point().as_os_str().len())
        .map(|disk| (disk.available_space(), disk.total_space()))
}

/// What the program's own logs take. Source: S4-12.
pub(crate) async fn logs(folder: Option<PathBuf>) -> Finding {
    let Some(folder) = folder else {
        return Finding::new("logs", "", Outcome::Skipped, Says::Untold);
    };
    let Some(Some(bytes)) = aside("probe logs", move || size(&folder)).await else {
        return untold("logs");
    };
    let (outcome, says) = if bytes > LOGS_LARGE {
        (Outcome::Remark, Says::LogsLarge)
    } else {
        (Outcome::Good, Says::LogsFine)
    };
    Finding::new("logs", "", outcome, says)
        .with("size", in_mebibytes(bytes))
        .within(in_mebibytes(LOGS_LARGE))
}

/// Octets of the files in a folder and one level below it.
fn size(folder: &Path) -> Option<u64> {
    let of_files = |folder: &Path| -> Option<(u64, Vec<PathBuf>)> {
        let (mut bytes, mut folders) = (0_u64, Vec::new());
        for entry in std::fs::read_dir(folder).ok()?.flatten().take(FILES) {
            // A file that goes while it is counted takes no room.
            let Ok(data) = entry.metadata() else { continue };
            if data.is_dir() {
                folders.push(entry.path());
            } else {
                bytes = bytes.saturating_add(data.len());
            }
        }
        Some((bytes, folders))
    };
    let (mut bytes, folders) = of_files(folder)?;
    for folder in folders {
        bytes = bytes.saturating_add(of_files(&folder).map_or(0, |(bytes, _)| bytes));
    }
    Some(bytes)
}

/// Name and version of the operating system.
pub(crate) async fn system() -> Finding {
    match aside("probe system", || (system::name(), system::kernel())).await {
        Some((Ok(name), kernel)) => {
            let finding = Finding::new("system", "", Outcome::Good, Says::SystemTold);
            let finding = finding.with("system", name);
            match kernel {
                Ok(kernel) => finding.with("kernel", kernel),
                Err(_untold) => finding,
            }
        }
        Some(_) | None => untold("system"),
    }
}

/// When something was last updated. Source: S3-39.
pub(crate) async fn patches() -> Finding {
    let Some(Some(age)) = aside("probe patches", patches::age).await else {
        return untold("patches");
    };
    let days = age.as_secs() / 86_400;
    let (outcome, says) = if days > PATCHES_OLD_DAYS {
        (Outcome::Remark, Says::PatchesOld)
    } else {
        (Outcome::Good, Says::PatchesFresh)
    };
    Finding::new("patches", "", outcome, says)
        .with("days", days.to_string())
        .within(format!("{PATCHES_OLD_DAYS} d (S3-39)"))
}

/// Whether a scanner for malware is at work, where the system tells it. Source: S3-39.
pub(crate) async fn protection() -> Finding {
    let Some(Some((name, is_on))) = aside("probe protection", scanner).await else {
        return untold("protection");
    };
    let (outcome, says) = if is_on {
        (Outcome::Good, Says::ProtectionOn)
    } else {
        (Outcome::Remark, Says::ProtectionOff)
    };
    Finding::new("protection", "", outcome, says).with("product", name).within("S3-39")
}

/// Name of a scanner and whether it is on; absent where nobody tells.
fn scanner() -> Option<(String, bool)> {
    if cfg!(windows) {
        // Source: Windows Security Center; bit 12 of the state says that it is on.
        let ask = "(Get-CimInstance -Namespace root/SecurityCenter2 -ClassName AntivirusProduct | \
                   ForEach-Object { $_.displayName + '=' + ($_.productState -band 0x1000) })";
        let words = ["-NoProfile", "-NonInteractive", "-Command", ask];
        let told = command::output_of("powershell.exe", &words).ok()?;
        return Some((told.replace("=4096", "").replace("=0", ""), told.contains("=4096")));
    }
    if cfg!(target_os = "linux") && Path::new("/usr/sbin/clamd").exists() {
        let is_on = ["/run/clamav/clamd.ctl", "/var/run/clamav/clamd.ctl"];
        return Some(("ClamAV".to_owned(), is_on.iter().any(|path| Path::new(path).exists())));
    }
    // Other systems and scanners tell it in no way that holds.
    None
}

fn in_mebibytes(bytes: u64) -> String {
    format!("{} MiB", bytes / 1024 / 1024)
}

const SAMPLE: Duration = Duration::from_secs(1);
/// Mean over the run, in per cent; above it sound is late (S1-158).
const LOAD_HIGH: f32 = 90.0;
const MEMORY_SHORT: u64 = 256 * 1024 * 1024;
const DISK_SHORT: u64 = 1024 * 1024 * 1024;
/// Below it the program's database cannot be written safely.
const DISK_FULL: u64 = 50 * 1024 * 1024;
const LOGS_LARGE: u64 = 512 * 1024 * 1024;
const FILES: usize = 10_000;
const PATCHES_OLD_DAYS: u64 = 35;

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn this_machine_tells_its_condition() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.log"), vec![0; 3000]).unwrap();

        for finding in [memory().await, disk(Some(folder.path().to_owned())).await, system().await]
        {
            assert_ne!(finding.says, Says::Untold, "{finding:?}");
        }
        let logs = logs(Some(folder.path().to_owned())).await;
        assert_eq!((logs.outcome, logs.says), (Outcome::Good, Says::LogsFine));
        assert_eq!(size(folder.path()), Some(3000));
    }

    #[test]
    fn s4_12_a_full_disk_is_a_fault_and_a_short_one_a_remark() {
        let total = 100 * DISK_SHORT;
        for (free, outcome) in [
            (DISK_FULL - 1, Outcome::Bad),
            (DISK_FULL, Outcome::Remark),
            (DISK_SHORT, Outcome::Good),
        ] {
            assert_eq!(judge_disk(free, total).outcome, outcome, "{free}");
        }
    }

    #[tokio::test]
    async fn a_folder_that_is_not_there_is_told() {
        let absent = Some(PathBuf::from("/does/not/exist"));

        assert_eq!(disk(absent.clone()).await.says, Says::Untold);
        assert_eq!(logs(absent).await.says, Says::Untold);
    }
}
