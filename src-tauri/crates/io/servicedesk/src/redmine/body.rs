//! What is sent to Redmine.

use serde::Serialize;

/// The one thing that every body holds.
#[derive(Serialize)]
pub(super) struct IssueBody<T> {
    pub(super) issue: T,
}

#[derive(Serialize)]
pub(super) struct NewIssue<'report> {
    pub(super) project_id: &'report str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tracker_id: Option<u64>,
    pub(super) subject: &'report str,
    pub(super) description: &'report str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) custom_fields: Vec<CustomValue<'report>>,
}

#[derive(Serialize)]
pub(super) struct CustomValue<'report> {
    pub(super) id: u64,
    pub(super) value: &'report str,
}

/// Words and files for an issue that is there.
#[derive(Serialize)]
pub(super) struct Note<'report> {
    pub(super) notes: &'report str,
    pub(super) uploads: Vec<Upload>,
}

#[derive(Serialize)]
pub(super) struct Upload {
    pub(super) token: String,
    pub(super) filename: String,
    pub(super) content_type: &'static str,
}
