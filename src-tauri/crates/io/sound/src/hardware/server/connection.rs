//! One connection to a sound server: questions and answers, then whatever a stream brings.

use std::ffi::CString;
use std::io::{self, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use pulseaudio::protocol::{
    self, AuthParams, AuthReply, Command, CommandReply, CommandTag, Prop, Props, ProtocolError,
    PulseError, SetClientNameReply, TagStructReader,
};
use socket2::{Domain, SockAddr, Socket, Type};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// The channel of commands; all others carry samples.
pub(super) const COMMANDS: u32 = u32::MAX;

/// No message of a well-behaved server is longer.
const MAX_MESSAGE_BYTES: usize = 1024 * 1024;

/// Why a server did not do as it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServerError {
    /// Gone, not listening, or too slow.
    #[error("no connection to the sound server")]
    Unreachable(#[from] io::Error),
    /// It understood and said no.
    #[error("the sound server refuses: {0:?}")]
    Refused(PulseError),
    /// It sent what is not its protocol.
    #[error("the sound server is not understood")]
    Garbled,
}

impl From<ProtocolError> for ServerError {
    fn from(error: ProtocolError) -> Self {
        match error {
            ProtocolError::Io(error) => Self::Unreachable(error),
            ProtocolError::ServerError(refusal) => Self::Refused(refusal),
            ProtocolError::UnsupportedVersion(_)
            | ProtocolError::Invalid(_)
            | ProtocolError::Timeout
            | ProtocolError::UnexpectedCommand(_)
            | ProtocolError::Unimplemented(..) => Self::Garbled,
        }
    }
}

pub(super) struct Connection {
    socket: BufReader<UnixStream>,
    version: u16,
    next_number: u32,
    /// The message read last.
    message: Vec<u8>,
}

impl Connection {
    /// Connects and introduces the program.
    pub(super) fn open(path: &Path) -> Result<Self, ServerError> {
        let socket = connect(path)?;
        socket.set_read_timeout(Some(PATIENCE))?;
        socket.set_write_timeout(Some(PATIENCE))?;
        let mut connection = Self {
            socket: BufReader::new(socket),
            version: protocol::MAX_VERSION,
            next_number: 0,
            message: Vec::new(),
        };
        let cookie = pulseaudio::cookie_path_from_env();
        let cookie = cookie.and_then(|path| std::fs::read(path).ok()).unwrap_or_default();
        let version = protocol::MAX_VERSION;
        let auth = AuthParams { version, supports_shm: false, supports_memfd: false, cookie };
        let welcome: AuthReply = connection.ask(&Command::Auth(auth))?;
        connection.version = version.min(welcome.version);
        let mut props = Props::new();
        props.set(Prop::ApplicationName, c"Rufbereit");
        props.set(Prop::ApplicationIconName, c"rufbereit");
        if let Ok(process) = CString::new(std::process::id().to_string()) {
            props.set(Prop::ApplicationProcessId, process.as_c_str());
        }
        let _named: SetClientNameReply = connection.ask(&Command::SetClientName(props))?;
        Ok(connection)
    }

    /// The socket, to stop whoever reads from it.
    pub(super) fn socket(&self) -> io::Result<UnixStream> {
        self.socket.get_ref().try_clone()
    }

    /// From now on the server speaks when it likes.
    pub(super) fn wait_for_ever(&self) -> io::Result<()> {
        self.socket.get_ref().set_read_timeout(None)
    }

    /// Asks and waits for the answer; whatever comes in between is passed over.
    pub(super) fn ask<R: CommandReply>(&mut self, command: &Command) -> Result<R, ServerError> {
        let asked = self.tell(command)?;
        loop {
            if self.read()? != COMMANDS {
                continue;
            }
            let mut bytes = self.message.as_slice();
            let mut reader = TagStructReader::new(&mut bytes, self.version);
            let (tag, number): (CommandTag, u32) = (reader.read_enum()?, reader.read_u32()?);
            if number != asked {
                continue;
            }
            if tag == CommandTag::Error {
                return Err(ServerError::Refused(reader.read_enum()?));
            }
            let is_reply = tag == CommandTag::Reply;
            return if is_reply { Ok(reader.read()?) } else { Err(ServerError::Garbled) };
        }
    }

    /// Sends a command without waiting for its answer; gives its number.
    pub(super) fn tell(&mut self, command: &Command) -> Result<u32, ServerError> {
        let number = self.next_number;
        self.next_number = self.next_number.wrapping_add(1);
        protocol::write_command_message(self.socket.get_mut(), number, command, self.version)?;
        Ok(number)
    }

    /// Sends what has been put together already.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.socket.get_mut().write_all(bytes)
    }

    /// Reads the next message; gives its channel.
    pub(super) fn read(&mut self) -> Result<u32, ServerError> {
        let descriptor = protocol::read_descriptor(&mut self.socket)?;
        let length = usize::try_from(descriptor.length).unwrap_or(usize::MAX);
        if length > MAX_MESSAGE_BYTES {
            return Err(ServerError::Garbled);
        }
        self.message.resize(length, 0);
        self.socket.read_exact(&mut self.message)?;
        Ok(descriptor.channel)
    }

    /// The message read last.
    pub(super) fn message(&self) -> &[u8] {
        &self.message
    }

    /// The message read last as a command; none if it is one that nobody here knows.
    pub(super) fn command(&self) -> Option<Command> {
        let (_, command) =
            Command::read_tag_prefixed(&mut self.message.as_slice(), self.version).ok()?;
        Some(command)
    }
}

/// Connects at once or not at all: a server that hangs lets callers queue up, and the one for whom
/// there is no place would wait for ever.
fn connect(path: &Path) -> io::Result<UnixStream> {
    let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    socket.set_nonblocking(true)?;
    socket.connect(&SockAddr::unix(path)?)?;
    socket.set_nonblocking(false)?;
    Ok(socket.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_takes_nobody_any_more_does_not_hold_us_up() {
        let folder = std::env::temp_dir().join(format!("rufbereit-queue-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("native");
        let listener = Socket::new(Domain::UNIX, Type::STREAM, None).unwrap();
        listener.bind(&SockAddr::unix(&path).unwrap()).unwrap();
        listener.listen(1).unwrap();

        let callers: Vec<_> = (0..8).map(|_| connect(&path)).collect();

        assert!(callers.first().is_some_and(Result::is_ok), "{callers:?}");
        let refused = callers.into_iter().find_map(Result::err).expect("the queue is short");
        assert_eq!(refused.kind(), io::ErrorKind::WouldBlock);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
