//! What the telephone system does for an account, and what rings elsewhere.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::call::{DirectionView, EndCode, PartyView};

/// Which calls a forward concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ForwardWhen {
    /// Every call (CFU).
    Always,
    /// Calls while busy or rejected (CFB).
    Busy,
    /// Calls that nobody answers in time (CFNR).
    NoAnswer,
}

/// How honestly a value of the telephone system's is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum KnownView<T> {
    /// Never set from here, and nobody told.
    Unknown,
    /// Asked for; the telephone system has not answered yet.
    Asked {
        /// What was asked for.
        value: T,
    },
    /// Accepted by the telephone system at `at`; another device may have changed it since.
    Set {
        /// What was accepted.
        value: T,
        /// RFC 3339.
        at: String,
    },
    /// Refused by the telephone system.
    Failed {
        /// What was asked for.
        value: T,
        /// Why.
        code: EndCode,
        /// RFC 3339.
        at: String,
    },
}

/// One forward.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ForwardView {
    /// Which calls.
    pub when: ForwardWhen,
    /// False where the telephone system has no code for it.
    pub can_set: bool,
    /// Where to; an empty target is no forward.
    pub target: KnownView<String>,
    /// True when calls would come back to where they are forwarded from.
    pub loops: bool,
}

/// A number with a name, such as a group or a place to park.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NumberedView {
    /// What is dialled.
    pub number: String,
    /// What people call it; the number when empty.
    pub name: String,
}

/// A call group and whether one is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GroupView {
    /// Number of the group.
    pub number: String,
    /// What people call it.
    pub name: String,
    /// False where the telephone system has no code for it.
    pub can_set: bool,
    /// In or out.
    pub member: KnownView<bool>,
}

/// Messages that wait in a mailbox. Source: RFC 3842.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MessagesView {
    /// Whether any wait.
    pub waiting: bool,
    /// New voice messages; absent where the telephone system does not count.
    pub new: Option<u32>,
    /// Old voice messages.
    pub old: Option<u32>,
    /// New and urgent.
    pub urgent: Option<u32>,
}

/// What the telephone system does for one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ServicesView {
    /// Whose.
    pub account_id: String,
    /// Always, busy, no answer.
    pub forwards: Vec<ForwardView>,
    /// Groups that one may join.
    pub groups: Vec<GroupView>,
    /// False where the telephone system has no code for it.
    pub can_set_operator: bool,
    /// True: the second target.
    pub operator_second: KnownView<bool>,
    /// Whether the own number is hidden always.
    pub hidden: KnownView<bool>,
    /// False where the telephone system has no code to turn calls away.
    pub can_turn_away: bool,
    /// Whether the telephone system turns calls away at all telephones of the account.
    pub undisturbed: KnownView<bool>,
    /// Whether a group's calls can be picked up.
    pub can_pick_up_group: bool,
    /// What waits in the mailbox; absent while nobody tells.
    pub messages: Option<MessagesView>,
    /// What is dialled to hear it; absent where nobody knows.
    pub voicemail: Option<String>,
}

/// How a colleague's ringing call is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ReachView {
    /// By INVITE with Replaces. Source: RFC 3891.
    Replaces,
    /// By the telephone system's code.
    Code,
}

/// How an emergency call is addressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum EmergencyByView {
    /// By its number.
    Number,
    /// By the name of the service, such as `urn:service:sos.police`. Source: RFC 5031.
    Service,
}

/// How one account's telephone system is dialled and what it can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlanView {
    /// Profile of the telephone system.
    pub system: String,
    /// Profiles that there are: id and name.
    pub systems: Vec<NumberedView>,
    /// Country of the line.
    pub country: String,
    /// Area code without its trunk zero.
    pub area_code: Option<String>,
    /// Digits before a number outside the house.
    pub outside_prefix: Option<String>,
    /// Fewest digits of an extension.
    pub internal_from: u8,
    /// Most digits of an extension; 0 where there are none.
    pub internal_to: u8,
    /// Number of the voicemail.
    pub voicemail: Option<String>,
    /// Call groups that one may join.
    pub groups: Vec<NumberedView>,
    /// Places where calls can be parked.
    pub places: Vec<NumberedView>,
    /// Codes that the system has, by name.
    pub codes: Vec<(String, String)>,
    /// How a colleague's call is taken.
    pub pick_up: ReachView,
    /// How an emergency call is addressed.
    pub emergency_by: EmergencyByView,
    /// Address that the emergency centre is told.
    pub location: Option<String>,
}

