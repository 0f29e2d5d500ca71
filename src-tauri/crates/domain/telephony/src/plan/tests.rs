//! Plans as they are kept, and what holds when a plan lies over its profile.

use super::*;

fn number(text: &str) -> Number {
    Number::read(text).unwrap()
}

fn numbered(text: &str, name: &str) -> Numbered {
    Numbered { number: number(text), name: name.to_owned() }
}

fn full() -> Plan {
    let mut plan = Plan {
        dialling: DialRules {
            area_code: Some("89".to_owned()),
            outside_prefix: Some("0".to_owned()),
            ..DialRules::default()
        },
        voicemail: Some("*98".to_owned()),
        groups: Some(vec![numbered("301", "Empfang")]),
        places: Some(vec![]),
        operator: OperatorNames { first: "Zentrale".to_owned(), second: "Nachtdienst".to_owned() },
        hide: Some(HideBy::Privacy),
        pick_up: Some(PickUpBy::Replaces),
        location: Some("Hauptstraße 1, 80331 München".to_owned()),
        ..Plan::of_system("demo")
    };
    plan.set_code("pick-up-group", "*7#").unwrap();
    plan.set_code("call-back", "").unwrap();
    plan
}

#[test]
fn a_plan_comes_back_from_what_was_kept() {
    let plan = full();

    assert_eq!(plan.check(), Ok(()));
    assert_eq!(Plan::from_json(&plan.to_json()), Ok(plan));
}

