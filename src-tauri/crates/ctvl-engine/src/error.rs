//! One error for the whole engine: the cause is in the variant's name, and everything a message needs is data.
//!
//! [`EngineError::message`] is the only place where an error becomes words; `ctvl-contract` is the only place where
//! it becomes a code. No variant carries a secret.

use std::path::PathBuf;

use ctvl_archive::{Damage, NotAVersion};
use ctvl_client::{AddressError, ClientError, Fingerprint, FingerprintError};

use crate::aftermath::AftermathError;
use crate::backup::DestinationProblem;
use crate::credentials::SecretStoreError;
use crate::job::{JobId, JobKind};
use crate::library::ArchiveId;
use crate::lock::LockHolder;
use crate::profile::NameRule;
use crate::restore::RestoreError;

/// Why the engine could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The platform names no home folder for this account.
    #[error("this account has no home folder")]
    NoHomeDirectory,
    /// A folder of the application cannot be made or used.
    #[error("the folder {} cannot be used", path.display())]
    FolderNotUsable {
        /// Which one.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The database refused; what was asked did not happen.
    #[error("the database failed")]
    Database(#[from] rusqlite::Error),
    /// A migration of the database failed; it is as it was before.
    #[error("the database could not be brought up to date")]
    DatabaseMigration(#[source] Box<rusqlite_migration::Error>),
    /// A newer version of the application has used this database; this one would misread it.
    #[error("the database has schema {found}, this version knows up to {known}")]
    DatabaseNewer {
        /// Schema number in the file.
        found: u32,
        /// Newest schema number known here.
        known: u32,
    },
    /// A row of the database holds what this version cannot read.
    #[error("the database holds an unreadable {what}")]
    DatabaseUnreadable {
        /// Which field.
        what: &'static str,
    },

    /// No profile has that name or id.
    #[error("no appliance is called {asked}")]
    ProfileUnknown {
        /// What was asked for.
        asked: String,
    },
    /// Another profile has that name already.
    #[error("an appliance called {name} exists already")]
    ProfileNameTaken {
        /// The name.
        name: String,
    },
    /// The name breaks a rule for names.
    #[error("the name {name:?} cannot be used")]
    ProfileName {
        /// The name, as typed.
        name: String,
        /// The rule it breaks.
        rule: NameRule,
    },
    /// The user name is empty.
    #[error("the user name is missing")]
    UserMissing,
    /// The address cannot be used.
    #[error("the address cannot be used")]
    Address(#[from] AddressError),
    /// The appliance presents another certificate than the person compared.
    #[error("{appliance} presents {presented}, not {given}")]
    FingerprintDiffers {
        /// Which appliance.
        appliance: String,
        /// The fingerprint the person gave.
        given: Fingerprint,
        /// The fingerprint the appliance presents.
        presented: Fingerprint,
    },
    /// What a person typed is not a CT-VL version.
    #[error(transparent)]
    VersionInvalid(#[from] NotAVersion),
    /// What was typed is not the SHA-256 fingerprint of a certificate.
    #[error("this is not a certificate's fingerprint")]
    FingerprintInvalid(#[from] FingerprintError),
    /// An alarm is raised after 1 to 365 days.
    #[error("an alarm after {days} days cannot be set")]
    AlarmInvalid {
        /// What was asked for.
        days: u32,
    },
    /// A key name holds what no key name may.
    #[error("the key name {name:?} cannot be used")]
    KeyName {
        /// As typed.
        name: String,
    },

    /// The keyring could not be used.
    #[error("the keyring could not be used")]
    Keyring {
        /// Whose password was concerned; `None` for the receipt key.
        appliance: Option<String>,
        /// Why.
        #[source]
        error: SecretStoreError,
    },
    /// The profile has no password in the keyring.
    #[error("no password of {appliance} is stored")]
    PasswordNotStored {
        /// Which appliance.
        appliance: String,
        /// Whose password.
        user: String,
    },
    /// The stored password was refused before, so it is not sent again (R9, accounts lock).
    #[error("the stored password of {appliance} was refused before")]
    PasswordRefusedBefore {
        /// Which appliance.
        appliance: String,
        /// Whose password.
        user: String,
    },

    /// Another run holds this appliance.
    #[error("another run holds {appliance}")]
    RunInProgress {
        /// Which appliance.
        appliance: String,
        /// Who holds it, where that could be read.
        holder: Option<LockHolder>,
    },
    /// The folder for the archive cannot take it.
    #[error("the folder {} cannot take the archive", path.display())]
    Destination {
        /// Which folder.
        path: PathBuf,
        /// What is wrong with it.
        problem: DestinationProblem,
    },
    /// The appliance, or the way to it, failed.
    #[error("{}: {error}", situation.appliance)]
    Appliance {
        /// What was going on.
        situation: Box<Situation>,
        /// What failed.
        #[source]
        error: Box<ClientError>,
    },
    /// What the appliance sent is not a whole archive; it was thrown away.
    #[error("{}: the archive arrived damaged: {damage}", situation.appliance)]
    ArrivedDamaged {
        /// What was going on.
        situation: Box<Situation>,
        /// Where it is damaged.
        damage: Box<Damage>,
    },
    /// Writing the archive or its receipt failed; nothing has its final name.
    #[error("writing to {} failed", path.display())]
    Write {
        /// Which appliance's archive.
        appliance: String,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
        /// The unfinished file, if it could not be removed.
        left: Option<PathBuf>,
    },
    /// The archive is whole and has its name, but could not be written into the library. It is adopted at the next
    /// start.
    #[error("{} is saved, but the library could not take it", path.display())]
    SavedNotListed {
        /// Which appliance's archive.
        appliance: String,
        /// The archive.
        path: PathBuf,
        /// What failed after it had its name.
        source: Box<EngineError>,
    },

    /// The library has no such archive.
    #[error("the library has no archive {id}")]
    ArchiveUnknown {
        /// Which id.
        id: ArchiveId,
    },
    /// The file is not there.
    #[error("{} is not there", path.display())]
    ArchiveMissing {
        /// Which file.
        path: PathBuf,
    },
    /// The file is there but cannot be read.
    #[error("{} cannot be read", path.display())]
    ArchiveUnreadable {
        /// Which file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The file at the new place is another archive.
    #[error("{} is another archive", path.display())]
    ArchiveDiffers {
        /// Which file.
        path: PathBuf,
    },
    /// The unfinished file is no longer an orphan that may be removed.
    #[error("{} is not an orphan", path.display())]
    NotAnOrphan {
        /// Which file.
        path: PathBuf,
    },
    /// A note is longer than a receipt can hold.
    #[error("the note has {length} characters")]
    NoteTooLong {
        /// How many characters it has.
        length: usize,
    },
    /// R11: a backup before a change says before which one.
    #[error("a pre-change backup of {appliance} has no note")]
    NoteMissing {
        /// Of which appliance.
        appliance: String,
    },
    /// Nothing was named to work on.
    #[error("nothing was chosen")]
    NothingChosen,

    /// The person stopped it.
    #[error("cancelled")]
    Cancelled,
    /// No job of this process has that id.
    #[error("no job {id} runs here")]
    JobUnknown {
        /// Which id.
        id: JobId,
    },
    /// The job ended without saying how; a defect of this program.
    #[error("the job ended without a result")]
    JobLost {
        /// Which kind.
        kind: JobKind,
    },
    /// The log files cannot be written.
    #[error("the log cannot be written")]
    Log(#[source] std::io::Error),

    /// The system did not do what a person wanted of it.
    #[error("the system refused: {wish:?}")]
    SystemRefused {
        /// What was wanted.
        wish: SystemWish,
        /// The system's reason.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The practice appliance, which the engine itself does not know, failed.
    #[error("the practice appliance failed")]
    Practice {
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },

    /// A restore was refused or failed.
    #[error(transparent)]
    Restore(#[from] RestoreError),
    /// A task of the aftermath could not be changed.
    #[error(transparent)]
    Aftermath(#[from] AftermathError),
}

/// What a surface asks of the system around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SystemWish {
    /// Show a file in the file manager.
    ShowFile,
    /// Open a folder.
    OpenFolder,
    /// Open a page in the browser.
    OpenPage,
    /// Put a text on the clipboard.
    CopyText,
    /// Move a file to the trash.
    MoveToTrash,
}

/// What was going on when something failed; what a message needs to name things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// The profile's name, or the address of one that has none yet.
    pub appliance: String,
    /// Host and port.
    pub address: String,
    /// Whose login was used.
    pub user: String,
    /// What was being done.
    pub activity: Activity,
    /// Whether counters were left out already; if so the cure of R4 cannot be offered again.
    pub counters_excluded: bool,
    /// When the newest verified archive of this appliance was made, and how many seconds ago that is.
    pub newest_verified: Option<NewestVerified>,
}

/// The newest verified archive of an appliance, for messages that say what is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewestVerified {
    /// When it was made.
    pub at: jiff::Timestamp,
    /// Its age in seconds when the message was made.
    pub age_seconds: u64,
}

/// What was being done with an appliance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Activity {
    /// Looking at its certificate.
    LookAtCertificate,
    /// Testing the connection.
    Test,
    /// Listing its keys.
    ListKeys,
    /// Backing it up.
    BackUp,
    /// Taking the safety backup before a restore.
    SafetyBackup,
    /// Planning a restore.
    PlanRestore,
    /// Restoring it.
    Restore,
    /// Waiting through its reboot.
    Reboot,
    /// Signing in after a restore.
    SignInAfterRestore,
}

/// A result of this crate.
pub type Result<T, E = EngineError> = std::result::Result<T, E>;

impl EngineError {
    /// Whether the person asked for this end.
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Cancelled | Self::Restore(RestoreError::WatchStopped { .. }))
    }

    /// The client's error, where one lies at the bottom.
    pub fn client_error(&self) -> Option<&ClientError> {
        match self {
            Self::Appliance { error, .. } => Some(error),
            _ => None,
        }
    }
}
