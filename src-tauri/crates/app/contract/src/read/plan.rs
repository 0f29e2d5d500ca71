//! What a person says of a telephone system, laid over what is set already.

use model::{Lengths, Number};
use telephony::plan::{Code, EmergencyBy, Numbered, PickUpBy, Plan, PlanError, PlanProblem};

use crate::{EmergencyByView, NumberedView, PlanDraft, ReachView, Refusal, RefusalCode};

/// The plan that `draft` makes of `before`; absent fields stay as they are.
///
/// A list or code that says what the profile says anyhow is the profile's, and follows it.
///
/// # Errors
/// Names the first field that holds something that cannot be, or the code.
pub fn plan(draft: PlanDraft, before: &Plan) -> Result<Plan, Refusal> {
    let mut plan = before.clone();
    if let Some(system) = draft.system {
        plan.system = system;
        check_system(&plan)?;
    }
    if let Some(country) = draft.country {
        plan.dialling.country = country.parse().map_err(|_error| invalid("country"))?;
    }
    if let Some(area_code) = draft.area_code {
        plan.dialling.area_code = filled(&area_code);
    }
    if let Some(prefix) = draft.outside_prefix {
        plan.dialling.outside_prefix = filled(&prefix);
    }
    extensions(draft.internal_from, draft.internal_to, &mut plan);
    if let Some(voicemail) = draft.voicemail {
        let voicemail = voicemail.trim();
        let shipped = plan.pbx().voicemail.as_ref().map(Number::as_str).unwrap_or_default();
        plan.voicemail = (voicemail != shipped).then(|| voicemail.to_owned());
    }
    if let Some(groups) = draft.groups {
        let groups = list("groups", groups)?;
        plan.groups = (groups != plan.pbx().groups).then_some(groups);
    }
    if let Some(places) = draft.places {
        let places = list("places", places)?;
        plan.places = (places != plan.pbx().places).then_some(places);
    }
    for (name, text) in draft.codes.unwrap_or_default() {
        set_code(&mut plan, &name, text.trim())?;
    }
    if let Some(reach) = draft.pick_up {
        plan.pick_up = Some(match reach {
            ReachView::Replaces => PickUpBy::Replaces,
            ReachView::Code => PickUpBy::Code,
        });
    }
    if let Some(by) = draft.emergency_by {
        plan.emergency = match by {
            EmergencyByView::Number => EmergencyBy::Number,
            EmergencyByView::Service => EmergencyBy::Service,
        };
    }
    if let Some(location) = draft.location {
        plan.location = filled(&location);
    }
    plan.check().map_err(|error| refusal(&error))?;
    Ok(plan)
}

