//! Reads headers as what they mean.
//!
//! Headers that a message cannot do without give an error when they are missing; others give
//! nothing, and where a number is merely odd, the nearest sense is taken.
//!
//! Source: RFC 3261 §20 and the document named at each accessor.

use super::event::{Event, SubscriptionState};
use super::fields::{CSeq, MinSe, RAck, Reason, RetryAfter, SessionExpires, Warning};
use super::replaces::{Diversion, HistoryEntry, Replaces};
use super::via::Via;
use super::{HeaderError, Headers};
use crate::address::{Contacts, NameAddr};
use crate::digest::{self, Authorization, Challenge};
use crate::header_name::HeaderName;
use crate::method::Method;

impl Headers {
    pub fn from(&self) -> Result<NameAddr, HeaderError> {
        self.required(&HeaderName::From)
    }

    pub fn to(&self) -> Result<NameAddr, HeaderError> {
        self.required(&HeaderName::To)
    }

    pub fn call_id(&self) -> Result<&str, HeaderError> {
        self.get(&HeaderName::CallId).ok_or(HeaderError::Missing(HeaderName::CallId))
    }

    pub fn cseq(&self) -> Result<CSeq, HeaderError> {
        self.required(&HeaderName::CSeq)
    }

    /// From the topmost on.
    pub fn vias(&self) -> Result<Vec<Via>, HeaderError> {
        self.list(&HeaderName::Via)
    }

    pub fn top_via(&self) -> Result<Via, HeaderError> {
        let name = HeaderName::Via;
        let text = self.all(&name).next().ok_or_else(|| HeaderError::Missing(name.clone()))?;
        text.parse().map_err(|why| HeaderError::Malformed(name, why))
    }

    /// None when there is no Contact at all.
    pub fn contacts(&self) -> Result<Contacts, HeaderError> {
        if self.lines(&HeaderName::Contact).any(|line| line.trim() == "*") {
            return Ok(Contacts::Star);
        }
        self.list(&HeaderName::Contact).map(Contacts::List)
    }

    pub fn routes(&self) -> Result<Vec<NameAddr>, HeaderError> {
        self.list(&HeaderName::Route)
    }

    pub fn record_routes(&self) -> Result<Vec<NameAddr>, HeaderError> {
        self.list(&HeaderName::RecordRoute)
    }

    /// Source: RFC 3608.
    pub fn service_routes(&self) -> Result<Vec<NameAddr>, HeaderError> {
        self.list(&HeaderName::ServiceRoute)
    }

    /// Source: RFC 3327.
    pub fn paths(&self) -> Result<Vec<NameAddr>, HeaderError> {
        self.list(&HeaderName::Path)
    }

    /// Seconds.
    #[must_use]
    pub fn expires(&self) -> Option<u32> {
        self.seconds(&HeaderName::Expires)
    }

    /// Seconds.
    #[must_use]
    pub fn min_expires(&self) -> Option<u32> {
        self.seconds(&HeaderName::MinExpires)
    }

    /// Seconds after which the far end counts a silent flow as dead. Source: RFC 5626 §10.
    #[must_use]
    pub fn flow_timer(&self) -> Option<u32> {
        self.seconds(&HeaderName::FlowTimer)
    }

    #[must_use]
    pub fn retry_after(&self) -> Option<RetryAfter> {
        self.optional(&HeaderName::RetryAfter)
    }

    /// 0..=255; a larger one reads as 255.
    #[must_use]
    pub fn max_forwards(&self) -> Option<u8> {
        self.seconds(&HeaderName::MaxForwards).map(|count| u8::try_from(count).unwrap_or(u8::MAX))
    }

    /// Octets.
    #[must_use]
    pub fn content_length(&self) -> Option<usize> {
        self.get(&HeaderName::ContentLength).and_then(|text| text.parse().ok())
    }

    /// In lower case, without parameters: `application/sdp`.
    #[must_use]
    pub fn content_type(&self) -> Option<String> {
        let text = self.get(&HeaderName::ContentType)?;
        let kind: String =
            text.split(';').next().unwrap_or(text).chars().filter(|c| !c.is_whitespace()).collect();
        Some(kind.to_ascii_lowercase())
    }

    /// Digest challenges of the far end, best-liked first; other schemes are left out.
    #[must_use]
    pub fn www_authenticate(&self) -> Vec<Challenge> {
        self.lines(&HeaderName::WwwAuthenticate).flat_map(digest::read_challenges).collect()
    }

    /// Digest challenges of a proxy, best-liked first; other schemes are left out.
    #[must_use]
    pub fn proxy_authenticate(&self) -> Vec<Challenge> {
        self.lines(&HeaderName::ProxyAuthenticate).flat_map(digest::read_challenges).collect()
    }

    /// Digest answers; other schemes are left out.
    #[must_use]
    pub fn authorizations(&self) -> Vec<Authorization> {
        self.readable(&HeaderName::Authorization)
    }

    /// Digest answers for proxies; other schemes are left out.
    #[must_use]
    pub fn proxy_authorizations(&self) -> Vec<Authorization> {
        self.readable(&HeaderName::ProxyAuthorization)
    }

    #[must_use]
    pub fn allow(&self) -> Vec<Method> {
        self.readable(&HeaderName::Allow)
    }

    /// Option tags in lower case.
    #[must_use]
    pub fn supported(&self) -> Vec<String> {
        self.tokens(&HeaderName::Supported)
    }

