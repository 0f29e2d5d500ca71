//! What is known of a telephone system's services, and what is not.

use std::time::Duration;

use model::{DialRules, Lengths};

use super::*;

fn number(text: &str) -> Number {
    Number::read(text).unwrap()
}

fn at(minute: u64) -> Timestamp {
    Timestamp::UNIX_EPOCH + Duration::from_secs(60 * minute)
}

fn forward(when: ForwardWhen, to: Option<&str>) -> Order {
    Order::Forward { when, to: to.map(number) }
}

fn group(text: &str, member: bool) -> Order {
    Order::Group { number: number(text), member }
}

#[test]
fn nothing_is_known_at_first() {
    let services = Services::default();
    for when in ForwardWhen::ALL {
        assert_eq!(services.forward(when), &Known::Unknown);
    }
    assert_eq!(services.group(&number("300")), &Known::Unknown);
    assert_eq!(services.operator(), &Known::Unknown);
    assert_eq!(services.hidden(), &Known::Unknown);
    assert_eq!(services.messages(), None);
}

#[test]
fn a_value_is_set_only_when_the_telephone_system_accepted_it() {
    let mut services = Services::default();
    let order = forward(ForwardWhen::Busy, Some("7042"));

    services.asked(&order, at(1));
    let known = services.forward(ForwardWhen::Busy);
    assert_eq!(known, &Known::Asked { wish: Some(number("7042")), since: at(1) });
    assert!(known.is_asked() && known.value().is_none());

    services.accepted(&order, at(2));
    let known = services.forward(ForwardWhen::Busy);
    assert_eq!(known, &Known::Set { value: Some(number("7042")), at: at(2) });
    assert_eq!(services.forward(ForwardWhen::Always), &Known::Unknown, "another forward");
}

#[test]
fn what_was_refused_is_not_shown_as_set() {
    let mut services = Services::default();
    services.accepted(&forward(ForwardWhen::Always, Some("7042")), at(1));
    let clear = forward(ForwardWhen::Always, None);

    services.asked(&clear, at(2));
    services.failed(&clear, Cause::Forbidden, at(3));

    let known = services.forward(ForwardWhen::Always);
    assert_eq!(known, &Known::Failed { wish: None, cause: Cause::Forbidden, at: at(3) });
    assert_eq!(known.value(), None);
}

#[test]
fn a_forward_is_read_as_people_write_it() {
    let read = |text| Order::forward(ForwardWhen::Busy, text);
    for nothing in ["", " ", "-", " - "] {
        assert_eq!(read(nothing), Ok(forward(ForwardWhen::Busy, None)), "{nothing:?}");
    }
    let read_number = read("+49 (0)89 123456");
    assert_eq!(read_number, Ok(forward(ForwardWhen::Busy, Some("+4989123456"))));
    assert_eq!(read("anna"), Err(DialError::NotDialable('a')));
    assert_eq!(read("42@pbx.example"), Err(DialError::NotDialable('@')));
}

#[test]
fn every_order_has_its_own_place() {
    let mut services = Services::default();
    services.accepted(&group("300", true), at(1));
    services.accepted(&group("301", false), at(2));
    services.accepted(&Order::Operator(OperatorTarget::Second), at(3));
    services.accepted(&Order::Hide(true), at(4));

    assert_eq!(services.group(&number("300")).value(), Some(&true));
    assert_eq!(services.group(&number("301")).value(), Some(&false));
    assert_eq!(services.operator().value(), Some(&OperatorTarget::Second));
    assert_eq!(services.hidden().value(), Some(&true));
}

#[test]
fn an_answer_outlives_the_program_and_an_open_question_does_not() {
    let mut services = Services::default();
    services.accepted(&forward(ForwardWhen::Always, Some("+4989123456")), at(1));
    services.accepted(&forward(ForwardWhen::NoAnswer, None), at(1));
    services.accepted(&group("300", true), at(1));
    services.asked(&forward(ForwardWhen::Busy, Some("43")), at(2));
    services.failed(&Order::Hide(true), Cause::NoAnswer, at(2));
    services.told_of_messages(Messages { waiting: true, ..Messages::default() });

    let kept = Services::from_json(&services.to_json()).unwrap();

    let value = Some(number("+4989123456"));
    assert_eq!(kept.forward(ForwardWhen::Always), &Known::Set { value, at: at(1) });
    assert_eq!(kept.forward(ForwardWhen::NoAnswer), &Known::Set { value: None, at: at(1) });
    assert_eq!(kept.group(&number("300")).value(), Some(&true));
    assert_eq!(kept.forward(ForwardWhen::Busy), &Known::Unknown);
    assert_eq!(kept.hidden(), &Known::Unknown);
    assert_eq!(kept.messages(), None, "the telephone system tells again");
    assert_eq!(Services::from_json("{}").unwrap(), Services::default());
    assert!(Services::from_json("{\"always\":1}").is_err());
}

