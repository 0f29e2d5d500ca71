//! Telephone systems by kind: which codes they take and how their numbers are built, as data.

use std::sync::LazyLock;

use model::{Lengths, Number};
use serde::Deserialize;

use super::{Code, Codes, HideBy, Numbered, PickUpBy, TemplateError};

/// File name and text of each profile that comes with the program, in the order in which they are shown.
pub const SHIPPED: [(&str, &str); 5] = [
    ("plain-sip.toml", include_str!("../../pbx/plain-sip.toml")),
    ("innovaphone.toml", include_str!("../../pbx/innovaphone.toml")),
    ("asterisk.toml", include_str!("../../pbx/asterisk.toml")),
    ("swyx.toml", include_str!("../../pbx/swyx.toml")),
    ("demo.toml", include_str!("../../pbx/demo.toml")),
];

/// What is known of one kind of telephone system. What no source tells is absent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Pbx {
    /// Stable id, such as `innovaphone`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Codes that it takes.
    #[serde(default, deserialize_with = "super::code::by_name")]
    pub codes: Codes,
    /// What is dialled to hear messages.
    #[serde(default)]
    pub voicemail: Option<Number>,
    /// How long extensions are.
    #[serde(default)]
    pub internal: Option<Lengths>,
    /// Call groups that one may join.
    #[serde(default)]
    pub groups: Vec<Numbered>,
    /// Places where calls can be parked.
    #[serde(default)]
    pub places: Vec<Numbered>,
    /// How the own number is hidden.
    #[serde(default)]
    pub hide: HideBy,
    /// How a colleague's call is taken.
    #[serde(default)]
    pub pick_up: PickUpBy,
}

/// A profile cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {field}: {problem}")]
pub struct PbxError {
    /// The file as it was handed over.
    pub file: String,
    /// Path of the field, such as `codes.forward-always`; `.` for the whole file.
    pub field: String,
    /// What is wrong with it.
    pub problem: String,
}

impl Pbx {
    /// Largest profile that is read.
    pub const LENGTH_BYTES: usize = 64 * 1024;

    /// Reads a profile.
    ///
    /// # Errors
    /// Names the first field that is wrong.
    pub fn read(file: &str, text: &str) -> Result<Self, PbxError> {
        let wrong = |field: &str, problem: String| PbxError {
            file: file.to_owned(),
            field: field.to_owned(),
            problem,
        };
        if text.len() > Self::LENGTH_BYTES {
            return Err(wrong(".", format!("longer than {} bytes", Self::LENGTH_BYTES)));
        }
        let document = toml::Deserializer::parse(text)
            .map_err(|error| wrong(".", error.message().to_owned()))?;
        let pbx: Self = serde_path_to_error::deserialize(document).map_err(|error| {
            wrong(&error.path().to_string(), error.inner().message().to_owned())
        })?;
        if let Some((field, problem)) = check_codes(&pbx.codes) {
            return Err(wrong(&field, problem.to_string()));
        }
        Ok(pbx)
    }

    /// The profiles that come with the program.
    #[must_use]
    pub fn shipped() -> &'static [Self] {
        static PROFILES: LazyLock<Vec<Pbx>> = LazyLock::new(|| {
            let read = SHIPPED.iter().map(|(file, text)| Pbx::read(file, text));
            read.collect::<Result<_, _>>().expect("a test reads what comes with the program")
        });
        &PROFILES
    }

    /// The profile of this id that comes with the program.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        Self::shipped().iter().find(|pbx| pbx.id == id)
    }
}

