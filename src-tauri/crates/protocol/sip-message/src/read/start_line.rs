//! The first line: what is asked, or how it fared.
//!
//! Source: RFC 3261 §7.1, §7.2.

use super::{Fault, ReadError};
use crate::method::Method;
use crate::status::StatusCode;
use crate::uri::{OtherUri, Uri};

/// A request line or a status line.
#[derive(Debug)]
pub(super) enum StartLine {
    Request { method: Method, uri: Uri },
    Status { status: StatusCode, reason: String },
}

/// Reads a start line. What cannot be told at all is an error; what is odd is a fault.
pub(super) fn read(line: &str, faults: &mut Vec<Fault>) -> Result<StartLine, ReadError> {
    if line.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("SIP/")) {
        read_status(line, faults)
    } else {
        read_request(line, faults)
    }
}

fn read_status(line: &str, faults: &mut Vec<Fault>) -> Result<StartLine, ReadError> {
    let (version, rest) = line.split_once([' ', '\t']).ok_or(ReadError::NotSip)?;
    check_version(version, faults)?;
    let (code, reason) = rest.split_once([' ', '\t']).unwrap_or((rest, ""));
    let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit());
    let status =
        code.parse().ok().filter(|_| is_code).and_then(StatusCode::new).ok_or(ReadError::NotSip)?;
    Ok(StartLine::Status { status, reason: reason.trim().to_owned() })
}

fn read_request(line: &str, faults: &mut Vec<Fault>) -> Result<StartLine, ReadError> {
    let trimmed = line.trim_matches([' ', '\t']);
    let (method, rest) = trimmed.split_once([' ', '\t']).ok_or(ReadError::NotSip)?;
    let (target, version) = rest.rsplit_once([' ', '\t']).ok_or(ReadError::NotSip)?;
    let method = method.parse().map_err(|_| ReadError::NotSip)?;
    check_version(version, faults)?;
    let uri = target.trim_matches([' ', '\t']);
    if trimmed != line || uri != target || line.contains('\t') {
        faults.push(Fault::StartLineBlanks);
    }
    let uri = uri.parse().unwrap_or_else(|why| {
        faults.push(Fault::RequestUri(why));
        Uri::Other(OtherUri::new(uri))
    });
    Ok(StartLine::Request { method, uri })
}

/// Notes a version that is not ours; what is no version at all is an error.
fn check_version(version: &str, faults: &mut Vec<Fault>) -> Result<(), ReadError> {
    let (name, number) = version.split_once('/').ok_or(ReadError::NotSip)?;
    let is_number = number.split_once('.').is_some_and(|(major, minor)| {
        [major, minor].iter().all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    });
    if !name.eq_ignore_ascii_case("SIP") || !is_number {
        return Err(ReadError::NotSip);
    }
    if number != "2.0" {
        faults.push(Fault::Version);
    }
    Ok(())
}
