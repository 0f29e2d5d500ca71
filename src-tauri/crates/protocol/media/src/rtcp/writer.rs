//! Writes a compound: report, name, and a goodbye if it is the last.

use super::{GOODBYE, RECEIVER_REPORT, ReportBlock, SENDER_REPORT, SOURCE_DESCRIPTION, SenderInfo};

/// What a compound says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Compound<'a> {
    pub(crate) ssrc: u32,
    /// Present if we sent lately.
    pub(crate) sender: Option<SenderInfo>,
    /// Present if we hear a source.
    pub(crate) block: Option<ReportBlock>,
    /// At most 255 bytes.
    pub(crate) cname: &'a str,
    pub(crate) is_goodbye: bool,
}

/// Writes `compound` to the front of `buffer` and returns its length; nothing if there is no room.
pub(crate) fn write(compound: &Compound<'_>, buffer: &mut [u8]) -> Option<usize> {
    let mut out = Writer { buffer, length: 0 };
    let blocks = u8::from(compound.block.is_some());
    let block_words = 6 * u16::from(blocks);
    match compound.sender {
        Some(sender) => {
            out.header(blocks, SENDER_REPORT, 6 + block_words)?;
            out.word(compound.ssrc)?;
            out.bytes(&sender.ntp.to_be_bytes())?;
            out.word(sender.rtp_timestamp)?;
            out.word(sender.packets)?;
            out.word(sender.bytes)?;
        }
        None => {
            out.header(blocks, RECEIVER_REPORT, 1 + block_words)?;
            out.word(compound.ssrc)?;
        }
    }
    if let Some(block) = &compound.block {
        out.word(block.ssrc)?;
        let lost = block.total_lost.clamp(-0x80_0000, 0x7f_ffff).cast_unsigned() & 0xff_ffff;
        out.word(u32::from(block.fraction_lost) << 24 | lost)?;
        out.word(block.highest_sequence)?;
        out.word(block.jitter)?;
        out.word(block.last_report)?;
        out.word(block.delay_since)?;
    }
    out.name(compound.ssrc, compound.cname)?;
    if compound.is_goodbye {
        out.header(1, GOODBYE, 1)?;
        out.word(compound.ssrc)?;
    }
    Some(out.length)
}

struct Writer<'a> {
    buffer: &'a mut [u8],
    length: usize,
}

impl Writer<'_> {
    fn bytes(&mut self, bytes: &[u8]) -> Option<()> {
        let end = self.length + bytes.len();
        self.buffer.get_mut(self.length..end)?.copy_from_slice(bytes);
        self.length = end;
        Some(())
    }

    fn word(&mut self, word: u32) -> Option<()> {
        self.bytes(&word.to_be_bytes())
    }

    fn header(&mut self, count: u8, kind: u8, words: u16) -> Option<()> {
        let [high, low] = words.to_be_bytes();
        self.bytes(&[0x80 | count, kind, high, low])
    }

    /// One chunk with one item: the canonical name, ended and filled up with zeros.
    fn name(&mut self, ssrc: u32, cname: &str) -> Option<()> {
        let text = cname.as_bytes().get(..cname.len().min(255))?;
        let item = 2 + text.len();
        let zeros = 4 - item % 4;
        self.header(1, SOURCE_DESCRIPTION, u16::try_from(1 + (item + zeros) / 4).ok()?)?;
        self.word(ssrc)?;
        self.bytes(&[1, u8::try_from(text.len()).ok()?])?;
        self.bytes(text)?;
        self.bytes([0; 4].get(..zeros)?)
    }
}
