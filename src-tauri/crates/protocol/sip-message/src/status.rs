//! The number that says how a request fared.
//!
//! Source: RFC 3261 §21 and the IANA registry of SIP response codes.

use std::fmt;

/// A status code, 100..=699.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StatusCode(u16);

impl StatusCode {
    /// The code, when it is one: 100..=699.
    #[must_use]
    pub const fn new(code: u16) -> Option<Self> {
        if code >= 100 && code <= 699 { Some(Self(code)) } else { None }
    }

    /// The number on the wire.
    #[must_use]
    pub const fn value(self) -> u16 {
        self.0
    }

    /// The hundreds: 1..=6.
    #[must_use]
    pub const fn class(self) -> u16 {
        self.0 / 100
    }

    /// 1xx: more is to come.
    #[must_use]
    pub const fn is_provisional(self) -> bool {
        self.class() == 1
    }

    /// 2xx.
    #[must_use]
    pub const fn is_success(self) -> bool {
        self.class() == 2
    }

    /// 3xx.
    #[must_use]
    pub const fn is_redirection(self) -> bool {
        self.class() == 3
    }

    /// 2xx to 6xx: nothing more is to come.
    #[must_use]
    pub const fn is_final(self) -> bool {
        !self.is_provisional()
    }

    /// 3xx to 6xx.
    #[must_use]
    pub const fn is_refusal(self) -> bool {
        self.class() > 2
    }
}

impl fmt::Display for StatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}

/// Writes one constant and one reason per code.
macro_rules! codes {
    ($($name:ident $code:literal $reason:literal)*) => {
        impl StatusCode {
            $(#[doc = $reason]
            pub const $name: Self = Self($code);)*

            /// The reason phrase that goes with the code, empty for an unregistered one.
            #[must_use]
            pub const fn reason(self) -> &'static str {
                match self.0 {
                    $($code => $reason,)*
                    _ => "",
                }
            }
        }
    };
}

codes! {
    TRYING 100 "Trying"
    RINGING 180 "Ringing"
    CALL_IS_BEING_FORWARDED 181 "Call Is Being Forwarded"
    QUEUED 182 "Queued"
    SESSION_PROGRESS 183 "Session Progress"
    EARLY_DIALOG_TERMINATED 199 "Early Dialog Terminated"
    OK 200 "OK"
    ACCEPTED 202 "Accepted"
    NO_NOTIFICATION 204 "No Notification"
    MULTIPLE_CHOICES 300 "Multiple Choices"
    MOVED_PERMANENTLY 301 "Moved Permanently"
    MOVED_TEMPORARILY 302 "Moved Temporarily"
    USE_PROXY 305 "Use Proxy"
    ALTERNATIVE_SERVICE 380 "Alternative Service"
    BAD_REQUEST 400 "Bad Request"
    UNAUTHORIZED 401 "Unauthorized"
    PAYMENT_REQUIRED 402 "Payment Required"
    FORBIDDEN 403 "Forbidden"
    NOT_FOUND 404 "Not Found"
    METHOD_NOT_ALLOWED 405 "Method Not Allowed"
    NOT_ACCEPTABLE 406 "Not Acceptable"
    PROXY_AUTHENTICATION_REQUIRED 407 "Proxy Authentication Required"
    REQUEST_TIMEOUT 408 "Request Timeout"
    GONE 410 "Gone"
    CONDITIONAL_REQUEST_FAILED 412 "Conditional Request Failed"
    REQUEST_ENTITY_TOO_LARGE 413 "Request Entity Too Large"
    REQUEST_URI_TOO_LONG 414 "Request-URI Too Long"
    UNSUPPORTED_MEDIA_TYPE 415 "Unsupported Media Type"
    UNSUPPORTED_URI_SCHEME 416 "Unsupported URI Scheme"
    BAD_EXTENSION 420 "Bad Extension"
    EXTENSION_REQUIRED 421 "Extension Required"
    SESSION_INTERVAL_TOO_SMALL 422 "Session Interval Too Small"
    INTERVAL_TOO_BRIEF 423 "Interval Too Brief"
    FLOW_FAILED 430 "Flow Failed"
    FIRST_HOP_LACKS_OUTBOUND_SUPPORT 439 "First Hop Lacks Outbound Support"
    BAD_INFO_PACKAGE 469 "Bad Info Package"
    TEMPORARILY_UNAVAILABLE 480 "Temporarily Unavailable"
    CALL_DOES_NOT_EXIST 481 "Call/Transaction Does Not Exist"
    LOOP_DETECTED 482 "Loop Detected"
    TOO_MANY_HOPS 483 "Too Many Hops"
    ADDRESS_INCOMPLETE 484 "Address Incomplete"
    AMBIGUOUS 485 "Ambiguous"
    BUSY_HERE 486 "Busy Here"
    REQUEST_TERMINATED 487 "Request Terminated"
    NOT_ACCEPTABLE_HERE 488 "Not Acceptable Here"
    BAD_EVENT 489 "Bad Event"
    REQUEST_PENDING 491 "Request Pending"
    UNDECIPHERABLE 493 "Undecipherable"
    SERVER_INTERNAL_ERROR 500 "Server Internal Error"
    NOT_IMPLEMENTED 501 "Not Implemented"
    BAD_GATEWAY 502 "Bad Gateway"
    SERVICE_UNAVAILABLE 503 "Service Unavailable"
    SERVER_TIMEOUT 504 "Server Time-out"
    VERSION_NOT_SUPPORTED 505 "Version Not Supported"
    MESSAGE_TOO_LARGE 513 "Message Too Large"
    BUSY_EVERYWHERE 600 "Busy Everywhere"
    DECLINE 603 "Decline"
    DOES_NOT_EXIST_ANYWHERE 604 "Does Not Exist Anywhere"
    NOT_ACCEPTABLE_ANYWHERE 606 "Not Acceptable"
    UNWANTED 607 "Unwanted"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_three_digit_codes_of_the_six_classes_exist() {
        assert_eq!(StatusCode::new(99), None);
        assert_eq!(StatusCode::new(700), None);
        assert_eq!(StatusCode::new(100), Some(StatusCode::TRYING));
        assert_eq!(StatusCode::new(699).map(StatusCode::class), Some(6));
    }

    #[test]
    fn classes_tell_provisional_success_and_refusal_apart() {
        assert!(StatusCode::RINGING.is_provisional() && !StatusCode::RINGING.is_final());
        assert!(StatusCode::OK.is_success() && StatusCode::OK.is_final());
        assert!(
            StatusCode::MOVED_TEMPORARILY.is_redirection()
                && StatusCode::MOVED_TEMPORARILY.is_refusal()
        );
        assert_eq!(StatusCode::BUSY_HERE.reason(), "Busy Here");
        assert_eq!(StatusCode::new(499).map(StatusCode::reason), Some(""));
    }
}
