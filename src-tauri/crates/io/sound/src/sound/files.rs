//! The files of a choice, opened before it is taken: one that cannot be refuses it.

use std::collections::BTreeSet;
use std::thread::JoinHandle;

use crate::device::Kind;
use crate::keeper::Files;
use crate::wav::{Loop, Recorder};
use crate::{Choice, DeviceId, SoundError};

/// Opens the files that a choice names and the choice before it did not.
pub(super) fn open_files(
    before: Option<&Choice>,
    choice: &Choice,
) -> Result<(Files, Vec<JoinHandle<()>>), SoundError> {
    let is_new = |device: &DeviceId, old: fn(&Choice) -> &DeviceId| {
        before.is_none_or(|before| old(before) != device)
    };
    let mut files = Files::default();
    let mut recorders = Vec::new();
    if let Kind::Wav(path) = choice.input.kind()
        && is_new(&choice.input, |before| &before.input)
    {
        files.input = Some(Loop::open(&path)?);
    }
    if let Kind::Wav(path) = choice.output.kind()
        && is_new(&choice.output, |before| &before.output)
    {
        let (recorder, thread) = Recorder::create(&path)?;
        files.output = Some(recorder);
        recorders.push(thread);
    }
    let known = before.map(ring_files).unwrap_or_default();
    for device in ring_files(choice).difference(&known) {
        if let Kind::Wav(path) = device.kind() {
            let (recorder, thread) = Recorder::create(&path)?;
            files.rings.push(((*device).clone(), recorder));
            recorders.push(thread);
        }
    }
    Ok((files, recorders))
}

/// The files that only record what rings.
fn ring_files(choice: &Choice) -> BTreeSet<&DeviceId> {
    let is_file = |device: &&DeviceId| matches!(device.kind(), Kind::Wav(_));
    choice.rings.iter().filter(|device| **device != choice.output).filter(is_file).collect()
}
