//! The server's own words out of an answer that is none: every ticket system puts them elsewhere.

use serde_json::Value;

/// The message of a JSON answer, or a plain text; never a web page.
pub(super) fn read(body: &[u8]) -> String {
    if let Ok(answer) = serde_json::from_slice::<Value>(body) {
        let named = NAMES.iter().find_map(|name| said(answer.get(name)?));
        let words = if answer.is_object() { named } else { said(&answer) };
        return words.unwrap_or_default();
    }
    let text = String::from_utf8_lossy(body);
    if text.contains('<') { String::new() } else { text.into_owned() }
}

/// A text, or the texts of a list or of a list of fields.
fn said(value: &Value) -> Option<String> {
    let words = match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; "),
        Value::Object(fields) => match fields.get("ErrorMessage").and_then(Value::as_str) {
            Some(text) => text.to_owned(),
            None => fields
                .iter()
                .filter_map(|(name, text)| Some(format!("{name}: {}", text.as_str()?)))
                .collect::<Vec<_>>()
                .join("; "),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) => String::new(),
    };
    (!words.trim().is_empty()).then_some(words)
}

/// Where the words stand, best first. Source: RT 5 `RT::REST2`; Redmine `Rest_api`, validation
/// errors; Jira `errorMessages` and `errors`; Zammad `error_human` and `error`; Znuny `Error`.
const NAMES: &[&str] =
    &["message", "errorMessage", "errorMessages", "errors", "error_human", "error", "Error"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_each_system_puts_them() {
        for (body, words) in [
            (r#"{"message": "No permission"}"#, "No permission"),
            (r#"["Status 'x' isn't valid", "second"]"#, "Status 'x' isn't valid; second"),
            (
                r#"{"errors": ["Subject cannot be blank", "Tracker is invalid"]}"#,
                "Subject cannot be blank; Tracker is invalid",
            ),
            (r#"{"errorMessages": [], "errors": {"summary": "required"}}"#, "summary: required"),
            (r#"{"errorMessage": "no request type", "i18nErrorMessage": {}}"#, "no request type"),
            (r#"{"error": "raw", "error_human": "Not authorized"}"#, "Not authorized"),
            (
                r#"{"Error": {"ErrorCode": "TicketCreate.AuthFail", "ErrorMessage": "no user"}}"#,
                "no user",
            ),
            ("busy, come later", "busy, come later"),
            ("<html>busy</html>", ""),
            (r#"{"count": 0}"#, ""),
            ("null", ""),
            ("", ""),
        ] {
            assert_eq!(read(body.as_bytes()), words, "{body}");
        }
    }
}
