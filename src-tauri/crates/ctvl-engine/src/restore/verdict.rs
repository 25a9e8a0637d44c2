//! The verdict of a plan is `ctvl_archive::restorable`'s and nobody else's; this module gives it words and says
//! what would fit. A refusal (R6) has no override.

use ctvl_archive::{
    ArchiveClaim, ArchiveState, CtvlVersion, Missing, OLDEST_RESTORABLE, Refusal, Restorable, TargetClaim,
    restorable,
};
use serde::{Deserialize, Serialize};

use super::facts::{ArchiveFacts, ArchiveStanding, TargetFacts};
use crate::library::state;

/// Whether the archive can be restored on the target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing speaks against it. An archive that cannot be proven comes here only with its question.
    Yes,
    /// It is refused, for each of these reasons.
    No {
        /// Never empty.
        refusals: Vec<RefusedBecause>,
    },
    /// It cannot be said before these are known.
    Unknown {
        /// Never empty.
        missing: Vec<Lacking>,
    },
}

/// One reason of a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum RefusedBecause {
    /// The file is not there.
    ArchiveMissing,
    /// The archive is damaged.
    ArchiveDamaged {
        /// What is wrong, in words.
        what: String,
    },
    /// R6: the target runs a version below 2.2.2.
    TargetTooOld {
        /// What it runs.
        target: CtvlVersion,
    },
    /// R6: the target is older than the version that made the archive.
    TargetOlderThanArchive {
        /// What it runs.
        target: CtvlVersion,
        /// What made the archive.
        archive: CtvlVersion,
    },
}

/// What is missing for a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lacking {
    /// The version that made the archive.
    ArchiveVersion,
    /// The version that runs on the target.
    TargetVersion,
}

impl Verdict {
    /// The verdict over an archive in this state with this version, on a target with that one.
    ///
    /// "Cannot verify" is not missing knowledge that anybody could supply, so it does not keep the plan from
    /// being made: it becomes a question of its own ([`ArchiveStanding::Unproven`]).
    pub fn of(state: &ArchiveState, archive: &ArchiveFacts, target: &TargetFacts) -> Verdict {
        let claim = ArchiveClaim { state, version: archive.version };
        Self::from_restorable(restorable(&claim, &TargetClaim { version: target.version }))
    }

    /// The verdict over the facts of a plan, as they stand in it. A plan that was kept, stored or handed around is
    /// judged by this once more before it is executed.
    pub(super) fn again(archive: &ArchiveFacts, target: &TargetFacts) -> Verdict {
        let state = match &archive.standing {
            ArchiveStanding::Proven => ArchiveState::Verified { at: jiff::Timestamp::UNIX_EPOCH },
            ArchiveStanding::Unproven { .. } => ArchiveState::CannotVerify { why: Vec::new() },
            ArchiveStanding::Refused { why, .. } => {
                let what = why.trim_end_matches('.').to_owned();
                return Verdict::No { refusals: vec![RefusedBecause::ArchiveDamaged { what }] };
            }
        };
        Self::of(&state, archive, target)
    }

    fn from_restorable(restorable: Restorable) -> Verdict {
        match restorable {
            Restorable::Yes => Verdict::Yes,
            Restorable::No(refusals) => {
                Verdict::No { refusals: refusals.into_iter().map(RefusedBecause::from).collect() }
            }
            Restorable::Unknown(missing) => {
                let missing: Vec<Lacking> = missing
                    .into_iter()
                    .filter_map(|missing| match missing {
                        Missing::ArchiveVersion => Some(Lacking::ArchiveVersion),
                        Missing::TargetVersion => Some(Lacking::TargetVersion),
                        Missing::ArchiveProof | Missing::ArchiveCheck => None,
                    })
                    .collect();
                if missing.is_empty() { Verdict::Yes } else { Verdict::Unknown { missing } }
            }
        }
    }

    /// Whether the versions fit, for the comparison table.
    pub fn fits(&self) -> Option<bool> {
        match self {
            Verdict::Yes => Some(true),
            // It may be refused for what it is, whatever its version.
            Verdict::No { refusals } => Some(!refusals.iter().any(RefusedBecause::is_about_versions)),
            Verdict::Unknown { .. } => None,
        }
    }
}

