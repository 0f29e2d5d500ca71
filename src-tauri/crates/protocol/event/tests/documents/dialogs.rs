//! Dialog information (RFC 4235) as Kamailio, Asterisk, FreeSWITCH, innovaphone and telephones write it.

use event::dialog_info::{
    Dialog, DialogInfo, Direction, MAX_DIALOGS, Party, ReadError, Reason, State, read,
};
use sip_message::{SipUri, Uri};

/// Kamailio's pua_dialoginfo: the entity with the parameters of a request URI.
const KAMAILIO: &str = r#"<?xml version="1.0"?>
<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="00000000007" state="full" entity="sip:1002@127.0.0.10;transport=udp">
  <dialog id="8f2c1a" call-id="f00d@127.0.0.21" local-tag="loc1" remote-tag="rem1" direction="recipient">
    <state>early</state>
    <remote><identity>sip:1001@peers.test</identity><target uri="sip:1001@127.0.0.21:5062"/></remote>
    <local><identity>sip:1002@peers.test</identity><target uri="sip:1002@127.0.0.10;transport=udp"/></local>
  </dialog>
</dialog-info>"#;

/// What Kamailio's presence server says before there ever was a call.
const KAMAILIO_IDLE: &str = r#"<?xml version="1.0"?>
<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="00000000000" state="full" entity="sip:1002@127.0.0.10">
  <dialog id="aaaabbbbcccc" direction="recipient">
    <state>terminated</state>
  </dialog>
</dialog-info>"#;

/// Asterisk: the remote party before the local one, names in quotes of their own.
const ASTERISK: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="3" state="partial" entity="sip:200@10.0.0.5">
 <dialog id="200" call-id="pick-77@10.0.0.5" local-tag="as1" remote-tag="as2" direction="recipient">
  <remote>
   <identity display="&quot;Anna &amp; Söhne&quot;">sip:100@10.0.0.5</identity>
   <target uri="sip:100@10.0.0.5"/>
  </remote>
  <local>
   <identity display="200">sip:200@10.0.0.5</identity>
   <target uri="sip:200@10.0.0.5"/>
  </local>
  <state>early</state>
 </dialog>
</dialog-info>"#;

/// FreeSWITCH: whether each side plays what it hears.
const FREESWITCH: &str = r#"<?xml version="1.0"?>
<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="12" state="partial" entity="sip:1001@pbx.example.org">
<dialog id="0d9d2c7e-1111" call-id="fs-1" local-tag="a" remote-tag="b" direction="initiator">
<state>confirmed</state>
<local>
<identity display="1001">sip:1001@pbx.example.org</identity>
<target uri="sip:1001@pbx.example.org">
<param pname="+sip.rendering" pvalue="no"/>
</target>
</local>
<remote>
<identity display="Bert">sip:1002@pbx.example.org</identity>
<target uri="sip:**1001@pbx.example.org"/>
</remote>
</dialog>
</dialog-info>"#;

/// Prefixes everywhere, foreign elements in between, no tags: as gateways write it.
const PREFIXED: &str = r#"<d:dialog-info xmlns:d="urn:ietf:params:xml:ns:dialog-info" xmlns:x="urn:x-vendor" version="2" state="full" entity="sip:30@pbx.example.org">
  <!-- a comment -->
  <x:dialog id="foreign"><x:state>confirmed</x:state></x:dialog>
  <d:dialog id="1" direction="recipient">
    <x:state>terminated</x:state>
    <d:state code="180" event="remote-bye"> Early </d:state>
    <d:duration>17</d:duration>
    <d:remote><d:identity><d:display>Carla</d:display>sip:40@pbx.example.org</d:identity></d:remote>
  </d:dialog>
</d:dialog-info>"#;

/// No namespace, no scheme, no name in the identity: as old boxes write it.
const BARE: &str = r"<dialog-info state='full' entity='30'>
<dialog><state>confirmed</state><remote><identity>40@pbx.example.org:5070</identity></remote></dialog>
<dialog id='2'><state>unheard-of</state></dialog>
<dialog id='3'></dialog>
</dialog-info>";

fn uri(text: &str) -> Uri {
    text.parse().unwrap()
}

fn address(text: &str) -> SipUri {
    text.parse().unwrap()
}

