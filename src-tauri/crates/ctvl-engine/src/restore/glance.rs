//! Whether an archive can be restored on an appliance, from what is written down of both. Nobody is asked and nothing is
//! read, so it is never more than a flight plan would say: what was not looked at is unknown.

use ctvl_archive::{
    ArchiveClaim, ArchiveState, CtvlVersion, Known, OLDEST_RESTORABLE, Refusal, Source, TargetClaim,
    restorable,
};
use jiff::Timestamp;

use crate::library::{ArchiveRow, RowState};
use crate::profile::KnownVersions;

/// A verdict in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Restorable {
    /// Nothing speaks against it.
    Yes,
    /// The archive is damaged.
    Damaged,
    /// The archive is missing.
    Missing,
    /// R6: the appliance runs an older version than the one that made it, or one below 2.2.2.
    TooNew,
    /// Something is not known: a version, or whether the archive is whole.
    Unknown,
}

/// The verdict with what would fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glance {
    /// The verdict.
    pub restorable: Restorable,
    /// The oldest version that would fit, where the version is the reason.
    pub needs: Option<CtvlVersion>,
}

impl Glance {
    /// Of this archive on a target that runs this version.
    pub(crate) fn of(row: &ArchiveRow, runs: Option<Known<CtvlVersion>>) -> Self {
        let word = |restorable| Self { restorable, needs: None };
        let state = match row.state {
            RowState::Verified => {
                ArchiveState::Verified { at: row.checked_at.unwrap_or(Timestamp::UNIX_EPOCH) }
            }
            RowState::Unverified => ArchiveState::Unverified,
            // A row keeps its reasons as sentences. Which ones they are makes no difference to the verdict.
            RowState::CannotVerify => ArchiveState::CannotVerify { why: Vec::new() },
            RowState::Damaged => return word(Restorable::Damaged),
            RowState::Missing => ArchiveState::Missing,
        };
        let archive = ArchiveClaim { state: &state, version: row.version };
        match restorable(&archive, &TargetClaim { version: runs }) {
            ctvl_archive::Restorable::Yes => word(Restorable::Yes),
            ctvl_archive::Restorable::Unknown(_) => word(Restorable::Unknown),
            ctvl_archive::Restorable::No(refusals) => match gravest(&refusals) {
                Restorable::TooNew => {
                    let made_by = row.version.map_or(OLDEST_RESTORABLE, |known| known.value);
                    Self { restorable: Restorable::TooNew, needs: Some(made_by.max(OLDEST_RESTORABLE)) }
                }
                other => word(other),
            },
        }
    }
}

/// An archive that is no use anywhere before a target that may be upgraded.
fn gravest(refusals: &[Refusal]) -> Restorable {
    let word = |refusal: &Refusal| match refusal {
        Refusal::ArchiveDamaged(_) => Restorable::Damaged,
        Refusal::ArchiveMissing => Restorable::Missing,
        Refusal::TargetTooOld { .. } | Refusal::TargetOlderThanArchive { .. } => Restorable::TooNew,
    };
    let words: Vec<_> = refusals.iter().map(word).collect();
    [Restorable::Damaged, Restorable::Missing, Restorable::TooNew]
        .into_iter()
        .find(|grave| words.contains(grave))
        .unwrap_or(Restorable::Unknown)
}

