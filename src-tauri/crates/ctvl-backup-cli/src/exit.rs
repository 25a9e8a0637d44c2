//! Exit codes are an interface: scripts and schedulers act on them, so each error code has exactly one, and the match
//! has no catch-all.

use std::process::ExitCode;

use ctvl_contract::ErrorCode;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Failed.
    Failed = 1,
    /// Wrong usage; clap uses the same code.
    Usage = 2,
    /// An archive cannot be verified completely.
    NotVerifiable = 3,
    /// An archive is damaged.
    Damaged = 4,
    /// A rule refuses.
    Refused = 5,
    /// Cancelled.
    Cancelled = 6,
    /// The credentials or the certificate need a person.
    NeedsPerson = 7,
}

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}

impl From<ErrorCode> for Exit {
    fn from(code: ErrorCode) -> Self {
        use ErrorCode as C;
        match code {
            C::Cancelled | C::WatchStopped => Self::Cancelled,

            // What was typed can never work.
            C::ApplianceUnknown
            | C::ApplianceNameTaken
            | C::ApplianceNameInvalid
            | C::UserMissing
            | C::AddressInvalid
            | C::VersionInvalid
            | C::FingerprintInvalid
            | C::AlarmInvalid
            | C::KeyNameInvalid
            | C::ArchiveUnknown
            | C::NothingChosen
            | C::NoteTooLong
            | C::NoteMissing
            | C::JobUnknown
            | C::RestoreUnknown
            | C::TaskUnknown => Self::Usage,

            C::SafetyBackupUnproven => Self::NotVerifiable,

            C::ArrivedDamaged | C::ArchiveDamaged => Self::Damaged,

            C::FingerprintDiffers
            | C::KeyringLocked
            | C::KeyringAbsent
            | C::KeyringRefused
            | C::KeyringEntryMissing
            | C::KeyringEntryUnreadable
            | C::PasswordNotStored
            | C::PasswordRefusedBefore
            | C::CertificateUntrusted
            | C::CertificateChanged
            | C::LoginRefused
            | C::LoginDisabled
            | C::LoginLocked
            | C::NoPermission => Self::NeedsPerson,

            C::RunInProgress
            | C::NotAnOrphan
            | C::ArchiveDiffers
            | C::KeyVersioned
            | C::RestoreRefused
            | C::TargetTooOld
            | C::TargetOlderThanArchive
            | C::ArchiveVersionUnknown
            | C::TargetVersionUnknown
            | C::ConfirmedOtherPlan
            | C::HostNameDiffers
            | C::ConfirmationIncomplete
            | C::PlanVoid
            | C::PlanUnknown
            | C::AnotherRestoreOpen
            | C::RestoreStillOpen
            | C::OldClusterStillOpen
            | C::NotCancellable
            | C::NotNow
            | C::TaskWaits => Self::Refused,

            C::NoHomeDirectory
            | C::FolderNotUsable
            | C::DatabaseFailed
            | C::DatabaseMigrationFailed
            | C::DatabaseNewer
            | C::DatabaseUnreadable
            | C::LogFailed
            | C::DestinationNotUsable
            | C::WriteFailed
            | C::SavedNotListed
            | C::ArchiveMissing
            | C::ArchiveUnreadable
            | C::JobLost
            | C::SystemRefused
            | C::PracticeFailed
            | C::TrustStoreUnusable
            | C::HostNotFound
            | C::ConnectionRefused
            | C::Unreachable
            | C::ConnectTimedOut
            | C::ProxyFailed
            | C::HandshakeFailed
            | C::SignInTimedOut
            | C::TokenMissing
            | C::SessionExpired
            | C::SessionRejected
            | C::SignedOut
            | C::KeyUnknown
            | C::BackupTimedOut
            | C::GatewayTimedOut
            | C::NotOffered
            | C::ApplianceBusy
            | C::TooManyRequests
            | C::ServerError
            | C::UnexpectedStatus
            | C::Redirected
            | C::NotHttp
            | C::AnswerUnreadable
            | C::AnswerTooLong
            | C::FirstByteTimedOut
            | C::Stalled
            | C::CutOff
            | C::ConnectionReset
            | C::NotEnded
            | C::WrongLength
            | C::CompressedInTransit
            | C::NotAnArchive
            | C::ArchiveRefused
            | C::UploadSourceFailed
            | C::UploadLengthDiffers
            | C::NotBack
            | C::SafetyBackupFailed
            | C::UploadFailed
            | C::ArchiveNotTaken
            | C::ApplianceRestoreFailed
            | C::RestoreUncertain => Self::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_scripts_act_on_stay_what_they_are() {
        for (code, exit) in [
            (ErrorCode::Cancelled, 6),
            (ErrorCode::LoginRefused, 7),
            (ErrorCode::CertificateChanged, 7),
            (ErrorCode::CertificateUntrusted, 7),
            (ErrorCode::FingerprintDiffers, 7),
            (ErrorCode::KeyringLocked, 7),
            (ErrorCode::PasswordNotStored, 7),
            (ErrorCode::TargetOlderThanArchive, 5),
            (ErrorCode::TargetTooOld, 5),
            (ErrorCode::HostNameDiffers, 5),
            (ErrorCode::ConfirmationIncomplete, 5),
            (ErrorCode::RunInProgress, 5),
            (ErrorCode::ArrivedDamaged, 4),
            (ErrorCode::ArchiveDamaged, 4),
            (ErrorCode::SafetyBackupUnproven, 3),
            (ErrorCode::ApplianceUnknown, 2),
            (ErrorCode::BackupTimedOut, 1),
            (ErrorCode::CutOff, 1),
            (ErrorCode::ArchiveMissing, 1),
        ] {
            assert_eq!(Exit::from(code).code(), exit, "{code:?}");
        }
    }
}
