//! Every header read as every type it may be asked for.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sip_message::digest::{Authorization, Challenge};
use sip_message::{
    CSeq, Diversion, Event, HeaderName, Headers, HistoryEntry, NameAddr, Params, RAck, Reason,
    Replaces, RetryAfter, SessionExpires, SubscriptionState, UriParams, Via, Warning,
};

fuzz_target!(|text: &str| {
    drop((
        text.parse::<NameAddr>(),
        text.parse::<Via>(),
        text.parse::<CSeq>(),
        text.parse::<RAck>(),
        text.parse::<Event>(),
    ));
    drop((
        text.parse::<SubscriptionState>(),
        text.parse::<Reason>(),
        text.parse::<Replaces>(),
        text.parse::<RetryAfter>(),
    ));
    drop((
        text.parse::<SessionExpires>(),
        text.parse::<Warning>(),
        text.parse::<Diversion>(),
        text.parse::<HistoryEntry>(),
    ));
    drop((
        text.parse::<Challenge>(),
        text.parse::<Authorization>(),
        text.parse::<Params>(),
        text.parse::<UriParams>(),
    ));
    if let Ok(via) = text.parse::<Via>() {
        drop((via.received(), via.rport(), via.maddr(), via.has_magic_branch()));
    }
    let mut headers = Headers::new();
    for name in
        [HeaderName::Contact, HeaderName::Via, HeaderName::Route, HeaderName::WwwAuthenticate]
    {
        headers.push(name, text);
    }
    drop((headers.contacts(), headers.vias(), headers.routes(), headers.www_authenticate()));
    headers.remove_first(&HeaderName::Route);
    headers.replace_first(&HeaderName::Via, "SIP/2.0/UDP host;branch=z9hG4bK1");
    assert_eq!(headers.all(&HeaderName::Via).next(), Some("SIP/2.0/UDP host;branch=z9hG4bK1"));
});