#[test]
fn absent_fields_are_as_at_first() {
    assert_eq!(Plan::from_json("{}"), Ok(Plan::default()));
    let plan = Plan::from_json(r#"{"system":"demo","dialling":{"country":"AT"}}"#).unwrap();
    assert_eq!(plan.dialling.country.as_str(), "AT");
    assert!(plan.dialling.may_lack_prefix);
    assert_eq!(plan.groups()[0].name, "Service");
}

#[test]
fn a_plan_that_cannot_be_names_its_field() {
    for (text, field) in [
        ("nonsense", "."),
        (r#"{"system":7}"#, "system"),
        (r#"{"system":"pdp-11"}"#, "system"),
        (r#"{"dialling":{"country":"Deutschland"}}"#, "dialling.country"),
        (r#"{"dialling":{"areaCode":"089"}}"#, "dialling"),
        (r#"{"dialling":{"internal":{"from":3,"to":2}}}"#, "dialling"),
        (r#"{"codes":{"forward-busy":"*67"}}"#, "codes.forward-busy"),
        (r#"{"codes":{"forward-busi":"*67"}}"#, "codes"),
        (r#"{"codes":{"forward-busy":"*67*x#"}}"#, "codes.forward-busy"),
        (r#"{"voicemail":"anna"}"#, "voicemail"),
        (r#"{"groups":[{"number":"300"},{"name":"x"}]}"#, "groups[1]"),
        (r#"{"pickUp":"shout"}"#, "pickUp"),
    ] {
        let error = Plan::from_json(text).unwrap_err();
        assert_eq!(error.field, field, "{text}: {error}");
    }
    let error = Plan::from_json(r#"{"dialling":{"areaCode":"089"}}"#).unwrap_err();
    assert!(error.to_string().contains("areaCode"), "{error}");
}

#[test]
fn lists_and_texts_have_an_end() {
    let many = vec![numbered("300", ""); Plan::MOST_NUMBERED + 1];
    let error = Plan { groups: Some(many), ..Plan::default() }.check().unwrap_err();
    assert_eq!(error.field, "groups");
    let long = "x".repeat(Plan::TEXT_LENGTH + 1);
    let error = Plan { location: Some(long), ..Plan::default() }.check().unwrap_err();
    assert_eq!(error.field, "location");
}

#[test]
fn the_own_word_wins_over_the_profile() {
    let plan = full();

    assert_eq!(plan.code(Code::PickUpGroup).unwrap().to_string(), "*7#");
    assert_eq!(plan.code(Code::CallBack), None, "switched off");
    assert_eq!(plan.code(Code::ForwardBusy).unwrap().to_string(), "*67*{number}#");
    assert_eq!(plan.voicemail().unwrap().as_str(), "*98");
    assert_eq!(plan.groups()[0].name, "Empfang");
    assert!(plan.places().is_empty());
    assert_eq!((plan.hide_by(), plan.pick_up_by()), (HideBy::Privacy, PickUpBy::Replaces));
    assert_eq!(plan.rules().internal, Pbx::find("demo").unwrap().internal);
    assert!(plan.all_codes().all(|(code, _)| code != Code::CallBack));
}

#[test]
fn an_empty_voicemail_is_none_and_an_absent_one_is_the_profiles() {
    let demo = Plan::of_system("demo");
    assert_eq!(demo.voicemail().unwrap().as_str(), "990");
    assert_eq!(Plan { voicemail: Some(String::new()), ..demo }.voicemail(), None);
}

#[test]
fn a_code_of_ones_own_must_be_one() {
    let mut plan = Plan::default();
    let error = plan.set_code("forward-sometimes", "*1#").unwrap_err();
    assert_eq!(error.problem, PlanProblem::UnknownCode);
    let error = plan.set_code("forward-busy", "*67#").unwrap_err();
    assert_eq!(error.field, "codes.forward-busy");
    assert_eq!(plan, Plan::default(), "nothing was changed");
}

#[test]
fn orders_become_digits() {
    let demo = Plan::of_system("demo");
    let forward = |when, to: Option<&str>| Order::Forward { when, to: to.map(number) };
    for (order, digits) in [
        (forward(ForwardWhen::Always, Some("7042")), "*21*7042#"),
        (forward(ForwardWhen::Always, None), "##21#"),
        (forward(ForwardWhen::Busy, Some("+49 89 123456")), "*67*089123456#"),
        (forward(ForwardWhen::NoAnswer, None), "##61#"),
        (Order::Group { number: number("300"), member: true }, "*81300#"),
        (Order::Group { number: number("300"), member: false }, "##81300#"),
        (Order::Operator(OperatorTarget::Second), "*91#"),
        (Order::Hide(true), "*31#"),
        (Order::Hide(false), "##31#"),
    ] {
        assert_eq!(demo.order(&order).unwrap().as_str(), digits, "{order:?}");
    }
}

#[test]
fn a_forward_outside_goes_out_through_the_outside_line() {
    let mut plan = Plan::of_system("demo");
    plan.dialling.outside_prefix = Some("0".to_owned());
    let to = Some(number("+4989123456"));

    let digits = plan.order(&Order::Forward { when: ForwardWhen::Always, to }).unwrap();

    assert_eq!(digits.as_str(), "*21*0089123456#");
}

#[test]
fn what_a_system_has_no_code_for_is_refused() {
    let plain = Plan::default();
    assert_eq!(plain.order(&Order::Hide(true)), Err(CodeError::Absent));
    assert!(!plain.can_forward(ForwardWhen::Always));
    assert!(Plan::of_system("swyx").can_forward(ForwardWhen::NoAnswer));
}

#[test]
fn parking_and_picking_up_become_digits() {
    let demo = Plan::of_system("demo");
    assert_eq!(demo.digits(Code::Park, Some(&number("701"))).unwrap().as_str(), "701");
    assert_eq!(demo.digits(Code::PickUp, Some(&number("42"))).unwrap().as_str(), "*842#");
    assert_eq!(demo.digits(Code::PickUpGroup, None).unwrap().as_str(), "*8#");
    let asterisk = Plan::of_system("asterisk");
    assert_eq!(asterisk.digits(Code::Park, Some(&number("71"))).unwrap().as_str(), "70");
    assert_eq!(asterisk.digits(Code::Retrieve, Some(&number("71"))).unwrap().as_str(), "71");
}

#[test]
fn picking_up_by_a_code_needs_the_code() {
    let mut plan = Plan { pick_up: Some(PickUpBy::Code), ..Plan::default() };
    assert_eq!(plan.pick_up_by(), PickUpBy::Replaces);
    plan.set_code("pick-up", "*8{number}").unwrap();
    assert_eq!(plan.pick_up_by(), PickUpBy::Code);
}

#[test]
fn a_plan_in_a_log_names_nobody_and_no_place() {
    let printed = format!("{:?} {:?}", full(), full().groups());
    for secret in ["Empfang", "Hauptstraße", "Nachtdienst"] {
        assert!(!printed.contains(secret), "{secret}: {printed}");
    }
}
