//! From text to content lines: unfolded, and taken apart into name, parameters and value.
//!
//! Source: RFC 5545 §3.1.

/// A line of the calendar, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// In capitals.
    pub(super) name: String,
    /// Names in capitals, values without their quotation marks.
    pub(super) parameters: Vec<(String, String)>,
    pub(super) value: String,
    /// Line of the file on which it begins.
    pub(super) number: usize,
}

/// A line that may have been folded over several of the file.
#[derive(Debug)]
pub(super) struct Unfolded {
    pub(super) number: usize,
    text: String,
}

/// The lines of a text that say anything, unfolded.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Unfolded> + '_ {
    let mut physical = text.lines().enumerate().peekable();
    std::iter::from_fn(move || {
        loop {
            let (index, first) = physical.next()?;
            let mut text = first.trim_end_matches('\r').to_owned();
            while let Some((_index, more)) =
                physical.next_if(|(_index, next)| next.starts_with([' ', '\t']))
            {
                text.extend(more.chars().skip(1).filter(|letter| *letter != '\r'));
            }
            if !text.trim().is_empty() {
                return Some(Unfolded { number: index + 1, text });
            }
        }
    })
}

impl Unfolded {
    /// Takes the line apart, if it is one.
    pub(super) fn read(&self) -> Option<Line> {
        let colon = position_outside_quotes(&self.text, ':')?;
        let (head, value) = self.text.split_at(colon);
        let value = value.strip_prefix(':')?;
        let mut parts = split_outside_quotes(head, ';').into_iter();
        let name = parts.next()?.trim().to_ascii_uppercase();
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        let parameters = parts.map(|part| {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            (key.trim().to_ascii_uppercase(), value.trim().trim_matches('"').to_owned())
        });
        let parameters = parameters.collect();
        Some(Line { name, parameters, value: value.to_owned(), number: self.number })
    }
}

fn position_outside_quotes(text: &str, wanted: char) -> Option<usize> {
    let mut is_quoted = false;
    text.char_indices().find_map(|(index, letter)| {
        is_quoted ^= letter == '"';
        (letter == wanted && !is_quoted).then_some(index)
    })
}

fn split_outside_quotes(text: &str, at: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(index) = position_outside_quotes(rest, at) {
        let (part, more) = rest.split_at(index);
        parts.push(part);
        rest = more.strip_prefix(at).unwrap_or_default();
    }
    parts.push(rest);
    parts
}
