//! A sound server on this machine: PulseAudio, or PipeWire in its clothes.
//!
//! One connection asks which devices there are; each open device has a connection and a thread of
//! its own ([`stream`]), so that none waits for another. The protocol's messages are the
//! `pulseaudio` crate's. Its client is not used, and neither is `cpal`'s host built on it: they
//! clear a megabyte for every message, which cost more than coding and decoding a call, and a
//! question that is not answered hangs for ever.

mod connection;
mod stream;

use std::ffi::CStr;
use std::path::PathBuf;

use pulseaudio::protocol::{Command, ServerInfo, SinkInfoList, SourceInfoList};

use self::connection::Connection;
pub(super) use self::connection::ServerError;
pub(super) use self::stream::{Running, listen, speak};
use crate::{Device, DeviceId, Role};

/// How devices of a server are called in settings: `pulseaudio:NAME`.
const KIND: &str = "pulseaudio:";

/// A device as the server knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    index: u32,
    rate_hz: u32,
    pub(super) device: Device,
}

/// The server, with a connection for questions.
pub(super) struct Server {
    path: PathBuf,
    connection: Connection,
}

impl Server {
    /// The server of this session, if there is one that answers.
    pub(super) fn find() -> Result<Option<Self>, ServerError> {
        let Some(path) = socket_path() else { return Ok(None) };
        let connection = Connection::open(&path)?;
        Ok(Some(Self { path, connection }))
    }

    /// A connection of its own, for a stream.
    fn connect(&self) -> Result<Connection, ServerError> {
        Connection::open(&self.path)
    }

    /// All its devices.
    pub(super) fn list(&mut self) -> Result<Vec<Entry>, ServerError> {
        let server: ServerInfo = self.connection.ask(&Command::GetServerInfo)?;
        let sinks: SinkInfoList = self.connection.ask(&Command::GetSinkInfoList)?;
        let sources: SourceInfoList = self.connection.ask(&Command::GetSourceInfoList)?;
        let sinks = sinks.iter().map(|sink| {
            let is_default = server.default_sink_name.as_ref() == Some(&sink.name);
            let device = device(&sink.name, sink.description.as_deref(), Role::Output, is_default);
            Entry { index: sink.index, rate_hz: sink.sample_spec.sample_rate, device }
        });
        let sources = sources.iter().map(|source| {
            let is_default = server.default_source_name.as_ref() == Some(&source.name);
            let device =
                device(&source.name, source.description.as_deref(), Role::Input, is_default);
            Entry { index: source.index, rate_hz: source.sample_spec.sample_rate, device }
        });
        Ok(sinks.chain(sources).collect())
    }

    /// The device of this name, the default one where no name is given.
    pub(super) fn device(
        &mut self,
        name: Option<&str>,
        role: Role,
    ) -> Result<Option<Entry>, ServerError> {
        let listed_as = if role == Role::Input { Role::Input } else { Role::Output };
        let is_meant = |device: &Device| match name {
            None => device.is_default,
            Some(name) => {
                let id = device.id.as_str();
                id == name || id.strip_prefix(KIND) == Some(name) || device.name == name
            }
        };
        let mut entries = self.list()?.into_iter();
        Ok(entries.find(|entry| entry.device.role == listed_as && is_meant(&entry.device)))
    }
}

fn device(name: &CStr, description: Option<&CStr>, role: Role, is_default: bool) -> Device {
    let id = DeviceId::from(format!("{KIND}{}", name.to_string_lossy()));
    let name = description.unwrap_or(name).to_string_lossy().into_owned();
    Device { id, name, role, is_default }
}

/// Where the server listens: as the environment says, else where it listens by default.
fn socket_path() -> Option<PathBuf> {
    if let Some(server) = std::env::var_os("PULSE_SERVER") {
        let server = server.to_string_lossy();
        let path = server.strip_prefix("unix:").unwrap_or(&server);
        return path.starts_with('/').then(|| PathBuf::from(path));
    }
    let own =
        std::env::var_os("PULSE_RUNTIME_PATH").map(|folder| PathBuf::from(folder).join("native"));
    let usual = std::env::var_os("XDG_RUNTIME_DIR")
        .map(|folder| PathBuf::from(folder).join("pulse/native"));
    [own, usual].into_iter().flatten().find(|path| path.exists())
}
