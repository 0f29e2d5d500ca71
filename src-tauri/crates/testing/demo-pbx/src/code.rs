//! Feature codes: what can be dialled to set something or to fetch a call.

use sip_message::StatusCode;

/// What a dialled code asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Code {
    /// Sends calls on to a number, or no longer.
    Forward(Condition, Option<String>),
    /// Takes calls of a group, or no longer.
    Group(String, bool),
    /// Leads the operator's number to the first target or to the second.
    Operator(usize),
    /// Hides the own number from everybody, or no longer.
    Hide(bool),
    /// Takes a call that rings at this number, or anywhere.
    PickUp(Option<String>),
    /// Rings as soon as who was called in vain last is free.
    CallBack,
}

/// When calls are sent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Condition {
    Always,
    Busy,
    NoAnswer,
}

/// The codes as they are dialled, with what each does: for a person, and for an account's settings.
pub const CODES: &[(&str, &str)] = &[
    ("forwardAlwaysOn", "*21*{number}#"),
    ("forwardAlwaysOff", "##21#"),
    ("forwardBusyOn", "*67*{number}#"),
    ("forwardBusyOff", "##67#"),
    ("forwardNoAnswerOn", "*61*{number}#"),
    ("forwardNoAnswerOff", "##61#"),
    ("groupJoin", "*81{group}#"),
    ("groupLeave", "##81{group}#"),
    ("operatorFirst", "*90#"),
    ("operatorSecond", "*91#"),
    ("hideNumberOn", "*31#"),
    ("hideNumberOff", "##31#"),
    ("pickUp", "*8{number}#"),
    ("pickUpGroup", "*8#"),
    ("callBack", "*37#"),
];

impl Code {
    /// Whether somebody dials a code and no number.
    pub(crate) fn is_meant(dialled: &str) -> bool {
        dialled.starts_with(['*', '#'])
    }

    /// Reads a code; 484 for one that is not complete, 404 for one that nobody knows.
    ///
    /// A group's code begins like that of a pick-up: it is the group's if there is such a group.
    pub(crate) fn read(dialled: &str, is_group: impl Fn(&str) -> bool) -> Result<Self, StatusCode> {
        const UNKNOWN: StatusCode = StatusCode::NOT_FOUND;
        let body = dialled.strip_suffix('#').ok_or(StatusCode::ADDRESS_INCOMPLETE)?;
        if let Some(off) = body.strip_prefix("##") {
            return match off {
                "31" => Ok(Self::Hide(false)),
                _ if Condition::of(off).is_some() => {
                    Condition::of(off).map(|when| Self::Forward(when, None)).ok_or(UNKNOWN)
                }
                _ => match off.strip_prefix("81") {
                    Some("") => Err(StatusCode::ADDRESS_INCOMPLETE),
                    Some(group) if is_group(group) => Ok(Self::Group(group.to_owned(), false)),
                    Some(_) | None => Err(UNKNOWN),
                },
            };
        }
        let on = body.strip_prefix('*').ok_or(UNKNOWN)?;
        if let Some((service, number)) = on.split_once('*') {
            let when = Condition::of(service).ok_or(UNKNOWN)?;
            return match number {
                "" => Err(StatusCode::ADDRESS_INCOMPLETE),
                _ if is_number(number) => Ok(Self::Forward(when, Some(number.to_owned()))),
                _ => Err(UNKNOWN),
            };
        }
        match on {
            "" | "21" | "61" | "67" | "81" => Err(StatusCode::ADDRESS_INCOMPLETE),
            "31" => Ok(Self::Hide(true)),
            "37" => Ok(Self::CallBack),
            "90" => Ok(Self::Operator(0)),
            "91" => Ok(Self::Operator(1)),
            "8" => Ok(Self::PickUp(None)),
            _ => match (on.strip_prefix("81"), on.strip_prefix('8')) {
                (Some(group), _) if is_group(group) => Ok(Self::Group(group.to_owned(), true)),
                (_, Some(number)) if is_number(number) => Ok(Self::PickUp(Some(number.to_owned()))),
                (Some(_) | None, Some(_) | None) => Err(UNKNOWN),
            },
        }
    }
}

impl Condition {
    fn of(service: &str) -> Option<Self> {
        match service {
            "21" => Some(Self::Always),
            "67" => Some(Self::Busy),
            "61" => Some(Self::NoAnswer),
            _ => None,
        }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(dialled: &str) -> Result<Code, u16> {
        Code::read(dialled, |group| group == "300").map_err(StatusCode::value)
    }

    #[test]
    fn every_code_is_read() {
        let number = |text: &str| Some(text.to_owned());
        let all = [
            ("*21*12#", Code::Forward(Condition::Always, number("12"))),
            ("##21#", Code::Forward(Condition::Always, None)),
            ("*67*12#", Code::Forward(Condition::Busy, number("12"))),
            ("##67#", Code::Forward(Condition::Busy, None)),
            ("*61*990#", Code::Forward(Condition::NoAnswer, number("990"))),
            ("##61#", Code::Forward(Condition::NoAnswer, None)),
            ("*81300#", Code::Group("300".to_owned(), true)),
            ("##81300#", Code::Group("300".to_owned(), false)),
            ("*90#", Code::Operator(0)),
            ("*91#", Code::Operator(1)),
            ("*31#", Code::Hide(true)),
            ("##31#", Code::Hide(false)),
            ("*822#", Code::PickUp(number("22"))),
            ("*8#", Code::PickUp(None)),
            ("*37#", Code::CallBack),
        ];
        for (dialled, code) in all {
            assert_eq!(read(dialled), Ok(code), "{dialled}");
        }
        assert_eq!(CODES.len(), 15, "each is in the list");
    }

    #[test]
    fn a_number_that_begins_like_a_group_s_code_is_picked_up_at() {
        assert_eq!(read("*815#"), Ok(Code::PickUp(Some("15".to_owned()))));
    }

    #[test]
    fn what_is_not_complete_is_told_from_what_is_unknown() {
        for dialled in ["*21*12", "*21#", "*21*#", "*", "*#", "*61", "##81#", "*81#"] {
            assert_eq!(read(dialled), Err(484), "{dialled}");
        }
        for dialled in ["*99#", "##99#", "*21*x#", "#21#", "*20*12#", "##8199#", "*8x#"] {
            assert_eq!(read(dialled), Err(404), "{dialled}");
        }
    }
}
