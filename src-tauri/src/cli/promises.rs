//! `rufbereit promises`: what a contract says, with no account, no window and no running program.

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use faults::{Contract, JudgeError, Judgement, Provider};
use serde::Serialize;

use super::args::fault::{Kind, setting};
use super::client::PeerError;
use super::{holidays, print, providers};

/// What the contract is asked.
#[derive(Debug, ClapArgs)]
pub(crate) struct PromisesArgs {
    /// The provider's id, such as `spie-osmo`; `rufbereit providers` lists them.
    #[arg(long, value_name = "ID")]
    provider: String,
    /// The provider's class, such as FK1, hoch or 2; not needed where the provider has none.
    #[arg(long)]
    class: Option<String>,
    /// When it is reported, as in 2026-03-29T01:45+01:00; now where it is not given.
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    reported: Option<jiff::Timestamp>,
    /// Incident, support or change.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// What the profile leaves open, such as `service_hours="Mon-Fri 08:00-17:00"`.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = setting)]
    set: Vec<(String, String)>,
    /// iCalendar file with further days off of the provider.
    #[arg(long, value_name = "FILE")]
    calendar: Vec<PathBuf>,
    /// Folder of IT's own profiles; `providers` within the profile where it is not given.
    #[arg(long, value_name = "DIR")]
    profiles: Option<PathBuf>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// How far ahead a calendar is read: no promise reaches further.
const YEARS_AHEAD: i16 = 2;

/// Says what is promised, which ways a report takes and whether it costs something.
pub(super) fn promises(args: PromisesArgs, profile: &Path) -> Result<(), PeerError> {
    let profiles = providers::profiles(args.profiles, profile);
    for trouble in &profiles.troubles {
        trouble.tell();
    }
    let profiles = profiles.list;
    let Some(provider) = profiles.get(&args.provider) else {
        let known: Vec<_> = profiles.all().map(|provider| provider.id.as_str()).collect();
        let values = [("provider", args.provider.as_str()), ("known", &known.join(", "))];
        return Err(PeerError::Usage(print::words().tell("cli-unknown-provider", &values)));
    };
    let class = class(provider, args.class)?;
    let kind = kind(provider, &class, args.kind)?;
    let settings = providers::settings(args.set)?;
    let contract = Contract::new(std::sync::Arc::clone(provider), &settings)
        .map_err(|error| PeerError::Other(error.to_string()))?;
    let reported_at = args.reported.unwrap_or_else(jiff::Timestamp::now);
    let year = reported_at.to_zoned(contract.zone().clone()).year();
    let mut days_off = Vec::new();
    for file in &args.calendar {
        days_off.extend(holidays::read(file, year..=year.saturating_add(YEARS_AHEAD))?);
    }
    let contract = contract.with_calendar(&days_off);
    let judged = contract.judge(&class, kind, reported_at).map_err(refused)?;
    if args.json {
        print::json(&Answer::of(&contract, &class, reported_at, judged));
    } else {
        tell(&contract, &judged);
    }
    Ok(())
}

/// In the words of the person.
fn refused(error: JudgeError) -> PeerError {
    match error {
        JudgeError::Missing { names } => PeerError::Other(
            print::words().tell("cli-settings-missing", &[("names", &names.join(", "))]),
        ),
        JudgeError::FarYear(year) => {
            let (year, years) = (year.to_string(), faults::Holidays::YEARS);
            let (first, last) = (years.start().to_string(), years.end().to_string());
            let values = [("year", year.as_str()), ("first", &first), ("last", &last)];
            PeerError::Usage(print::words().tell("cli-year-unknown", &values))
        }
        JudgeError::UnknownClass { .. } => PeerError::Usage(error.to_string()),
        JudgeError::NeverOpen => PeerError::Other(error.to_string()),
    }
}

/// The class as it was typed, or none where the provider has none.
fn class(provider: &Provider, typed: Option<String>) -> Result<String, PeerError> {
    if provider.is_neutral && typed.is_none() {
        return Ok(String::new());
    }
    let known = provider.classes.iter().map(|class| class.code.as_str());
    let known = known.chain(provider.aliases.iter().map(|alias| alias.code.as_str()));
    let known = known.collect::<Vec<_>>().join(", ");
    let words = match typed {
        Some(typed) if provider.class(&typed).is_some() => return Ok(typed),
        Some(typed) => {
            print::words().tell("cli-unknown-class", &[("class", &typed), ("known", &known)])
        }
        None => print::words().tell("cli-class-missing", &[("known", &known)]),
    };
    Err(PeerError::Usage(words))
}

/// The kind; a class such as `support` says it itself and must not be contradicted.
fn kind(provider: &Provider, class: &str, typed: Option<Kind>) -> Result<faults::Kind, PeerError> {
    let implied = provider.class(class).and_then(|(_class, kind)| kind);
    let typed = typed.map(faults::Kind::from);
    match (implied, typed) {
        (Some(implied), Some(typed)) if implied != typed => {
            let values = [("class", class), ("kind", typed.code())];
            Err(PeerError::Usage(print::words().tell("cli-class-is-a-kind", &values)))
        }
        (Some(kind), _) | (None, Some(kind)) => Ok(kind),
        (None, None) => Ok(faults::Kind::Incident),
    }
}

fn moment(text: &str) -> Result<jiff::Timestamp, String> {
    text.parse().map_err(|error: jiff::Error| error.to_string())
}

/// What people read.
fn tell(contract: &Contract, judged: &Judgement) {
    let words = print::words();
    if judged.promises.is_empty() {
        print::text(&words.say("cli-promises-none"));
    }
    for promise in &judged.promises {
        let kind = words.say(&format!("promise-{}", promise.kind.code()));
        print::text(&format!("{kind}: {}  ({})", contract.local(promise.due_at), promise.why));
    }
    for channel in &judged.channels {
        let degree = if channel.demanded { "cli-way-demanded" } else { "cli-way-offered" };
        let why = words.say(&format!("channel-{}", channel.rule));
        let unset = words.say("cli-target-unset");
        let target = if channel.target.is_empty() { &unset } else { &channel.target };
        print::text(&format!("{}: {why}  {target}", words.say(degree)));
    }
    let chargeable = words.say(&format!("chargeable-{}", judged.chargeable.code()));
    print::text(&chargeable);
}

/// What scripts read. Times are RFC 3339 with the offset of the contract's zone.
#[derive(Debug, Serialize)]
struct Answer {
    provider: String,
    class: String,
    reported_at: String,
    promises: Vec<PromiseAnswer>,
    channels: Vec<ChannelAnswer>,
    chargeable: &'static str,
}

#[derive(Debug, Serialize)]
struct PromiseAnswer {
    kind: &'static str,
    due_at: String,
    clock: &'static str,
    why: String,
}

#[derive(Debug, Serialize)]
struct ChannelAnswer {
    kind: &'static str,
    demanded: bool,
    target: String,
    why: String,
}

impl Answer {
    fn of(
        contract: &Contract,
        class: &str,
        reported_at: jiff::Timestamp,
        judged: Judgement,
    ) -> Self {
        let promises = judged.promises.into_iter().map(|promise| PromiseAnswer {
            kind: promise.kind.code(),
            due_at: contract.local(promise.due_at),
            clock: promise.clock.code(),
            why: promise.why,
        });
        let channels = judged.channels.into_iter().map(|channel| ChannelAnswer {
            kind: channel.kind.code(),
            demanded: channel.demanded,
            target: channel.target,
            why: channel.why,
        });
        Self {
            provider: contract.provider().id.to_string(),
            class: contract.spelling(class).to_owned(),
            reported_at: contract.local(reported_at),
            promises: promises.collect(),
            channels: channels.collect(),
            chargeable: judged.chargeable.code(),
        }
    }
}

impl From<Kind> for faults::Kind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Incident => Self::Incident,
            Kind::Support => Self::Support,
            Kind::Change => Self::Change,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Tongue;