impl KnownVersions {
    /// The version that counts: what the appliance told before what a person typed.
    pub fn best(&self) -> Option<Known<CtvlVersion>> {
        let told = self.told.map(|(value, _)| Known { value, source: Source::Appliance });
        let typed = self.typed.map(|(value, on)| Known { value, source: Source::Typed { on } });
        Known::best(told.into_iter().chain(typed))
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use ctvl_archive::{KeyKnowledge, Moment, WhyDamaged};

    use super::super::facts::tests::{archive, target};
    use super::super::verdict::{RefusedBecause, Verdict};
    use super::*;
    use crate::backup::Purpose;
    use crate::library::{ArchiveId, CreatedSource, ReceiptWord};

    fn known(text: &str) -> Option<Known<CtvlVersion>> {
        Some(Known { value: text.parse().expect("a version"), source: Source::Archive })
    }

    fn row(state: RowState, version: Option<&str>) -> ArchiveRow {
        ArchiveRow {
            id: ArchiveId(1),
            path: PathBuf::from("/backups/a.zip"),
            name: "a.zip".into(),
            size: 1,
            sha256: None,
            profile: None,
            appliance: None,
            address: None,
            created: Moment::utc(Timestamp::UNIX_EPOCH),
            created_source: CreatedSource::File,
            version: version.and_then(known),
            key: KeyKnowledge::Unknown,
            counters: None,
            purpose: Purpose::Added,
            state,
            why: None,
            reason: None,
            checked_at: None,
            receipt: ReceiptWord::None,
            usual_size: None,
            pinned: false,
            note: None,
            added_at: Timestamp::UNIX_EPOCH,
        }
    }

    /// What a flight plan would say of the same archive on the same target.
    fn planned(state: RowState, made_by: Option<&str>, runs: Option<&str>) -> Verdict {
        let state = match state {
            RowState::Verified => ArchiveState::Verified { at: Timestamp::UNIX_EPOCH },
            RowState::Unverified => ArchiveState::Unverified,
            RowState::CannotVerify => ArchiveState::CannotVerify { why: Vec::new() },
            RowState::Damaged => {
                ArchiveState::Damaged { why: WhyDamaged::SizeDiffers { receipt: 1, file: 2 } }
            }
            RowState::Missing => ArchiveState::Missing,
        };
        let (mut archive, mut target) = (archive(), target());
        archive.version = made_by.and_then(known);
        target.version = runs.and_then(known);
        Verdict::of(&state, &archive, &target)
    }

    #[test]
    fn it_never_says_more_than_a_flight_plan_would() {
        use RowState as S;
        let versions = [None, Some("2.2.1"), Some("2.2.2"), Some("2.8.5"), Some("2.8.6")];
        for state in [S::Verified, S::Unverified, S::CannotVerify, S::Damaged, S::Missing] {
            for made_by in versions {
                for runs in versions {
                    let glance = Glance::of(&row(state, made_by), runs.and_then(known));
                    let plan = planned(state, made_by, runs);
                    let case = format!("{state:?}, {made_by:?} on {runs:?}: {glance:?}, {plan:?}");
                    match (&plan, glance.restorable) {
                        (Verdict::Yes, Restorable::Yes) => assert_eq!(state, S::Verified, "{case}"),
                        // A plan reads the archive and asks; from afar it is simply not known.
                        (Verdict::Yes, Restorable::Unknown) => {
                            assert!(matches!(state, S::Unverified | S::CannotVerify), "{case}");
                        }
                        (Verdict::Unknown { .. }, Restorable::Unknown) => {}
                        (Verdict::No { refusals }, word) => {
                            let gravest = refusals
                                .iter()
                                .map(|refusal| match refusal {
                                    RefusedBecause::ArchiveDamaged { .. } => Restorable::Damaged,
                                    RefusedBecause::ArchiveMissing => Restorable::Missing,
                                    RefusedBecause::TargetTooOld { .. }
                                    | RefusedBecause::TargetOlderThanArchive { .. } => Restorable::TooNew,
                                })
                                .collect::<Vec<_>>();
                            assert!(gravest.contains(&word), "{case}");
                            let file = matches!(state, S::Damaged | S::Missing);
                            assert_eq!(word != Restorable::TooNew, file, "the file comes first: {case}");
                        }
                        _ => unreachable!("{case}"),
                    }
                    assert_eq!(
                        glance.needs.is_some(),
                        glance.restorable == Restorable::TooNew,
                        "what would fit is said exactly where a version is the reason: {case}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_needed_is_what_made_it_and_at_least_the_floor() {
        let needs = |made_by, runs| {
            let glance = Glance::of(&row(RowState::Verified, made_by), known(runs));
            glance.needs.map(|version| version.to_string())
        };
        assert_eq!(needs(Some("2.8.6"), "2.8.5").as_deref(), Some("2.8.6"));
        assert_eq!(needs(Some("2.1.0"), "2.2.1").as_deref(), Some("2.2.2"), "R6 has a floor");
        assert_eq!(needs(None, "2.2.1").as_deref(), Some("2.2.2"), "too old for any archive");
    }

    #[test]
    fn what_an_appliance_told_counts_before_what_was_typed() {
        let (told, typed) = (CtvlVersion::new(2, 8, 5), CtvlVersion::new(2, 8, 6));
        let on = jiff::civil::date(2026, 11, 1);
        let versions = KnownVersions { told: Some((told, Timestamp::UNIX_EPOCH)), typed: Some((typed, on)) };
        assert_eq!(versions.best().map(|known| known.value), Some(told));
        let versions = KnownVersions { told: None, typed: Some((typed, on)) };
        assert_eq!(versions.best(), Some(Known { value: typed, source: Source::Typed { on } }));
        assert_eq!(KnownVersions { told: None, typed: None }.best(), None);
    }
}
