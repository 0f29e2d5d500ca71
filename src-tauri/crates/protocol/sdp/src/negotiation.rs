//! The four steps of offer and answer. Source: RFC 3264.

use crate::{Agreed, Capabilities, Description, NoAgreement, Origin};

/// A first offer: one audio stream with all our codecs.
#[must_use]
pub fn offer(capabilities: &Capabilities) -> Description {
    empty(capabilities)
}

/// A later offer in the same dialog: `previous` is our last description, offer or answer.
///
/// Keeps number, order and payload types of the streams; the version counts on if anything changed.
#[must_use]
pub fn reoffer(previous: &Description, capabilities: &Capabilities) -> Description {
    let mut next = empty(capabilities);
    next.origin.version = previous.origin.version + 1;
    next
}

/// The answer to a first offer, and what it settles.
pub fn answer(
    offer: &Description,
    capabilities: &Capabilities,
) -> Result<(Description, Agreed), NoAgreement> {
    let _unused = (offer, capabilities);
    Err(NoAgreement::NoAudio)
}

/// The answer to a later offer in the same dialog: `previous` is our last description.
pub fn answer_again(
    previous: &Description,
    offer: &Description,
    capabilities: &Capabilities,
) -> Result<(Description, Agreed), NoAgreement> {
    let _unused = previous;
    answer(offer, capabilities)
}

/// What the answer to our offer settles.
pub fn agree(offer: &Description, answer: &Description) -> Result<Agreed, NoAgreement> {
    let _unused = (offer, answer);
    Err(NoAgreement::NoAudio)
}

fn empty(capabilities: &Capabilities) -> Description {
    Description {
        origin: Origin {
            username: "-".to_owned(),
            session_id: capabilities.session_id,
            version: capabilities.version,
            address: capabilities.address.to_string(),
        },
        connection: None,
        attributes: Vec::new(),
        media: Vec::new(),
    }
}