fn check_system(plan: &Plan) -> Result<(), Refusal> {
    match plan.check() {
        Err(PlanError { problem: PlanProblem::UnknownSystem, .. }) => {
            Err(Refusal::new(RefusalCode::UnknownSystem, plan.system.as_str()))
        }
        // Whatever else is wrong is said once the whole draft is laid over.
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Lengths of extensions; 0 at the most leaves them to the profile.
fn extensions(from: Option<u8>, to: Option<u8>, plan: &mut Plan) {
    if from.is_none() && to.is_none() {
        return;
    }
    let before = plan.rules().internal.unwrap_or(Lengths { from: 1, to: 0 });
    let wanted = Lengths { from: from.unwrap_or(before.from), to: to.unwrap_or(before.to) };
    let is_shipped = plan.pbx().internal == Some(wanted);
    plan.dialling.internal = (wanted.to > 0 && !is_shipped).then_some(wanted);
}

fn list(field: &str, views: Vec<NumberedView>) -> Result<Vec<Numbered>, Refusal> {
    views
        .into_iter()
        .map(|view| {
            let number = Number::read(&view.number).map_err(|_error| invalid(field))?;
            Ok(Numbered { number, name: view.name.trim().to_owned() })
        })
        .collect()
}

fn set_code(plan: &mut Plan, name: &str, text: &str) -> Result<(), Refusal> {
    plan.set_code(name, text).map_err(|error| refusal(&error))?;
    let Some(code) = Code::read(name) else { return Ok(()) };
    let shipped = plan.pbx().codes.get(&code);
    if plan.codes.get(&code).is_some_and(|own| own.as_ref() == shipped) {
        plan.codes.remove(&code);
    }
    Ok(())
}

fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn invalid(field: &str) -> Refusal {
    Refusal::new(RefusalCode::InvalidField, field)
}

/// In the words of the draft.
fn refusal(error: &PlanError) -> Refusal {
    if let Some(code) = error.field.strip_prefix("codes.") {
        return Refusal::new(RefusalCode::InvalidCode, code);
    }
    let field = match &error.problem {
        PlanProblem::UnknownSystem => "system",
        PlanProblem::Rules(model::RulesError::AreaCode) => "areaCode",
        PlanProblem::Rules(model::RulesError::OutsidePrefix) => "outsidePrefix",
        PlanProblem::Rules(model::RulesError::Internal) => "internalTo",
        PlanProblem::Rules(model::RulesError::OwnBlock) => "ownBlock",
        PlanProblem::Unreadable(_)
        | PlanProblem::UnknownCode
        | PlanProblem::Template(_)
        | PlanProblem::NotANumber
        | PlanProblem::TooMany(_) => error.field.as_str(),
    };
    invalid(field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show;

    fn draft() -> PlanDraft {
        PlanDraft::default()
    }

    fn numbered(number: &str, name: &str) -> NumberedView {
        NumberedView { number: number.to_owned(), name: name.to_owned() }
    }

    fn refused(draft: PlanDraft) -> (RefusalCode, String) {
        let refusal = plan(draft, &Plan::default()).unwrap_err();
        (refusal.code, refusal.subject)
    }

    #[test]
    fn an_empty_draft_changes_nothing() {
        let before = Plan::of_system("demo");
        assert_eq!(plan(draft(), &before).unwrap(), before);
    }

    #[test]
    fn what_is_said_is_laid_over_what_was_set() {
        let first = PlanDraft {
            system: Some("innovaphone".to_owned()),
            area_code: Some("89".to_owned()),
            outside_prefix: Some("0".to_owned()),
            internal_from: Some(2),
            internal_to: Some(4),
            voicemail: Some("99".to_owned()),
            groups: Some(vec![numbered("300", " Service ")]),
            codes: Some(vec![("pick-up".to_owned(), "*8{number}#".to_owned())]),
            pick_up: Some(ReachView::Code),
            location: Some("Hauptstraße 1".to_owned()),
            ..draft()
        };
        let set = plan(first, &Plan::default()).unwrap();
        let later = PlanDraft {
            area_code: Some(String::new()),
            country: Some("at".to_owned()),
            internal_to: Some(3),
            ..draft()
        };
        let view = show::plan(&plan(later, &set).unwrap());

        assert_eq!((view.system.as_str(), view.country.as_str()), ("innovaphone", "AT"));
        assert_eq!((view.area_code, view.outside_prefix.as_deref()), (None, Some("0")));
        assert_eq!((view.internal_from, view.internal_to), (2, 3));
        assert_eq!(view.voicemail.as_deref(), Some("99"));
        assert_eq!(view.groups, [numbered("300", "Service")]);
        assert_eq!(view.pick_up, ReachView::Code);
        assert_eq!(view.location.as_deref(), Some("Hauptstraße 1"));
        assert!(view.codes.contains(&("pick-up".to_owned(), "*8{number}#".to_owned())));
    }

    #[test]
    fn what_the_profile_says_anyhow_stays_the_profiles() {
        let before = Plan::of_system("demo");
        let view = show::plan(&before);
        let same = PlanDraft {
            internal_from: Some(view.internal_from),
            internal_to: Some(view.internal_to),
            voicemail: view.voicemail.clone(),
            groups: Some(view.groups.clone()),
            places: Some(view.places.clone()),
            codes: Some(view.codes.clone()),
            ..draft()
        };
        assert_eq!(plan(same, &before).unwrap(), before);
    }

    #[test]
    fn an_empty_code_says_that_this_system_has_none() {
        let none =
            PlanDraft { codes: Some(vec![("pick-up".to_owned(), String::new())]), ..draft() };
        let view = show::plan(&plan(none, &Plan::of_system("demo")).unwrap());
        assert!(view.codes.iter().all(|(name, _)| name != "pick-up"));
        assert_eq!(view.pick_up, ReachView::Replaces, "by code there is none");
    }

    #[test]
    fn what_cannot_be_is_named_as_the_draft_names_it() {
        let system = PlanDraft { system: Some("abacus".to_owned()), ..draft() };
        assert_eq!(refused(system), (RefusalCode::UnknownSystem, "abacus".to_owned()));
        let code = ("pick-up".to_owned(), "*8x".to_owned());
        let code = PlanDraft { codes: Some(vec![code]), ..draft() };
        assert_eq!(refused(code), (RefusalCode::InvalidCode, "pick-up".to_owned()));
        for (draft, field) in [
            (PlanDraft { country: Some("Germany".to_owned()), ..draft() }, "country"),
            (PlanDraft { area_code: Some("089".to_owned()), ..draft() }, "areaCode"),
            (PlanDraft { outside_prefix: Some("zero".to_owned()), ..draft() }, "outsidePrefix"),
            (PlanDraft { internal_from: Some(9), internal_to: Some(2), ..draft() }, "internalTo"),
            (PlanDraft { voicemail: Some("mail@".to_owned()), ..draft() }, "voicemail"),
            (PlanDraft { groups: Some(vec![numbered("", "x")]), ..draft() }, "groups"),
            (PlanDraft { places: Some(vec![numbered("a@b", "x")]), ..draft() }, "places"),
        ] {
            assert_eq!(refused(draft), (RefusalCode::InvalidField, field.to_owned()), "{field}");
        }
    }
}