/// How a watched telephone stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum LampView {
    /// Nobody tells.
    Unknown,
    /// Free.
    Idle,
    /// It rings there.
    Ringing {
        /// Who calls, where that is told.
        caller: Option<PartyView>,
        /// RFC 3339.
        since: String,
        /// True when the call can be picked up.
        can_pick_up: bool,
    },
    /// In a call.
    Talking {
        /// With whom, where that is told.
        with: Option<PartyView>,
        /// RFC 3339.
        since: String,
    },
}

/// A colleague whose telephone is watched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ColleagueView {
    /// Number at the telephone system.
    pub number: String,
    /// Name to show; the number when empty.
    pub name: String,
    /// Account that watches.
    pub account_id: String,
    /// How it stands.
    pub lamp: LampView,
}

/// How a place to park stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ParkedView {
    /// Nobody tells.
    Unknown,
    /// Nobody is there.
    Free,
    /// Somebody waits there.
    Taken {
        /// Who, where that is told.
        party: Option<PartyView>,
        /// RFC 3339.
        since: String,
    },
}

/// A place where calls are parked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlaceView {
    /// What is dialled.
    pub number: String,
    /// What people call it; the number when empty.
    pub name: String,
    /// Account whose telephone system has it.
    pub account_id: String,
    /// How it stands.
    pub parked: ParkedView,
}

/// A call on one's own other device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ElsewhereView {
    /// Stable while it lasts.
    pub id: String,
    /// Account that tells of it.
    pub account_id: String,
    /// Who is at the other end, where that is told.
    pub party: Option<PartyView>,
    /// Which side began it, where that is told.
    pub direction: Option<DirectionView>,
    /// True once it was answered.
    pub answered: bool,
    /// RFC 3339.
    pub since: String,
    /// True when it can be taken over.
    pub can_pull: bool,
}

/// Why somebody is called again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum CallBackWhy {
    /// They were busy.
    Busy,
    /// They did not answer.
    NoAnswer,
    /// The person wants to get through.
    Redial,
}

/// How a call-back stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CallBackState {
    /// Waits until the other person is free.
    Waiting,
    /// The other person is free now: answer to call.
    Free,
    /// The telephone system waits and calls.
    AtSystem,
    /// Dials again at `at`.
    Pausing {
        /// RFC 3339.
        at: String,
    },
    /// Dials.
    Calling,
    /// Was not reached and is not called any more.
    Ended {
        /// Why.
        why: CallBackEnd,
    },
}

/// Why nobody is called any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum CallBackEnd {
    /// They answered.
    Reached,
    /// The person gave it up.
    GivenUp,
    /// They were not free in time.
    Expired,
    /// It was tried as often as is polite.
    TooOften,
    /// Their telephone cannot be watched.
    Unwatchable,
    /// They cannot be called, or do not want to be.
    Refused,
}

/// An active call-back or repeated call, or one that ended in vain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallBackView {
    /// Stable id.
    pub id: String,
    /// Account that will dial.
    pub account_id: String,
    /// Whom.
    pub party: PartyView,
    /// Why.
    pub why: CallBackWhy,
    /// How it stands.
    pub state: CallBackState,
    /// Attempts so far.
    pub attempts: u32,
    /// RFC 3339: when it is given up, or was over.
    pub until: String,
}

/// What happens to calls while the person does not want to be disturbed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DisturbManner {
    /// They ring.
    #[default]
    Off,
    /// They are shown and do not ring.
    Silence,
    /// They are rejected as busy.
    Reject,
}

/// Where the person is, as far as emergency calls are concerned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LocationView {
    /// Where the line is registered.
    #[default]
    Registered,
    /// Somewhere else: another office, at home, on the way.
    Elsewhere,
    /// The network is another one than usual, and nobody has said where it is.
    Unknown,
}

/// What the person must know of emergency calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EmergencyView {
    /// Emergency numbers of the default account's country, and of the one where the person is.
    pub numbers: Vec<String>,
    /// Where the person is.
    pub location: LocationView,
    /// Country where the person is, such as `AT`; absent: the line's own.
    pub country: Option<String>,
    /// Countries whose emergency numbers are known.
    pub countries: Vec<String>,
    /// RFC 3339: when the person confirmed to know where emergency calls arrive; absent: never.
    pub acknowledged_at: Option<String>,
}
