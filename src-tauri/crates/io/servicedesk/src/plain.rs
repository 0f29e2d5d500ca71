//! Words of other people, made plain. [`faults::Update`] bounds and cleans them; here markup ends.

/// Stands in place of a message that is too long to be fetched.
pub(crate) const TOO_LONG: &str = "[too long to be shown here]";

/// What a person would read of HTML: no tags, no scripts, no comments; blocks begin new lines.
///
/// No browser and not meant to be one: what it leaves out or shows is text and nothing else.
pub(crate) fn from_html(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        push_words(&mut text, before);
        rest = match tag.strip_prefix("<!--") {
            Some(comment) => comment.split_once("-->").map_or("", |(_, after)| after),
            None => push_tag(&mut text, tag),
        };
    }
    push_words(&mut text, rest);
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut text = lines.join("\n");
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    text.trim().to_owned()
}

/// Adds what a tag means for the text; gives what follows it.
fn push_tag<'t>(text: &mut String, tag: &'t str) -> &'t str {
    let is_tag =
        tag.chars().nth(1).is_some_and(|next| next.is_ascii_alphabetic() || "/!?".contains(next));
    if !is_tag {
        text.push('<');
        return tag.get(1..).unwrap_or_default();
    }
    let Some((inside, after)) = tag.split_once('>') else { return "" };
    let name = inside.trim_start_matches(['<', '/']);
    let name = name.split([' ', '\t', '\n', '\r', '/']).next().unwrap_or_default();
    let name = name.to_ascii_lowercase();
    let is_block = BLOCKS.contains(&name.as_str());
    if name == "br" || (is_block && !text.ends_with('\n')) {
        text.push('\n');
    }
    let is_hidden = HIDDEN.contains(&name.as_str()) && !inside.starts_with("</");
    if is_hidden { skip_to_end(after, &name) } else { after }
}

/// Adds words as HTML means them: white space is one blank, entities are letters.
fn push_words(text: &mut String, words: &str) {
    let mut rest = words;
    while let Some(letter) = rest.chars().next() {
        let (_, after) = rest.split_at(letter.len_utf8());
        if letter == '&'
            && let Some((name, _)) = near(after).split_once(';')
            && let Some(decoded) = entity(name)
        {
            text.push(decoded);
            (_, rest) = after.split_at(name.len() + 1);
        } else {
            if !letter.is_ascii_whitespace() {
                text.push(letter);
            } else if !text.is_empty() && !text.ends_with([' ', '\n']) {
                text.push(' ');
            }
            rest = after;
        }
    }
}

/// As much as an entity can take: a text of nothing but ampersands takes no longer than others.
fn near(text: &str) -> &str {
    text.split_at(text.floor_char_boundary(ENTITY_BYTES)).0
}

fn entity(name: &str) -> Option<char> {
    let number = name.strip_prefix('#');
    match number {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
        None => ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, letter)| *letter),
    }
}

/// What follows the element whose content nobody reads.
fn skip_to_end<'t>(text: &'t str, name: &str) -> &'t str {
    let mut rest = text;
    while let Some((_, tag)) = rest.split_once("</") {
        let is_end = tag.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
        if is_end {
            return tag.split_once('>').map_or("", |(_, after)| after);
        }
        rest = tag;
    }
    ""
}

const ENTITY_BYTES: usize = 12;
const BLOCKS: &[&str] = &[
    "address",
    "blockquote",
    "div",
    "dl",
    "dd",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "table",
    "tr",
    "ul",
];
const HIDDEN: &[&str] = &["head", "script", "style", "title"];
const ENTITIES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
    ("euro", '€'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("bdquo", '„'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn html_is_read_as_a_person_would() {
        let html = "<html><head><title>x</title><style>p {}</style></head><body>\n<p>Guten&nbsp;Tag,<br/>\
            wir pr&uuml;fen <b>das</b> &#8211; &lt;bald&gt;.</p><!-- <p>secret</p> --><div>Gru&szlig;\n  Ben, 1 < 2</div>\
            <script>alert('</p>')</SCRIPT></body></html>";

        assert_eq!(from_html(html), "Guten Tag,\nwir prüfen das – <bald>.\nGruß Ben, 1 < 2");
    }

    proptest! {
        #[test]
        fn no_html_is_too_strange(html in "(<|>|&|;|/|p|script|!--|#x|[0-9]|\\PC){0,60}") {
            let text = from_html(&html);
            prop_assert!(text.chars().count() <= html.chars().count() + 1);
        }
    }
}
