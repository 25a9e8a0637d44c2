//! A row says what was seen when; it is never newer than its last look at the file.

use std::path::PathBuf;

use ctvl_archive::{
    Counters, CtvlVersion, KeyKnowledge, Known, Moment, Sha256Digest, WhyCannotVerify, WhyDamaged,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::backup::Purpose;
use crate::profile::ProfileId;

/// The id of an archive in the library of one installation; never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArchiveId(pub(crate) i64);

impl ArchiveId {
    /// The number.
    pub fn number(self) -> i64 {
        self.0
    }
}

impl From<i64> for ArchiveId {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl std::fmt::Display for ArchiveId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The state a person sees, in one word; the sentences are in [`ArchiveRow::why`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowState {
    /// Everything that could be wrong was checked, and is right.
    Verified,
    /// Nobody looked yet.
    Unverified,
    /// It was looked at, and it cannot be said.
    CannotVerify,
    /// Do not rely on it.
    Damaged,
    /// The file is not there.
    Missing,
}

/// Why an archive is damaged or cannot be verified. Stored as JSON, so the words never change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowReason {
    /// What is wrong, and where.
    Damaged(WhyDamaged),
    /// What stood in the way.
    CannotVerify {
        /// The first reasons; they stand for all.
        first: Vec<WhyCannotVerify>,
        /// How many more there are.
        more: u64,
    },
}

/// Where the moment of creation is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CreatedSource {
    /// The archive's own details.
    Archive,
    /// The receipt, or the run that took it.
    Receipt,
    /// The file's name, in the zone of this machine.
    Name,
    /// The file's modification time.
    File,
}

/// What is known of the receipt, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReceiptWord {
    /// There is none.
    None,
    /// Signed by this installation.
    SignedHere,
    /// Signed by another installation.
    SignedElsewhere,
    /// Not signed.
    Unsigned,
    /// Its signature is not valid.
    SignatureBroken,
    /// It cannot be read.
    Unreadable,
}

/// An archive of the library.
#[derive(Debug, Clone, PartialEq)]
pub struct ArchiveRow {
    /// Its id.
    pub id: ArchiveId,
    /// The file.
    pub path: PathBuf,
    /// The file's name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Its hash, once it was read.
    pub sha256: Option<Sha256Digest>,
    /// The profile of its appliance, if there is one.
    pub profile: Option<ProfileId>,
    /// The appliance's name when it was made.
    pub appliance: Option<String>,
    /// The appliance's address when it was made.
    pub address: Option<String>,
    /// When it was made.
    pub created: Moment,
    /// Where that is known from.
    pub created_source: CreatedSource,
    /// The version that made it.
    pub version: Option<Known<CtvlVersion>>,
    /// The key it needs.
    pub key: KeyKnowledge,
    /// Whether counters are in it.
    pub counters: Option<Counters>,
    /// Why it was taken.
    pub purpose: Purpose,
    /// Its state at the last look.
    pub state: RowState,
    /// Why it is in that state, in English; empty where the state says it all.
    pub why: Option<String>,
    /// The same in a closed form; empty also where an older version looked last.
    pub reason: Option<RowReason>,
    /// When it was last proven or found wanting.
    pub checked_at: Option<Timestamp>,
    /// What is known of its receipt.
    pub receipt: ReceiptWord,
    /// If it is much smaller than usual: what was usual, in bytes.
    pub usual_size: Option<u64>,
    /// Whether retention must never remove it.
    pub pinned: bool,
    /// What the person noted.
    pub note: Option<String>,
    /// When it came into the library.
    pub added_at: Timestamp,
}
