//! Descriptions as real telephones and exchanges write them: read, answered, and once more on hold.

use sdp::{Capabilities, Codec, Direction, NoAgreement, answer, read};

/// One description and what becomes of it.
struct Sample {
    writer: &'static str,
    text: &'static str,
    /// Codec, payload type we send, payload type of events, port, direction; or why not.
    outcome: Result<(Codec, u8, Option<u8>, u16, Direction), NoAgreement>,
}

const SAMPLES: &[Sample] = &[
    Sample {
        writer: "baresip",
        text: "v=0\no=- 3471512546 1187534023 IN IP4 10.0.0.5\ns=-\nc=IN IP4 10.0.0.5\nt=0 0\na=tool:baresip 1.0.0\n\
               m=audio 19436 RTP/AVP 96 97 0 8 101\na=rtpmap:96 opus/48000/2\n\
               a=fmtp:96 stereo=1;sprop-stereo=1;maxaveragebitrate=28000\na=rtpmap:97 G722/8000\na=rtpmap:0 PCMU/8000\n\
               a=rtpmap:8 PCMA/8000\na=rtpmap:101 telephone-event/8000\na=fmtp:101 0-15\na=rtcp:19437\na=rtcp-mux\n\
               a=sendrecv\na=label:1\na=ssrc:3036562812 cname:sip:a@b\na=ptime:20\n",
        outcome: Ok((Codec::Opus, 96, Some(101), 19_436, Direction::SendReceive)),
    },
    Sample {
        writer: "Linphone with video, both event clocks, AVPF",
        text: "v=0\r\no=alice 2274 1921 IN IP4 192.168.1.20\r\ns=Talk\r\nc=IN IP4 192.168.1.20\r\nt=0 0\r\n\
               a=rtcp-xr:rcvr-rtt=all:10000 stat-summary=loss,dup,jitt,TTL voip-metrics\r\na=record:off\r\n\
               m=audio 7078 RTP/AVPF 96 97 98 0 8 18 101 99 100\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1\r\n\
               a=rtpmap:97 speex/16000\r\na=fmtp:97 vbr=on\r\na=rtpmap:98 speex/8000\r\na=fmtp:98 vbr=on\r\n\
               a=fmtp:18 annexb=yes\r\na=rtpmap:101 telephone-event/48000\r\na=rtpmap:99 telephone-event/16000\r\n\
               a=rtpmap:100 telephone-event/8000\r\na=rtcp-fb:* trr-int 1000\r\na=rtcp-fb:* ccm tmmbr\r\n\
               m=video 9078 RTP/AVPF 96 97\r\na=rtpmap:96 VP8/90000\r\na=rtpmap:97 H264/90000\r\n\
               a=fmtp:97 profile-level-id=42801F\r\n",
        outcome: Ok((Codec::Opus, 96, Some(101), 7078, Direction::SendReceive)),
    },
    Sample {
        writer: "innovaphone: secure and plain beside each other, T.38 behind",
        text: "v=0\r\no=- 1 1 IN IP4 172.16.1.1\r\ns=-\r\nc=IN IP4 172.16.1.1\r\nt=0 0\r\n\
               m=audio 50120 RTP/SAVP 9 8 0 18 101\r\na=rtpmap:9 G722/8000\r\na=rtpmap:101 telephone-event/8000\r\n\
               a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\na=sendrecv\r\n\
               m=audio 50120 RTP/AVP 9 8 0 18 101\r\na=rtpmap:9 G722/8000\r\na=rtpmap:8 PCMA/8000\r\n\
               a=rtpmap:0 PCMU/8000\r\na=rtpmap:18 G729/8000\r\na=fmtp:18 annexb=no\r\na=rtpmap:101 telephone-event/8000\r\n\
               a=fmtp:101 0-16\r\na=sendrecv\r\na=ptime:20\r\n\
               m=image 50122 udptl t38\r\na=T38FaxVersion:0\r\na=T38MaxBitRate:14400\r\na=T38FaxFillBitRemoval:0\r\n",
        outcome: Ok((Codec::G722, 9, Some(101), 50_120, Direction::SendReceive)),
    },
    Sample {
        writer: "Asterisk with chan_pjsip",
        text: "v=0\r\no=- 1846345217 1846345217 IN IP4 203.0.113.10\r\ns=Asterisk\r\nc=IN IP4 203.0.113.10\r\nt=0 0\r\n\
               m=audio 15692 RTP/AVP 107 9 8 101 102\r\na=rtpmap:107 opus/48000/2\r\na=fmtp:107 useinbandfec=1\r\n\
               a=rtpmap:9 G722/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n\
               a=rtpmap:102 telephone-event/48000\r\na=fmtp:102 0-16\r\na=ptime:20\r\na=maxptime:60\r\na=sendrecv\r\n",
        outcome: Ok((Codec::Opus, 107, Some(102), 15_692, Direction::SendReceive)),
    },
    Sample {
        writer: "Fritz!Box: G.726 in two orders, rtcp line, capabilities at the session",
        text: "v=0\r\no=user 6784312 6784312 IN IP4 192.168.178.1\r\ns=call\r\nc=IN IP4 192.168.178.1\r\nt=0 0\r\n\
               m=audio 7082 RTP/AVP 9 8 0 2 102 100 99 97 120 121 101\r\na=sendrecv\r\na=rtpmap:9 G722/8000\r\n\
               a=rtpmap:2 G726-32/8000\r\na=rtpmap:102 G726-32/8000\r\na=rtpmap:100 G726-40/8000\r\n\
               a=rtpmap:99 G726-24/8000\r\na=rtpmap:97 iLBC/8000\r\na=fmtp:97 mode=30\r\na=rtpmap:120 PCMA/16000\r\n\
               a=rtpmap:121 PCMU/16000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=rtcp:7083\r\n",
        outcome: Ok((Codec::G722, 9, Some(101), 7082, Direction::SendReceive)),
    },
    Sample {
        writer: "an old Cisco: no rtpmap for static numbers, no session address, old hold",
        text: "v=0\r\no=CiscoSystemsSIP-GW-UserAgent 1567 4444 IN IP4 10.1.1.1\r\ns=SIP Call\r\nt=0 0\r\n\
               m=audio 18204 RTP/AVP 8 0\r\nc=IN IP4 0.0.0.0\r\na=ptime:20\r\n",
        outcome: Ok((Codec::Pcma, 8, None, 0, Direction::ReceiveOnly)),
    },
    Sample {
        writer: "Broadsoft behind an SBC: bandwidth lines, upper case, silence suppression",
        text: "v=0\r\no=BroadWorks 1130 1 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nb=AS:80\r\nt=0 0\r\n\
               a=sendonly\r\nm=audio 16388 RTP/AVP 8 18 100\r\nb=TIAS:64000\r\na=rtpmap:8 PcMa/8000/1\r\n\
               a=RTPMAP:100 TELEPHONE-EVENT/8000\r\na=fmtp:100 0-15\r\na=silenceSupp:off - - - -\r\n",
        outcome: Ok((Codec::Pcma, 8, Some(100), 16_388, Direction::ReceiveOnly)),
    },
    Sample {
        writer: "a browser: DTLS, ICE and bundling only",
        text: "v=0\r\no=mozilla 77 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=fingerprint:sha-256 AA:BB\r\na=group:BUNDLE 0\r\n\
               a=ice-options:trickle\r\nm=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n\
               a=rtpmap:109 opus/48000/2\r\na=setup:actpass\r\n",
        outcome: Err(NoAgreement::SecureMediaOnly),
    },
    Sample {
        writer: "a fax adapter",
        text: "v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\nm=image 4000 udptl t38\r\n\
               a=T38FaxVersion:0\r\na=T38FaxRateManagement:transferredTCF\r\n",
        outcome: Err(NoAgreement::NoAudio),
    },
    Sample {
        writer: "a gateway with G.729 alone",
        text: "v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 18 101\r\n\
               a=rtpmap:18 G729/8000\r\na=rtpmap:101 telephone-event/8000\r\n",
        outcome: Err(NoAgreement::NoCommonCodec),
    },
];

#[test]
fn what_real_telephones_write_is_read_and_answered() {
    let ours = Capabilities::new([192, 0, 2, 1].into(), 40_000, 7);
    for sample in SAMPLES {
        let description = read(sample.text.as_bytes()).unwrap();

        let outcome = answer(&description, &ours).map(|(answer, agreed)| {
            assert_eq!(answer.media.len(), description.media.len(), "{}", sample.writer);
            let port = agreed.remote.map_or(0, |remote| remote.port());
            (
                agreed.codec,
                agreed.send_payload_type,
                agreed.event_send_payload_type,
                port,
                agreed.direction,
            )
        });

        assert_eq!(outcome, sample.outcome, "{}", sample.writer);
    }
}

#[test]
fn what_is_written_again_reads_the_same() {
    for sample in SAMPLES {
        let description = read(sample.text.as_bytes()).unwrap();

        assert_eq!(read(&description.to_bytes()).as_ref(), Ok(&description), "{}", sample.writer);
    }
}
