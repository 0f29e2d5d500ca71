//! `rufbereit providers`: the profiles in force and what each leaves open; and how a command line names
//! profiles and settings.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use faults::{Profiles, Provider, Words};
use serde::Serialize;

use super::client::PeerError;
use super::print;
use crate::providers;

/// How providers are listed.
#[derive(Debug, ClapArgs)]
pub(crate) struct ProvidersArgs {
    /// Folder of IT's own profiles; `providers` within the profile where it is not given.
    #[arg(long, value_name = "DIR")]
    profiles: Option<PathBuf>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// Lists the providers, their classes and what their profiles leave open.
pub(super) fn run(args: ProvidersArgs, profile: &Path) -> Result<(), PeerError> {
    let Known { list, troubles } = profiles(args.profiles, profile);
    if args.json {
        let providers = list.all().map(|provider| ProviderAnswer::of(provider)).collect();
        print::json(&ProvidersAnswer { providers, errors: troubles });
        return Ok(());
    }
    for provider in list.all() {
        let classes: Vec<_> = provider.classes.iter().map(|class| class.code.as_str()).collect();
        let settings: Vec<_> = provider
            .settings()
            .iter()
            .map(|spec| format!("{}{}", spec.name, if spec.is_needed { "*" } else { "" }))
            .collect();
        print::text(&format!("{}  {}  {}", provider.id, provider.name, classes.join(" ")));
        print::text(&format!("    {}", settings.join(" ")));
    }
    for trouble in &troubles {
        trouble.tell();
    }
    Ok(())
}

/// Profiles in force, and what could not be read.
pub(super) struct Known {
    pub(super) list: Profiles,
    pub(super) troubles: Vec<Trouble>,
}

/// The profiles of a folder beside those that come with the program.
pub(super) fn profiles(named: Option<PathBuf>, profile: &Path) -> Known {
    let read = match named {
        // A folder that is tried out was never in force.
        Some(folder) => providers::InForce::read(Profiles::shipped(), &folder),
        None => providers::InForce::at_start(&providers::folder(profile), profile),
    };
    let list = read.profiles;
    let unread = read.unread.into_iter().map(|(path, error)| Trouble {
        kept: list.has_own(&providers::name(&path)),
        file: path.display().to_string(),
        line: 0,
        field: String::new(),
        rule: error.to_string(),
    });
    let errors = read.errors.into_iter().map(|error| Trouble {
        kept: list.has_own(&error.file),
        line: error.line,
        field: error.field,
        rule: error.rule.to_string(),
        file: error.file,
    });
    let troubles = unread.chain(errors).collect();
    Known { list, troubles }
}

/// Settings by name. One that is given twice is refused: which of the two is meant would be a guess.
pub(super) fn settings(
    given: Vec<(String, String)>,
) -> Result<BTreeMap<String, String>, PeerError> {
    let mut settings = BTreeMap::new();
    for (name, value) in given {
        let name = name.to_ascii_lowercase();
        if settings.contains_key(&name) {
            let words = print::words().tell("cli-setting-twice", &[("name", &name)]);
            return Err(PeerError::Usage(words));
        }
        settings.insert(name, value);
    }
    Ok(settings)
}

/// What scripts read of all providers.
#[derive(Debug, Serialize)]
struct ProvidersAnswer {
    providers: Vec<ProviderAnswer>,
    errors: Vec<Trouble>,
}

#[derive(Debug, Serialize)]
struct ProviderAnswer {
    id: String,
    name: String,
    file: String,
    source: String,
    classes: Vec<ClassAnswer>,
    settings: Vec<SettingAnswer>,
    notes: Vec<NoteAnswer>,
}

#[derive(Debug, Serialize)]
struct NoteAnswer {
    topic: &'static str,
    text: Both,
    source: String,
}

#[derive(Debug, Serialize)]
struct ClassAnswer {
    code: String,
    neutral: &'static str,
    name: Option<Both>,
    definition: Option<Both>,
    source: String,
}

#[derive(Debug, Serialize)]
struct Both {
    de: String,
    en: String,
}

#[derive(Debug, Serialize)]
struct SettingAnswer {
    name: String,
    needed: bool,
    classes: Vec<String>,
    values: Vec<&'static str>,
    example: &'static str,
}

/// A profile that is not in force, and why.
#[derive(Debug, Serialize)]
pub(super) struct Trouble {
    file: String,
    line: usize,
    field: String,
    rule: String,
    /// Whether the last good profile of this file stays in force.
    kept: bool,
}

impl Trouble {
    /// Tells it, and what is in force instead.
    pub(super) fn tell(&self) {
        print::error(&self.to_string());
        if self.kept {
            print::error(&print::words().say("profile-kept"));
        }
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { file, line, field, rule, kept: _ } = self;
        match (line, field.as_str()) {
            (0, _) => write!(f, "{file}: {rule}"),
            (_, "") => write!(f, "{file}:{line}: {rule}"),
            _ => write!(f, "{file}:{line}: {field}: {rule}"),
        }
    }
}

impl ProviderAnswer {
    fn of(provider: &Provider) -> Self {
        let both = |words: &Words| Both { de: words.de.clone(), en: words.en.clone() };
        let classes = provider.classes.iter().map(|class| ClassAnswer {
            code: class.code.clone(),
            neutral: class.neutral.code(),
            name: class.name.as_ref().map(both),
            definition: class.definition.as_ref().map(both),
            source: class.source.clone(),
        });
        let settings = provider.settings().into_iter().map(|spec| SettingAnswer {
            name: spec.name.to_string(),
            needed: spec.is_needed,
            classes: spec.classes,
            values: spec.values,
            example: spec.example,
        });
        let notes = provider.notes.iter().map(|note| NoteAnswer {
            topic: note.topic.code(),
            text: both(&note.words),
            source: note.source.clone(),
        });
        Self {
            id: provider.id.to_string(),
            name: provider.name.clone(),
            file: provider.file.clone(),
            source: provider.source.clone(),
            classes: classes.collect(),
            settings: settings.collect(),
            notes: notes.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_that_breaks_is_told_by_file_and_line() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("own.toml"), "id = \"own\"\nname = 3\n").unwrap();

        let known = profiles(Some(folder.path().to_owned()), Path::new("/nowhere"));

        assert_eq!(known.list.all().count(), 5);
        assert_eq!(known.troubles[0].to_string(), "own.toml:2: name: must be a text");
    }

