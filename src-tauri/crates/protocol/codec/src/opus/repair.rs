//! Looks into an Opus payload for the coarse copy of the frame before it.
//!
//! Source: RFC 6716 §3 (table of contents, frame packing), §4.2.3 (voice activity and LBRR flags).

/// Whether the first frame of `payload` carries a copy of the frame before it.
///
/// Payloads of several frames in the arbitrary packing (code 3) are answered with `false`: nobody
/// sends them in a call, and without the answer concealment still does its work.
pub(crate) fn has_repair(payload: &[u8]) -> bool {
    let Some((contents, rest)) = payload.split_first() else { return false };
    let config = contents >> 3;
    let is_stereo = contents & 0b100 != 0;
    let frame = match contents & 0b11 {
        0 | 1 => rest,
        2 => match rest {
            [length @ 0..=251, frame @ ..] if *length > 0 => frame,
            [252..=255, _, frame @ ..] => frame,
            [] | [0..=251, ..] | [252..=255] => return false,
        },
        _arbitrary => return false,
    };
    let Some(first) = frame.first() else { return false };
    // How many SILK frames one Opus frame holds: each has a voice-activity bit before the LBRR bit.
    let silk_frames: u32 = match config {
        0..=11 => match config & 0b11 {
            0 | 1 => 1,
            2 => 2,
            _sixty_ms => 3,
        },
        12..=15 => 1,
        _celt_only => return false,
    };
    let middle = 0x80_u8 >> silk_frames;
    let side = 0x80_u8 >> (2 * silk_frames + 1);
    first & middle != 0 || (is_stereo && first & side != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_is_found_behind_the_voice_activity_bits() {
        assert!(has_repair(&[0b0000_1000, 0b0100_0000]), "SILK 20 ms, one activity bit");
        assert!(!has_repair(&[0b0000_1000, 0b1000_0000]));
        assert!(has_repair(&[0b0001_0000, 0b0010_0000]), "SILK 40 ms, two activity bits");
        assert!(has_repair(&[0b0111_1000, 0b0100_0000]), "hybrid 20 ms");
    }

    #[test]
    fn celt_and_broken_payloads_have_none() {
        assert!(!has_repair(&[]));
        assert!(!has_repair(&[0b0000_1000]));
        assert!(!has_repair(&[0b1111_1000, 0xff]));
        assert!(!has_repair(&[0b0000_1010]));
        assert!(!has_repair(&[0b0000_1010, 0xff]));
        assert!(!has_repair(&[0b0000_1011, 0xff, 0xff]));
    }
}