impl RefusedBecause {
    /// Whether another version would change it (R6).
    fn is_about_versions(&self) -> bool {
        match self {
            Self::TargetTooOld { .. } | Self::TargetOlderThanArchive { .. } => true,
            Self::ArchiveMissing | Self::ArchiveDamaged { .. } => false,
        }
    }
}

impl From<Refusal> for RefusedBecause {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::ArchiveMissing => Self::ArchiveMissing,
            Refusal::ArchiveDamaged(why) => Self::ArchiveDamaged { what: state::damaged(&why) },
            Refusal::TargetTooOld { target } => Self::TargetTooOld { target },
            Refusal::TargetOlderThanArchive { target, archive } => {
                Self::TargetOlderThanArchive { target, archive }
            }
        }
    }
}

impl RefusedBecause {
    /// What stands in the way, and what would fit.
    pub fn sentence(&self, appliance: &str, file: &str) -> String {
        match self {
            Self::ArchiveMissing => format!("{file} is not there."),
            Self::ArchiveDamaged { what } => format!("{file} is damaged: {what}. Do not rely on it."),
            Self::TargetTooOld { target } => format!(
                "{appliance} runs CT-VL {target}. A restore needs at least {OLDEST_RESTORABLE}; upgrade the appliance \
                 first."
            ),
            Self::TargetOlderThanArchive { target, archive } => format!(
                "{appliance} runs CT-VL {target}; this archive was made by {archive}. A restore needs {archive} or \
                 newer, and at least {OLDEST_RESTORABLE}."
            ),
        }
    }
}

impl Lacking {
    /// What is missing, and how to supply it.
    pub fn sentence(self, appliance: &str, file: &str) -> String {
        match self {
            Self::ArchiveVersion => format!(
                "Which CT-VL version made {file} is not known: neither its receipt nor the archive says. Type it, if \
                 you know it."
            ),
            Self::TargetVersion => format!(
                "Which CT-VL version runs on {appliance} is not known, because it does not tell. Read it on its \
                 administration page and type it."
            ),
        }
    }
}

/// What an archive's state means for restoring it.
pub(super) fn standing(state: &ArchiveState) -> ArchiveStanding {
    let reason = state::of(state).reason;
    match state {
        ArchiveState::Verified { .. } => ArchiveStanding::Proven,
        ArchiveState::CannotVerify { why } => ArchiveStanding::Unproven {
            why: format!("The archive cannot be verified: {}.", state::cannot_verify(why)),
            reason,
        },
        ArchiveState::Unverified => {
            ArchiveStanding::Unproven { why: "The archive was not checked.".to_owned(), reason }
        }
        ArchiveState::Damaged { why } => {
            ArchiveStanding::Refused { why: format!("{}.", state::damaged(why)), reason }
        }
        ArchiveState::Missing => ArchiveStanding::Refused { why: "it is not there.".to_owned(), reason },
    }
}

#[cfg(test)]
mod tests {
    use ctvl_archive::{Known, Sha256Digest, Source, WhyCannotVerify, WhyDamaged};
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::super::facts::tests::{archive, target};
    use super::*;

    /// Every version the public sources name, the floor of R6 and its neighbours, hot fixes included, in order.
    const VERSIONS: [&str; 17] = [
        "2.1.0",
        "2.2.1",
        "2.2.1.999",
        "2.2.2",
        "2.2.2.258",
        "2.2.3",
        "2.2.95",
        "2.3.0",
        "2.3.0.258",
        "2.3.1.29",
        "2.6.0",
        "2.6.6",
        "2.6.9",
        "2.8.5",
        "2.8.6",
        "2.10.0",
        "3.0.0",
    ];

    fn verified() -> ArchiveState {
        ArchiveState::Verified { at: Timestamp::UNIX_EPOCH }
    }

    fn verdict(state: &ArchiveState, made_by: Option<&str>, runs: Option<&str>) -> Verdict {
        let known = |text: &str| Known { value: text.parse().expect("a version"), source: Source::Archive };
        let mut archive = archive();
        let mut target = target();
        archive.version = made_by.map(known);
        target.version = runs.map(known);
        Verdict::of(state, &archive, &target)
    }

