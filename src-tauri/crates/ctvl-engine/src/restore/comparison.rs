//! Archive and target side by side, as the vendor's page wants them compared (R5, R6) before anything is replaced.

use serde::{Deserialize, Serialize};

use super::facts::{ArchiveFacts, KeyThere, TargetFacts};
use super::words::{age, day_and_time};

/// One row of the table that sets archive and target side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// What is compared.
    pub detail: ComparisonKind,
    /// In the archive.
    pub archive: String,
    /// On the target.
    pub target: String,
    /// What that means.
    pub note: String,
    /// How it is to be read.
    pub tone: Tone,
}

/// What a row compares. Stored by its words, as plans of open restores were before there were kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ComparisonKind {
    /// The version that made the archive, and the one that runs on the target (R6).
    #[serde(rename = "CT-VL version")]
    Version,
    /// When the archive was made, and now.
    #[serde(rename = "Backup date")]
    Date,
    /// The key the archive needs, and whether the target lists it.
    #[serde(rename = "Encryption key")]
    Key,
    /// The appliance it was taken from, and the target.
    #[serde(rename = "Taken from")]
    Origin,
}

impl ComparisonKind {
    /// Its heading.
    pub fn word(self) -> &'static str {
        match self {
            Self::Version => "CT-VL version",
            Self::Date => "Backup date",
            Self::Key => "Encryption key",
            Self::Origin => "Taken from",
        }
    }
}

/// How a row is to be read; never the only carrier of its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// As it should be.
    Fits,
    /// Worth a second look.
    Look,
    /// A rule refuses it.
    Refused,
    /// Not known.
    Unknown,
}

/// The table of a plan. `now` is when it was made.
pub(super) fn comparison(
    archive: &ArchiveFacts,
    target: &TargetFacts,
    fits: Option<bool>,
    now: jiff::Timestamp,
) -> Vec<Comparison> {
    let unknown = || "Unknown".to_owned();
    let mut rows = Vec::with_capacity(6);
    let mut row = |detail, archive: String, target: String, note: &str, tone| {
        rows.push(Comparison { detail, archive, target, note: note.to_owned(), tone });
    };
    let (made_by, runs) = (archive.version.as_ref(), target.version.as_ref());
    let (note, tone) = match (fits, made_by, runs) {
        (Some(true), Some(made), Some(runs)) if made.value == runs.value => ("the same, fits", Tone::Fits),
        (Some(true), Some(_), Some(_)) => ("newer, fits", Tone::Fits),
        (Some(false), ..) => ("refused", Tone::Refused),
        // An archive may be refused before its version is known.
        (Some(true) | None, ..) => ("not known", Tone::Unknown),
    };
    row(
        ComparisonKind::Version,
        made_by.map_or_else(unknown, |known| known.value.to_string()),
        runs.map_or_else(unknown, |known| known.value.to_string()),
        note,
        tone,
    );
    match &archive.created {
        Some(created) => {
            let lost = age(created.timestamp(), now);
            row(
                ComparisonKind::Date,
                day_and_time(created),
                "Now".into(),
                &format!("loses {lost}"),
                Tone::Look,
            );
        }
        None => {
            let shown = archive.date_shown().unwrap_or_else(unknown);
            row(ComparisonKind::Date, shown, "Now".into(), "not known", Tone::Unknown);
        }
    }
    let needed = archive.key.shown();
    match (&needed, target.key) {
        (Some(key), KeyThere::Listed) => {
            row(ComparisonKind::Key, key.clone(), key.clone(), "known there", Tone::Fits);
        }
        (Some(key), KeyThere::NotListed) => {
            row(ComparisonKind::Key, key.clone(), "Not listed".into(), "not known there", Tone::Look);
        }
        (Some(key), KeyThere::NotKnown) => {
            row(ComparisonKind::Key, key.clone(), unknown(), "not compared", Tone::Unknown)
        }
        (None, _) => row(ComparisonKind::Key, unknown(), unknown(), "not known", Tone::Unknown),
    }
    match &archive.taken_from {
        Some(from) if from.address == target.address => {
            row(ComparisonKind::Origin, from.name.clone(), target.host.clone(), "same appliance", Tone::Fits);
        }
        Some(from) => row(
            ComparisonKind::Origin,
            from.name.clone(),
            target.host.clone(),
            "another appliance",
            Tone::Look,
        ),
        None => row(ComparisonKind::Origin, unknown(), target.host.clone(), "not known", Tone::Unknown),
    }
    rows
}

#[cfg(test)]
mod tests {
    use ctvl_archive::Source;

    use super::super::facts::tests::{archive, target, version};
    use super::*;

    #[test]
    fn the_table_compares_what_the_vendor_wants_compared() {
        let now = "2026-11-12T13:40:02Z".parse().expect("a time");
        let rows = comparison(&archive(), &target(), Some(true), now);
        let shown: Vec<_> =
            rows.iter().map(|r| (r.detail.word(), r.archive.as_str(), r.note.as_str())).collect();
        assert_eq!(
            shown,
            [
                ("CT-VL version", "2.8.5", "newer, fits"),
                ("Backup date", "11 Nov 2026, 16:40", "loses 22 hours"),
                ("Encryption key", "pay-2026", "known there"),
                ("Taken from", "Payments EU", "same appliance"),
            ]
        );
        let same = TargetFacts { version: version("2.8.5", Source::Appliance), ..target() };
        assert_eq!(comparison(&archive(), &same, Some(true), now)[0].note, "the same, fits");
        assert_eq!(comparison(&archive(), &target(), Some(false), now)[0].tone, Tone::Refused);
        assert_eq!(
            comparison(&archive(), &target(), None, now)[0].tone,
            Tone::Unknown,
            "unknown is not a pass"
        );
    }

    #[test]
    fn a_row_is_stored_by_the_words_it_shows() {
        use ComparisonKind as K;
        for kind in [K::Version, K::Date, K::Key, K::Origin] {
            let stored = serde_json::to_value(kind).expect("plain data");
            assert_eq!(stored, kind.word(), "a plan that was stored with words is still read");
        }
    }
}