    /// Option tags in lower case.
    #[must_use]
    pub fn require(&self) -> Vec<String> {
        self.tokens(&HeaderName::Require)
    }

    /// Option tags in lower case.
    #[must_use]
    pub fn proxy_require(&self) -> Vec<String> {
        self.tokens(&HeaderName::ProxyRequire)
    }

    /// Option tags in lower case.
    #[must_use]
    pub fn unsupported(&self) -> Vec<String> {
        self.tokens(&HeaderName::Unsupported)
    }

    /// Event packages. Source: RFC 6665 §8.2.2.
    #[must_use]
    pub fn allow_events(&self) -> Vec<String> {
        self.tokens(&HeaderName::AllowEvents)
    }

    /// Source: RFC 3515.
    pub fn refer_to(&self) -> Result<NameAddr, HeaderError> {
        self.required(&HeaderName::ReferTo)
    }

    /// Source: RFC 3892.
    #[must_use]
    pub fn referred_by(&self) -> Option<NameAddr> {
        self.optional(&HeaderName::ReferredBy)
    }

    /// Source: RFC 3891. An unreadable or repeated one is an error: the request must be refused.
    pub fn replaces(&self) -> Result<Option<Replaces>, HeaderError> {
        if self.contains(&HeaderName::Replaces) {
            self.required(&HeaderName::Replaces).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Source: RFC 6665.
    pub fn event(&self) -> Result<Event, HeaderError> {
        self.required(&HeaderName::Event)
    }

    /// Source: RFC 6665.
    pub fn subscription_state(&self) -> Result<SubscriptionState, HeaderError> {
        self.required(&HeaderName::SubscriptionState)
    }

    /// Source: RFC 3326.
    #[must_use]
    pub fn reasons(&self) -> Vec<Reason> {
        self.readable(&HeaderName::Reason)
    }

    /// Source: RFC 3262.
    pub fn rack(&self) -> Result<RAck, HeaderError> {
        self.required(&HeaderName::RAck)
    }

    /// Source: RFC 3262.
    #[must_use]
    pub fn rseq(&self) -> Option<u32> {
        self.get(&HeaderName::RSeq).and_then(|text| text.parse().ok())
    }

    /// Source: RFC 4028.
    #[must_use]
    pub fn session_expires(&self) -> Option<SessionExpires> {
        self.optional(&HeaderName::SessionExpires)
    }

    /// Source: RFC 4028.
    #[must_use]
    pub fn min_se(&self) -> Option<MinSe> {
        self.optional(&HeaderName::MinSe)
    }

    /// Source: RFC 3325.
    #[must_use]
    pub fn p_asserted_identity(&self) -> Vec<NameAddr> {
        self.readable(&HeaderName::PAssertedIdentity)
    }

    /// Source: RFC 5806. Most recent first.
    #[must_use]
    pub fn diversions(&self) -> Vec<Diversion> {
        self.readable(&HeaderName::Diversion)
    }

    /// Source: RFC 7044. Oldest first.
    #[must_use]
    pub fn history_info(&self) -> Vec<HistoryEntry> {
        self.readable(&HeaderName::HistoryInfo)
    }

    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        self.readable(&HeaderName::Warning)
    }

    #[must_use]
    pub fn server(&self) -> Option<&str> {
        self.get(&HeaderName::Server)
    }

    #[must_use]
    pub fn user_agent(&self) -> Option<&str> {
        self.get(&HeaderName::UserAgent)
    }

    /// Source: RFC 3903.
    #[must_use]
    pub fn sip_etag(&self) -> Option<&str> {
        self.get(&HeaderName::SipEtag)
    }

    /// Source: RFC 3903.
    #[must_use]
    pub fn sip_if_match(&self) -> Option<&str> {
        self.get(&HeaderName::SipIfMatch)
    }

    fn required<T: std::str::FromStr<Err = crate::SyntaxError>>(
        &self,
        name: &HeaderName,
    ) -> Result<T, HeaderError> {
        let mut values = self.all(name);
        let text = values.next().ok_or_else(|| HeaderError::Missing(name.clone()))?;
        if values.next().is_some() {
            return Err(HeaderError::Repeated(name.clone()));
        }
        text.parse().map_err(|why| HeaderError::Malformed(name.clone(), why))
    }

    fn optional<T: std::str::FromStr>(&self, name: &HeaderName) -> Option<T> {
        self.all(name).next().and_then(|text| text.parse().ok())
    }

    fn list<T: std::str::FromStr<Err = crate::SyntaxError>>(
        &self,
        name: &HeaderName,
    ) -> Result<Vec<T>, HeaderError> {
        self.all(name)
            .map(|text| text.parse().map_err(|why| HeaderError::Malformed(name.clone(), why)))
            .collect()
    }

    /// Those that can be read; the others are nobody's concern.
    fn readable<T: std::str::FromStr>(&self, name: &HeaderName) -> Vec<T> {
        self.all(name).filter_map(|text| text.parse().ok()).collect()
    }

    fn tokens(&self, name: &HeaderName) -> Vec<String> {
        self.all(name).map(str::to_ascii_lowercase).collect()
    }

    /// A number of seconds, cut at `u32::MAX`; parameters after it are left out.
    fn seconds(&self, name: &HeaderName) -> Option<u32> {
        super::fields::seconds(self.get(name)?)
    }
}
