//! What a person may wish of the switchboard.

use model::{AccountId, CallId, Country};
use telephony::plan::Plan;
use telephony::policy::{Manner, Wishes};
use telephony::services::ForwardWhen;
use telephony::{Account, Codec};

use crate::{Password, Remembered};

/// Which call is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallChoice {
    /// This one.
    This(CallId),
    /// The only one to which the wish can apply.
    Only,
}

/// What a rejected caller is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RejectReason {
    /// 603.
    #[default]
    Declined,
    /// 486.
    Busy,
}

/// A wish.
#[derive(Debug)]
pub enum Command {
    /// Adds an account, or replaces the one of the same id.
    PutAccount {
        /// As it shall be.
        account: Box<Account>,
        /// What answers challenges.
        password: Password,
    },
    /// Switches an account on or off.
    EnableAccount {
        /// Which.
        account: AccountId,
        /// On or off.
        enabled: bool,
    },
    /// Forgets an account; its calls end.
    RemoveAccount {
        /// Which.
        account: AccountId,
    },
    /// Registers at once.
    RegisterNow {
        /// Which.
        account: AccountId,
    },
    /// Dials by this account when none is named.
    PreferAccount {
        /// Which; none: the first that can.
        account: Option<AccountId>,
    },
    /// Offers these codecs, best first, from the next call on.
    OfferCodecs {
        /// At least one.
        codecs: Vec<Codec>,
    },
    /// Sets what happens to incoming calls, from the next one on.
    Receive {
        /// What the person has set.
        wishes: Box<Wishes>,
    },
    /// Tells what was dialled last, when the program starts.
    RememberDialled {
        /// By what account.
        account: AccountId,
        /// As typed.
        target: String,
    },
    /// Calls at once.
    Dial {
        /// Number as written, or a URI.
        target: String,
        /// By id, label or address.
        account: Option<String>,
        /// Whether the own number is hidden this once; as the account is set when absent.
        hide: Option<bool>,
    },
    /// Puts a target into the number field.
    Prepare {
        /// Number as written, or a URI.
        target: String,
    },
    /// Answers an offered call.
    Answer {
        /// Which.
        call: CallChoice,
    },
    /// Rejects an offered call.
    Reject {
        /// Which.
        call: CallChoice,
        /// What the caller is told.
        reason: RejectReason,
    },
    /// Stops the ringing of an offered call.
    Silence {
        /// Which.
        call: CallChoice,
    },
    /// Sends an offered call to somebody else. Source: RFC 3261 §21.3.3.
    Forward {
        /// Which.
        call: CallChoice,
        /// Number as written, or a URI.
        target: String,
    },
    /// Ends or gives up a call.
    HangUp {
        /// Which.
        call: CallChoice,
    },
    /// Holds a call.
    Hold {
        /// Which.
        call: CallChoice,
    },
    /// Takes a call off hold.
    Resume {
        /// Which.
        call: CallChoice,
    },
    /// Switches the microphone off or on for a call.
    Mute {
        /// Which.
        call: CallChoice,
        /// Off or on.
        muted: bool,
    },
    /// Sends telephone events. Source: RFC 4733.
    SendDigits {
        /// Which.
        call: CallChoice,
        /// 0–9, *, #, A–D.
        digits: String,
    },
    /// Calls the number that was dialled last.
    Redial {
        /// By id, label or address.
        account: Option<String>,
    },
    /// Changes from the call that is spoken on to the held one.
    Toggle,
    /// Holds a call and asks somebody else about it.
    Consult {
        /// Which.
        call: CallChoice,
        /// Number as written, or a URI.
        target: String,
    },
    /// Sends the other person to a target without speaking there. Source: RFC 5589 §6.
    Transfer {
        /// Which.
        call: CallChoice,
        /// Number as written, or a URI.
        target: String,
    },
    /// Connects the other persons of two calls. Source: RFC 5589 §7.
    Connect {
        /// The one that is sent; the held one when absent.
        call: CallChoice,
        /// The one to which it is sent.
        other: CallChoice,
    },
    /// Back to the person who waits.
    TakeBack {
        /// The call that waits.
        call: CallChoice,
    },
    /// Says whether to be connected with whom the far end proposes. Source: RFC 3515 §2.4.2.
    AnswerProposal {
        /// Which.
        call: CallChoice,
        /// Yes or no.
        follows: bool,
    },
    /// Joins two calls to a conference.
    Join {
        /// One.
        call: CallChoice,
        /// The other.
        other: CallChoice,
    },
    /// Parts a conference.
    Split {
        /// The one to go on with.
        call: CallChoice,
    },
    /// Leaves a conference; the others go on.
    LeaveConference,
    /// Ends a conference and its calls.
    EndConference,
    /// Takes a call that rings at a colleague's.
    PickUp {
        /// The colleague's number; the one that rings longest when absent.
        number: Option<String>,
        /// By id, label or address.
        account: Option<String>,
    },
    /// Takes a call that rings in the pick-up group.
    PickUpGroup {
        /// By id, label or address.
        account: Option<String>,
    },
    /// Parks a call.
    Park {
        /// Which.
        call: CallChoice,
        /// Number of the place; the first free one when absent.
        place: Option<String>,
    },
    /// Takes a parked call.
    Retrieve {
        /// Number of the place; the only taken one when absent.
        place: Option<String>,
        /// By id, label or address.
        account: Option<String>,
    },
    /// Takes a call over from one's own other device.
    Pull {
        /// Which; the only one when absent.
        id: Option<String>,
    },
    /// Sets or clears a forward.
    SetForward {
        /// By id, label or address.
        account: Option<String>,
        /// Which calls.
        when: ForwardWhen,
        /// Number as written; absent or blank to clear it.
        target: Option<String>,
    },
    /// Joins or leaves a call group.
    SetGroup {
        /// By id, label or address.
        account: Option<String>,
        /// Number of the group.
        group: String,
        /// In or out.
        member: bool,
    },
    /// Switches the operator's target.
    SetOperator {
        /// By id, label or address.
        account: Option<String>,
        /// The second target.
        second: bool,
    },
    /// Hides the own number in every call.
    HideNumber {
        /// By id, label or address.
        account: Option<String>,
        /// Hidden or shown.
        hidden: bool,
    },
    /// Calls back as soon as the other person is free.
    CallBack {
        /// Number as written, or a URI; that of the call that ended last when absent.
        target: Option<String>,
        /// By id, label or address.
        account: Option<String>,
    },
    /// Dials again and again until somebody answers.
    RedialUntilAnswered {
        /// Number as written, or a URI; the one dialled last when absent.
        target: Option<String>,
        /// By id, label or address.
        account: Option<String>,
    },
    /// Gives up a call-back.
    StopCallBack {
        /// Which; all when absent.
        id: Option<String>,
    },
    /// Tells in which country the person is, for emergency numbers.
    StayIn {
        /// Absent: the line's own.
        country: Option<Country>,
    },
    /// Wants not to be disturbed, or wants to be called again.
    Disturb {
        /// How.
        manner: Manner,
    },
    /// Tells how an account's telephone system is dialled and what it can do.
    ChangePlan {
        /// Which.
        account: AccountId,
        /// As it shall be.
        plan: Box<Plan>,
    },
    /// Gives back what was kept of the last run; before or after the accounts.
    Remember {
        /// What was kept.
        remembered: Box<Remembered>,
    },
    /// Calls the voicemail.
    HearMessages {
        /// By id, label or address.
        account: Option<String>,
    },
    /// Watches a colleague's telephone.
    WatchLine {
        /// The colleague's number.
        number: String,
        /// Name to show.
        name: Option<String>,
        /// By id, label or address.
        account: Option<String>,
    },
    /// Watches it no longer.
    UnwatchLine {
        /// The colleague's number.
        number: String,
    },
    /// Ends calls and bindings; [`crate::Switchboard::is_idle`] tells when that is done.
    ShutDown,
}
