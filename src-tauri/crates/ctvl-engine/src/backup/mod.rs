//! A file gets its final name only after the whole transfer and the whole container were proven; until then it is
//! `.<name>.part` in the same folder, and a run that does not get there leaves nothing behind.

mod attempt;
mod destination;
mod look;
mod lots;
mod publish;
mod run;
mod synced;
#[cfg(test)]
mod tests;
mod writer;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ctvl_archive::{ArchiveState, Counters, Plausibility, PublicKey, Sha256Digest};
use ctvl_client::Backoff;
use serde::{Deserialize, Serialize};

use crate::credentials::{Credential, SecretStoreError};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::job::{Job, JobKind, JobStart};
use crate::library::ArchiveId;
use crate::profile::ProfileRef;

pub use destination::DestinationProblem;
pub use look::DestinationLook;
pub(crate) use publish::unfinished_receipt;
pub(crate) use run::{back_up, safety_backup};
pub use synced::SyncService;

/// Most characters of a note: a receipt that grows beyond its limit could not be read back.
pub(crate) const NOTE_CHARACTERS: usize = 4000;

/// # Errors
/// [`EngineError::NoteTooLong`].
pub(crate) fn check_note(note: Option<&str>) -> Result<()> {
    match note.map_or(0, |note| note.chars().count()) {
        length if length > NOTE_CHARACTERS => Err(EngineError::NoteTooLong { length }),
        _ => Ok(()),
    }
}

/// Why a backup is taken. It decides whether the archive is pinned and how history calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Somebody asked for it, or a schedule.
    Regular,
    /// Before an upgrade or a major change (R11); always pinned, and never without a note.
    PreChange,
    /// Before a restore; always pinned.
    Safety,
    /// Not taken by this application, only added to its library.
    Added,
}

/// What to back up, and how.
#[derive(Debug)]
pub struct BackupOrder {
    /// Which appliance.
    pub profile: ProfileRef,
    /// With which password.
    pub credential: Credential,
    /// Into which folder; `None` is the profile's, or else the application's own.
    pub to: Option<PathBuf>,
    /// Under which key; `None` is the profile’s, an empty name the appliance’s default key.
    pub key: Option<String>,
    /// Whether counters are left out (R4); `None` is the profile's setting.
    pub exclude_counters: Option<bool>,
    /// What the person notes; it stands in the receipt and the library.
    pub note: Option<String>,
    /// Whether retention must never remove it.
    pub pin: bool,
    /// Why it is taken.
    pub purpose: Purpose,
}

impl BackupOrder {
    /// A regular backup with the profile's own settings and the stored password.
    pub fn new(profile: impl Into<ProfileRef>) -> Self {
        Self {
            profile: profile.into(),
            credential: Credential::Stored,
            to: None,
            key: None,
            exclude_counters: None,
            note: None,
            pin: false,
            purpose: Purpose::Regular,
        }
    }
}

/// A backup that was taken and proven.
#[derive(Debug, Clone, PartialEq)]
pub struct BackupDone {
    /// Its place in the library.
    pub archive: ArchiveId,
    /// Which appliance.
    pub appliance: String,
    /// The file.
    pub path: PathBuf,
    /// Its receipt.
    pub receipt: PathBuf,
    /// Bytes.
    pub size: u64,
    /// Its hash.
    pub sha256: Sha256Digest,
    /// What was proven.
    pub state: ArchiveState,
    /// Whether its size fits the appliance's history.
    pub plausibility: Plausibility,
    /// Whether counters are in it.
    pub counters: Counters,
    /// Who signed the receipt, or why nobody did.
    pub signed: std::result::Result<PublicKey, SecretStoreError>,
    /// How long it took, the appliance's building included.
    pub duration: Duration,
}

/// The pauses between attempts of a person's own order: a passing fault is bridged, a lasting one is told soon.
pub(crate) fn usual_backoff() -> Backoff {
    Backoff {
        soon: Duration::from_secs(2),
        soon_cap: Duration::from_secs(10),
        attempts: 3,
        ..Backoff::default()
    }
}

impl Engine {
    /// Starts a backup. The appliance's lock is taken before this returns.
    ///
    /// # Errors
    /// At once: [`crate::EngineError::ProfileUnknown`], [`crate::EngineError::RunInProgress`],
    /// [`crate::EngineError::KeyName`], [`crate::EngineError::NoteTooLong`], [`crate::EngineError::NoteMissing`]. From
    /// the job: everything that can go wrong with the appliance, the folder and the archive; nothing is left under a final
    /// name then.
    pub fn start_backup(self: &Arc<Self>, order: BackupOrder) -> Result<Job<BackupDone>> {
        let mut profile = self.profile(order.profile.clone())?;
        let mut lock = self.lock_appliance(&profile, JobKind::Backup)?;
        // Read under the lock: whoever held it before may have changed what the order leaves to the profile.
        let mut prepared = run::prepare(self, BackupOrder { profile: profile.id.into(), ..order })?;
        while prepared.profile.address != profile.address {
            // It leads to another appliance now, and that is the one to lock.
            profile = prepared.profile.clone();
            drop(lock);
            lock = self.lock_appliance(&profile, JobKind::Backup)?;
            prepared = prepared.again(self)?;
        }
        let start = JobStart {
            kind: JobKind::Backup,
            event: prepared.event(),
            profile: Some(prepared.profile.id),
            subject: prepared.profile.name.clone().into(),
        };
        self.start_job(
            start,
            move |context| async move { Box::pin(back_up(&context, prepared, &lock)).await },
        )
    }
}