    fn told(error: &PeerError) -> String {
        let PeerError::Usage(words) = error else { panic!("no wrong usage: {error:?}") };
        words.clone()
    }

    fn answer(
        provider: &str,
        settings: &[(&str, &str)],
        class: &str,
        reported: &str,
    ) -> serde_json::Value {
        let profiles = faults::Profiles::shipped();
        let settings =
            settings.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let contract =
            Contract::new(std::sync::Arc::clone(profiles.get(provider).unwrap()), &settings)
                .unwrap();
        let at = moment(reported).unwrap();
        let judged = contract.judge(class, faults::Kind::Incident, at).unwrap();
        serde_json::to_value(Answer::of(&contract, class, at, judged)).unwrap()
    }

    #[test]
    fn the_answer_has_the_form_that_scripts_read() {
        let answer = answer("spie-osmo", &[], "fk1", "2026-03-29T01:45+01:00");

        assert_eq!(answer["provider"], "spie-osmo");
        assert_eq!(answer["class"], "FK1");
        assert_eq!(answer["reported_at"], "2026-03-29T01:45:00+01:00");
        assert_eq!(answer["promises"][0]["kind"], "reaction");
        assert_eq!(answer["promises"][0]["due_at"], "2026-03-29T03:15:00+02:00");
        assert_eq!(answer["promises"][0]["clock"], "wall");
        assert_eq!(answer["channels"][1]["kind"], "telephone");
        assert_eq!(answer["channels"][1]["demanded"], true);
        assert_eq!(answer["channels"][1]["target"], "+495401858339");
        assert_eq!(answer["chargeable"], "unknown");
        let fields: Vec<_> = answer.as_object().unwrap().keys().cloned().collect();
        assert_eq!(
            fields,
            ["channels", "chargeable", "class", "promises", "provider", "reported_at"]
        );
    }

