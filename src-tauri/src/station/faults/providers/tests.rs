//! What is chosen is in force, and what cannot be is named.

use super::*;

#[tokio::test]
async fn without_a_provider_nothing_is_promised_and_nothing_is_wrong() {
    let profile = tempfile::TempDir::new().unwrap();

    let in_force = InForce::load(InForce::default(), &Settings::default(), profile.path()).await;

    let view = in_force.view(&Settings::default(), Timestamp::UNIX_EPOCH);
    assert_eq!(view.list.len(), 5);
    assert_eq!((view.chosen, view.missing, view.troubles), (None, vec![], vec![]));
    assert_eq!(in_force.recipient(), None);
}

#[tokio::test]
async fn what_is_needed_and_not_set_is_named() {
    let profile = tempfile::TempDir::new().unwrap();
    let settings = chosen("spie-osmo", &[]);

    let in_force = InForce::load(InForce::default(), &settings, profile.path()).await;

    assert!(check(&in_force, &settings).is_ok(), "a choice may be completed later");
    let view = in_force.view(&settings, Timestamp::UNIX_EPOCH);
    assert!(view.missing.contains(&"service_hours".to_owned()), "{:?}", view.missing);
    assert!(view.missing.contains(&"state".to_owned()), "{:?}", view.missing);
    let spie = view.list.iter().find(|one| one.id == "spie-osmo").unwrap();
    assert!(spie.authorised_only);
    assert_eq!(spie.hotline.as_ref().unwrap().number, "+495401858339");
    assert_eq!(spie.availability_permille, Some(980));
    assert_eq!(in_force.recipient().as_deref(), Some("stoerung-tk@spie-osmo.de"));
}

#[tokio::test]
async fn an_unknown_provider_and_a_setting_that_cannot_be_are_refused_by_name() {
    let profile = tempfile::TempDir::new().unwrap();
    for (settings, code, part) in [
        (chosen("nobody", &[]), RefusalCode::UnknownProvider, "nobody"),
        (chosen("spie-osmo", &[("state", "XX")]), RefusalCode::InvalidProviderSetting, "state"),
        (chosen("stimme", &[("oncall", "booked")]), RefusalCode::InvalidProviderSetting, "oncall"),
        (
            chosen("stimme", &[(HOLIDAYS_FILE, "/nowhere/days.ics")]),
            RefusalCode::InvalidProviderSetting,
            HOLIDAYS_FILE,
        ),
    ] {
        let in_force = InForce::load(InForce::default(), &settings, profile.path()).await;
        let refusal = check(&in_force, &settings).unwrap_err();
        assert_eq!(refusal.code, code);
        assert!(refusal.subject.contains(part), "{}", refusal.subject);
    }
}

#[tokio::test]
async fn who_is_not_authorised_writes_to_the_own_desk() {
    let profile = tempfile::TempDir::new().unwrap();
    let mut settings = chosen("spie-osmo", &[("reporter", "not")]);
    let in_force = InForce::load(InForce::default(), &settings, profile.path()).await;
    assert_eq!(in_force.recipient(), None);

    let set = [("it_desk".to_owned(), "it@example.org".to_owned())].into();
    merge(settings.provider_settings.get_mut("spie-osmo").unwrap(), set);
    let in_force = InForce::load(in_force, &settings, profile.path()).await;
    assert_eq!(in_force.recipient().as_deref(), Some("it@example.org"));

    let set = [(" IT_DESK ".to_owned(), String::new())].into();
    merge(settings.provider_settings.get_mut("spie-osmo").unwrap(), set);
    assert!(!settings.provider_settings["spie-osmo"].contains_key("it_desk"));
}

#[tokio::test]
async fn its_own_profiles_stay_in_force_when_their_file_breaks() {
    let profile = tempfile::TempDir::new().unwrap();
    let folder = crate::providers::folder(profile.path());
    std::fs::create_dir(&folder).unwrap();
    let (_, good) = faults::provider::SHIPPED[0];
    let own = good.replacen("id = \"", "id = \"own-", 1);
    std::fs::write(folder.join("own.toml"), &own).unwrap();
    let settings = Settings::default();
    let in_force = InForce::load(InForce::default(), &settings, profile.path()).await;
    assert_eq!(in_force.view(&settings, Timestamp::UNIX_EPOCH).list.len(), 6);

    std::fs::write(folder.join("own.toml"), own.replacen("id = ", "id == ", 1)).unwrap();
    let in_force = InForce::load(in_force, &settings, profile.path()).await;

    let view = in_force.view(&settings, Timestamp::UNIX_EPOCH);
    assert_eq!((view.list.len(), view.troubles.len()), (6, 1));
    assert_eq!(view.troubles[0].file, "own.toml");
    assert!(view.list.iter().any(|one| one.is_own) && view.troubles[0].is_kept);

    let in_force = InForce::load(InForce::default(), &settings, profile.path()).await;

    let view = in_force.view(&settings, Timestamp::UNIX_EPOCH);
    assert_eq!((view.list.len(), view.troubles.len()), (6, 1), "in a program that starts anew");
    assert!(view.list.iter().any(|one| one.is_own) && view.troubles[0].is_kept);
}

#[tokio::test]
async fn a_disk_that_refuses_what_is_to_be_kept_is_told_and_stops_nobody() {
    let profile = tempfile::TempDir::new().unwrap();
    let folder = crate::providers::folder(profile.path());
    std::fs::create_dir(&folder).unwrap();
    let (_, good) = faults::provider::SHIPPED[0];
    std::fs::write(folder.join("own.toml"), good.replacen("id = \"", "id = \"own-", 1)).unwrap();
    std::fs::write(last_good::folder(profile.path()), "no folder").unwrap();

    let settings = Settings::default();
    let in_force = InForce::load(InForce::default(), &settings, profile.path()).await;

    let view = in_force.view(&settings, Timestamp::UNIX_EPOCH);
    assert_eq!(view.list.len(), 6);
    assert_eq!(view.troubles.last().unwrap().file, "last-good-providers");
}

#[tokio::test]
async fn planned_work_comes_from_a_calendar() {
    let profile = tempfile::TempDir::new().unwrap();
    let file = profile.path().join("work.ics");
    let tomorrow = now().timestamp.checked_add(jiff::SignedDuration::from_hours(24)).unwrap();
    let after = tomorrow.checked_add(jiff::SignedDuration::from_hours(1)).unwrap();
    let stamp = |at: Timestamp| at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let text = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n\
         DTSTART:{}\r\nDTEND:{}\r\nSUMMARY:New cluster\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        stamp(tomorrow),
        stamp(after)
    );
    std::fs::write(&file, text).unwrap();
    let path = file.display().to_string();
    let settings = chosen("traut", &[(MAINTENANCE_FILE, &path)]);

    let in_force = InForce::load(InForce::default(), &settings, profile.path()).await;

    assert_eq!(check(&in_force, &settings), Ok(()));
    let view = in_force.view(&settings, now().timestamp);
    assert_eq!(view.planned.len(), 1, "{:?}", view.troubles);
    assert_eq!((view.planned[0].summary.as_str(), view.planned[0].is_now), ("New cluster", false));
    assert!(in_force.next_change(now().timestamp).is_some());
}

fn chosen(provider: &str, set: &[(&str, &str)]) -> Settings {
    let set = set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Settings {
        provider: Some(provider.to_owned()),
        provider_settings: [(provider.to_owned(), set.collect())].into(),
        ..Settings::default()
    }
}
