//! A state is never rounded up on the wire: what cannot be verified says so, and unknown details are null.

mod from_engine;
mod reason;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::Described;
use crate::profile::KnownVersion;

pub use reason::{
    Damage, DamageKind, DamageReason, EndField, HeaderField, Member, Obstacle, ObstacleKind, StateReason,
    UnprovenReason, UnsafeName,
};

/// What a person sees of an archive's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ArchiveStateWord {
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

/// The state of an archive, with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ArchiveState {
    /// Everything that could be wrong was checked, and is right.
    Verified {
        /// When, RFC 3339.
        at: String,
    },
    /// Nobody looked yet.
    Unverified,
    /// It was looked at, and it cannot be said.
    CannotVerify {
        /// Every reason, in words and without a full stop; never empty.
        why: Vec<String>,
        /// The same as data, in the same order.
        reasons: Vec<UnprovenReason>,
    },
    /// Do not rely on it.
    Damaged {
        /// What is wrong.
        reason: DamageReason,
        /// The same in words and without a full stop.
        text: String,
    },
    /// The file is not there.
    Missing,
}

/// What ties a file to where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Identity {
    /// There is no receipt to compare with.
    NoReceipt,
    /// It is the file of its receipt, but the receipt is not signed, so it proves nothing about origin.
    Unsigned,
    /// It is the file of its receipt, and the receipt's signature is valid.
    AsReceipt,
    /// There is a receipt and the file is not shown to be its file.
    NotShown,
}

/// Whether the size fits the appliance's own history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "size", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Plausibility {
    /// There is nothing to compare with.
    Unknown,
    /// It fits.
    Usual,
    /// Amber: less than half of what is usual with the same counters setting.
    MuchSmaller {
        /// Of this archive, in bytes.
        bytes: u64,
        /// What is usual, in bytes.
        usual: u64,
    },
}

/// What is known of a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ReceiptState {
    /// There is none.
    None,
    /// Signed by this installation.
    SignedHere,
    /// Signed by another installation.
    SignedElsewhere,
    /// Not signed; it proves nothing about origin.
    Unsigned,
    /// Its signature is not valid.
    SignatureBroken,
    /// It cannot be read.
    Unreadable,
}

/// Whether counters are in an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Counters {
    /// They are in it.
    Included,
    /// They were left out (R4).
    Excluded,
}

/// The key an archive needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "key", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum KeyNeeded {
    /// Nothing says.
    Unknown,
    /// The appliance's default key.
    Default,
    /// The key of this name.
    Named {
        /// The name.
        name: String,
    },
}

/// Sums over the members of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Contents {
    /// How many members.
    pub members: u64,
    /// Their bytes in the file.
    pub compressed: u64,
    /// Their bytes once expanded.
    pub expanded: u64,
}

/// What a receipt says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptFacts {
    /// The appliance's name when the archive was made.
    pub appliance: String,
    /// Its address.
    pub address: String,
    /// SHA-256 of the certificate it showed.
    pub certificate_sha256: String,
    /// Its version.
    pub version: Option<KnownVersion>,
    /// The key the archive needs; null is the default key.
    pub key: Option<String>,
    /// Whether counters are in it.
    pub counters: Counters,
    /// When the backup was asked for, RFC 3339 with offset.
    pub started: String,
    /// When the last byte was received, RFC 3339 with offset.
    pub finished: String,
    /// The login it was taken with.
    pub user: String,
    /// What the person noted.
    pub note: Option<String>,
    /// The version of the app that wrote it.
    pub app_version: String,
    /// The public key it is signed with.
    pub public_key: Option<String>,
}

