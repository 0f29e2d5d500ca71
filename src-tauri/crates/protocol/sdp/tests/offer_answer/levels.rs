//! RFC 8866 §5: what stands at the session and what at the stream; addresses of both families.

use crate::sides::*;

#[test]
fn what_a_stream_says_overrules_the_session() {
    let theirs = parse(
        "c=IN IP4 198.51.100.1\r\na=sendonly\r\nm=audio 4000 RTP/AVP 8\r\nc=IN IP4 198.51.100.2\r\na=sendrecv\r\n",
    );

    let (_, agreed) = answer(&theirs, &here()).unwrap();

    assert_eq!(agreed.remote, Some("198.51.100.2:4000".parse().unwrap()));
    assert_eq!(agreed.direction, Direction::SendReceive);
}

#[test]
fn what_the_session_says_holds_for_streams_that_are_silent() {
    let theirs = parse(
        "c=IN IP4 198.51.100.1\r\na=inactive\r\nm=audio 4000 RTP/AVP 8\r\na=rtcp:4777 IN IP4 198.51.100.3\r\n",
    );

    let (_, agreed) = answer(&theirs, &here()).unwrap();

    assert_eq!(agreed.remote, Some("198.51.100.1:4000".parse().unwrap()));
    assert_eq!(agreed.remote_rtcp, Some("198.51.100.3:4777".parse().unwrap()));
    assert_eq!(agreed.direction, Direction::Inactive);
}

#[test]
fn ipv6_is_written_and_read() {
    let six = Capabilities { address: "2001:db8::1".parse().unwrap(), ..here() };

    let text = String::from_utf8(offer(&six).to_bytes()).unwrap();
    let (_, agreed) = answer(&read(text.as_bytes()).unwrap(), &there()).unwrap();

    assert!(
        text.contains("o=- 7 1 IN IP6 2001:db8::1\r\n")
            && text.contains("c=IN IP6 2001:db8::1\r\n")
    );
    assert_eq!(agreed.remote, Some("[2001:db8::1]:40000".parse().unwrap()));
}

#[test]
fn a_host_name_is_kept_but_no_target() {
    let theirs = parse("c=IN IP4 media.example\r\nm=audio 4000 RTP/AVP 8\r\n");

    assert_eq!(theirs.connection, Some(Connection::Name("media.example".to_owned())));
    assert_eq!(answer(&theirs, &here()).unwrap().1.remote, None);
}

#[test]
fn a_port_without_a_neighbour_has_no_rtcp() {
    let (_, agreed) = answer(&parse("m=audio 65535 RTP/AVP 8\r\n"), &here()).unwrap();

    assert_eq!(agreed.remote_rtcp, None);
}
