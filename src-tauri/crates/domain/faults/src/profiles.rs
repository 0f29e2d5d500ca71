//! All profiles in force: those that come with the program, and IT's own beside or instead of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::provider::ProfileRule;
use crate::{ProfileError, Provider};

/// All profiles in force. A file that breaks leaves the last good profile of that file in force.
#[derive(Debug, Clone)]
pub struct Profiles {
    /// Shipped ones in their order, then IT's own by file name.
    providers: Vec<Arc<Provider>>,
    /// What was read of each of IT's files last, by file name.
    own: BTreeMap<String, Arc<Provider>>,
}

impl Profiles {
    /// Only the profiles that come with the program.
    #[must_use]
    pub fn shipped() -> Self {
        let providers = Provider::shipped().iter().cloned().map(Arc::new).collect();
        Self { providers, own: BTreeMap::new() }
    }

    /// The shipped profiles with IT's own, given as file names and texts. One with the id of a
    /// shipped profile replaces it as a whole.
    #[must_use]
    pub fn load<'f>(
        files: impl IntoIterator<Item = (&'f str, &'f str)>,
    ) -> (Self, Vec<ProfileError>) {
        let mut profiles = Self::shipped();
        let errors = profiles.reload(files, []);
        (profiles, errors)
    }

    /// Reads IT's files again. Of a file that broke, or is there and `unread`, the last good profile
    /// stays in force; what is no longer among the files is forgotten, and a shipped profile comes
    /// back.
    pub fn reload<'f>(
        &mut self,
        files: impl IntoIterator<Item = (&'f str, &'f str)>,
        unread: impl IntoIterator<Item = &'f str>,
    ) -> Vec<ProfileError> {
        let files: BTreeMap<&str, &str> = files.into_iter().collect();
        let before = std::mem::take(&mut self.own);
        let mut errors = Vec::new();
        let mut broken: Vec<&str> = unread.into_iter().collect();
        let mut ids = BTreeSet::new();
        for (file, text) in files {
            match Provider::read(file, text) {
                Ok(provider) if ids.insert(provider.id.clone()) => {
                    self.own.insert(file.to_owned(), Arc::new(provider));
                }
                Ok(provider) => {
                    errors.push(ProfileError {
                        file: file.to_owned(),
                        line: provider.id_line,
                        field: "id".to_owned(),
                        rule: ProfileRule::Duplicate(provider.id.to_string()),
                    });
                    broken.push(file);
                }
                Err(error) => {
                    errors.push(error);
                    broken.push(file);
                }
            }
        }
        for file in broken {
            if let Some(last_good) = before.get(file)
                && ids.insert(last_good.id.clone())
            {
                self.own.insert(file.to_owned(), Arc::clone(last_good));
            }
        }
        self.providers = self.in_force();
        errors
    }

    fn in_force(&self) -> Vec<Arc<Provider>> {
        let mut providers = Self::shipped().providers;
        for own in self.own.values() {
            match providers.iter_mut().find(|provider| provider.id == own.id) {
                Some(replaced) => *replaced = Arc::clone(own),
                None => providers.push(Arc::clone(own)),
            }
        }
        providers
    }

    /// The profile of this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Arc<Provider>> {
        self.providers.iter().find(|provider| provider.id.as_str() == id)
    }

    /// Whether a profile of this file of IT is in force, be it the last good one.
    #[must_use]
    pub fn has_own(&self, file: &str) -> bool {
        self.own.contains_key(file)
    }

    /// All of them: the shipped ones first.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Provider>> {
        self.providers.iter()
    }
}

impl Default for Profiles {
    fn default() -> Self {
        Self::shipped()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::SHIPPED;

    fn text(file: &str) -> &'static str {
        SHIPPED.iter().find(|(name, _)| *name == file).unwrap().1
    }

    #[test]
    fn five_profiles_come_with_the_program() {
        let profiles = Profiles::shipped();

        let ids: Vec<_> = profiles.all().map(|provider| provider.id.as_str()).collect();
        assert_eq!(ids, ["spie-osmo", "stimme", "voip-contract", "traut", "seitenbau"]);
    }