/// The first code whose template does not fit it.
pub(super) fn check_codes<'c>(
    codes: impl IntoIterator<Item = (&'c Code, &'c super::Template)>,
) -> Option<(String, TemplateError)> {
    codes.into_iter().find_map(|(code, template)| {
        let problem = code.check(template).err()?;
        Some((format!("codes.{}", code.name()), problem))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Template;

    fn codes(id: &str) -> Vec<(&'static str, String)> {
        let pbx = Pbx::find(id).unwrap();
        pbx.codes.iter().map(|(code, template)| (code.name(), template.to_string())).collect()
    }

    fn code(id: &str, code: Code) -> Option<String> {
        Pbx::find(id).unwrap().codes.get(&code).map(Template::to_string)
    }

    #[test]
    fn every_profile_that_comes_with_the_program_is_read_and_names_its_source() {
        for (file, text) in SHIPPED {
            let pbx = Pbx::read(file, text).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(format!("{}.toml", pbx.id), file);
            assert!(text.starts_with("# ") && text.contains("# Source: "), "{file}");
        }
        assert_eq!(Pbx::shipped().len(), SHIPPED.len());
    }

    #[test]
    fn the_plain_profile_has_no_codes() {
        assert!(codes("plain-sip").is_empty());
    }

    #[test]
    fn codes_are_those_of_the_sources() {
        let text = Some("*21*{number}#".to_owned());
        assert_eq!(code("innovaphone", Code::ForwardAlways), text);
        assert_eq!(code("innovaphone", Code::ForwardNoAnswerOff).as_deref(), Some("##61#"));
        assert_eq!(code("innovaphone", Code::PickUp), None, "no source names it");
        assert_eq!(code("asterisk", Code::ForwardBusy).as_deref(), Some("*90{number}"));
        assert_eq!(code("asterisk", Code::PickUp).as_deref(), Some("**{number}"));
        assert_eq!(code("asterisk", Code::HideOnce), None, "FreePBX ships none");
        assert_eq!(code("swyx", Code::ForwardAlways).as_deref(), Some("##20{number}#"));
        assert_eq!(Pbx::find("asterisk").unwrap().voicemail.as_ref().unwrap().as_str(), "*97");
    }

    #[test]
    fn the_demo_system_has_every_service() {
        let expected = [
            ("forward-always", "*21*{number}#"),
            ("forward-always-off", "##21#"),
            ("forward-busy", "*67*{number}#"),
            ("forward-busy-off", "##67#"),
            ("forward-no-answer", "*61*{number}#"),
            ("forward-no-answer-off", "##61#"),
            ("group-join", "*81{group}#"),
            ("group-leave", "##81{group}#"),
            ("operator-first", "*90#"),
            ("operator-second", "*91#"),
            ("hide-always", "*31#"),
            ("hide-always-off", "##31#"),
            ("pick-up", "*8{number}#"),
            ("pick-up-group", "*8#"),
            ("park", "{place}"),
            ("retrieve", "{place}"),
            ("call-back", "*37#"),
        ];
        assert_eq!(codes("demo"), expected.map(|(name, text)| (name, text.to_owned())));
        let demo = Pbx::find("demo").unwrap();
        let places: Vec<_> = demo.places.iter().map(|place| place.number.as_str()).collect();
        assert_eq!(places, ["700", "701", "702", "703"]);
        assert_eq!(demo.groups[0].number.as_str(), "300");
        assert_eq!(demo.groups[0].name, "Service");
        assert_eq!(demo.voicemail.as_ref().unwrap().as_str(), "990");
        assert_eq!(demo.internal, Some(Lengths { from: 2, to: 3 }));
        assert_eq!((demo.hide, demo.pick_up), (HideBy::Code, PickUpBy::Code));
    }

    #[test]
    fn a_profile_that_is_wrong_names_the_field() {
        let head = "id = \"x\"\nname = \"X\"\n";
        for (text, field, problem) in [
            ("id = ", ".", "quoted"),
            ("id = \"x\"", ".", "missing field `name`"),
            ("[codes]\nforward-busy = \"*67*{nummer}#\"", "codes.forward-busy", "{number}"),
            ("[codes]\nforward-busy = \"*67#\"", "codes.forward-busy", "takes {number}"),
            ("[codes]\nforward-busi = \"*67#\"", "codes", "forward-busi"),
            ("internal = { from = 2 }", "internal", "missing field `to`"),
            ("voicemail = \"abc\"", "voicemail", "cannot be dialled"),
            ("[[groups]]\nnumber = 5", "groups[0].number", "expected a string"),
            ("colour = 1", "colour", "unknown field"),
            ("hide = \"never\"", "hide", "unknown variant"),
        ] {
            let text =
                if text.starts_with("id") { text.to_owned() } else { format!("{head}{text}") };
            let error = Pbx::read("x.toml", &text).unwrap_err();
            assert_eq!(error.file, "x.toml");
            assert_eq!(error.field, field, "{text}: {error}");
            assert!(error.problem.contains(problem), "{text}: {error}");
        }
    }

    #[test]
    fn a_huge_profile_is_not_read() {
        let text = "#".repeat(Pbx::LENGTH_BYTES + 1);
        assert!(Pbx::read("x.toml", &text).unwrap_err().problem.contains("longer than"));
    }
}