/// Everything that is known of one archive file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ArchiveReport {
    /// The file.
    pub path: String,
    /// Its number in the library, if it has one.
    pub archive: Option<i64>,
    /// Its length in bytes.
    pub size: u64,
    /// The hash of all its bytes.
    pub sha256: String,
    /// Its state.
    #[serde(flatten)]
    pub state: ArchiveState,
    /// What ties it to its origin.
    pub identity: Identity,
    /// Whether its size is plausible.
    pub plausibility: Plausibility,
    /// What is in it; null if it is damaged.
    pub contents: Option<Contents>,
    /// The version that made it.
    pub version: Option<KnownVersion>,
    /// When it was made, by its own details, RFC 3339 with offset.
    pub created: Option<String>,
    /// The key it needs.
    pub key: KeyNeeded,
    /// Whether counters are in it.
    pub counters: Option<Counters>,
    /// What is known of its receipt.
    pub receipt_state: ReceiptState,
    /// What its receipt says, worth what `receiptState` says.
    pub receipt: Option<ReceiptFacts>,
}

/// What the verification of one file found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "outcome", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum VerifyOutcome {
    /// It was read to its end.
    Looked {
        /// What was found.
        report: Box<ArchiveReport>,
    },
    /// It could not be read.
    NotRead {
        /// The file.
        path: String,
        /// Why.
        failure: Box<Described>,
    },
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VerifyResult {
    /// Each file, in the order in which they were named.
    pub files: Vec<VerifyOutcome>,
}

/// Where the moment of creation is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CreatedSource {
    /// The archive's own details.
    Archive,
    /// The receipt, or the run that took it.
    Receipt,
    /// The file's name.
    Name,
    /// The file's modification time.
    File,
}

/// Why an archive was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Purpose {
    /// Somebody asked for it, or a schedule.
    Regular,
    /// Before an upgrade or a major change (R11).
    PreChange,
    /// Before a restore.
    Safety,
    /// Not taken by this application, only added to its library.
    Added,
}

/// An archive of the library, as it was seen at its last look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LibraryEntry {
    /// Its number.
    pub id: i64,
    /// The file.
    pub path: String,
    /// The file's name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Its hash, once it was read.
    pub sha256: Option<String>,
    /// Its appliance's profile, if there is one.
    pub profile: Option<String>,
    /// The appliance's name when it was made.
    pub appliance: Option<String>,
    /// The appliance's address when it was made.
    pub address: Option<String>,
    /// When it was made, RFC 3339 with offset.
    pub created: String,
    /// Where that is known from.
    pub created_source: CreatedSource,
    /// The version that made it.
    pub version: Option<KnownVersion>,
    /// The key it needs.
    pub key: KeyNeeded,
    /// Whether counters are in it.
    pub counters: Option<Counters>,
    /// Why it was made.
    pub purpose: Purpose,
    /// Its state.
    pub state: ArchiveStateWord,
    /// Why, in English, where the word does not say it all.
    pub why: Option<String>,
    /// The same as data; null also where an older version of the app looked last.
    pub reason: Option<StateReason>,
    /// When it was last proven or found wanting, RFC 3339.
    pub checked_at: Option<String>,
    /// What is known of its receipt.
    pub receipt: ReceiptState,
    /// If it is much smaller than usual: what was usual, in bytes.
    pub usual_size: Option<u64>,
    /// Whether retention must never remove it.
    pub pinned: bool,
    /// What the person noted.
    pub note: Option<String>,
    /// When it came into the library, RFC 3339.
    pub added_at: String,
}

/// A page of the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LibraryPage {
    /// How many match in all.
    pub total: u64,
    /// Bytes of all that match.
    pub bytes: u64,
    /// Those of this page.
    pub archives: Vec<LibraryEntry>,
}

/// A backup that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupResult {
    /// Its number in the library.
    pub archive: i64,
    /// Which appliance.
    pub appliance: String,
    /// The file.
    pub path: String,
    /// Its receipt.
    pub receipt: String,
    /// Bytes.
    pub size: u64,
    /// Its hash.
    pub sha256: String,
    /// What was proven.
    #[serde(flatten)]
    pub state: ArchiveState,
    /// Whether its size fits the appliance's history.
    pub plausibility: Plausibility,
    /// Whether counters are in it.
    pub counters: Counters,
    /// The public key the receipt is signed with; null if this machine has no keyring for the signing key.
    pub signed_with: Option<String>,
    /// How long it took, in milliseconds.
    pub duration_millis: u64,
}