    #[test]
    fn r6_for_every_pair_of_versions() {
        let floor = VERSIONS.iter().position(|v| *v == "2.2.2").expect("the floor is in the table");
        for (made, made_by) in VERSIONS.iter().enumerate() {
            for (runs, target) in VERSIONS.iter().enumerate() {
                let expected = runs >= floor && runs >= made;
                let found = verdict(&verified(), Some(made_by), Some(target));
                assert_eq!(
                    found == Verdict::Yes,
                    expected,
                    "an archive of {made_by} on a target with {target}: {found:?}"
                );
                let Verdict::No { refusals } = found else { continue };
                let too_old = refusals.iter().any(|r| matches!(r, RefusedBecause::TargetTooOld { .. }));
                let older =
                    refusals.iter().any(|r| matches!(r, RefusedBecause::TargetOlderThanArchive { .. }));
                assert_eq!(
                    (too_old, older),
                    (runs < floor, runs < made),
                    "both halves of R6 are named: {refusals:?}"
                );
            }
        }
    }

    #[test]
    fn an_unknown_version_is_unknown_unless_the_other_one_refuses_already() {
        assert_eq!(
            verdict(&verified(), None, Some("2.8.6")),
            Verdict::Unknown { missing: vec![Lacking::ArchiveVersion] }
        );
        assert_eq!(
            verdict(&verified(), Some("2.8.6"), None),
            Verdict::Unknown { missing: vec![Lacking::TargetVersion] }
        );
        let both = verdict(&verified(), None, None);
        assert!(matches!(&both, Verdict::Unknown { missing } if missing.len() == 2), "{both:?}");
        assert!(
            matches!(verdict(&verified(), None, Some("2.2.1")), Verdict::No { .. }),
            "a target below 2.2.2 is refused whatever the archive is"
        );
    }

    #[test]
    fn a_damaged_or_missing_archive_is_refused_whatever_the_versions_say() {
        let damaged = ArchiveState::Damaged {
            why: WhyDamaged::HashDiffers { receipt: Sha256Digest::of(b"a"), file: Sha256Digest::of(b"b") },
        };
        for state in [damaged, ArchiveState::Missing] {
            for (made_by, runs) in [(Some("2.8.5"), Some("2.8.6")), (None, None)] {
                let found = verdict(&state, made_by, runs);
                assert!(matches!(found, Verdict::No { .. }), "{state:?}: {found:?}");
            }
            assert!(matches!(standing(&state), ArchiveStanding::Refused { .. }), "{state:?}");
        }
    }

    #[test]
    fn an_unprovable_archive_is_a_question_and_not_a_verdict() {
        let state = ArchiveState::CannotVerify { why: vec![WhyCannotVerify::ReceiptSignatureBroken] };
        assert_eq!(verdict(&state, Some("2.8.5"), Some("2.8.6")), Verdict::Yes);
        assert!(matches!(standing(&state), ArchiveStanding::Unproven { .. }), "it is asked for");
        assert!(
            matches!(verdict(&state, Some("2.8.6"), Some("2.8.5")), Verdict::No { .. }),
            "accepting it does not lift R6"
        );
    }

    #[test]
    fn where_a_version_comes_from_does_not_soften_the_rule() {
        let typed = Source::Typed { on: date(2026, 11, 1) };
        for source in [Source::Appliance, Source::Receipt, Source::Archive, typed] {
            let mut target = target();
            target.version = Some(Known { value: CtvlVersion::new(2, 8, 4), source });
            assert!(
                matches!(Verdict::of(&verified(), &archive(), &target), Verdict::No { .. }),
                "{source:?}"
            );
        }
    }

    #[test]
    fn versions_that_fit_are_not_blamed_for_damage() {
        let damaged = RefusedBecause::ArchiveDamaged { what: "it ends too early".to_owned() };
        let old = RefusedBecause::TargetTooOld { target: CtvlVersion::new(2, 2, 1) };
        let fits = |refusals| Verdict::No { refusals }.fits();
        assert_eq!(fits(vec![damaged.clone()]), Some(true));
        assert_eq!(fits(vec![RefusedBecause::ArchiveMissing]), Some(true));
        assert_eq!(fits(vec![damaged, old]), Some(false));
    }

    #[test]
    fn a_refusal_says_the_rule_and_what_would_fit() {
        let text = RefusedBecause::TargetOlderThanArchive {
            target: CtvlVersion::new(2, 8, 5),
            archive: CtvlVersion::new(2, 8, 6),
        }
        .sentence("Card vault US", "a.zip");
        assert_eq!(
            text,
            "Card vault US runs CT-VL 2.8.5; this archive was made by 2.8.6. A restore needs 2.8.6 or newer, and at \
             least 2.2.2."
        );
    }
}