fn only(text: &str) -> Dialog {
    let mut info = read(text.as_bytes()).unwrap();
    assert_eq!(info.dialogs.len(), 1);
    info.dialogs.remove(0)
}

#[test]
fn a_ringing_telephone_at_kamailio_can_be_picked_up() {
    let info = read(KAMAILIO.as_bytes()).unwrap();
    assert_eq!((info.version, info.is_full), (7, true));
    assert!(info.is_about(&address("sip:1002@127.0.0.10")), "parameters do not count");
    assert!(!info.is_about(&address("sip:1003@127.0.0.10")));
    assert!(!info.is_about(&address("sip:1002@127.0.0.11")));

    let dialog = only(KAMAILIO);

    assert!(dialog.is_ringing());
    assert_eq!(dialog.direction, Some(Direction::Recipient));
    let caller = dialog.remote.as_ref().unwrap();
    assert_eq!(caller.identity, Some(uri("sip:1001@peers.test")));
    assert_eq!(caller.target, Some(uri("sip:1001@127.0.0.21:5062")));
    let pickup = dialog.replaces_at_caller().unwrap();
    assert_eq!(pickup.to_string(), "f00d@127.0.0.21;to-tag=rem1;from-tag=loc1;early-only");
    let there = dialog.replaces_there().unwrap();
    assert_eq!(there.to_string(), "f00d@127.0.0.21;to-tag=loc1;from-tag=rem1;early-only");
}

#[test]
fn a_telephone_that_never_called_is_idle() {
    let dialog = only(KAMAILIO_IDLE);

    assert_eq!(dialog.state, State::Terminated);
    assert!(!dialog.is_ringing());
    assert_eq!(dialog.replaces_at_caller(), None);
}

#[test]
fn asterisks_names_are_without_their_quotes() {
    let dialog = only(ASTERISK);

    let address = dialog.remote.as_ref().unwrap().address().unwrap();
    assert_eq!(address.to_string(), "\"Anna & Söhne\" <sip:100@10.0.0.5>");
    assert!(dialog.is_ringing());
}

#[test]
fn freeswitch_tells_who_is_on_hold() {
    let info = read(FREESWITCH.as_bytes()).unwrap();
    assert!(!info.is_full);

    let dialog = only(FREESWITCH);

    assert_eq!(dialog.local.as_ref().unwrap().is_rendering, Some(false));
    assert_eq!(dialog.remote.as_ref().unwrap().is_rendering, None);
    assert!(!dialog.is_ringing());
    let replaces = dialog.replaces_there().unwrap();
    assert!(!replaces.early_only, "it is talked on");
}

#[test]
fn prefixes_foreign_elements_and_missing_tags_are_borne() {
    let dialog = only(PREFIXED);

    assert_eq!((dialog.id.as_str(), dialog.state), ("1", State::Early));
    assert_eq!((dialog.code, dialog.reason), (Some(180), Some(Reason::RemoteBye)));
    assert_eq!(dialog.seconds, Some(17));
    let caller = dialog.remote.as_ref().unwrap();
    assert_eq!(caller.display.as_deref(), Some("Carla"));
    assert_eq!(caller.identity, Some(uri("sip:40@pbx.example.org")));
    assert!(dialog.is_ringing());
    assert_eq!(dialog.replaces_at_caller(), None, "there are no tags");
}

#[test]
fn what_lacks_nearly_everything_is_read_as_far_as_it_goes() {
    let info = read(BARE.as_bytes()).unwrap();
    assert_eq!(info.entity, uri("sip:30"));
    assert_eq!((info.version, info.is_full), (0, true));

    let dialog = only(BARE);

    assert_eq!((dialog.id.as_str(), dialog.state, dialog.direction), ("", State::Confirmed, None));
    let remote = dialog.remote.unwrap();
    assert_eq!(remote.identity, Some(uri("sip:40@pbx.example.org:5070")));
}

#[test]
fn an_initiator_who_hears_ringing_does_not_ring() {
    let dialog = Dialog { direction: Some(Direction::Initiator), ..Dialog::new("1", State::Early) };

    assert!(!dialog.is_ringing());
}

