//! What a job or an event is about: a name, or so many archives. A number is a fact that every language says itself.

use std::fmt;

use crate::error::Result;
use crate::message::words;

/// What a job or an event is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// An appliance, or one archive, by its name at that time.
    Named(String),
    /// So many archives.
    Archives(u64),
}

impl Subject {
    /// How many archives it is, where there are several.
    pub fn archives(&self) -> Option<u64> {
        match self {
            Self::Named(_) => None,
            Self::Archives(count) => Some(*count),
        }
    }

    /// As it is stored: in English, and the number beside it.
    pub(crate) fn stored(&self) -> (String, Option<i64>) {
        (self.to_string(), self.archives().map(crate::database::signed))
    }

    pub(crate) fn read(text: String, archives: Option<i64>) -> Result<Self> {
        let count = crate::database::unsigned(archives, "number of archives")?;
        Ok(count.map_or(Self::Named(text), Self::Archives))
    }
}

impl fmt::Display for Subject {
    /// `Payments EU`, `14 archives`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Archives(count) => f.write_str(&words::count(*count, "archive")),
        }
    }
}

impl From<String> for Subject {
    fn from(name: String) -> Self {
        Self::Named(name)
    }
}

impl From<&str> for Subject {
    fn from(name: &str) -> Self {
        Self::Named(name.to_owned())
    }
}
