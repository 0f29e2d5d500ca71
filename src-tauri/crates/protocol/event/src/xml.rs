//! Small XML documents as a tree, read within bounds.
//!
//! A document type is refused, so that no entity can be declared; what is not one of the five
//! entities that every document has, stays the text it was.
//!
//! Source: XML 1.0 (Fifth Edition), Namespaces in XML 1.0; RFC 3470 §4 (bounds).

use quick_xml::escape::{escape, resolve_predefined_entity};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, XmlVersion};

/// Longest document that is read; real ones have some hundred bytes.
pub const MAX_BYTES: usize = 64 * 1024;

/// Most elements within one another; the documents read here have five.
const MAX_DEPTH: usize = 16;

/// Why a body is no document of the kind wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Longer than [`MAX_BYTES`].
    #[error("{0} bytes, at most 65536")]
    TooLong(usize),
    /// Not well-formed, or cut off.
    #[error("not well-formed")]
    Malformed,
    /// It declares a document type, which nobody who means well does.
    #[error("document type declared")]
    DocumentType,
    /// Elements stand deeper in one another than sixteen.
    #[error("too deep")]
    TooDeep,
    /// Well-formed, but its outermost element is another.
    #[error("another document")]
    OtherDocument,
}

/// One element with all that is in it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// Without its prefix.
    pub name: String,
    /// The namespace it is in, if any.
    pub namespace: Option<String>,
    /// Names without prefix, and values.
    pub attributes: Vec<(String, String)>,
    /// Its own text, trimmed; that of its children is theirs.
    pub text: String,
    /// In the order of the document.
    pub children: Vec<Self>,
}

impl Element {
    /// The value of an attribute; the first, if several prefixes give the name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The children of this name that are in the same namespace as the element itself.
    pub fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children
            .iter()
            .filter(move |child| child.name == name && child.namespace == self.namespace)
    }

    /// The first of [`Element::all`].
    #[must_use]
    pub fn first(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name && child.namespace == self.namespace)
    }
}

impl std::fmt::Debug for Element {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<{} …{} children>", self.name, self.children.len())
    }
}

/// Reads a document and gives its outermost element.
///
/// Bytes that are no UTF-8 are taken for Latin-1, whatever the document says of itself.
pub fn read(bytes: &[u8]) -> Result<Element, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooLong(bytes.len()));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    };
    let mut reader =
        NsReader::from_str(text.trim_start_matches(['\u{feff}', '\0', ' ', '\r', '\n']));
    reader.config_mut().allow_dangling_amp = true;
    let mut open: Vec<Element> = Vec::new();
    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(|_| ReadError::Malformed)?;
        let closed = match event {
            Event::Start(start) => {
                if open.len() >= MAX_DEPTH {
                    return Err(ReadError::TooDeep);
                }
                open.push(opened(&start, &namespace)?);
                None
            }
            Event::Empty(start) => Some(opened(&start, &namespace)?),
            Event::End(_) => open.pop(),
            Event::Text(text) => {
                add_text(&mut open, &text.xml10_content());
                None
            }
            Event::CData(text) => {
                add_text(&mut open, &text.xml10_content());
                None
            }
            Event::GeneralRef(reference) => {
                add_text(&mut open, &meaning(&reference));
                None
            }
            Event::DocType(_) => return Err(ReadError::DocumentType),
            Event::Eof => return Err(ReadError::Malformed),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => None,
        };
        let Some(mut closed) = closed else { continue };
        closed.text = closed.text.trim().to_owned();
        match open.last_mut() {
            Some(parent) => parent.children.push(closed),
            // What comes after the outermost element is nobody's concern.
            None => return Ok(closed),
        }
    }
}

fn opened(start: &BytesStart<'_>, namespace: &ResolveResult<'_>) -> Result<Element, ReadError> {
    let mut attributes = Vec::new();
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| ReadError::Malformed)?;
        let value = match attribute.normalized_value(XmlVersion::Implicit1_0) {
            Ok(value) => value.into_owned(),
            // An unknown entity or a lone ampersand: the text as it stands.
            Err(_) => attribute.value.to_string(),
        };
        attributes.push((attribute.key.local_name().as_ref().to_owned(), value));
    }
    Ok(Element {
        name: start.local_name().as_ref().to_owned(),
        namespace: match namespace {
            ResolveResult::Bound(namespace) => Some(namespace.as_ref().to_owned()),
            ResolveResult::Unbound | ResolveResult::Unknown(_) => None,
        },
        attributes,
        text: String::new(),
        children: Vec::new(),
    })
}

fn add_text(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// The character that a reference stands for; its own text where it stands for none.
fn meaning(reference: &BytesRef<'_>) -> String {
    let name = reference.xml10_content();
    match (reference.resolve_char_ref(), resolve_predefined_entity(&name)) {
        (Ok(Some(char)), _) => char.to_string(),
        (_, Some(text)) => text.to_owned(),
        (Ok(None) | Err(_), None) => format!("&{name};"),
    }
}

/// Writes one document, line by line.
#[derive(Debug)]
pub struct Writer {
    text: String,
    open: Vec<String>,
}

impl Default for Writer {
    fn default() -> Self {
        Self::new()
    }
}

impl Writer {
    /// Begins with the declaration.
    #[must_use]
    pub fn new() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), open: Vec::new() }
    }

    /// Begins an element; [`Writer::close`] ends it.
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.text.push_str(">\n");
        self.open.push(name.to_owned());
    }

    /// Ends the element begun last.
    pub fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            self.text.push_str(&format!("</{name}>\n"));
        }
    }

    /// An element with text or with nothing in it.
    pub fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.start(name, attributes);
        if text.is_empty() {
            self.text.push_str("/>\n");
        } else {
            self.text.push_str(&format!(">{}</{name}>\n", escape(legal(text))));
        }
    }

    /// Ends all elements and gives the document.
    #[must_use]
    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.text
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        for (key, value) in attributes {
            self.text.push_str(&format!(" {key}=\"{}\"", escape(legal(value))));
        }
    }

    fn indent(&mut self) {
        self.text.push_str(&"  ".repeat(self.open.len()));
    }
}

/// The text without what may not stand in a document, its line ends and tabs as blanks.
fn legal(text: &str) -> String {
    let kept = |char: char| match char {
        '\t' | '\r' | '\n' => Some(' '),
        char if char.is_control() || matches!(char, '\u{fffe}' | '\u{ffff}') => None,
        char => Some(char),
    };
    text.chars().filter_map(kept).collect()
}
