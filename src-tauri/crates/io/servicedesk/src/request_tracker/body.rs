//! What is sent to REST2.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use faults::Attachment;
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
    pub(super) attachments: &'report [FileBody],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct FileBody {
    file_name: String,
    file_type: &'static str,
    /// Base64.
    file_content: String,
}

impl FileBody {
    /// Sent as bytes, so that no server changes line ends or letters on the way.
    pub(super) fn of(file: &Attachment) -> Self {
        let file_type = "application/octet-stream";
        let file_content = STANDARD.encode(&file.bytes);
        Self { file_name: file.name.clone(), file_type, file_content }
    }
}
