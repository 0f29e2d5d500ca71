//! From the domains' nouns to the views that a window sees.

mod account;
mod call;
mod diagnosis;
mod draft;
mod notice;
mod promise;
mod provider;
mod report;
mod service;

pub use account::{account, plan};
pub use call::{call, quality, record};
pub use diagnosis::{finding, verdict};
pub use draft::{Around, answers, draft, maintenance};
pub use notice::notice;
pub use promise::{Running, channel, hotline, judged, line, promise, running};
pub use provider::{profile_trouble, provider};
pub use report::{Shown, report};
pub use service::{call_back, colleague, disturb, elsewhere, place, services};

use switchboard::RefusalCode as Code;
use telephony::Codec;

use crate::{CodecView, Refusal, RefusalCode};

impl From<switchboard::Refusal> for Refusal {
    fn from(refusal: switchboard::Refusal) -> Self {
        let code = match refusal.code {
            Code::NothingToDial => RefusalCode::NothingToDial,
            Code::InvalidTarget => RefusalCode::InvalidTarget,
            Code::NoAccount => RefusalCode::NoAccount,
            Code::UnknownAccount => RefusalCode::UnknownAccount,
            Code::AccountDisabled => RefusalCode::AccountDisabled,
            Code::UnknownCall => RefusalCode::UnknownCall,
            Code::WrongState => RefusalCode::WrongState,
            Code::AmbiguousCall => RefusalCode::AmbiguousCall,
            Code::TooManyCalls => RefusalCode::TooManyCalls,
            Code::InvalidDigits => RefusalCode::InvalidDigits,
            Code::InvalidField => RefusalCode::InvalidField,
            Code::DuplicateAccount => RefusalCode::DuplicateAccount,
            Code::NoSuchService => RefusalCode::NoSuchService,
            Code::NothingToPickUp => RefusalCode::NothingToPickUp,
            Code::NoPlace => RefusalCode::NoPlace,
            Code::NothingDialled => RefusalCode::NothingDialled,
            Code::UnknownCallBack => RefusalCode::UnknownCallBack,
            Code::ForwardLoop => RefusalCode::ForwardLoop,
            Code::Closing => RefusalCode::Closing,
        };
        Self::new(code, refusal.subject)
    }
}

impl From<Codec> for CodecView {
    fn from(codec: Codec) -> Self {
        match codec {
            Codec::Opus => Self::Opus,
            Codec::G722 => Self::G722,
            Codec::Pcma => Self::Pcma,
            Codec::Pcmu => Self::Pcmu,
        }
    }
}

impl From<CodecView> for Codec {
    fn from(codec: CodecView) -> Self {
        match codec {
            CodecView::Opus => Self::Opus,
            CodecView::G722 => Self::G722,
            CodecView::Pcma => Self::Pcma,
            CodecView::Pcmu => Self::Pcmu,
        }
    }
}
