//! RFC 3264 §5: what an offer of ours names.

use crate::sides::*;

#[test]
fn names_our_codecs_in_our_order_and_everything_a_telephone_needs() {
    let text = String::from_utf8(offer(&here()).to_bytes()).unwrap();

    assert_eq!(
        text,
        "v=0\r\no=- 7 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n\
         m=audio 40000 RTP/AVP 96 9 8 0 101 102\r\n\
         a=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1;stereo=0;sprop-stereo=0\r\n\
         a=rtpmap:9 G722/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n\
         a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n\
         a=rtpmap:102 telephone-event/48000\r\na=fmtp:102 0-16\r\n\
         a=ptime:20\r\na=rtcp-mux\r\na=sendrecv\r\n"
    );
}

#[test]
fn names_an_rtcp_port_that_is_not_the_next() {
    let capabilities = Capabilities { rtcp_port: Some(41_000), rtcp_mux: false, ..here() };

    let (_, agreed) = answer(&offer(&capabilities), &there()).unwrap();

    assert_eq!(agreed.remote_rtcp.unwrap().port(), 41_000);
}
