//! The corpus of written forms: what people type, paste and click, and what is dialled for it.
//!
//! A line `@ country=DE prefix=0 …` gives the rules of a telephone system for the lines below it; above
//! the first such line, what was read is what is dialled.

use model::{DialRules, Lengths, Number, Plus, Target};

const CORPUS: &str = include_str!("written_numbers.txt");

/// One line of the corpus.
struct Form {
    line: usize,
    rules: Option<DialRules>,
    typed: String,
    expected: &'static str,
}

impl Form {
    fn dialled(&self, typed: &str) -> String {
        let target = match Target::read(typed) {
            Ok(target) => target,
            Err(error) => return format!("refused: {error}"),
        };
        self.rules.as_ref().map_or(target.clone(), |rules| rules.dialled(&target)).to_string()
    }
}

#[test]
fn every_written_form_is_dialled_or_refused_as_the_corpus_says() {
    let mut wrong = Vec::new();
    for form in forms() {
        let found = form.dialled(&form.typed);
        if found != form.expected {
            wrong.push(format!(
                "line {}: {} ⇒ {found}, not {}",
                form.line, form.typed, form.expected
            ));
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let (with_rules, without): (Vec<_>, Vec<_>) =
        forms().into_iter().partition(|form| form.rules.is_some());
    assert!(without.len() >= 150, "{} forms without rules", without.len());
    assert!(with_rules.len() >= 40, "{} forms with rules", with_rules.len());
}

#[test]
fn what_was_read_once_is_read_again_to_the_same() {
    for form in forms().iter().filter(|form| form.rules.is_none()) {
        if !form.expected.starts_with("refused: ") {
            let again = Target::read(form.expected).map(|target| target.to_string());
            assert_eq!(again.as_deref(), Ok(form.expected));
        }
    }
}

#[test]
fn what_prepare_puts_into_the_number_field_is_dialled_as_what_was_written() {
    for form in forms() {
        if let Ok(prepared) = Target::read(&form.typed) {
            let prepared = prepared.to_string();
            assert_eq!(form.dialled(&prepared), form.dialled(&form.typed), "{}", form.typed);
        }
    }
}

#[test]
fn the_rules_of_the_corpus_are_rules_that_can_be() {
    for form in forms() {
        assert_eq!(form.rules.unwrap_or_default().check(), Ok(()), "line {}", form.line);
    }
}

#[test]
fn different_ways_of_writing_one_number_are_one_number() {
    let rules = rules_of("country=DE area=89 prefix=0 internal=2-4 block=+4989800848");
    for (same, ways) in [
        ("+4989123456", &["089 123456", "0-089/123456", "+49 (0)89 123456", "0049 89 123456"][..]),
        ("+4989123456", &["123456", "0 0049 89 123456"]),
        ("42", &["42", "089 800848-42", "+49 89 800848-42", "0 089 800848 42"]),
        ("116117", &["116117", "0 116117"]),
    ] {
        for way in ways {
            let number = Number::read(way).unwrap();
            assert_eq!(rules.normalised(&number).as_str(), same, "{way}");
        }
    }
}

/// Undoes `\u{…}`, which the corpus uses for what nobody can see.
fn unescaped(text: &str) -> String {
    let mut pieces = text.split("\\u{");
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (code, rest) = piece.split_once('}').unwrap_or_default();
        whole.extend(u32::from_str_radix(code, 16).ok().and_then(char::from_u32));
        whole.push_str(rest);
    }
    whole
}

fn forms() -> Vec<Form> {
    let mut rules = None;
    let mut forms = Vec::new();
    for (number, line) in CORPUS.lines().enumerate() {
        if line.is_empty() || line.starts_with("## ") {
            continue;
        }
        if let Some(given) = line.strip_prefix("@ ") {
            rules = Some(rules_of(given));
            continue;
        }
        let line_number = number + 1;
        let (typed, expected) =
            line.split_once(" ⇒ ").unwrap_or_else(|| panic!("line {line_number}: no arrow"));
        forms.push(Form {
            line: line_number,
            rules: rules.clone(),
            typed: unescaped(typed),
            expected,
        });
    }
    forms
}

fn rules_of(given: &str) -> DialRules {
    let mut rules = DialRules::default();
    for (name, value) in given.split(' ').filter_map(|part| part.split_once('=')) {
        match name {
            "country" => rules.country = value.parse().expect("two letters"),
            "area" => rules.area_code = Some(value.to_owned()),
            "prefix" => rules.outside_prefix = Some(value.to_owned()),
            "block" => rules.own_block = Some(value.to_owned()),
            "lack" => rules.may_lack_prefix = value == "yes",
            "plus" => {
                rules.plus = if value == "keep" { Plus::Keep } else { Plus::Replace };
            }
            "internal" => {
                let (from, to) = value.split_once('-').expect("two lengths");
                let read = |text: &str| text.parse().expect("a length");
                let (from, to) = (read(from), read(to));
                rules.internal = Some(Lengths { from, to });
            }
            _ => panic!("no rule {name}"),
        }
    }
    rules
}
