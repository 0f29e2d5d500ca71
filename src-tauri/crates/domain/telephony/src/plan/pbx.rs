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
    #[serde(default)]
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
        let pbx: Self = serde_path_to_error::deserialize(document)
            .map_err(|error| wrong(&error.path().to_string(), error.inner().message().to_owned()))?;
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
