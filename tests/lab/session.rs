//! A desktop of its own: X server, window manager, D-Bus, keyring, sound server.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::Context;

use crate::tone::Sound;
use crate::{Folder, Process, process};

/// Length of a WAV file without sound.
const WAV_HEADER: u64 = 44;

/// What the desktop has besides a screen and a bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionOptions {
    /// A keyring that is unlocked.
    pub keyring: bool,
    /// A sound server with a virtual microphone and a virtual loudspeaker.
    pub sound: bool,
}

impl Default for SessionOptions {
    fn default() -> Self {
        Self { keyring: true, sound: true }
    }
}

/// A running desktop. Dropping it ends everything in it that it started.
#[derive(Debug)]
pub struct Session {
    /// In the order of their start; ended in reverse.
    processes: Vec<Process>,
    environment: BTreeMap<String, OsString>,
    folder: Folder,
}

impl Session {
    /// # Errors
    /// When one of its programs is not installed or does not start.
    pub fn start(options: SessionOptions) -> anyhow::Result<Self> {
        let folder = Folder::new("session")?;
        let mut session = Self { processes: Vec::new(), environment: BTreeMap::new(), folder };
        session.lay_home()?;
        session.start_screen()?;
        session.start_bus()?;
        let openbox = session.command("openbox");
        session.start_process("openbox", openbox)?;
        if options.keyring {
            session.start_keyring()?;
        }
        if options.sound {
            session.start_sound()?;
        }
        Ok(session)
    }

    /// A command that runs within this desktop and ends with the thread that starts it.
    #[must_use]
    pub fn command(&self, program: &str) -> Command {
        let mut command = Process::command(program);
        command.stdin(Stdio::null()).envs(&self.environment).current_dir(self.home());
        for absent in ["WAYLAND_DISPLAY", "PULSE_RUNTIME_PATH", "XAUTHORITY"] {
            command.env_remove(absent);
        }
        command
    }

