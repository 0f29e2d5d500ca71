//! Remembers where the users can be reached, for as long as they asked.
//!
//! Source: RFC 3261 §10.3.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use clock::Deadline;
use sip_message::{Contacts, HeaderName, NameAddr, Request, StatusCode, Uri};

use crate::settings::Settings;

/// Contacts that one user may have; more are refused with 503.
const CONTACTS: usize = 8;

/// The bindings of all users.
#[derive(Debug)]
pub(crate) struct Registrar {
    shortest: Duration,
    longest: Duration,
    users: BTreeMap<String, Vec<Binding>>,
}

/// Where one telephone of a user is.
#[derive(Debug, Clone)]
pub(crate) struct Binding {
    /// As it was registered.
    pub(crate) contact: NameAddr,
    /// Where its REGISTER really came from: what is written may be meant for others.
    pub(crate) source: SocketAddr,
    call_id: String,
    cseq: u32,
    expires_at: Instant,
}

impl Registrar {
    pub(crate) fn new(settings: &Settings) -> Self {
        let (shortest, longest) = settings.binding_lifetimes;
        let users = settings.users.iter().map(|user| (user.number.clone(), Vec::new())).collect();
        Self { shortest, longest, users }
    }

    pub(crate) fn is_user(&self, number: &str) -> bool {
        self.users.contains_key(number)
    }

    /// The bindings of a user that still stand.
    pub(crate) fn bindings(&self, number: &str, now: Instant) -> impl Iterator<Item = &Binding> {
        self.users.get(number).into_iter().flatten().filter(move |b| b.expires_at > now)
    }

    /// Where the telephone with this contact really is.
    pub(crate) fn source_of(&self, contact: &Uri) -> Option<SocketAddr> {
        let mut all = self.users.values().flatten();
        all.find(|binding| binding.contact.uri.is_equivalent(contact)).map(|binding| binding.source)
    }

    /// Whose telephone is at an address.
    pub(crate) fn number_at(&self, source: SocketAddr) -> Option<&str> {
        let is_there = |bindings: &[Binding]| bindings.iter().any(|one| one.source == source);
        let found = self.users.iter().find(|(_, bindings)| is_there(bindings));
        found.map(|(number, _)| number.as_str())
    }

    /// Takes a REGISTER of `number`, whose identity is proven. On success the bindings that stand
    /// are to be told.
    pub(crate) fn register(
        &mut self,
        number: &str,
        request: &Request,
        source: SocketAddr,
        now: Instant,
    ) -> Result<(), StatusCode> {
        let headers = &request.headers;
        let (Ok(cseq), Ok(call_id)) = (headers.cseq(), headers.call_id()) else {
            return Err(StatusCode::BAD_REQUEST);
        };
        let order = (call_id, cseq.number);
        let contacts = if headers.contains(&HeaderName::Contact) {
            headers.contacts().map_err(|_| StatusCode::BAD_REQUEST)?
        } else {
            Contacts::List(Vec::new())
        };
        self.forget_expired(now);
        let bindings = self.users.get_mut(number).ok_or(StatusCode::NOT_FOUND)?;
        match contacts {
            Contacts::Star if headers.expires() != Some(0) => return Err(StatusCode::BAD_REQUEST),
            Contacts::Star => {
                if bindings.iter().any(|binding| binding.is_newer(order)) {
                    return Err(StatusCode::SERVER_INTERNAL_ERROR);
                }
                bindings.clear();
            }
            Contacts::List(list) => {
                let mut next = bindings.clone();
                for contact in list {
                    let wish = contact.expires().or_else(|| headers.expires());
                    let lifetime = lifetime((self.shortest, self.longest), wish)?;
                    let slot = next.iter().position(|binding| binding.is_for(&contact));
                    if let Some(slot) = slot {
                        if next.remove(slot).is_newer(order) {
                            return Err(StatusCode::SERVER_INTERNAL_ERROR);
                        }
                    } else if next.len() >= CONTACTS {
                        return Err(StatusCode::SERVICE_UNAVAILABLE);
                    }
                    if !lifetime.is_zero() {
                        next.push(Binding {
                            contact,
                            source,
                            call_id: call_id.to_owned(),
                            cseq: cseq.number,
                            expires_at: now + lifetime,
                        });
                    }
                }
                *bindings = next;
            }
        }
        Ok(())
    }

    /// The Contact values that answer a REGISTER.
    pub(crate) fn contacts(&self, number: &str, now: Instant) -> Vec<NameAddr> {
        let left = |binding: &Binding| {
            let mut contact = binding.contact.clone();
            let seconds = binding.expires_at.saturating_duration_since(now).as_secs();
            contact.params.set("expires", &seconds.to_string());
            contact
        };
        self.bindings(number, now).map(left).collect()
    }

    /// Seconds below which a lifetime is refused.
    pub(crate) const fn shortest_s(&self) -> u64 {
        self.shortest.as_secs()
    }

    pub(crate) fn next_deadline(&self) -> Option<Deadline> {
        let all = self.users.values().flatten().map(|binding| binding.expires_at);
        all.min().map(|at| Deadline::new(at, "binding expires"))
    }

    pub(crate) fn forget_expired(&mut self, now: Instant) {
        for bindings in self.users.values_mut() {
            bindings.retain(|binding| binding.expires_at > now);
        }
    }
}

impl Binding {
    /// The same telephone: by its instance, else by its address. Source: RFC 5626 §6.
    fn is_for(&self, contact: &NameAddr) -> bool {
        let instance = |of: &NameAddr| of.params.get("+sip.instance").map(|text| text.into_owned());
        match (instance(&self.contact), instance(contact)) {
            (Some(one), Some(other)) => one == other,
            (_, None) | (None, _) => self.contact.uri.is_equivalent(&contact.uri),
        }
    }

    /// A REGISTER that was sent later has been seen already. Source: RFC 3261 §10.3 step 7.
    fn is_newer(&self, (call_id, cseq): (&str, u32)) -> bool {
        self.call_id == call_id && self.cseq >= cseq
    }
}

/// What a wish of so many seconds is granted; zero removes.
fn lifetime(
    (shortest, longest): (Duration, Duration),
    wish: Option<u32>,
) -> Result<Duration, StatusCode> {
    let Some(seconds) = wish else { return Ok(longest) };
    let span = Duration::from_secs(u64::from(seconds));
    if span.is_zero() || span >= shortest {
        Ok(span.min(longest))
    } else {
        Err(StatusCode::INTERVAL_TOO_BRIEF)
    }
}
