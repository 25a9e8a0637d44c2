//! "Am I protected?" is answered here, for every surface alike. The answer rests on archives that were proven: a run that
//! ended well is no protection once its archive is gone or damaged.

mod facts;
mod judgement;
#[cfg(test)]
mod tests;
mod trend;

use std::sync::Arc;

use jiff::Timestamp;

use crate::credentials::HeldPasswords;
use crate::engine::Engine;
use crate::error::Result;
use crate::library::ArchiveId;
use crate::message::Offer;
use crate::profile::{CredentialState, Profile, Role};
use crate::restore::RunId;

use facts::{Facts, Seen};
pub use trend::TrendPoint;

/// How well an appliance is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protection {
    /// Its newest verified backup is young enough, and nothing stops the next run or waits for a person.
    Protected,
    /// Something stops the next run, or waits for a person.
    NeedsAttention,
    /// Its newest verified backup is older than its alarm allows, or there is none.
    AtRisk,
    /// A practice appliance: never counted.
    Practice,
}

/// Why an appliance is not simply protected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attention {
    /// A restore of it is not over.
    RestoreOpen {
        /// Which one.
        run: RunId,
    },
    /// It has never had a verified backup, or has none any more.
    NeverBackedUp,
    /// Its newest verified backup is older than its alarm allows.
    BackupTooOld {
        /// How old, in whole days.
        days: u32,
    },
    /// It was seen to present a certificate that is not the trusted one.
    CertificateChanged,
    /// It refused the password, which is not sent again.
    PasswordRefused,
    /// No password is kept for it.
    PasswordMissing,
    /// After a restore its login has not been confirmed yet (R9).
    LoginUnconfirmed,
    /// Its last backup did not end well. One that a person cancelled does not count.
    LastBackupFailed(FailedRun),
    /// Tasks of a restore are left.
    TasksOpen {
        /// How many.
        count: u32,
    },
}

/// A backup that did not end well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedRun {
    /// The line of history.
    pub event: i64,
    /// When it ended.
    pub at: Timestamp,
    /// Why, as [`crate::EngineOptions::keep_error`] called it.
    pub code: Option<String>,
    /// What would likely cure it now.
    pub cure: Option<Offer>,
}

/// What a day was like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayMark {
    /// No backup was made, and none failed.
    None,
    /// There is a verified archive of that day.
    Verified,
    /// Backups were made, but there is no verified archive of them.
    Unverified,
    /// Every try failed.
    Failed,
}

/// The newest verified archive of an appliance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewestArchive {
    /// Which one.
    pub archive: ArchiveId,
    /// When it was made, and at the latest when it came into the library: the appliance's clock may run ahead.
    pub made: Timestamp,
}

/// An appliance with everything the overview says about it.
#[derive(Debug, Clone)]
pub struct ApplianceSummary {
    /// The appliance.
    pub profile: Profile,
    /// How well it is protected.
    pub protection: Protection,
    /// Why it is not simply protected, the most urgent first.
    pub attention: Vec<Attention>,
    /// Its newest verified archive.
    pub newest: Option<NewestArchive>,
    /// [`DAYS`] days in the machine's zone, the oldest first; the last one is today.
    pub days: Vec<DayMark>,
    /// How many archives the library has of it.
    pub archives: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Whether a password for it is held in this process's memory.
    pub password_in_memory: bool,
}

/// Every appliance and the library at a glance.
#[derive(Debug, Clone)]
pub struct Overview {
    /// When it was looked at.
    pub at: Timestamp,
    /// Every appliance by name, practice appliances last.
    pub appliances: Vec<ApplianceSummary>,
    /// How many archives the library has.
    pub archives: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How many unfinished files of interrupted runs wait to be looked at.
    pub orphans: u64,
}

/// How many days an overview looks back, today included.
pub const DAYS: usize = 14;

impl Engine {
    /// How well every appliance is protected, and why not. Reads indexes only, however large the library is.
    ///
    /// # Errors
    /// The database's errors.
    pub fn overview(self: &Arc<Self>) -> Result<Overview> {
        self.tick_what_was_seen()?;
        let now = self.clock().now();
        let mut profiles = self.profiles()?;
        profiles.sort_by_key(|profile| profile.role == Role::Practice);
        let mut seen = self.database.read(|connection| Seen::read(connection, now, &self.clock().zone()))?;
        let (archives, bytes) = (seen.archives, seen.bytes);
        let appliances = profiles
            .into_iter()
            .map(|profile| {
                let facts = seen.of(profile.id);
                summary(profile, facts, &self.held, now)
            })
            .collect();
        let orphans = self.library().orphans()?.len() as u64;
        Ok(Overview { at: now, appliances, archives, bytes, orphans })
    }
}

fn summary(profile: Profile, facts: Facts, held: &HeldPasswords, now: Timestamp) -> ApplianceSummary {
    let in_memory = held.state(profile.id, facts.logins_replaced);
    // The one in memory is the one that would be sent.
    let credential = if in_memory == CredentialState::NotStored { profile.credential } else { in_memory };
    let (protection, attention) = judgement::judge(&profile, credential, &facts, now);
    ApplianceSummary {
        protection,
        attention,
        newest: facts.newest,
        days: facts.days.iter().map(|day| day.mark()).collect(),
        archives: facts.archives,
        bytes: facts.bytes,
        password_in_memory: matches!(in_memory, CredentialState::Stored | CredentialState::Unconfirmed),
        profile,
    }
}