#[test]
fn groups_have_an_end() {
    let mut services = Services::default();
    for nth in 0..2 * Services::MOST_GROUPS {
        services.accepted(&group(&nth.to_string(), true), at(1));
    }
    assert_eq!(services.groups.len(), Services::MOST_GROUPS);
    services.accepted(&group("0", false), at(2));
    assert_eq!(services.group(&number("0")).value(), Some(&false), "a known one goes on");
}

#[test]
fn a_call_is_private_by_header_or_by_code_and_once_as_chosen() {
    let by_header = Plan::default();
    let by_code = Plan { hide: Some(HideBy::Code), ..Plan::default() };
    let mut services = Services::default();
    assert!(!services.is_private(&by_header, None));
    assert!(services.is_private(&by_header, Some(true)));

    services.hide_from_here(true, at(1));

    assert!(services.is_private(&by_header, None));
    assert!(!services.is_private(&by_header, Some(false)), "shown this once");
    assert!(!services.is_private(&by_code, None), "the telephone system does it");
    assert!(services.is_private(&by_code, Some(true)));
}

#[test]
fn the_voicemail_is_the_persons_word_then_the_mailboxs_then_the_profiles() {
    let mut services = Services::default();
    let profile = Plan::of_system("demo");
    let own = Plan { voicemail: Some("995".to_owned()), ..profile.clone() };
    let none = Plan { voicemail: Some(String::new()), ..Plan::default() };
    assert_eq!(services.voicemail(&profile).as_deref(), Some("990"));
    assert_eq!(services.voicemail(&Plan::default()), None);

    let account = Some(Redacted("sip:mailbox@pbx.example".to_owned()));
    services.told_of_messages(Messages { account, ..Messages::default() });

    assert_eq!(services.voicemail(&profile).as_deref(), Some("sip:mailbox@pbx.example"));
    assert_eq!(services.voicemail(&own).as_deref(), Some("995"));
    assert_eq!(services.voicemail(&none), None, "the person said there is none");
}

#[test]
fn messages_are_unknown_when_nobody_tells_any_longer() {
    let mut services = Services::default();
    services.told_of_messages(Messages { waiting: true, new: Some(2), ..Messages::default() });
    assert_eq!(services.messages().and_then(|messages| messages.new), Some(2));
    services.forget_messages();
    assert_eq!(services.messages(), None);
}

#[test]
fn a_forward_that_leads_back_is_seen() {
    let rules = DialRules {
        area_code: Some("89".to_owned()),
        internal: Some(Lengths { from: 2, to: 3 }),
        own_block: Some("+4989800848".to_owned()),
        ..DialRules::default()
    };
    let own = [number("42"), number("+49 89 800848-42")];
    let forwards: BTreeMap<Number, Number> =
        [("43", "44"), ("44", "089 800848-42"), ("50", "51"), ("51", "50"), ("60", "0171 1234567")]
            .map(|(from, to)| (number(from), number(to)))
            .into();
    for (to, found) in [
        ("42", Some(Loop::Itself)),
        ("089 800848-42", Some(Loop::Itself)),
        ("44", Some(Loop::By(number("44")))),
        ("43", Some(Loop::By(number("44")))),
        ("+49 89 800848-43", Some(Loop::By(number("44")))),
        ("50", Some(Loop::By(number("50")))),
        ("60", None),
        ("0171 1234567", None),
        ("45", None),
    ] {
        assert_eq!(find_loop(&own, &number(to), &forwards, &rules), found, "{to}");
    }
}

#[test]
fn nothing_in_a_log_names_a_number() {
    let mut services = Services::default();
    services.accepted(&forward(ForwardWhen::Always, Some("0891234567890")), at(1));
    let account = Some(Redacted("sip:secret@pbx.example".to_owned()));
    services.told_of_messages(Messages { account, ..Messages::default() });

    let printed = format!("{services:?}");

    assert!(!printed.contains("0891234567890") && !printed.contains("secret"), "{printed}");
}
