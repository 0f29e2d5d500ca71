//! A STUN binding over UDP, TCP or TLS: where a server sees us. Source: RFC 8489 §6.2.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use rtc_stun::message::{
    BINDING_ERROR, BINDING_REQUEST, BINDING_SUCCESS, Getter as _, MESSAGE_HEADER_SIZE, Message,
    Setter, TransactionId,
};
use rtc_stun::xoraddr::XorMappedAddress;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::UdpSocket;
use tokio::time::{Instant, timeout_at};

/// How a binding came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Binding {
    /// The server sees us there.
    Seen(SocketAddr),
    /// It answered with an error of its own; so it is there.
    Refused,
    /// What came was no answer to this question.
    Garbled,
}

/// A question, and how its answer is known.
#[derive(Debug)]
pub(crate) struct Question {
    message: Message,
}

impl Question {
    /// Absent only when the library cannot draw a transaction.
    pub(crate) fn new() -> Option<Self> {
        let mut message = Message::new();
        let parts: [Box<dyn Setter>; 2] =
            [Box::new(TransactionId::new()), Box::new(BINDING_REQUEST)];
        message.build(&parts).ok()?;
        Some(Self { message })
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.message.raw
    }

    /// What an answer says; absent when it answers another question or is none.
    pub(crate) fn read(&self, bytes: &[u8]) -> Option<Binding> {
        let mut answer = Message::new();
        answer.unmarshal_binary(bytes).ok()?;
        if answer.transaction_id != self.message.transaction_id {
            return None;
        }
        if answer.typ == BINDING_ERROR {
            return Some(Binding::Refused);
        }
        let mut address = XorMappedAddress::default();
        if answer.typ != BINDING_SUCCESS || address.get_from(&answer).is_err() {
            return Some(Binding::Garbled);
        }
        Some(Binding::Seen(SocketAddr::new(address.ip, address.port)))
    }
}

/// Asks over UDP, again and again as the standard has it; absent when nobody answers.
///
/// Source: RFC 8489 §6.2.1 (first wait 500 ms, doubled each time), fewer repetitions.
pub(crate) async fn over_udp(socket: &UdpSocket) -> io::Result<Option<(Binding, Duration)>> {
    let question = Question::new().ok_or(io::ErrorKind::Other)?;
    let mut buffer = [0; DATAGRAM];
    let mut wait = FIRST_WAIT;
    let mut is_garbled = false;
    for _attempt in 0..ATTEMPTS {
        let sent_at = Instant::now();
        socket.send(question.bytes()).await?;
        while let Ok(received) = timeout_at(sent_at + wait, socket.recv(&mut buffer)).await {
            let bytes = buffer.get(..received?).unwrap_or_default();
            match question.read(bytes) {
                Some(binding) => return Ok(Some((binding, sent_at.elapsed()))),
                None => is_garbled = true,
            }
        }
        wait *= 2;
    }
    Ok(is_garbled.then_some((Binding::Garbled, wait)))
}

/// Asks over a connection. Source: RFC 8489 §6.2.2.
pub(crate) async fn over_stream(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
) -> io::Result<(Binding, Duration)> {
    let question = Question::new().ok_or(io::ErrorKind::Other)?;
    let sent_at = Instant::now();
    stream.write_all(question.bytes()).await?;
    stream.flush().await?;
    let mut bytes = vec![0; MESSAGE_HEADER_SIZE];
    stream.read_exact(&mut bytes).await?;
    let length = match bytes.get(2..4) {
        Some(&[high, low]) => usize::from(u16::from_be_bytes([high, low])),
        Some(_) | None => 0,
    };
    if length > DATAGRAM {
        return Ok((Binding::Garbled, sent_at.elapsed()));
    }
    bytes.resize(MESSAGE_HEADER_SIZE + length, 0);
    if let Some(body) = bytes.get_mut(MESSAGE_HEADER_SIZE..) {
        stream.read_exact(body).await?;
    }
    Ok((question.read(&bytes).unwrap_or(Binding::Garbled), sent_at.elapsed()))
}

/// Longest answer that is read.
const DATAGRAM: usize = 2048;
/// Source: RFC 8489 §6.2.1.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const ATTEMPTS: usize = 4;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_from_the_network_breaks_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let question = Question::new().unwrap();

            prop_assert_eq!(question.read(&bytes), None, "twelve octets of chance are not met");
        }

        #[test]
        fn a_damaged_answer_is_no_address(place in 0_usize..20, octet in any::<u8>()) {
            let question = Question::new().unwrap();
            let mut bytes = question.bytes().to_vec();
            bytes[place] = octet;

            let read = question.read(&bytes);

            prop_assert!(!matches!(read, Some(Binding::Seen(_))), "{:?}", read);
        }
    }
}
