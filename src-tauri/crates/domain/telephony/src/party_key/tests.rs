//! Who is one person, and who is nobody.

use model::Lengths;

use super::*;

fn rules() -> DialRules {
    DialRules {
        area_code: Some("89".to_owned()),
        outside_prefix: Some("0".to_owned()),
        internal: Some(Lengths { from: 2, to: 3 }),
        own_block: Some("+4989800848".to_owned()),
        ..DialRules::default()
    }
}

fn party(number: &str, uri: &str) -> Party {
    Party { name: None, number: Redacted(number.to_owned()), uri: Redacted(uri.to_owned()) }
}

fn key(number: &str, uri: &str) -> PartyKey {
    PartyKey::of(&party(number, uri), RecordId::from_random_bytes([9; 16]), &rules())
}

#[test]
fn one_person_is_one_number_however_it_was_written() {
    let one = key("+4989123456", "sip:x@pbx.example");
    for written in ["089 123456", "0089123456", "004989123456", "0004989123456", "123456"] {
        assert_eq!(key(written, "sip:y@pbx.example"), one, "{written}");
    }
    assert_eq!(key("+4989800848 42", ""), key("42", ""), "a colleague");
    assert_ne!(key("43", ""), key("42", ""));
    assert_eq!(one.text().as_deref(), Some("+4989123456"));
}

#[test]
fn somebody_without_a_number_is_one_address() {
    let anna = key("anna", "sip:Anna@PBX.example;transport=tcp");
    assert_eq!(anna, key("anna", "sips:anna@pbx.example"));
    assert_eq!(anna.text().as_deref(), Some("anna@pbx.example"));
    assert_ne!(anna, key("anna", "sip:anna@other.example"));
}

#[test]
fn who_hides_is_nobody_twice() {
    let one = RecordId::from_random_bytes([1; 16]);
    let other = RecordId::from_random_bytes([2; 16]);
    for (number, uri) in [
        ("", "sip:anonymous@anonymous.invalid"),
        ("anonymous", "sip:anonymous@pbx.example"),
        ("Anonymous", "sip:x@anonymous.invalid"),
        ("", ""),
    ] {
        let hidden = party(number, uri);
        let key = PartyKey::of(&hidden, one, &rules());
        assert_eq!(key, PartyKey::Hidden(one));
        assert_eq!(key.text(), None);
        assert_ne!(key, PartyKey::of(&hidden, other, &rules()));
    }
}

#[test]
fn a_key_in_a_log_names_nobody() {
    let printed = format!("{:?} {:?}", key("089123456", ""), key("anna", "sip:anna@pbx.example"));
    assert!(!printed.contains("89123456") && !printed.contains("anna"), "{printed}");
}
