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
        Self { file_name: mime_name(&file.name), file_type, file_content }
    }
}

/// The name as it stands in the header of a mail, which is where the server puts it as it is: letters
/// beyond Latin-1 there end its answer, and those within come out garbled. Measured with 5.0.3.
///
/// Source: RFC 2047 §2, §5.
fn mime_name(name: &str) -> String {
    if name.is_ascii() {
        return name.to_owned();
    }
    let mut words = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        // No letter is cut in two.
        let (word, after) = rest.split_at(rest.floor_char_boundary(WORD_BYTES));
        words.push(format!("=?UTF-8?B?{}?=", STANDARD.encode(word)));
        rest = after;
    }
    words.join(" ")
}

/// Most bytes of one encoded word, which is 75 letters at most with what stands around it.
const WORD_BYTES: usize = 45;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_not_ascii_are_encoded_words_of_whole_letters() {
        assert_eq!(mime_name("foto 1.jpg"), "foto 1.jpg");
        assert_eq!(mime_name("ä.txt"), "=?UTF-8?B?w6QudHh0?=");
        let name = "Störung – „heute“ ".repeat(9);
        let words = mime_name(&name);
        let mut told = String::new();
        for word in words.split(' ') {
            assert!(word.len() <= 75, "{word}");
            let base64 = word.strip_prefix("=?UTF-8?B?").unwrap().strip_suffix("?=").unwrap();
            told.push_str(&String::from_utf8(STANDARD.decode(base64).unwrap()).unwrap());
        }
        assert_eq!(told, name);
    }
}
