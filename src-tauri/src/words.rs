//! The program's own words: tray, notifications, command line. One catalogue with the window.

use std::collections::BTreeMap;

use fluent::{FluentArgs, FluentBundle, FluentResource};

/// The catalogues, built in. Both languages have the same keys; a test of the window demands it.
const GERMAN: [&str; 2] = [
    include_str!("../../ui/messages/de/program.ftl"),
    include_str!("../../ui/messages/de/codes.ftl"),
];
const ENGLISH: [&str; 2] = [
    include_str!("../../ui/messages/en/program.ftl"),
    include_str!("../../ui/messages/en/codes.ftl"),
];

/// A language that the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tongue {
    /// German.
    German,
    /// English.
    English,
}

impl Tongue {
    /// The system's, where the program speaks it; else English.
    pub(crate) fn of_system() -> Self {
        if system_language() == "de" { Self::German } else { Self::English }
    }

    /// The person's choice.
    pub(crate) fn chosen(language: contract::LanguageView) -> Self {
        match language {
            contract::LanguageView::System => Self::of_system(),
            contract::LanguageView::De => Self::German,
            contract::LanguageView::En => Self::English,
        }
    }
}

/// Says things in one language.
pub(crate) struct Words {
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    pub(crate) fn new(tongue: Tongue) -> Self {
        let (tag, sources) = match tongue {
            Tongue::German => ("de", GERMAN),
            Tongue::English => ("en", ENGLISH),
        };
        let language = tag.parse().expect("de and en are language tags");
        let mut bundle = FluentBundle::new(vec![language]);
        // Plain targets such as notifications show the isolation marks as boxes.
        bundle.set_use_isolating(false);
        for source in sources {
            // A test reads all catalogues without a fault, so nothing is lost here.
            let resource = match FluentResource::try_new(source.to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        Self { bundle }
    }

    /// The message of this key.
    pub(crate) fn say(&self, key: &str) -> String {
        self.tell(key, &[])
    }

    /// The message of this key with values put in.
    pub(crate) fn tell(&self, key: &str, values: &[(&'static str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, (*value).to_owned());
        }
        self.format(key, &args)
    }

    fn format(&self, key: &str, args: &FluentArgs<'_>) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, "no such message");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(key, ?errors, "a message does not fit its values");
        }
        text
    }

    /// The message of this key with values that came by name.
    pub(crate) fn sentence(&self, key: &str, values: &BTreeMap<String, String>) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(name.clone(), value.clone());
        }
        self.format(key, &args)
    }

    /// The words for a code of the contract, such as `refusal-unknownCall`, and what it concerns.
    pub(crate) fn code(&self, family: &str, code: &impl serde::Serialize, subject: &str) -> String {
        let name =
            serde_json::to_value(code).ok().and_then(|value| value.as_str().map(str::to_owned));
        self.tell(&format!("{family}-{}", name.unwrap_or_default()), &[("subject", subject)])
    }
}

/// The language that the system asks for, such as `de`; `en` where it does not say.
pub(crate) fn system_language() -> String {
    let locale = sys_locale::get_locale().unwrap_or_default();
    let language = locale.split(['-', '_', '.']).next().unwrap_or_default().to_ascii_lowercase();
    if language.len() == 2 || language.len() == 3 { language } else { "en".to_owned() }
}
