//! Whether an archive can be restored on a target (R6).

use std::cmp::Reverse;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::assess::{ArchiveState, WhyDamaged};
use crate::version::{CtvlVersion, OLDEST_RESTORABLE};

/// Where a fact comes from, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The appliance told it itself.
    Appliance,
    /// The receipt says so.
    Receipt,
    /// The archive's own details say so.
    Archive,
    /// A person typed it.
    Typed {
        /// On which day: what was typed grows old.
        on: Date,
    },
}

impl Source {
    /// Sorts the best first; of what was typed, the newest.
    const fn rank(self) -> (u8, Reverse<Option<Date>>) {
        match self {
            Self::Appliance => (0, Reverse(None)),
            Self::Receipt => (1, Reverse(None)),
            Self::Archive => (2, Reverse(None)),
            Self::Typed { on } => (3, Reverse(Some(on))),
        }
    }
}

/// A fact and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Known<T> {
    /// The fact.
    pub value: T,
    /// Where it comes from.
    pub source: Source,
}

impl<T> Known<T> {
    /// Of several sources for the same fact the best one: appliance, receipt, archive, then what was typed last.
    pub fn best(candidates: impl IntoIterator<Item = Self>) -> Option<Self> {
        candidates.into_iter().min_by_key(|known| known.source.rank())
    }
}

/// What is known of the archive.
#[derive(Debug, Clone, Copy)]
pub struct ArchiveClaim<'a> {
    /// Its state, as [`super::assess()`] found it.
    pub state: &'a ArchiveState,
    /// The version that made it, if known.
    pub version: Option<Known<CtvlVersion>>,
}

/// What is known of the target.
#[derive(Debug, Clone, Copy)]
pub struct TargetClaim {
    /// The version that runs on it, if known.
    pub version: Option<Known<CtvlVersion>>,
}

/// The verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Restorable {
    /// Nothing speaks against it.
    Yes,
    /// It must not be done; every reason. There is no override.
    No(Vec<Refusal>),
    /// Nothing known speaks against it, but this is missing; never empty.
    Unknown(Vec<Missing>),
}

/// A reason why a restore is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The file is not there.
    ArchiveMissing,
    /// The archive is damaged.
    ArchiveDamaged(WhyDamaged),
    /// The target runs a version below [`OLDEST_RESTORABLE`].
    TargetTooOld {
        /// What it runs.
        target: CtvlVersion,
    },
    /// The target is older than the version that made the archive.
    TargetOlderThanArchive {
        /// What it runs.
        target: CtvlVersion,
        /// What made the archive.
        archive: CtvlVersion,
    },
}

/// What is missing for a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Missing {
    /// The archive has not been checked yet.
    ArchiveCheck,
    /// The archive was checked, but it cannot be verified.
    ArchiveProof,
    /// The version that made the archive.
    ArchiveVersion,
    /// The version that runs on the target.
    TargetVersion,
}

/// Whether this archive can be restored on this target (R6).
///
/// Refusals win over unknowns: a target that is too old is refused whatever is unknown about the archive.
#[must_use]
pub fn restorable(archive: &ArchiveClaim<'_>, target: &TargetClaim) -> Restorable {
    let mut refusals = Vec::new();
    let mut missing = Vec::new();
    match archive.state {
        ArchiveState::Verified { .. } => {}
        ArchiveState::Unverified => missing.push(Missing::ArchiveCheck),
        ArchiveState::CannotVerify { .. } => missing.push(Missing::ArchiveProof),
        ArchiveState::Damaged { why } => refusals.push(Refusal::ArchiveDamaged(why.clone())),
        ArchiveState::Missing => refusals.push(Refusal::ArchiveMissing),
    }
    let made_by = archive.version.map(|known| known.value);
    let runs = target.version.map(|known| known.value);
    match runs {
        Some(target) if target < OLDEST_RESTORABLE => refusals.push(Refusal::TargetTooOld { target }),
        Some(_) => {}
        None => missing.push(Missing::TargetVersion),
    }
    match (made_by, runs) {
        (Some(archive), Some(target)) if target < archive => {
            refusals.push(Refusal::TargetOlderThanArchive { target, archive });
        }
        (Some(_), _) => {}
        (None, _) => missing.push(Missing::ArchiveVersion),
    }
    if !refusals.is_empty() {
        Restorable::No(refusals)
    } else if !missing.is_empty() {
        Restorable::Unknown(missing)
    } else {
        Restorable::Yes
    }
}
