//! What one asks a running server, and tells it, by its own commands.

use std::net::{Ipv4Addr, UdpSocket};
use std::os::unix::net::UnixDatagram;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::Context;
use serde_json::{Value, json};

use super::{Forward, Kamailio};
use crate::{Transport, wait};

impl Kamailio {
    /// Where a user can be reached according to the server: Contact URIs.
    ///
    /// # Errors
    /// When the server does not answer.
    pub fn contacts(&self, user: &str) -> anyhow::Result<Vec<String>> {
        let answer = match self.call("ul.lookup", &json!(["location", user])) {
            Ok(answer) => answer,
            Err(error) if error.to_string().contains("AOR not found") => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let contacts = answer.get("Contacts").and_then(Value::as_array).cloned();
        let uris = contacts.unwrap_or_default().into_iter().filter_map(|contact| {
            contact.pointer("/Contact/Address").and_then(Value::as_str).map(str::to_owned)
        });
        Ok(uris.collect())
    }

    /// Waits until the server has at least one contact of `user`, and gives them.
    ///
    /// # Errors
    /// When there is none in time.
    pub fn await_contact(&self, user: &str) -> anyhow::Result<Vec<String>> {
        wait::until(&format!("a registration of {user}"), wait::LIMIT, || {
            self.contacts(user).ok().filter(|contacts| !contacts.is_empty())
        })
    }

    /// Waits until the server has no contact of `user`.
    ///
    /// # Errors
    /// When it still has one after the limit.
    pub fn await_no_contact(&self, user: &str) -> anyhow::Result<()> {
        wait::until(&format!("the end of the registration of {user}"), wait::LIMIT, || {
            self.contacts(user).ok().filter(Vec::is_empty).map(drop)
        })
    }

    /// Where calls to `user` go on to, as the server has it; `None` when they do not.
    ///
    /// # Errors
    /// When the server does not answer.
    pub fn forward(&self, user: &str, when: Forward) -> anyhow::Result<Option<String>> {
        let key = format!("{user}::{}", when.name());
        match self.call("htable.get", &json!(["forwards", key])) {
            Ok(answer) => {
                Ok(answer.pointer("/item/value").and_then(Value::as_str).map(str::to_owned))
            }
            Err(error) if error.to_string().contains("doesn't exist") => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sends calls to `number` on to `target`; a number that is no user's is a group's then.
    ///
    /// # Errors
    /// When the server does not take it, or has no services.
    pub fn set_forward(&self, number: &str, when: Forward, target: &str) -> anyhow::Result<()> {
        let key = format!("{number}::{}", when.name());
        self.call("htable.sets", &json!(["forwards", key, target])).map(drop)
    }

    /// Tells all who watch how many messages `user` has. Source: RFC 3842.
    ///
    /// # Errors
    /// When the server does not take it, or has no services.
    pub fn leave_messages(&self, user: &str, new: u32, old: u32) -> anyhow::Result<()> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let waiting = if new > 0 { "yes" } else { "no" };
        let uri = self.uri(user);
        let body = format!(
            "Messages-Waiting: {waiting}\r\nMessage-Account: {uri}\r\nVoice-Message: \
             {new}/{old} (0/0)\r\n"
        );
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let at = self.socket(Transport::Udp);
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.set_read_timeout(Some(Duration::from_secs(3)))?;
        let from = socket.local_addr()?;
        let port = from.port();
        let publish = format!(
            "PUBLISH {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {from};branch=z9hG4bKmwi{port}-{number}\r\n\
             From: <{uri}>;tag=mwi{number}\r\nTo: <{uri}>\r\nCall-ID: mwi{port}-{number}@lab\r\n\
             CSeq: 1 PUBLISH\r\nMax-Forwards: 70\r\nEvent: message-summary\r\nExpires: 300\r\n\
             Content-Type: application/simple-message-summary\r\nContent-Length: {}\r\n\r\n{body}",
            body.len(),
        );
        socket.send_to(publish.as_bytes(), at)?;
        let mut answer = [0; 2048];
        let length = socket.recv(&mut answer).context("PUBLISH unanswered")?;
        let answer = String::from_utf8_lossy(answer.get(..length).unwrap_or_default()).into_owned();
        anyhow::ensure!(answer.starts_with("SIP/2.0 200"), "{answer}");
        Ok(())
    }

    /// Calls one of Kamailio's own commands (`kamcmd` has the list).
    ///
    /// # Errors
    /// When there is no answer, or it is an error.
    pub fn call(&self, method: &str, parameters: &Value) -> anyhow::Result<Value> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let here = self.folder.join(format!("ask{}", COUNT.fetch_add(1, Ordering::Relaxed)));
        let socket = UnixDatagram::bind(&here)?;
        socket.set_read_timeout(Some(Duration::from_secs(3)))?;
        let question = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": parameters });
        socket.send_to(question.to_string().as_bytes(), self.folder.join("rpc"))?;
        let mut answer = vec![0; 65_536];
        let length = socket.recv(&mut answer).with_context(|| format!("{method} unanswered"))?;
        std::fs::remove_file(&here)?;
        let answer: Value = serde_json::from_slice(answer.get(..length).unwrap_or_default())?;
        anyhow::ensure!(answer.get("error").is_none(), "{method}: {answer}");
        Ok(answer.get("result").cloned().unwrap_or_default())
    }
}
