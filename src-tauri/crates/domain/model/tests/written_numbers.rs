//! The corpus of written forms: what people type, paste and click, and what is dialled for it.

use model::Target;

const CORPUS: &str = include_str!("written_numbers.txt");

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

#[test]
fn every_written_form_is_dialled_or_refused_as_the_corpus_says() {
    let mut forms = 0;
    let mut wrong = Vec::new();
    for (number, line) in CORPUS.lines().enumerate() {
        if line.is_empty() || line.starts_with("## ") {
            continue;
        }
        let Some((typed, expected)) = line.split_once(" ⇒ ") else {
            wrong.push(format!("line {}: no arrow", number + 1));
            continue;
        };
        forms += 1;
        let found = match Target::read(&unescaped(typed)) {
            Ok(target) => target.to_string(),
            Err(error) => format!("refused: {error}"),
        };
        if found != expected {
            wrong.push(format!("line {}: {typed} ⇒ {found}, not {expected}", number + 1));
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(forms >= 150, "{forms} forms");
}

#[test]
fn what_was_read_once_is_read_again_to_the_same() {
    for line in CORPUS.lines() {
        let Some((_, expected)) = line.split_once(" ⇒ ") else { continue };
        if !expected.starts_with("refused: ") {
            let again = Target::read(expected).map(|target| target.to_string());
            assert_eq!(again.as_deref(), Ok(expected));
        }
    }
}