    #[test]
    fn an_own_profile_stands_beside_or_instead_of_a_shipped_one() {
        let own = text("stimme.toml").replace("id = \"stimme\"", "id = \"ours\"");
        let instead = text("traut.toml").replace("name = \"TRAUT\"", "name = \"TRAUT plus\"");

        let (profiles, errors) =
            Profiles::load([("ours.toml", own.as_str()), ("t.toml", &instead)]);

        assert_eq!(errors, []);
        assert_eq!(profiles.all().count(), 6);
        assert_eq!(profiles.get("ours").unwrap().file, "ours.toml");
        assert_eq!(profiles.get("traut").unwrap().name, "TRAUT plus");
    }

    #[test]
    fn the_last_good_profile_of_a_broken_file_stays_in_force() {
        let good = text("traut.toml").replace("name = \"TRAUT\"", "name = \"TRAUT plus\"");
        let (mut profiles, _) = Profiles::load([("t.toml", good.as_str())]);
        let broken = good.replace("span = \"1 h\"", "span = \"an hour\"");

        let errors = profiles.reload([("t.toml", broken.as_str())], []);

        assert_eq!(errors.len(), 1);
        assert_eq!((errors[0].file.as_str(), errors[0].rule.code()), ("t.toml", "shape"));
        assert_eq!(profiles.get("traut").unwrap().name, "TRAUT plus");
        assert!(profiles.has_own("t.toml") && !profiles.has_own("traut.toml"));
        assert_eq!(profiles.reload([("t.toml", broken.as_str())], []).len(), 1);
        assert_eq!(profiles.get("traut").unwrap().name, "TRAUT plus", "however often it is read");
        assert_eq!(profiles.reload([], []), []);
        assert_eq!(profiles.get("traut").unwrap().name, "TRAUT", "the file is gone");
    }

    #[test]
    fn a_file_that_cannot_be_read_any_more_leaves_its_last_good_profile_in_force() {
        let good = text("traut.toml").replace("name = \"TRAUT\"", "name = \"TRAUT plus\"");
        let (mut profiles, _) = Profiles::load([("t.toml", good.as_str())]);

        assert_eq!(profiles.reload([], ["t.toml", "never-read.toml"]), []);

        assert_eq!(profiles.get("traut").unwrap().name, "TRAUT plus");
        assert_eq!(profiles.all().count(), 5);
    }

    #[test]
    fn a_file_that_takes_the_id_of_another_keeps_its_last_good_profile() {
        let own =
            |id: &str| text("traut.toml").replace("id = \"traut\"", &format!("id = \"{id}\""));
        let (one, two) = (own("one"), own("two"));
        let (mut profiles, _) = Profiles::load([("a.toml", one.as_str()), ("b.toml", &two)]);

        let errors = profiles.reload([("a.toml", one.as_str()), ("b.toml", &one)], []);

        assert_eq!(errors[0].to_string(), "b.toml:4: id: `one` stands twice");
        assert_eq!(profiles.get("two").unwrap().file, "b.toml");
    }

    #[test]
    fn a_file_that_was_never_good_leaves_the_shipped_profile_in_force() {
        let (profiles, errors) = Profiles::load([("spie.toml", "id = ")]);

        assert_eq!((errors[0].line, errors[0].rule.code()), (1, "syntax"));
        assert_eq!(profiles.get("spie-osmo").unwrap().file, "spie-osmo.toml");
    }

    #[test]
    fn two_own_profiles_of_one_id_are_refused_by_name_and_line() {
        let (profiles, errors) =
            Profiles::load([("a.toml", text("traut.toml")), ("b.toml", text("traut.toml"))]);

        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].to_string(), "b.toml:4: id: `traut` stands twice");
        assert_eq!(profiles.get("traut").unwrap().file, "a.toml");
    }
}
