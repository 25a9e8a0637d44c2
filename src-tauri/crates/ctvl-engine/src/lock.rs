//! One run for each appliance at a time, across windows and command lines of this account on this machine.
//!
//! The operating system releases the lock when its holder ends, however it ends, so no lock is ever stale.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use ctvl_archive::Sha256Digest;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::job::JobKind;
use crate::profile::Profile;

/// Who holds an appliance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockHolder {
    /// Its process id.
    pub pid: u32,
    /// The program, such as `ctvl-backup-cli`.
    pub program: String,
    /// What it does.
    pub kind: JobKind,
    /// Since when.
    pub since: Timestamp,
}

/// Held while a run goes on; dropping it lets the next run in.
#[derive(Debug)]
pub struct ApplianceLock {
    file: File,
    holder: PathBuf,
}

impl ApplianceLock {
    /// Takes the lock of the appliance at `address`, without waiting.
    pub(crate) fn take(folder: &Path, appliance: &str, address: &str, holder: &LockHolder) -> Result<Self> {
        // By address and not by profile: two profiles of one appliance must exclude each other too.
        let name = Sha256Digest::of(address.to_lowercase().as_bytes()).to_string();
        let path = folder.join(format!("appliance-{}.lock", &name[..24]));
        // On Windows a locked file cannot be read, so the holder stands in a file of its own.
        let note = path.with_extension("json");
        let unusable = |source| EngineError::FolderNotUsable { path: path.clone(), source };
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = std::fs::read(&note)
                    .ok()
                    .and_then(|bytes| serde_json::from_slice::<LockHolder>(&bytes).ok());
                return Err(EngineError::RunInProgress { appliance: appliance.to_owned(), holder });
            }
            Err(TryLockError::Error(source)) => return Err(unusable(source)),
        }
        // The note only serves the message of whoever comes second; the lock itself does not depend on it.
        if let Ok(text) = serde_json::to_vec(holder)
            && let Err(error) = std::fs::write(&note, text)
        {
            tracing::warn!(%error, "the holder of a lock could not be noted");
        }
        Ok(Self { file, holder: note })
    }
}

impl Drop for ApplianceLock {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.holder);
        let _ = self.file.unlock();
    }
}

impl Engine {
    /// Takes the lock of a profile's appliance for one run.
    pub(crate) fn lock_appliance(&self, profile: &Profile, kind: JobKind) -> Result<ApplianceLock> {
        let holder = LockHolder {
            pid: std::process::id(),
            program: self.options.app.program.clone(),
            kind,
            since: self.clock().now(),
        };
        let address = format!("{}:{}", profile.address.host(), profile.address.port());
        ApplianceLock::take(&self.options.dirs.locks(), &profile.name, &address, &holder)
    }
}
