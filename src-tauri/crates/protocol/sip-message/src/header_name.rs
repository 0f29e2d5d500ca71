//! Names of header fields: full and compact, whatever their case.
//!
//! Source: RFC 3261 §7.3.1, §7.3.3, §20 and the IANA registry of SIP header fields.

use std::fmt;

/// Writes the enum, its text and its lookup from one list: variant, name, compact form, shape.
///
/// Shapes: `one` has a single value, `list` is a comma-separated list, `auth` may repeat but is
/// never split at commas (RFC 3261 §7.3.1), `text` is free.
macro_rules! names {
    ($($variant:ident $name:literal $compact:literal $shape:ident)*) => {
        /// The name of a header field.
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum HeaderName {
            $(#[doc = $name]
            $variant,)*
            /// Any other, in lower case.
            Other(String),
        }

        impl HeaderName {
            /// The full name as written on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Other(name) => name,
                }
            }

            /// The name that `text` stands for, in full or compact form and in any case.
            #[must_use]
            pub fn new(text: &str) -> Self {
                $(if text.eq_ignore_ascii_case($name) || (!$compact.is_empty() && text.eq_ignore_ascii_case($compact)) {
                    return Self::$variant;
                })*
                Self::Other(text.to_ascii_lowercase())
            }

            pub(crate) const fn shape(&self) -> Shape {
                match self {
                    $(Self::$variant => Shape::$shape,)*
                    Self::Other(_) => Shape::text,
                }
            }

            /// Every name known here.
            #[cfg(test)]
            pub(crate) const KNOWN: &[(Self, &'static str, &'static str)] = &[$((Self::$variant, $name, $compact),)*];
        }
    };
}

/// How many values a header may have, and how they are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(non_camel_case_types, reason = "written in the table below as words")]
pub(crate) enum Shape {
    one,
    list,
    auth,
    text,
}

names! {
    Accept "Accept" "" list
    AcceptEncoding "Accept-Encoding" "" list
    AcceptLanguage "Accept-Language" "" list
    AlertInfo "Alert-Info" "" list
    Allow "Allow" "" list
    AllowEvents "Allow-Events" "u" list
    AuthenticationInfo "Authentication-Info" "" one
    Authorization "Authorization" "" auth
    CallId "Call-ID" "i" one
    CallInfo "Call-Info" "" list
    Contact "Contact" "m" list
    ContentDisposition "Content-Disposition" "" one
    ContentEncoding "Content-Encoding" "e" list
    ContentLanguage "Content-Language" "" list
    ContentLength "Content-Length" "l" one
    ContentType "Content-Type" "c" one
    CSeq "CSeq" "" one
    Date "Date" "" one
    Diversion "Diversion" "" list
    ErrorInfo "Error-Info" "" list
    Event "Event" "o" one
    Expires "Expires" "" one
    FlowTimer "Flow-Timer" "" one
    From "From" "f" one
    HistoryInfo "History-Info" "" list
    InReplyTo "In-Reply-To" "" list
    InfoPackage "Info-Package" "" one
    Join "Join" "" one
    MaxForwards "Max-Forwards" "" one
    MimeVersion "MIME-Version" "" one
    MinExpires "Min-Expires" "" one
    MinSe "Min-SE" "" one
    Organization "Organization" "" text
    PAssertedIdentity "P-Asserted-Identity" "" list
    PPreferredIdentity "P-Preferred-Identity" "" list
    Path "Path" "" list
    Priority "Priority" "" one
    Privacy "Privacy" "" one
    ProxyAuthenticate "Proxy-Authenticate" "" auth
    ProxyAuthorization "Proxy-Authorization" "" auth
    ProxyRequire "Proxy-Require" "" list
    RAck "RAck" "" one
    Reason "Reason" "" list
    RecordRoute "Record-Route" "" list
    RecvInfo "Recv-Info" "" list
    ReferSub "Refer-Sub" "" one
    ReferTo "Refer-To" "r" one
    ReferredBy "Referred-By" "b" one
    RemotePartyId "Remote-Party-ID" "" list
    Replaces "Replaces" "" one
    ReplyTo "Reply-To" "" one
    RequestDisposition "Request-Disposition" "d" list
    Require "Require" "" list
    RetryAfter "Retry-After" "" one
    Route "Route" "" list
    RSeq "RSeq" "" one
    Server "Server" "" text
    ServiceRoute "Service-Route" "" list
    SessionExpires "Session-Expires" "x" one
    SipEtag "SIP-ETag" "" one
    SipIfMatch "SIP-If-Match" "" one
    Subject "Subject" "s" text
    SubscriptionState "Subscription-State" "" one
    Supported "Supported" "k" list
    TargetDialog "Target-Dialog" "" one
    Timestamp "Timestamp" "" one
    To "To" "t" one
    Unsupported "Unsupported" "" list
    UserAgent "User-Agent" "" text
    Via "Via" "v" list
    Warning "Warning" "" list
    WwwAuthenticate "WWW-Authenticate" "" auth
}

impl fmt::Display for HeaderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_name_is_found_in_any_case_and_by_its_compact_form() {
        for (name, full, compact) in HeaderName::KNOWN {
            assert_eq!(&HeaderName::new(&full.to_uppercase()), name);
            assert_eq!(&HeaderName::new(&full.to_lowercase()), name);
            assert_eq!(name.as_str(), *full);
            if !compact.is_empty() {
                assert_eq!(&HeaderName::new(compact), name);
                assert_eq!(&HeaderName::new(&compact.to_uppercase()), name);
            }
        }
    }

    #[test]
    fn compact_forms_are_used_once() {
        let mut compacts: Vec<_> =
            HeaderName::KNOWN.iter().map(|(_, _, c)| *c).filter(|c| !c.is_empty()).collect();
        let all = compacts.len();
        compacts.sort_unstable();
        compacts.dedup();

        assert_eq!(compacts.len(), all);
    }

    #[test]
    fn unknown_names_are_equal_whatever_their_case() {
        assert_eq!(HeaderName::new("X-Cisco"), HeaderName::new("x-CISCO"));
    }
}