    /// Starts a process that ends with the session.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start_process(
        &mut self,
        name: &str,
        mut command: Command,
    ) -> anyhow::Result<&mut Process> {
        let log = self.folder.join(format!("{name}.log"));
        self.processes.push(Process::start(name, &mut command, &log)?);
        self.processes.last_mut().context("just pushed")
    }

    /// What a program needs to find this desktop.
    #[must_use]
    pub fn environment(&self) -> &BTreeMap<String, OsString> {
        &self.environment
    }

    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.folder.join("home")
    }

    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address of its bus.
    #[must_use]
    pub fn bus_address(&self) -> String {
        format!("unix:path={}", self.folder.join("bus").display())
    }

    /// Records what the virtual loudspeaker plays until the recorder is finished.
    ///
    /// # Errors
    /// When the session has no sound.
    pub fn record_loudspeaker(&self) -> anyhow::Result<Recorder> {
        let path = self.folder.join("loudspeaker.wav");
        let mut command = self.command("parec");
        command.args(["-d", "loudspeaker.monitor", "--file-format=wav", "--format=s16le"]);
        command.args(["--rate=48000", "--channels=1", "--latency-msec=20"]).arg(&path);
        let mut process = Process::start("parec", &mut command, &self.folder.join("parec.log"))?;
        // It creates the file first; only what it writes shows that it records.
        process
            .await_ready(|| std::fs::metadata(&path).is_ok_and(|file| file.len() > WAV_HEADER))?;
        Ok(Recorder { process, path })
    }

    /// Speaks a WAV file into the virtual microphone until the returned process ends.
    ///
    /// # Errors
    /// When the session has no sound.
    pub fn speak(&self, path: &Path) -> anyhow::Result<Process> {
        let mut command = self.command("paplay");
        command.args(["-d", "speech"]).arg(path);
        Process::start("paplay", &mut command, &self.folder.join("paplay.log"))
    }

    /// Takes a picture of the whole screen.
    ///
    /// # Errors
    /// When ImageMagick is not installed.
    pub fn picture(&self, path: &Path) -> anyhow::Result<()> {
        process::run(self.command("import").args(["-window", "root"]).arg(path)).map(drop)
    }

    fn lay_home(&mut self) -> anyhow::Result<()> {
        let home = self.home();
        let runtime = home.join("run");
        std::fs::create_dir_all(&runtime)?;
        std::fs::set_permissions(&runtime, std::fs::Permissions::from_mode(0o700))?;
        for (name, value) in [
            ("HOME", home.clone()),
            ("XDG_RUNTIME_DIR", runtime),
            ("XDG_DATA_HOME", home.join(".local/share")),
            ("XDG_CONFIG_HOME", home.join(".config")),
            ("XDG_CACHE_HOME", home.join(".cache")),
        ] {
            std::fs::create_dir_all(&value)?;
            self.environment.insert(name.to_owned(), value.into());
        }
        for (name, value) in [
            ("XDG_SESSION_TYPE", "x11"),
            ("GDK_BACKEND", "x11"),
            ("LIBGL_ALWAYS_SOFTWARE", "1"),
            ("LANG", "C.UTF-8"),
        ] {
            self.environment.insert(name.to_owned(), value.into());
        }
        Ok(())
    }

    fn start_screen(&mut self) -> anyhow::Result<()> {
        let mut command = self.command("Xvfb");
        command.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1280x900x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ]);
        let log = self.folder.join("screen.log");
        let mut display = None;
        let process = self.start_process("screen", command)?;
        process.await_ready(|| {
            let text = std::fs::read_to_string(&log).unwrap_or_default();
            display = text.lines().find_map(|line| line.trim().parse::<u32>().ok());
            display.is_some()
        })?;
        let display = display.context("no display")?;
        self.environment.insert("DISPLAY".to_owned(), format!(":{display}").into());
        Ok(())
    }

    fn start_bus(&mut self) -> anyhow::Result<()> {
        let address = self.bus_address();
        self.environment.insert("DBUS_SESSION_BUS_ADDRESS".to_owned(), address.clone().into());
        let mut command = self.command("dbus-daemon");
        command.args(["--session", "--nofork", "--nopidfile", &format!("--address={address}")]);
        let socket = self.folder.join("bus");
        self.start_process("bus", command)?.await_ready(|| UnixStream::connect(&socket).is_ok())
    }

    /// Must be unlocked before anyone asks for it: D-Bus would start a locked one.
    fn start_keyring(&mut self) -> anyhow::Result<()> {
        let (read, mut write) = std::io::pipe()?;
        let mut command = self.command("gnome-keyring-daemon");
        command.args(["--foreground", "--unlock", "--components=secrets"]).stdin(read);
        write.write_all(b"lab")?;
        drop(write);
        let mut ask = self.command("dbus-send");
        ask.args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.DBus",
            "/",
            "--type=method_call",
        ]);
        ask.args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]);
        self.start_process("keyring", command)?.await_ready(|| {
            process::run(&mut ask)
                .is_ok_and(|answer| String::from_utf8_lossy(&answer).contains("boolean true"))
        })
    }

    fn start_sound(&mut self) -> anyhow::Result<()> {
        let socket = self.folder.join("pulse");
        let script = format!(
            "load-module module-native-protocol-unix auth-anonymous=1 socket={}\n\
             load-module module-null-sink sink_name=speech rate=48000 channels=1\n\
             load-module module-remap-source master=speech.monitor source_name=microphone\n\
             load-module module-null-sink sink_name=loudspeaker rate=48000 channels=2\n\
             set-default-sink loudspeaker\nset-default-source microphone\n",
            socket.display(),
        );
        let script = self.folder.write("sound.pa", script)?;
        let alsa = "pcm.!default { type pulse }\nctl.!default { type pulse }\n";
        self.folder.write("home/.asoundrc", alsa)?;
        let address = format!("unix:{}", socket.display());
        self.environment.insert("PULSE_SERVER".to_owned(), address.into());
        let mut command = self.command("pulseaudio");
        command.env_remove("PULSE_SERVER").arg("-n").arg("-F").arg(script);
        command.args([
            "--exit-idle-time=-1",
            "--daemonize=no",
            "--disallow-exit",
            "--log-level=error",
        ]);
        let process = self.start_process("sound", command)?;
        process.await_ready(|| UnixStream::connect(&socket).is_ok())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        while let Some(process) = self.processes.pop() {
            drop(process);
        }
    }
}

/// A recording in progress.
#[derive(Debug)]
pub struct Recorder {
    process: Process,
    path: PathBuf,
}

impl Recorder {
    /// Ends the recording and gives it.
    ///
    /// # Errors
    /// When nothing was recorded.
    pub fn finish(mut self) -> anyhow::Result<Sound> {
        // The recorder holds the last moments back until it is asked to end.
        self.process.ask_to_end();
        self.process.await_end(Duration::from_secs(5))?;
        Sound::read(&self.path)
    }
}
