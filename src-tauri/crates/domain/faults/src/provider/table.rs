//! Reads fields out of TOML and knows the line of each; what nobody takes is an unknown field.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{ProfileError, ProfileRule};
use crate::{Percent, Words};

/// The text that is read, for lines in errors.
#[derive(Debug, Clone, Copy)]
pub(super) struct Document<'d> {
    pub(super) file: &'d str,
    pub(super) text: &'d str,
}

impl<'d> Document<'d> {
    pub(super) fn error(self, at: usize, field: &str, rule: ProfileRule) -> ProfileError {
        let (file, line) = (self.file.to_owned(), self.line(at));
        ProfileError { file, line, field: field.to_owned(), rule }
    }

    fn line(self, at: usize) -> usize {
        self.text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
    }

    /// The fields of the whole file.
    pub(super) fn top(self, table: &'d Spanned<DeTable<'d>>) -> Table<'d> {
        Table::new(self, String::new(), table.span().start, table.get_ref())
    }
}

/// A table whose fields are taken one by one.
#[derive(Debug)]
pub(super) struct Table<'d> {
    document: Document<'d>,
    path: String,
    at: usize,
    left: BTreeMap<&'d str, (usize, &'d Spanned<DeValue<'d>>)>,
}

impl<'d> Table<'d> {
    fn new(document: Document<'d>, path: String, at: usize, table: &'d DeTable<'d>) -> Self {
        let fields = table.iter();
        let left = fields.map(|(key, value)| {
            let name: &str = key.get_ref();
            (name, (key.span().start, value))
        });
        Self { document, path, at, left: left.collect() }
    }

    /// Takes a field that may be absent.
    pub(super) fn take(&mut self, name: &str) -> Option<Field<'d>> {
        let (at, value) = self.left.remove(name)?;
        Some(Field {
            document: self.document,
            path: self.path_of(name),
            at,
            value: value.get_ref(),
        })
    }

    /// Takes a field that must be there.
    pub(super) fn need(&mut self, name: &str) -> Result<Field<'d>, ProfileError> {
        self.take(name).ok_or_else(|| self.error(name, ProfileRule::Missing))
    }

    /// Takes an array of tables that may be absent.
    pub(super) fn tables(&mut self, name: &str) -> Result<Vec<Self>, ProfileError> {
        self.take(name).map_or_else(|| Ok(Vec::new()), |field| field.tables())
    }

    /// Takes the text of a field that must be there.
    pub(super) fn text(&mut self, name: &str) -> Result<String, ProfileError> {
        self.need(name)?.text().map(str::to_owned)
    }

    /// Takes a switch; `false` where it is absent.
    pub(super) fn flag(&mut self, name: &str) -> Result<bool, ProfileError> {
        self.take(name).map_or(Ok(false), |field| field.flag())
    }

    /// An error at this table.
    pub(super) fn error(&self, name: &str, rule: ProfileRule) -> ProfileError {
        self.document.error(self.at, &self.path_of(name), rule)
    }

    /// Where the table stands.
    pub(super) fn place(&self) -> (usize, String) {
        (self.at, self.path.clone())
    }

    /// Refuses what was not taken.
    pub(super) fn finish(self) -> Result<(), ProfileError> {
        match self.left.iter().min_by_key(|(_, (at, _))| *at) {
            None => Ok(()),
            Some((name, (at, _))) => {
                Err(self.document.error(*at, &self.path_of(name), ProfileRule::UnknownField))
            }
        }
    }

    fn path_of(&self, name: &str) -> String {
        match (self.path.as_str(), name) {
            ("", name) => name.to_owned(),
            (path, "") => path.to_owned(),
            (path, name) => format!("{path}.{name}"),
        }
    }
}

/// One field with its place.
#[derive(Debug)]
pub(super) struct Field<'d> {
    document: Document<'d>,
    path: String,
    at: usize,
    value: &'d DeValue<'d>,
}

impl<'d> Field<'d> {
    pub(super) fn error(&self, rule: ProfileRule) -> ProfileError {
        self.document.error(self.at, &self.path, rule)
    }

    pub(super) fn line(&self) -> usize {
        self.document.line(self.at)
    }

    pub(super) fn shape(&self, wanted: &str) -> ProfileError {
        self.error(ProfileRule::Shape(wanted.to_owned()))
    }

