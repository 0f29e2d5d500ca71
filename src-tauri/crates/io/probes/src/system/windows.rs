//! Windows tells it by its own shell. Source: `Win32_OperatingSystem`, `Win32_Processor`.

use std::time::Duration;

use crate::ProbeError;
use crate::command::output_of;

pub(crate) fn name() -> Result<String, ProbeError> {
    ask("(Get-CimInstance Win32_OperatingSystem).Caption")
}

pub(crate) fn kernel() -> Result<String, ProbeError> {
    output_of("cmd.exe", &["/d", "/c", "ver"])
}

pub(crate) fn uptime() -> Result<Duration, ProbeError> {
    let seconds = ask(
        "[int64]((Get-Date) - (Get-CimInstance Win32_OperatingSystem).LastBootUpTime).TotalSeconds",
    )?;
    seconds.parse().map(Duration::from_secs).map_err(|_| ProbeError::Unknown)
}

pub(crate) fn load() -> Result<String, ProbeError> {
    ask("(Get-CimInstance Win32_Processor | Measure-Object LoadPercentage -Average).Average")
        .map(|percent| format!("{percent} %"))
}

pub(crate) fn memory() -> Result<String, ProbeError> {
    let free = "[int](($s = Get-CimInstance Win32_OperatingSystem).FreePhysicalMemory / 1024)";
    ask(&format!("{free}; 'of'; [int]($s.TotalVisibleMemorySize / 1024); 'MiB available'"))
}

fn ask(expression: &str) -> Result<String, ProbeError> {
    output_of("powershell.exe", &["-NoProfile", "-NonInteractive", "-Command", expression])
}
