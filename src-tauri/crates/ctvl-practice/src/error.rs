//! Why a practice appliance is not there.

use std::path::PathBuf;

use ctvl_appliance::{StartError, StoreError};
use ctvl_engine::EngineError;

/// Why the practice appliance could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// It did not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// Its data could not be changed.
    #[error(transparent)]
    Data(#[from] StoreError),
    /// A file or folder beside its data could not be written or removed.
    #[error("{} cannot be changed: {source}", path.display())]
    Folder {
        /// Which one.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// Its fingerprint cannot be read; a defect of this program.
    #[error("the practice appliance has no fingerprint")]
    NoFingerprint,
    /// It does not run.
    #[error("the practice appliance does not run")]
    NotRunning,
    /// Its profile has another role by now, or its password was removed meanwhile.
    #[error("the password of the practice appliance is not kept")]
    PasswordNotKept,
    /// The installation could not take it in.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<PracticeError> for EngineError {
    fn from(error: PracticeError) -> Self {
        match error {
            PracticeError::Engine(error) => error,
            PracticeError::Folder { path, source } => Self::FolderNotUsable { path, source },
            other => Self::Practice { source: Box::new(other) },
        }
    }
}
