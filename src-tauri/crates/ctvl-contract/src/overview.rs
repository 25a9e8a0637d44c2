//! The first view answers one question, "am I protected?", with the engine's own judgement and its reasons.

mod from_engine;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ErrorCode, OfferedStep};
use crate::profile::Profile;

/// How well an appliance is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Protection {
    /// Its newest verified backup is young enough and nothing stops the next one.
    Protected,
    /// Something stops the next run or waits for a person.
    NeedsAttention,
    /// Its newest verified backup is too old, or there is none.
    AtRisk,
    /// A practice appliance; never counted.
    Practice,
}

/// Why an appliance is not simply protected. The order of a list is that of urgency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "reason", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Attention {
    /// It has never had a verified backup.
    NeverBackedUp,
    /// Its newest verified backup is older than its alarm allows.
    BackupTooOld {
        /// How old, in whole days.
        days: u32,
    },
    /// Its last backup did not end well.
    LastBackupFailed {
        /// When, RFC 3339.
        at: String,
        /// Why; null for what an older version of the app wrote down.
        code: Option<ErrorCode>,
        /// The likely cure.
        cure: Option<OfferedStep>,
        /// The line of history.
        event: i64,
    },
    /// It presents another certificate than the one that was compared.
    CertificateChanged,
    /// No password is stored for it.
    PasswordMissing,
    /// It refused the stored password, which is not sent again.
    PasswordRefused,
    /// After a restore its login has not been confirmed yet (R9).
    LoginUnconfirmed,
    /// A restore of it is not over.
    RestoreOpen {
        /// Which one.
        run: String,
    },
    /// Tasks of a restore are left.
    TasksOpen {
        /// How many.
        count: u32,
    },
}

/// What the last fourteen days were like, one mark a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DayMark {
    /// No backup was tried.
    None,
    /// At least one verified backup.
    Verified,
    /// Backups, but none of them verified.
    Unverified,
    /// Every try failed.
    Failed,
}

/// An appliance with everything the overview says about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ApplianceSummary {
    /// The appliance.
    pub profile: Profile,
    /// How well it is protected.
    pub protection: Protection,
    /// Why it is not simply protected, the most urgent first.
    pub attention: Vec<Attention>,
    /// When its newest verified backup was made, RFC 3339.
    pub newest_verified: Option<String>,
    /// That archive.
    pub newest_archive: Option<i64>,
    /// Fourteen days in the machine's zone, the oldest first, the last one is today.
    pub days: Vec<DayMark>,
    /// How many archives the library has of it.
    pub archives: u64,
    /// Their bytes.
    pub bytes: u64,
    /// After how many days without a verified backup it is at risk.
    pub alarm_days: u32,
    /// Whether a password for it is held in memory until the app is closed.
    pub password_in_memory: bool,
}

/// Everything the first view shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// When it was looked at, RFC 3339.
    pub at: String,
    /// Every appliance, ordered by name, practice appliances last.
    pub appliances: Vec<ApplianceSummary>,
    /// How many archives the library has.
    pub archives: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How many unfinished files of interrupted runs wait to be looked at.
    pub orphans: u64,
}

/// One backup of a trend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrendPoint {
    /// When it ended, RFC 3339.
    pub at: String,
    /// Bytes.
    pub bytes: u64,
    /// How long it took, in milliseconds.
    pub duration_millis: u64,
    /// Whether counters are in it; null if that is not known any more.
    pub counters: Option<crate::archive::Counters>,
    /// Its archive, while the library has it.
    pub archive: Option<i64>,
}

/// Sizes and durations of an appliance's backups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Trend {
    /// The oldest first, at most sixty.
    pub points: Vec<TrendPoint>,
}