    /// A text that is not empty.
    pub(super) fn text(&self) -> Result<&'d str, ProfileError> {
        let text = self.value.as_str().map(str::trim).filter(|text| !text.is_empty());
        text.ok_or_else(|| self.shape("a text"))
    }

    pub(super) fn flag(&self) -> Result<bool, ProfileError> {
        self.value.as_bool().ok_or_else(|| self.shape("true or false"))
    }

    pub(super) fn count(&self) -> Result<u16, ProfileError> {
        let number = self.value.as_integer();
        let number = number.and_then(|n| u16::from_str_radix(n.as_str(), n.radix()).ok());
        number.ok_or_else(|| self.shape("a whole number from 0 to 65535"))
    }

    /// A whole number that is not zero.
    pub(super) fn positive(&self) -> Result<u16, ProfileError> {
        let count = self.count().ok().filter(|count| *count > 0);
        count.ok_or_else(|| self.shape("a whole number from 1 to 65535"))
    }

    /// A finite number that is not negative.
    pub(super) fn number(&self) -> Result<f64, ProfileError> {
        let written =
            self.value.as_float().map(|number| number.as_str()).or_else(|| {
                self.value.as_integer().filter(|n| n.radix() == 10).map(|n| n.as_str())
            });
        let number = written.and_then(|text| text.parse::<f64>().ok());
        number
            .filter(|number| number.is_finite() && *number >= 0.0)
            .ok_or_else(|| self.shape("a number that is not negative"))
    }

    pub(super) fn percent(&self) -> Result<f64, ProfileError> {
        let number = self.number()?;
        if number <= 100.0 { Ok(number) } else { Err(self.error(ProfileRule::Percent)) }
    }

    /// A share such as `98.5`, exactly.
    pub(super) fn share(&self) -> Result<Percent, ProfileError> {
        let written =
            self.value.as_float().map(|number| number.as_str()).or_else(|| {
                self.value.as_integer().filter(|n| n.radix() == 10).map(|n| n.as_str())
            });
        let text = written.ok_or_else(|| self.shape("a number"))?;
        text.parse().map_err(|_error| self.error(ProfileRule::Percent))
    }

    /// A word out of a closed list.
    pub(super) fn code<T>(
        &self,
        all: &[T],
        code: impl Fn(&T) -> &'static str,
    ) -> Result<T, ProfileError>
    where
        T: Copy,
    {
        let text = self.text()?;
        let found = all.iter().copied().find(|one| code(one) == text);
        found.ok_or_else(|| {
            self.error(ProfileRule::OneOf(all.iter().map(|one| code(one).to_owned()).collect()))
        })
    }

    /// The fields of a list.
    pub(super) fn list(&self) -> Result<Vec<Self>, ProfileError> {
        let array = self.value.as_array().ok_or_else(|| self.shape("a list"))?;
        let fields = array.iter().enumerate().map(|(index, value)| Field {
            document: self.document,
            path: format!("{}[{}]", self.path, index + 1),
            at: value.span().start,
            value: value.get_ref(),
        });
        Ok(fields.collect())
    }

    /// The fields of a list that has some.
    pub(super) fn some(&self) -> Result<Vec<Self>, ProfileError> {
        let list = self.list()?;
        if list.is_empty() { Err(self.shape("a list that is not empty")) } else { Ok(list) }
    }

    pub(super) fn texts(&self) -> Result<Vec<String>, ProfileError> {
        self.list()?.iter().map(|field| field.text().map(str::to_owned)).collect()
    }

    pub(super) fn table(&self) -> Result<Table<'d>, ProfileError> {
        let table = self.value.as_table().ok_or_else(|| self.shape("a table"))?;
        Ok(Table::new(self.document, self.path.clone(), self.at, table))
    }

    pub(super) fn tables(&self) -> Result<Vec<Table<'d>>, ProfileError> {
        self.list()?.iter().map(Self::table).collect()
    }

    /// A text in both languages.
    pub(super) fn words(&self) -> Result<Words, ProfileError> {
        let mut table = self.table()?;
        let words = Words { de: table.text("de")?, en: table.text("en")? };
        table.finish()?;
        Ok(words)
    }
}
