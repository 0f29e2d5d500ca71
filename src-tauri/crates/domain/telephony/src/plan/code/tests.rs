//! Templates: what they take, and what becomes of them.

use proptest::prelude::*;

use super::*;

fn number(text: &str) -> Number {
    Number::read(text).unwrap()
}

#[test]
fn a_template_is_filled_with_digits() {
    for (template, value, dialled) in [
        ("*21*{number}#", Some("089123456"), "*21*089123456#"),
        ("*72{number}", Some("201"), "*72201"),
        ("{place}", Some("700"), "700"),
        ("##21#", None, "##21#"),
        ("##21#", Some("201"), "##21#"),
    ] {
        let template: Template = template.parse().unwrap();
        let filled = template.filled(value.map(number).as_ref()).unwrap();
        assert_eq!(filled.as_str(), dialled);
    }
}

#[test]
fn a_value_that_would_end_the_code_early_is_refused() {
    let template: Template = "*21*{number}#".parse().unwrap();

    assert_eq!(template.filled(None), Err(CodeError::ValueMissing));
    for value in ["1#", "*21*1#", "+49891"] {
        assert_eq!(template.filled(Some(&number(value))), Err(CodeError::NotDigits), "{value}");
    }
    let long = number(&"1".repeat(38));
    assert_eq!(template.filled(Some(&long)), Err(CodeError::TooLong));
}

#[test]
fn what_no_telephone_dials_is_no_template() {
    for (text, wrong) in [
        ("", TemplateError::Empty),
        ("*21*{nummer}#", TemplateError::BadBlank),
        ("{number}{number}", TemplateError::BadBlank),
        ("{number}{place}", TemplateError::BadBlank),
        ("*21 {number}", TemplateError::NotDialable(' ')),
        ("+49{number}", TemplateError::NotDialable('+')),
        ("*21*A#", TemplateError::NotDialable('A')),
    ] {
        assert_eq!(text.parse::<Template>(), Err(wrong), "{text}");
    }
    assert_eq!("1".repeat(41).parse::<Template>(), Err(TemplateError::TooLong));
}

#[test]
fn a_code_takes_the_blank_that_it_needs() {
    let template = |text: &str| text.parse::<Template>().unwrap();

    assert_eq!(Code::ForwardBusy.check(&template("*67*{number}#")), Ok(()));
    assert_eq!(Code::GroupJoin.check(&template("*45")), Ok(()));
    assert_eq!(Code::Park.check(&template("70")), Ok(()));
    let wrong = Code::ForwardBusy.check(&template("*67#")).unwrap_err();
    assert_eq!(wrong.to_string(), "this code takes {number}");
    let wrong = Code::HideAlways.check(&template("*31{number}")).unwrap_err();
    assert_eq!(wrong.to_string(), "this code takes no blank");
}

#[test]
fn each_code_is_found_by_its_name_and_written_by_it() {
    for code in Code::ALL {
        assert_eq!(Code::read(code.name()), Some(code));
        assert_eq!(serde_json::to_string(&code).unwrap(), format!("\"{}\"", code.name()));
    }
    assert_eq!(Code::read("forward"), None);
}

proptest! {
    #[test]
    fn a_template_reads_back_from_its_text(text in "[0-9*#]{0,9}(\\{(number|group|place)\\})?[0-9*#]{0,9}") {
        if let Ok(template) = text.parse::<Template>() {
            prop_assert_eq!(template.to_string(), text);
        }
    }

    #[test]
    fn whatever_is_filled_in_stands_between_what_was_there(
        before in "[0-9*#]{1,6}", value in "[0-9]{1,15}", after in "[0-9*#]{0,3}"
    ) {
        let template: Template = format!("{before}{{number}}{after}").parse().unwrap();
        let filled = template.filled(Some(&number(&value))).unwrap();

        prop_assert_eq!(filled.to_string(), format!("{before}{value}{after}"));
    }
}
