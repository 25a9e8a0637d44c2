//! The application without a surface: profiles, credentials, jobs, the library, restores and history.
//!
//! The invariant: the window and the command line hold no rule. Whatever one of them may do is decided here, for both
//! alike, and every run is one of one appliance at a time, whichever process started it.
#![deny(missing_docs)]

pub mod aftermath;
mod appliance;
mod archive_file;
pub mod backup;
pub mod clock;
mod connection;
pub mod credentials;
mod database;
mod diagnostics;
pub mod directories;
mod engine;
mod error;
pub mod history;
mod installation;
mod job;
pub mod library;
mod lock;
pub mod logging;
pub mod message;
pub mod overview;
pub mod profile;
pub mod recovery;
pub mod restore;
pub mod settings;
#[cfg(test)]
mod testing;
pub mod verify;

pub use archive_file::{ArchiveReport, ReceiptState, inspect_alone};
pub use backup::{BackupDone, BackupOrder, DestinationLook, DestinationProblem, Purpose, SyncService};
pub use clock::{Clock, ManualClock, SystemClock};
pub use connection::{Check, CheckOutcome, ConnectionReport, ConnectionTarget, Draft};
pub use credentials::{Credential, MemorySecrets, NoKeyring, OsKeyring, SecretStore, SecretStoreError};
pub use directories::{Directories, HOME_VARIABLE};
pub use engine::{AppIdentity, Engine, EngineOptions, KeptError};
pub use error::{Activity, EngineError, NewestVerified, Result, Situation, SystemWish};
pub use history::{Event, EventKind, EventResult, HistoryFilter, RestoreStop, Subject};
pub use job::{CancelToken, Ending, Item, Job, JobId, JobKind, Progress, Stage};
pub use library::{
    Added, ArchiveDetail, ArchiveId, ArchiveRow, CreatedSource, HowRelocated, Library, LibraryFilter,
    LibraryPage, LibraryTable, Orphan, ReceiptWord, Relocated, RestorableOn, RowReason, RowState, Sort,
    SortKey, SystemTrash, Trash, Trashed,
};
pub use lock::LockHolder;
pub use message::{Incident, Message, Offer, Report, Severity, report};
pub use overview::{
    ApplianceSummary, Attention, DayMark, FailedRun, NewestArchive, Overview, Protection, TrendPoint,
};
pub use profile::{
    CertificateLook, CredentialState, KeepPassword, KnownVersions, NameRule, NewProfile, Profile,
    ProfileChange, ProfileId, ProfileRef, Role,
};
pub use recovery::Recovered;
pub use settings::{ArchivesFolder, Language, Notifications, Preferences, PreferencesChange, Theme};
pub use verify::{VerifyDone, VerifyOrder, VerifyTarget};

// What the public interface is made of, so that a surface needs no second crate for it.
pub use ctvl_archive as archive;
pub use ctvl_client as client;
