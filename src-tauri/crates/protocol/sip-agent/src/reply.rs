//! Builds responses: tags, Allow, Server, and the refusals that every user agent must give.
//!
//! Source: RFC 3261 §8.2, §12.1.1, §20.5.

use clock::Now;
use sip_message::{HeaderName, Host, Method, NameAddr, Request, Response, SipUri, StatusCode, Uri};

use crate::body::{BodyFault, SDP};
use crate::core::Core;
use crate::transaction::ServerId;

/// The methods that this agent takes, for Allow.
pub(crate) const ALLOW: &str =
    "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK, NOTIFY, MESSAGE, REFER";

/// The extensions that a far end may require of us, and that we say to support.
pub(crate) const SUPPORTED: [&str; 5] = ["100rel", "replaces", "outbound", "norefersub", "timer"];

impl Core {
    /// A response with a tag in To and our name. `tag` is a dialog's; else a fresh one is drawn.
    pub(crate) fn response(
        &mut self,
        request: &Request,
        status: StatusCode,
        tag: Option<&str>,
    ) -> Response {
        let mut response = request.response(status);
        match request.headers.to() {
            Ok(to) if to.tag().is_none() => {
                let tag = tag.map_or_else(|| self.chance.token(), str::to_owned);
                response.headers.set(HeaderName::To, to.with_tag(&tag));
            }
            Ok(_) | Err(_) => {}
        }
        if !self.settings.user_agent.is_empty() {
            response.headers.push(HeaderName::Server, &self.settings.user_agent);
        }
        if status == StatusCode::METHOD_NOT_ALLOWED {
            response.headers.push(HeaderName::Allow, ALLOW);
        }
        response
    }

    /// Answers with a status alone, be it good or bad.
    pub(crate) fn reply(
        &mut self,
        server: ServerId,
        request: &Request,
        status: StatusCode,
        now: Now,
    ) {
        let response = self.response(request, status, None);
        self.respond(server, &response, now);
    }

    /// Refuses a body that is no session description. Source: RFC 3261 §8.2.3.
    pub(crate) fn refuse_body(
        &mut self,
        server: ServerId,
        request: &Request,
        fault: BodyFault,
        now: Now,
    ) {
        let mut response = self.response(request, StatusCode::UNSUPPORTED_MEDIA_TYPE, None);
        match fault {
            BodyFault::Type => response.headers.push(HeaderName::Accept, SDP),
            BodyFault::Encoding => response.headers.push(HeaderName::AcceptEncoding, "identity"),
        }
        self.respond(server, &response, now);
    }

    /// Hands a response to its transaction; one that is over needs none.
    pub(crate) fn respond(&mut self, server: ServerId, response: &Response, now: Now) {
        if let Err(why) = self.transactions.respond(server, response, now) {
            tracing::debug!(%why, status = response.status.value(), "response without transaction");
        }
    }
}

/// The extensions required by a request that this agent does not know. Source: RFC 3261 §8.2.2.3.
pub(crate) fn unsupported(request: &Request) -> Vec<String> {
    request.headers.require().into_iter().filter(|tag| !SUPPORTED.contains(&tag.as_str())).collect()
}

/// Who the far end is: as a trusted server says, unless it wants that kept from us.
pub(crate) fn asserted(headers: &sip_message::Headers) -> Option<NameAddr> {
    if is_withheld(headers) {
        return None;
    }
    let mut list = headers.p_asserted_identity();
    if list.is_empty() { remote_party(headers) } else { Some(list.swap_remove(0)) }
}

/// The older form of the same, which some servers still write (draft-ietf-sip-privacy-04).
fn remote_party(headers: &sip_message::Headers) -> Option<NameAddr> {
    let mut told: NameAddr = headers.all(&HeaderName::RemotePartyId).next()?.parse().ok()?;
    let is_private = told
        .params
        .get("privacy")
        .is_some_and(|privacy| !privacy.trim().eq_ignore_ascii_case("off"));
    told.params = sip_message::Params::new();
    (!is_private).then_some(told)
}

/// Whether the sender does not want to be named, even where a server on the way still says who it is.
///
/// Source: RFC 3323 §4.2, RFC 3325 §7. `none` and `history` do not concern the sender's name.
pub(crate) fn is_withheld(headers: &sip_message::Headers) -> bool {
    headers.all(&HeaderName::Privacy).flat_map(|value| value.split([';', ','])).any(|word| {
        let word = word.trim();
        ["id", "user", "header"].iter().any(|hidden| word.eq_ignore_ascii_case(hidden))
    })
}

/// Nobody in particular. Source: RFC 3323 §4.1.1.3.
pub(crate) fn anonymous() -> NameAddr {
    let host = Host::Name("anonymous.invalid".to_owned());
    let mut address = NameAddr::new(Uri::Sip(SipUri::new(host).with_user("anonymous")));
    address.display_name = Some("Anonymous".to_owned());
    address
}

/// Whether a method may come at all.
pub(crate) fn is_allowed(method: &Method) -> bool {
    ALLOW.split(", ").any(|word| word == method.as_str())
}
