//! The two sides of a call and the wire between them.

pub(crate) use sdp::{
    Agreed, Capabilities, Codec, Connection, Description, Direction, MediaKind, NoAgreement,
};
pub(crate) use sdp::{agree, answer, answer_again, offer, read, reoffer};

use std::net::IpAddr;

pub(crate) const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
pub(crate) const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 99));

pub(crate) fn through_the_wire(description: &Description) -> Description {
    read(&description.to_bytes()).unwrap()
}

pub(crate) fn here() -> Capabilities {
    Capabilities::new(HERE, 40_000, 7)
}

pub(crate) fn there() -> Capabilities {
    Capabilities::new(THERE, 50_000, 8)
}

/// A far end's description with these streams; session lines may stand in front.
pub(crate) fn parse(streams: &str) -> Description {
    let address = if streams.contains("c=") { "" } else { "c=IN IP4 192.0.2.99\r\n" };
    read(
        format!("v=0\r\no=- 1 1 IN IP4 192.0.2.99\r\ns=x\r\n{address}t=0 0\r\n{streams}")
            .as_bytes(),
    )
    .unwrap()
}
