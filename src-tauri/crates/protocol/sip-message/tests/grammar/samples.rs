//! The torture messages of `tests/wire`, and short ways to look into them.

use std::fs;
use std::path::{Path, PathBuf};

use sip_message::{Fault, Message, Reading, Request, Response};

/// The octets of one torture message.
pub(crate) fn octets(rfc: &str, name: &str) -> Vec<u8> {
    let path = folder(rfc).join(name);
    fs::read(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// All torture messages: name and octets, in the order of their names.
pub(crate) fn all() -> Vec<(String, Vec<u8>)> {
    ["rfc4475", "rfc5118"]
        .into_iter()
        .flat_map(|rfc| names(rfc).into_iter().map(move |name| (name.clone(), octets(rfc, &name))))
        .collect()
}

/// The names of one folder in order.
pub(crate) fn names(rfc: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder(rfc))
        .expect("the samples are there")
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn folder(rfc: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../tests/wire").join(rfc)
}

/// Reads a torture message of RFC 4475.
pub(crate) fn reading(name: &str) -> Reading {
    sip_message::read(&octets("rfc4475", &format!("{name}.dat")))
        .unwrap_or_else(|why| panic!("{name}: {why}"))
}

/// A request that must be taken, and may have these faults.
pub(crate) fn accepted(name: &str, faults: &[Fault]) -> Request {
    let reading = reading(name);
    assert_eq!(reading.rejection(), None, "{name}");
    assert_eq!(reading.faults, faults, "{name}");
    request(reading)
}

/// A response that must be taken.
pub(crate) fn response(name: &str) -> Response {
    let reading = reading(name);
    assert!(!reading.is_grave(), "{name}: {:?}", reading.faults);
    match reading.message {
        Message::Response(response) => response,
        Message::Request(_) => panic!("{name} is a request"),
    }
}

/// The status and the words with which a request must be refused.
pub(crate) fn refusal(name: &str) -> (u16, &'static str) {
    let (status, words) =
        reading(name).rejection().unwrap_or_else(|| panic!("{name} is not refused"));
    (status.value(), words)
}

pub(crate) fn request(reading: Reading) -> Request {
    match reading.message {
        Message::Request(request) => request,
        Message::Response(_) => panic!("not a request"),
    }
}
