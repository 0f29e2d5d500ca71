//! Providers as a window sees them.

use std::collections::BTreeMap;

use clock::Timestamp;
use faults::provider::Topic;
use faults::{Contract, ProfileError, Provider};

use super::promise::hotline;
use crate::{
    ProfileTroubleView, ProviderClassView, ProviderNoteView, ProviderSettingView, ProviderView,
};

/// The view of a provider with what is set for it.
#[must_use]
pub fn provider(
    provider: &Provider,
    contract: Option<&Contract>,
    set: &BTreeMap<String, String>,
    files: &[&str],
    now: Timestamp,
) -> ProviderView {
    let is_shipped = Provider::shipped().iter().any(|shipped| shipped == provider);
    let target = |kind: faults::ChannelKind| {
        let reach = provider.reaches.iter().find(|reach| reach.kind == kind)?;
        reach.target.known().cloned()
    };
    let classes = provider.classes.iter().map(|class| ProviderClassView {
        grade: class.code.clone(),
        class: class.neutral.into(),
        definition_de: class.definition.as_ref().map_or_else(String::new, |words| words.de.clone()),
        definition_en: class.definition.as_ref().map_or_else(String::new, |words| words.en.clone()),
    });
    let open = provider.settings().into_iter().map(|spec| {
        let name = spec.name.to_string();
        ProviderSettingView {
            value: set.get(&name).cloned(),
            values: spec.values.iter().map(|value| (*value).to_owned()).collect(),
            is_needed: spec.is_needed,
            name,
        }
    });
    let calendars = files.iter().map(|name| ProviderSettingView {
        name: (*name).to_owned(),
        values: Vec::new(),
        is_needed: false,
        value: set.get(*name).cloned(),
    });
    ProviderView {
        id: provider.id.to_string(),
        name: provider.name.clone(),
        is_own: !is_shipped,
        classes: classes.collect(),
        settings: open.chain(calendars).collect(),
        hotline: contract.and_then(Contract::hotline).as_ref().map(hotline),
        mail: target(faults::ChannelKind::Mail),
        web: target(faults::ChannelKind::Ticket),
        authorised_only: provider.settings().iter().any(|spec| spec.name.to_string() == "reporter"),
        availability_permille: provider
            .availability
            .iter()
            .find_map(|promise| u16::try_from(promise.percent.thousandths() / 100).ok()),
        demo_days_left: contract.and_then(|contract| contract.demo_days_left(now)),
        notes: contract.map(notes).unwrap_or_default(),
    }
}

fn notes(contract: &Contract) -> Vec<ProviderNoteView> {
    let notes = Topic::ALL.iter().flat_map(|topic| contract.notes(*topic));
    let views = notes.map(|note| ProviderNoteView {
        topic: note.topic.code().to_owned(),
        text_de: note.words.de.clone(),
        text_en: note.words.en.clone(),
        source: note.source.clone(),
    });
    views.collect()
}

/// A profile that could not be read, as a window sees it, and whether its last good one stays.
#[must_use]
pub fn profile_trouble(error: &ProfileError, is_kept: bool) -> ProfileTroubleView {
    ProfileTroubleView {
        file: error.file.clone(),
        line: u32::try_from(error.line).unwrap_or(u32::MAX),
        field: error.field.clone(),
        rule: error.rule.to_string(),
        is_kept,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_contract_says_all_its_rules_in_words_by_topic() {
        let traut = Provider::shipped().iter().find(|one| one.id.as_str() == "traut").unwrap();
        let contract = Contract::new(traut.clone(), &BTreeMap::new()).unwrap();

        let view = provider(traut, Some(&contract), &BTreeMap::new(), &[], Timestamp::UNIX_EPOCH);

        assert_eq!(view.notes.len(), traut.notes.len());
        let ask = view.notes.iter().find(|note| note.topic == "ask").unwrap();
        assert!(ask.text_en.starts_with("What changed?") && ask.text_de.starts_with("Was wurde"));
        assert_eq!(ask.source, "S3-38");
        assert!(
            provider(traut, None, &BTreeMap::new(), &[], Timestamp::UNIX_EPOCH).notes.is_empty()
        );
    }
}