    #[test]
    fn a_profile_that_is_no_utf8_is_told_by_file_and_line() {
        let folder = tempfile::tempdir().unwrap();
        let text = "id = \"own\"\nname = \"T\u{c4}L\"\n";
        let latin: Vec<u8> = text.chars().map(|letter| u8::try_from(letter).unwrap()).collect();
        std::fs::write(folder.path().join("own.toml"), latin).unwrap();

        let known = profiles(Some(folder.path().to_owned()), Path::new("/nowhere"));

        assert!(known.troubles[0].to_string().starts_with("own.toml:2: not UTF-8"));
    }

    #[test]
    fn the_last_good_profile_of_a_broken_file_is_in_force_in_a_new_program() {
        let profile = tempfile::tempdir().unwrap();
        let file = providers::folder(profile.path()).join("own.toml");
        std::fs::create_dir(file.parent().unwrap()).unwrap();
        let (_, shipped) = faults::provider::SHIPPED[0];
        let own = shipped.replacen("id = \"", "id = \"own-", 1);
        std::fs::write(&file, &own).unwrap();
        let read = |_start: u8| profiles(None, profile.path());
        assert_eq!(read(1).list.all().count(), 6);
        std::fs::write(&file, own.replacen("id = ", "id == ", 1)).unwrap();
        assert_eq!(read(2).list.all().count(), 5, "it was never in force in a program that ran");
        std::fs::write(&file, &own).unwrap();
        let folder = providers::folder(profile.path());
        providers::InForce::at_start(&folder, profile.path()).keep(profile.path()).unwrap();

        std::fs::write(&file, own.replacen("id = ", "id == ", 1)).unwrap();
        let broken = read(3);
        assert_eq!((broken.list.all().count(), broken.troubles.len()), (6, 1));
        assert!(broken.troubles[0].kept && broken.troubles[0].line > 0);

        std::fs::remove_dir_all(&folder).unwrap();
        std::fs::write(&folder, "no folder").unwrap();
        assert_eq!(read(4).list.all().count(), 6, "of a folder that is closed nobody knows more");

        std::fs::remove_file(&folder).unwrap();
        let gone = providers::InForce::at_start(&folder, profile.path());
        gone.keep(profile.path()).unwrap();
        assert_eq!((read(5).list.all().count(), read(5).troubles.len()), (5, 0));
    }

    #[test]
    fn a_setting_is_given_once() {
        let set = |given: &[(&str, &str)]| {
            settings(given.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect())
        };

        assert_eq!(set(&[("state", "BY"), ("oncall", "booked")]).unwrap().len(), 2);
        for twice in [[("state", "BY"), ("state", "NI")], [("state", "BY"), ("State", "BY")]] {
            assert!(matches!(set(&twice), Err(PeerError::Usage(words)) if words.contains("state")));
        }
    }
}
