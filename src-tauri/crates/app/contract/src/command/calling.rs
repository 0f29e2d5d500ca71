//! What may be asked for about calls and the telephone system's services.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::view::service::{EmergencyByView, NumberedView, ReachView};

/// What a caller is told who is rejected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RejectReason {
    /// 603: nobody here wants to answer.
    #[default]
    Declined,
    /// 486: busy; the telephone system may forward the call.
    Busy,
}

/// Where calls to the operator go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum OperatorTarget {
    /// By day.
    First,
    /// By night.
    Second,
}

/// How one account's telephone system is dialled and what it can do; absent fields stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct PlanDraft {
    /// Profile of the telephone system; see [`crate::PlanView::systems`].
    pub system: Option<String>,
    /// Country of the line, such as `DE`.
    pub country: Option<String>,
    /// Area code without its trunk zero, such as `89`; empty for none.
    pub area_code: Option<String>,
    /// Digits before a number outside the house; empty for none.
    pub outside_prefix: Option<String>,
    /// Fewest digits of an extension.
    pub internal_from: Option<u8>,
    /// Most digits of an extension; 0 where there are none.
    pub internal_to: Option<u8>,
    /// Number of the voicemail; empty for none.
    pub voicemail: Option<String>,
    /// Call groups that one may join.
    pub groups: Option<Vec<NumberedView>>,
    /// Places where calls can be parked.
    pub places: Option<Vec<NumberedView>>,
    /// Codes of one's own: name of the code and its text, such as `forward-always` and `*21*{number}#`.
    pub codes: Option<Vec<(String, String)>>,
    /// How a colleague's call is taken.
    pub pick_up: Option<ReachView>,
    /// How an emergency call is addressed.
    pub emergency_by: Option<EmergencyByView>,
    /// Address that the emergency centre is told, in the person's words; empty for none.
    pub location: Option<String>,
}
