//! Well-formed messages by chance.

use proptest::option;
use proptest::prelude::*;
use sip_message::{
    CSeq, HeaderName, Host, Message, Method, NameAddr, Request, Response, SipUri, StatusCode, Uri,
    Via, ViaTransport,
};

pub(crate) fn token() -> impl Strategy<Value = String> {
    "[A-Za-z0-9.!%*_+`'~-]{1,12}"
}

fn simple_token() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9]{0,8}"
}

pub(crate) fn method() -> impl Strategy<Value = Method> {
    prop_oneof![prop::sample::select(vec![
        Method::Invite,
        Method::Bye,
        Method::Register,
        Method::Options,
        Method::Subscribe,
        Method::Notify,
        Method::Publish,
        Method::Message,
        Method::Info,
        Method::Refer,
        Method::Update,
        Method::Prack,
    ]),]
}

pub(crate) fn host() -> impl Strategy<Value = Host> {
    prop_oneof![
        "[a-z][a-z0-9-]{0,10}[a-z0-9](\\.[a-z][a-z0-9]{1,5}){0,2}".prop_map(Host::Name),
        any::<[u8; 4]>().prop_map(|octets| Host::V4(octets.into())),
        any::<[u16; 8]>().prop_map(|groups| Host::V6(groups.into())),
    ]
}

pub(crate) fn sip_uri() -> impl Strategy<Value = SipUri> {
    (
        any::<bool>(),
        option::of("[ -~äöü€]{1,12}"),
        host(),
        option::of(1_u16..),
        prop::collection::vec((simple_token(), option::of("[ -~ß]{1,8}")), 0..3),
        prop::collection::vec((simple_token(), "[ -~ß]{0,8}"), 0..3),
    )
        .prop_map(|(secure, user, host, port, params, headers)| {
            let mut uri = SipUri::new(host).with_user(user.as_deref().unwrap_or_default());
            uri.secure = secure;
            uri.port = port;
            for (name, value) in params {
                match value {
                    Some(value) => uri.params.set(&name, &value),
                    None => uri.params.set_flag(&name),
                }
            }
            for (name, value) in headers {
                uri.push_header(&name, &value);
            }
            uri
        })
}

pub(crate) fn name_addr() -> impl Strategy<Value = NameAddr> {
    (
        option::of("[ -~äöü日本]{1,16}"),
        sip_uri(),
        prop::collection::vec((simple_token(), option::of("[ -~é]{1,10}")), 0..3),
    )
        .prop_map(|(name, uri, params)| {
            let mut address =
                NameAddr::new(Uri::Sip(uri)).with_name(name.as_deref().unwrap_or_default());
            for (name, value) in params {
                match value {
                    Some(value) => address.params.set(&name, &value),
                    None => address.params.set_flag(&name),
                }
            }
            address
        })
}

pub(crate) fn via() -> impl Strategy<Value = Via> {
    let transport = prop::sample::select(vec![
        ViaTransport::Udp,
        ViaTransport::Tcp,
        ViaTransport::Tls,
        ViaTransport::Ws,
    ]);
    (transport, host(), option::of(1_u16..), "z9hG4bK[a-zA-Z0-9]{1,12}")
        .prop_map(|(transport, host, port, branch)| Via::new(transport, host, port, &branch))
}

/// Well-formed messages of all sorts.
pub(crate) fn message() -> impl Strategy<Value = Message> {
    message_of(sip_uri().boxed(), name_addr().boxed(), via().boxed())
}

/// Messages with nothing in them that the reader we compare ours with is known not to take: escapes,
/// IPv6, names outside ASCII.
pub(crate) fn plain_message() -> impl Strategy<Value = Message> {
    let host = "[a-z]{2,8}\\.(example|test)\\.com".prop_map(Host::Name);
    let uri =
        ("[a-z][a-z0-9]{0,8}", host, option::of(1024_u16..)).prop_map(|(user, host, port)| {
            let uri = SipUri::new(host).with_user(&user);
            if let Some(port) = port { uri.with_port(port) } else { uri }
        });
    let name = "[A-Za-z]{1,8}( [A-Za-z]{1,8})?";
    let address = (option::of(name), uri.clone()).prop_map(|(name, uri)| {
        NameAddr::new(Uri::Sip(uri)).with_name(name.as_deref().unwrap_or_default())
    });
    let via = uri.clone().prop_flat_map(|uri| {
        "z9hG4bK[a-zA-Z0-9]{1,12}".prop_map(move |branch| {
            Via::new(ViaTransport::Udp, uri.host.clone(), uri.port, &branch)
        })
    });
    message_of(uri.boxed(), address.boxed(), via.boxed())
}

fn message_of(
    uri: BoxedStrategy<SipUri>,
    address: BoxedStrategy<NameAddr>,
    via: BoxedStrategy<Via>,
) -> impl Strategy<Value = Message> {
    let start = prop_oneof![
        (uri, Just(None)).prop_map(|(uri, status)| (Some(uri), status)),
        (100_u16..=699, "[ -~ñ]{0,20}").prop_map(|status| (None, Some(status))),
    ];
    (
        (start, method(), 0_u32..1 << 31),
        prop::collection::vec(via, 1..4),
        (address.clone(), address.clone(), prop::collection::vec(address, 0..3)),
        "[a-zA-Z0-9.@-]{1,30}",
        prop::collection::vec(("X-[A-Za-z]{1,10}", "[!-~]([ -~ü]{0,20}[!-~])?"), 0..4),
        prop::collection::vec(any::<u8>(), 0..80),
    )
        .prop_map(
            |((start, method, number), vias, (from, to, contacts), call_id, others, body)| {
                let mut message = match start {
                    (Some(mut uri), _) => {
                        uri.clear_headers();
                        Message::Request(Request::new(method.clone(), Uri::Sip(uri)))
                    }
                    (None, status) => {
                        let (code, reason) = status.unwrap_or((200, String::new()));
                        Message::Response(
                            Response::new(StatusCode::new(code).unwrap())
                                .with_reason(reason.trim()),
                        )
                    }
                };
                let headers = message.headers_mut();
                for via in vias {
                    headers.push(HeaderName::Via, via);
                }
                headers.push(HeaderName::MaxForwards, 70);
                headers.push(HeaderName::From, from.with_tag("from"));
                headers.push(HeaderName::To, to);
                headers.push(HeaderName::CallId, call_id);
                headers.push(HeaderName::CSeq, CSeq::new(number, method));
                for contact in contacts {
                    headers.push(HeaderName::Contact, contact);
                }
                for (name, value) in others {
                    headers.push(HeaderName::new(&name), value);
                }
                match &mut message {
                    Message::Request(request) => request.body = body.into(),
                    Message::Response(response) => response.body = body.into(),
                }
                message
            },
        )
}
