//! Every language of the window says the same things with the same values.

use std::collections::{BTreeMap, BTreeSet};

use super::{File, Findings};

const FOLDER: &str = "ui/messages/";

/// What a message is called, with its file, and the values it wants.
type Messages = BTreeMap<String, BTreeSet<String>>;

pub(super) fn check(files: &[File], findings: &mut Findings) {
    let mut languages: BTreeMap<&str, Messages> = BTreeMap::new();
    for file in files {
        let Some(path) = file.path.strip_prefix(FOLDER) else { continue };
        let Some((language, name)) = path.split_once('/') else { continue };
        if name.ends_with(".ftl") {
            languages.entry(language).or_default().extend(read(name, &file.text));
        }
    }
    let Some((first, words)) = languages.pop_first() else { return };
    for (language, others) in &languages {
        for (message, values) in &words {
            match others.get(message) {
                None => findings
                    .broken(format!("{FOLDER}{language}: {message} is missing, {first} has it")),
                Some(same) if same != values => {
                    findings.broken(format!(
                        "{FOLDER}{language}: {message} has other values than in {first}"
                    ));
                }
                Some(_) => {}
            }
        }
        for message in others.keys().filter(|message| !words.contains_key(*message)) {
            findings.broken(format!("{FOLDER}{first}: {message} is missing, {language} has it"));
        }
    }
}

/// Reads messages, terms and attributes with their `$values`, as far as comparing needs.
fn read(name: &str, text: &str) -> Messages {
    let mut messages = Messages::new();
    let (mut message, mut attribute) = (String::new(), String::new());
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let head = line.split_once('=').map(|(head, _)| head.trim_end());
        match head {
            Some(head) if is_name(head) => {
                message = format!("{name}:{head}");
                attribute.clone_from(&message);
            }
            Some(head) if head.trim_start().strip_prefix('.').is_some_and(is_name) => {
                attribute = format!("{message}{}", head.trim_start());
            }
            Some(_) | None => {}
        }
        if !attribute.is_empty() {
            messages.entry(attribute.clone()).or_default().extend(values(line));
        }
    }
    messages
}

fn is_name(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !text.is_empty() && text.chars().all(is_plain)
}

fn values(line: &str) -> impl Iterator<Item = String> {
    line.split('$').skip(1).map(|rest| {
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_').collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings_of(german: &str, english: &str) -> Vec<String> {
        let file = |language: &str, text: &str| File {
            path: format!("{FOLDER}{language}/calls.ftl"),
            text: text.to_owned(),
        };
        let mut findings = Findings::default();
        check(&[file("de", german), file("en", english)], &mut findings);
        findings.broken
    }

    #[test]
    fn equal_catalogues_pass() {
        let german =
            "# Anruf\ndial = Wählen\ncalling = { $person } ruft an\n    .label = Annehmen\n";
        let english = "dial = Dial\ncalling = Call from { $person }\n    .label = Accept\n";

        assert_eq!(findings_of(german, english), Vec::<String>::new());
    }

    #[test]
    fn a_missing_message_and_a_missing_value_are_found() {
        let found = findings_of(
            "dial = Wählen\ncalling = { $person } ruft an\n",
            "calling = Somebody calls\n",
        );

        assert_eq!(found.len(), 2, "{found:?}");
    }
}
