//! Reads dialog information as telephone systems write it.

use sip_message::Uri;

use super::{Dialog, DialogInfo, Direction, MAX_DIALOGS, Party, ReadError, Reason, State};
use crate::xml::{self, Element};

/// Longest id, tag or name that is kept, in bytes; what is longer counts as absent.
const MAX_TEXT: usize = 1024;

/// Reads a document of dialog information.
///
/// A dialog whose state is missing or unknown is left out: nothing can be said of it.
pub fn read(bytes: &[u8]) -> Result<DialogInfo, ReadError> {
    let root = xml::read(bytes)?;
    if root.name != "dialog-info" {
        return Err(ReadError::OtherDocument);
    }
    Ok(DialogInfo {
        entity: uri(root.attribute("entity").unwrap_or_default()),
        version: root.attribute("version").and_then(number).unwrap_or(0),
        // Without a word about it, what is named is taken to be all there is.
        is_full: root
            .attribute("state")
            .is_none_or(|state| !state.trim().eq_ignore_ascii_case("partial")),
        dialogs: root.all("dialog").filter_map(dialog).take(MAX_DIALOGS).collect(),
    })
}

fn dialog(element: &Element) -> Option<Dialog> {
    let state_element = element.first("state")?;
    let state = match state_element.text.to_ascii_lowercase().as_str() {
        "trying" => State::Trying,
        "proceeding" => State::Proceeding,
        "early" => State::Early,
        "confirmed" => State::Confirmed,
        "terminated" => State::Terminated,
        _ => return None,
    };
    let text = |name| element.attribute(name).and_then(short);
    Some(Dialog {
        call_id: text("call-id"),
        local_tag: text("local-tag"),
        remote_tag: text("remote-tag"),
        direction: direction(element.attribute("direction").unwrap_or_default()),
        reason: reason(state_element.attribute("event").unwrap_or_default()),
        code: state_element
            .attribute("code")
            .and_then(number)
            .and_then(|code| u16::try_from(code).ok())
            .filter(|code| (100..700).contains(code)),
        seconds: element.first("duration").and_then(|duration| number(&duration.text)),
        local: element.first("local").and_then(party),
        remote: element.first("remote").and_then(party),
        ..Dialog::new(&text("id").unwrap_or_default(), state)
    })
}

fn direction(word: &str) -> Option<Direction> {
    match word.trim().to_ascii_lowercase().as_str() {
        "initiator" => Some(Direction::Initiator),
        "recipient" => Some(Direction::Recipient),
        _ => None,
    }
}

fn reason(word: &str) -> Option<Reason> {
    match word.trim().to_ascii_lowercase().as_str() {
        "cancelled" => Some(Reason::Cancelled),
        "rejected" => Some(Reason::Rejected),
        "replaced" => Some(Reason::Replaced),
        "local-bye" => Some(Reason::LocalBye),
        "remote-bye" => Some(Reason::RemoteBye),
        "error" => Some(Reason::Error),
        "timeout" => Some(Reason::TimedOut),
        _ => None,
    }
}

fn party(element: &Element) -> Option<Party> {
    let identity = element.first("identity");
    let target = element.first("target");
    let party = Party {
        identity: identity.and_then(|identity| short(&identity.text)).map(|text| uri(&text)),
        display: identity.and_then(name_beside).or_else(|| name_beside(element)),
        target: target
            .and_then(|target| target.attribute("uri").and_then(short))
            .map(|text| uri(&text)),
        is_rendering: target.and_then(rendering),
    };
    let is_empty = party.identity.is_none() && party.target.is_none() && party.display.is_none();
    (!is_empty).then_some(party)
}

/// The name of a side: the examples of the RFC say `display`, its schema `display-name`, and some
/// write an element.
fn name_beside(element: &Element) -> Option<String> {
    let written = ["display", "display-name"].into_iter().find_map(|name| {
        let attribute = element.attribute(name).and_then(short);
        attribute.or_else(|| element.first(name).and_then(|child| short(&child.text)))
    })?;
    // Asterisk and its kin put quotes around it, as SIP headers have them.
    short(written.trim_matches(['"', ' ']))
}

fn rendering(target: &Element) -> Option<bool> {
    let is_it = |param: &&Element| {
        param.attribute("pname").is_some_and(|name| {
            name.trim().trim_start_matches('+').eq_ignore_ascii_case("sip.rendering")
        })
    };
    let param = target.all("param").find(is_it)?;
    match param.attribute("pvalue")?.trim().to_ascii_lowercase().as_str() {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

/// An address as it is written; without a scheme it is taken for SIP.
fn uri(text: &str) -> Uri {
    let text = text.trim();
    let inner = match text.split_once('<') {
        Some((_, rest)) => rest.split('>').next().unwrap_or_default().trim(),
        None => text,
    };
    let read = inner.parse::<Uri>().ok().filter(|uri| match uri {
        Uri::Sip(_) | Uri::Tel(_) => true,
        // `anna@host:5060` has no scheme, though it has a colon.
        Uri::Other(_) => !inner.contains('@'),
    });
    read.or_else(|| format!("sip:{inner}").parse().ok())
        .unwrap_or_else(|| Uri::Other(sip_message::OtherUri::new(inner)))
}

/// The text without what no name and no tag has: line ends, other control characters.
fn short(text: &str) -> Option<String> {
    let is_odd = |char: char| char.is_control() || matches!(char, '\u{fffe}' | '\u{ffff}');
    let text: String = text.chars().filter(|char| !is_odd(*char)).collect();
    let text = text.trim();
    (!text.is_empty() && text.len() <= MAX_TEXT).then(|| text.to_owned())
}

fn number(text: &str) -> Option<u32> {
    text.trim().parse().ok()
}