    #[test]
    fn a_class_that_says_its_kind_is_not_contradicted() {
        let profiles = faults::Profiles::shipped();
        let traut = profiles.get("traut").unwrap();

        assert_eq!(kind(traut, "support", None).unwrap(), faults::Kind::Support);
        assert!(kind(traut, "support", Some(Kind::Change)).is_err());
        assert_eq!(kind(traut, "gering", Some(Kind::Change)).unwrap(), faults::Kind::Change);
        let missing = told(&class(traut, None).unwrap_err());
        assert!(missing.contains("hoch, mittel, gering, support, change"), "{missing}");
        assert!(!missing.contains("“”") && !missing.contains("„“"), "{missing}");
        assert_eq!(class(profiles.get("stimme").unwrap(), None).unwrap(), "");
    }

    #[test]
    fn moments_need_their_offset() {
        assert!(moment("2026-03-29T01:45+01:00").is_ok());
        assert!(moment("2026-03-29T00:45:00Z").is_ok());
        assert!(moment("2026-03-29T01:45").is_err());
        assert!(moment("tomorrow").is_err());
    }

    #[test]
    fn a_year_whose_holidays_would_be_guessed_is_wrong_usage() {
        let profiles = faults::Profiles::shipped();
        let spie = std::sync::Arc::clone(profiles.get("spie-osmo").unwrap());
        let contract = Contract::new(spie, &std::collections::BTreeMap::new()).unwrap();
        let judge = |text: &str| {
            contract.judge("FK1", faults::Kind::Incident, moment(text).unwrap()).map_err(refused)
        };

        for far in ["0001-01-01T00:00Z", "1890-01-01T00:00Z", "9999-12-30T21:00Z"] {
            let told = told(&judge(far).unwrap_err());
            assert!(told.contains("1991") && told.contains("2199"), "{told}");
        }
        for known in ["1990-12-31T23:00Z", "2199-12-31T22:59:59Z"] {
            assert!(judge(known).is_ok(), "{known}: by the clock in Berlin");
        }
    }

    #[test]
    fn every_code_of_the_contracts_has_words_in_both_languages() {
        use faults::provider::{ChargeType, CommonSetting, Topic, WayRule};
        use faults::{Chargeable, Questioned, Rule};

        let keys = WayRule::ALL.iter().map(|one| format!("channel-{}", one.code()));
        let keys = keys.chain(Rule::ALL.iter().map(|one| format!("rule-{}", one.code())));
        let keys =
            keys.chain(Questioned::ALL.iter().map(|one| format!("questioned-{}", one.code())));
        let keys = keys.chain(ChargeType::ALL.iter().map(|one| format!("charge-{}", one.code())));
        let keys =
            keys.chain(Chargeable::ALL.iter().map(|one| format!("chargeable-{}", one.code())));
        let keys = keys
            .chain(CommonSetting::ALL.iter().map(|one| format!("provider-setting-{}", one.code())));
        let keys = keys.chain(Topic::ALL.iter().map(|one| format!("note-{}", one.code())));
        let lines =
            ["hotline-reference", "hotline-affected", "hotline-affected-count", "hotline-ask"];
        for key in keys.chain(lines.map(str::to_owned)) {
            for tongue in [Tongue::German, Tongue::English] {
                assert_ne!(crate::words::Words::new(tongue).say(&key), key, "{tongue:?}");
            }
        }
    }
}
