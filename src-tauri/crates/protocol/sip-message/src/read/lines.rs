//! Lines of a message head, whether they end in CRLF or in a bare line feed.

/// Gives lines without their ends, and knows how far it is.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    bytes: &'a [u8],
    position: usize,
    /// Some line ended without a carriage return.
    pub(super) saw_bare_line_feed: bool,
}

impl<'a> Lines<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0, saw_bare_line_feed: false }
    }

    /// Octets given out so far, line ends included.
    pub(super) const fn consumed(&self) -> usize {
        self.position
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    /// The next line; the last need not have an end.
    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.bytes.get(self.position..).filter(|rest| !rest.is_empty())?;
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
            self.position = self.bytes.len();
            return Some(rest.strip_suffix(b"\r").unwrap_or(rest));
        };
        self.position += end + 1;
        let line = rest.get(..end)?;
        let stripped = line.strip_suffix(b"\r");
        self.saw_bare_line_feed |= stripped.is_none();
        Some(stripped.unwrap_or(line))
    }
}
