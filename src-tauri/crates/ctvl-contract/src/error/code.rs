//! The set is closed and a code's name never changes: translations and scripts hang on it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ErrorCode {
    // The installation.
    /// The platform names no home folder for this account.
    NoHomeDirectory,
    /// A folder of the application cannot be used.
    FolderNotUsable,
    /// The database refused.
    DatabaseFailed,
    /// The database could not be brought up to date.
    DatabaseMigrationFailed,
    /// A newer version of the application has used the database.
    DatabaseNewer,
    /// The database holds what cannot be read.
    DatabaseUnreadable,
    /// The log files cannot be written.
    LogFailed,

    // Profiles.
    /// No appliance has that name.
    ApplianceUnknown,
    /// Another appliance has that name.
    ApplianceNameTaken,
    /// The name breaks a rule for names.
    ApplianceNameInvalid,
    /// The user name is empty.
    UserMissing,
    /// The address cannot be used.
    AddressInvalid,
    /// The appliance presents another certificate than the person compared.
    FingerprintDiffers,
    /// What was typed is not a CT-VL version.
    VersionInvalid,
    /// What was typed is not a certificate's fingerprint.
    FingerprintInvalid,
    /// An alarm is raised after 1 to 365 days.
    AlarmInvalid,
    /// A key name holds what none may.
    KeyNameInvalid,

    // Credentials.
    /// The keyring is locked.
    KeyringLocked,
    /// There is no keyring.
    KeyringAbsent,
    /// The keyring refused.
    KeyringRefused,
    /// The keyring has no such entry.
    KeyringEntryMissing,
    /// The keyring's entry cannot be read.
    KeyringEntryUnreadable,
    /// No password is stored.
    PasswordNotStored,
    /// The stored password was refused before and is not sent again.
    PasswordRefusedBefore,

    // Jobs and files.
    /// Another run holds this appliance.
    RunInProgress,
    /// The folder for the archive cannot take it.
    DestinationNotUsable,
    /// What arrived is damaged; it was thrown away.
    ArrivedDamaged,
    /// Writing the archive or its receipt failed.
    WriteFailed,
    /// The library has no such archive.
    ArchiveUnknown,
    /// The file is not there.
    ArchiveMissing,
    /// The file cannot be read.
    ArchiveUnreadable,
    /// The file is another archive.
    ArchiveDiffers,
    /// The unfinished file may not be removed.
    NotAnOrphan,
    /// Nothing was named to work on.
    NothingChosen,
    /// The note is longer than a receipt can hold.
    NoteTooLong,
    /// R11: a backup before a change has no note that says which.
    NoteMissing,
    /// The archive is saved whole, but the library could not take it.
    SavedNotListed,
    /// The person stopped it.
    Cancelled,
    /// No job of this process has that id.
    JobUnknown,
    /// The job ended without saying how.
    JobLost,
    /// The system did not do what was wanted of it.
    SystemRefused,
    /// The practice appliance failed.
    PracticeFailed,

    // The way to the appliance.
    /// The system's certificate store cannot be used.
    TrustStoreUnusable,
    /// The host name has no address.
    HostNotFound,
    /// Nothing listens at that port.
    ConnectionRefused,
    /// No route to the host.
    Unreachable,
    /// No connection within the limit.
    ConnectTimedOut,
    /// The proxy stands in the way.
    ProxyFailed,
    /// Nobody vouches for the certificate yet.
    CertificateUntrusted,
    /// The appliance presents another certificate than the pinned one.
    CertificateChanged,
    /// No secure connection for another reason than trust.
    HandshakeFailed,

    // Signing in.
    /// User name or password is wrong.
    LoginRefused,
    /// The account is disabled.
    LoginDisabled,
    /// The account is locked.
    LoginLocked,
    /// 504 while signing in: the directory is probably unreachable.
    SignInTimedOut,
    /// The sign-in answer holds no token.
    TokenMissing,
    /// The session expired.
    SessionExpired,
    /// The appliance does not accept the session.
    SessionRejected,
    /// The session was signed out here.
    SignedOut,
    /// The account may not do this.
    NoPermission,

    // What the appliance answers.
    /// The appliance does not know the key.
    KeyUnknown,
    /// Versioned keys are not permitted (R12).
    KeyVersioned,
    /// The backup timed out (R4).
    BackupTimedOut,
    /// The front end gave up waiting at another step.
    GatewayTimedOut,
    /// The appliance does not offer this.
    NotOffered,
    /// Something that excludes this runs there.
    ApplianceBusy,
    /// The appliance asks to wait.
    TooManyRequests,
    /// The appliance failed.
    ServerError,
    /// A status without a meaning here.
    UnexpectedStatus,
    /// The appliance pointed elsewhere; nothing was sent there.
    Redirected,
    /// The answer is not valid HTTP.
    NotHttp,
    /// The answer cannot be understood.
    AnswerUnreadable,
    /// The answer is longer than any may be.
    AnswerTooLong,

    // The transfer.
    /// No answer within the limit.
    FirstByteTimedOut,
    /// The stream fell silent.
    Stalled,
    /// The connection was closed early.
    CutOff,
    /// The connection was reset.
    ConnectionReset,
    /// A chunked answer without its end mark.
    NotEnded,
    /// Another length than promised.
    WrongLength,
    /// The answer was compressed in transit.
    CompressedInTransit,
    /// Status 200, but no archive.
    NotAnArchive,
    /// The appliance refused the archive.
    ArchiveRefused,
    /// The archive could not be read while it was sent.
    UploadSourceFailed,
    /// The file being sent is not as long as announced.
    UploadLengthDiffers,
    /// The appliance has not come back.
    NotBack,

    // Restores and what they leave.
    /// A rule refuses the restore.
    RestoreRefused,
    /// The archive is damaged.
    ArchiveDamaged,
    /// R6: the target runs a version below 2.2.2.
    TargetTooOld,
    /// R6: the target is older than the version that made the archive.
    TargetOlderThanArchive,
    /// The version that made the archive is not known.
    ArchiveVersionUnknown,
    /// The version of the target is not known.
    TargetVersionUnknown,
    /// The confirmation was given for another plan.
    ConfirmedOtherPlan,
    /// Another host name was typed.
    HostNameDiffers,
    /// Something was not answered.
    ConfirmationIncomplete,
    /// Archive or target changed after the plan was made.
    PlanVoid,
    /// The plan is not at hand any more, after a restart for example.
    PlanUnknown,
    /// Another restore of this appliance is not over.
    AnotherRestoreOpen,
    /// The appliance stays as it is while a restore of it is open.
    RestoreStillOpen,
    /// The appliance stays while it has to be removed from its old cluster.
    OldClusterStillOpen,
    /// The person stopped watching; the restore goes on.
    WatchStopped,
    /// The safety backup failed, so the restore did not start.
    SafetyBackupFailed,
    /// The safety backup is there but cannot be proven, so the restore did not start.
    SafetyBackupUnproven,
    /// The upload failed; nothing was changed.
    UploadFailed,
    /// The appliance did not take the archive.
    ArchiveNotTaken,
    /// The appliance reported that its restore failed.
    ApplianceRestoreFailed,
    /// It is not known what the appliance does with the archive.
    RestoreUncertain,
    /// The restore cannot be cancelled any more.
    NotCancellable,
    /// No restore has that id.
    RestoreUnknown,
    /// What was said does not belong to the step the restore is at.
    NotNow,
    /// No task has that number.
    TaskUnknown,
    /// Another task has to be done first.
    TaskWaits,
}

impl ErrorCode {
    /// Its name on the wire, under which history keeps it.
    #[must_use]
    pub fn word(self) -> Option<String> {
        let word = serde_json::to_value(self).ok()?;
        word.as_str().map(str::to_owned)
    }

    /// The code of this name; `None` for one that only a newer version knows.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        serde_json::from_value(word.into()).ok()
    }
}
