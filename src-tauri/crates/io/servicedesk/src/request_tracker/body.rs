//! What is sent to REST2.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct NewTicket<'report> {
    pub(super) queue: &'report str,
    pub(super) subject: &'report str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) requestor: Option<&'report str>,
    pub(super) content: &'report str,
    pub(super) content_type: &'static str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) custom_fields: BTreeMap<&'report str, String>,
}

/// Correspondence or a comment.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Message<'report> {
    pub(super) subject: &'report str,
    pub(super) content: &'report str,
    pub(super) content_type: &'static str,
    pub(super) attachments: &'report [Attachment],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Attachment {
    pub(super) file_name: String,
    file_type: &'static str,
    /// Base64.
    file_content: String,
    #[serde(skip)]
    bytes: usize,
}

impl Attachment {
    /// Sent as bytes, so that no server changes line ends or letters on the way.
    pub(super) fn of(file_name: String, content: &[u8]) -> Self {
        let file_type = "application/octet-stream";
        let file_content = STANDARD.encode(content);
        Self { file_name, file_type, file_content, bytes: content.len() }
    }
}

/// Parts a list so that each part holds at most `most_bytes` of text, or has one piece only.
pub(super) fn batches(pieces: Vec<Attachment>, most_bytes: usize) -> Vec<Vec<Attachment>> {
    let mut batches: Vec<Vec<Attachment>> = Vec::new();
    let mut bytes = 0;
    for piece in pieces {
        let piece_bytes = piece.bytes;
        match batches.last_mut() {
            Some(batch) if bytes + piece_bytes <= most_bytes => {
                bytes += piece_bytes;
                batch.push(piece);
            }
            Some(_) | None => {
                bytes = piece_bytes;
                batches.push(vec![piece]);
            }
        }
    }
    batches
}
