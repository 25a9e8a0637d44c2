//! The names of archives (R3): `backup_2025-04-10T10-32-33`, plus `.zip`.
//!
//! A name sent by a server is data of a stranger: only a name of the vendor's form is taken over, and what is made
//! of it can neither leave the folder nor carry anything else.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

/// The name of an archive, without `.zip`: always `backup_` and a date and time that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ArchiveName(DateTime);

/// The text is not a name of the vendor's form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an archive name such as backup_2025-04-10T10-32-33.zip")]
pub struct NotAnArchiveName;

impl ArchiveName {
    /// The name of an archive made at this time of the appliance's clock. Fractions of a second are dropped.
    #[must_use]
    pub fn at(when: DateTime) -> Self {
        let time = when.time();
        Self(when.date().at(time.hour(), time.minute(), time.second(), 0))
    }

    /// The date and time in the name, as the appliance's clock showed them.
    #[must_use]
    pub const fn when(&self) -> DateTime {
        self.0
    }

    /// The name of the file: the name plus `.zip`.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{self}.zip")
    }

    /// The name in what a server sent, for example in `Content-Disposition`; `None` if it is not of the vendor's
    /// form. Folders in front of it are dropped, as browsers do.
    #[must_use]
    pub fn from_server(sent: &str) -> Option<Self> {
        sent.rsplit(['/', '\\']).next()?.trim().parse().ok()
    }
}

impl fmt::Display for ArchiveName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "backup_{}", self.0.strftime("%Y-%m-%dT%H-%M-%S"))
    }
}

impl FromStr for ArchiveName {
    type Err = NotAnArchiveName;

    /// Reads the name with or without `.zip`.
    fn from_str(text: &str) -> Result<Self, NotAnArchiveName> {
        let stem = text.strip_suffix(".zip").unwrap_or(text);
        let stamp = stem.strip_prefix("backup_").ok_or(NotAnArchiveName)?;
        let shape = stamp.bytes().zip(*b"dddd-dd-ddTdd-dd-dd");
        let fits =
            shape.clone().all(|(byte, form)| if form == b'd' { byte.is_ascii_digit() } else { byte == form });
        if stamp.len() != 19 || !fits {
            return Err(NotAnArchiveName);
        }
        let number = |from: usize, to: usize| stamp[from..to].parse::<i16>().map_err(|_| NotAnArchiveName);
        let small = |from: usize| stamp[from..from + 2].parse::<i8>().map_err(|_| NotAnArchiveName);
        let date = Date::new(number(0, 4)?, small(5)?, small(8)?).map_err(|_| NotAnArchiveName)?;
        let time = Time::new(small(11)?, small(14)?, small(17)?, 0).map_err(|_| NotAnArchiveName)?;
        Ok(Self(date.to_datetime(time)))
    }
}

impl From<ArchiveName> for String {
    fn from(name: ArchiveName) -> Self {
        name.to_string()
    }
}

impl TryFrom<String> for ArchiveName {
    type Error = NotAnArchiveName;

    fn try_from(text: String) -> Result<Self, NotAnArchiveName> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_vendors_form_only() {
        let name: ArchiveName = "backup_2025-04-10T10-32-33".parse().unwrap();
        assert_eq!(name.file_name(), "backup_2025-04-10T10-32-33.zip", "R3");
        assert_eq!("backup_2025-04-10T10-32-33.zip".parse(), Ok(name), "with the suffix");
        assert_eq!(ArchiveName::at(name.when()), name, "made from the time");
        for wrong in [
            "",
            "backup_",
            "backup_2025-04-10T10-32-3",
            "backup_2025-04-10T10-32-333",
            "backup_2025-02-30T10-32-33",
            "backup_2025-04-10T25-32-33",
            "backup_2025-04-10 10-32-33",
            "backup_2025-04-10T10:32:33",
            "backup_2025-04-10T10-32-33.zip.exe",
            "Backup_2025-04-10T10-32-33",
            "backup_２025-04-10T10-32-33",
        ] {
            assert!(wrong.parse::<ArchiveName>().is_err(), "{wrong:?} is refused");
        }
    }

    #[test]
    fn takes_nothing_else_from_a_server() {
        let name = ArchiveName::from_server("../../etc/backup_2025-04-10T10-32-33.zip").unwrap();
        assert_eq!(name.file_name(), "backup_2025-04-10T10-32-33.zip", "only the last part counts");
        for hostile in ["..", "C:\\x", "backup_2025-04-10T10-32-33.zip\0.exe", "con", "/"] {
            assert_eq!(ArchiveName::from_server(hostile), None, "{hostile:?} is not taken over");
        }
    }
}