#[test]
fn what_is_no_such_document_is_refused_with_its_reason() {
    let deep = format!("<dialog-info>{}", "<dialog>".repeat(40));
    let cut = KAMAILIO.strip_suffix("</dialog-info>").unwrap();
    let bomb = r#"<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><dialog-info state="&b;"/>"#;
    for (text, why) in [
        ("", ReadError::Malformed),
        ("no document", ReadError::Malformed),
        ("<presence/>", ReadError::OtherDocument),
        ("<dialog-info><dialog></dialog-info>", ReadError::Malformed),
        (cut, ReadError::Malformed),
        (deep.as_str(), ReadError::TooDeep),
        (bomb, ReadError::DocumentType),
    ] {
        assert_eq!(read(text.as_bytes()), Err(why), "{text:.40}");
    }
    let long = vec![b' '; 70_000];
    assert_eq!(read(&long), Err(ReadError::TooLong(70_000)));
}

#[test]
fn entities_that_nobody_declared_stay_the_text_they_were() {
    let text = "<dialog-info entity='sip:a&b@x' state='full'><dialog id='&unknown;&#65;'>\
                <state>early</state><remote><identity display='A & B &euro;'>sip:c@x</identity>\
                </remote></dialog></dialog-info>";

    let dialog = only(text);

    assert_eq!(dialog.id, "&unknown;&#65;");
    assert_eq!(dialog.remote.unwrap().display.as_deref(), Some("A & B &euro;"));
}

#[test]
fn latin_1_and_a_byte_order_mark_do_not_cost_the_document() {
    let mut text = b"\xef\xbb\xbf".to_vec();
    text.extend_from_slice(ASTERISK.as_bytes());
    assert_eq!(read(&text), read(ASTERISK.as_bytes()));

    let latin = ASTERISK.replace('ö', "\u{1}").into_bytes();
    let latin: Vec<u8> =
        latin.into_iter().map(|byte| if byte == 1 { 0xf6 } else { byte }).collect();
    assert_eq!(read(&latin), read(ASTERISK.as_bytes()));
}

#[test]
fn more_dialogs_than_anybody_has_are_left_out() {
    let crowd = "<dialog><state>early</state></dialog>".repeat(500);
    let text = format!("<dialog-info entity='sip:a@x'>{crowd}</dialog-info>");

    assert_eq!(read(text.as_bytes()).unwrap().dialogs.len(), MAX_DIALOGS);
}

#[test]
fn ids_longer_than_any_are_as_if_they_were_not_there() {
    let long = "x".repeat(5000);
    let text = format!(
        "<dialog-info entity='sip:a@x'><dialog id='{long}' call-id='{long}'>\
         <state>early</state></dialog></dialog-info>"
    );

    let dialog = only(&text);

    assert_eq!((dialog.id.as_str(), dialog.call_id), ("", None));
}

#[test]
fn what_is_written_is_read_again() {
    for text in [KAMAILIO, KAMAILIO_IDLE, ASTERISK, FREESWITCH, PREFIXED, BARE] {
        let info = read(text.as_bytes()).unwrap();

        assert_eq!(read(info.to_xml().as_bytes()), Ok(info), "{text}");
    }
}

#[test]
fn the_document_is_written_as_the_rfc_has_it() {
    let mut party = Party::new(uri("sip:bert@example.org"));
    party.display = Some("Bert <\"B\">".to_owned());
    party.target = Some(uri("sip:bert@192.0.2.9"));
    let info = DialogInfo {
        entity: uri("sip:anna@example.org"),
        version: 3,
        is_full: false,
        dialogs: vec![Dialog {
            call_id: Some("c@x".to_owned()),
            direction: Some(Direction::Recipient),
            reason: Some(Reason::Cancelled),
            remote: Some(party),
            ..Dialog::new("1", State::Terminated)
        }],
    };

    assert_eq!(
        info.to_xml(),
        r#"<?xml version="1.0" encoding="UTF-8"?>
<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="3" state="partial" entity="sip:anna@example.org">
  <dialog id="1" call-id="c@x" direction="recipient">
    <state event="cancelled">terminated</state>
    <remote>
      <identity display="Bert &lt;&quot;B&quot;&gt;">sip:bert@example.org</identity>
      <target uri="sip:bert@192.0.2.9"/>
    </remote>
  </dialog>
</dialog-info>
"#
    );
}

#[test]
fn nothing_of_a_call_is_in_what_is_printed() {
    let printed = format!("{:?}", read(ASTERISK.as_bytes()).unwrap());

    for secret in ["Söhne", "pick-77", "sip:100@", "as1"] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
}
