//! The closed words of a flight plan. A surface that speaks another language than the plan's sentences says them again
//! from these and from the plan's facts; a new one does not compile before every language has it.

use ctvl_engine::restore as engine;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a restore does to the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConsequenceKind {
    /// R7: all data on the node is destroyed.
    DataDestroyed,
    /// R7, R8: the node leaves its cluster.
    LeavesCluster,
    /// R7: it becomes the first node of a new cluster.
    FirstNodeOfNewCluster,
    /// R9: the logins are those of the backup.
    LoginsFromBackup,
    /// Everybody signed in is signed out.
    SessionsEnd,
    /// The certificate may be another one afterwards.
    CertificateMayChange,
    /// R7, R10: it reboots.
    Reboots,
}

/// What a person has to know before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CautionKind {
    /// The archive cannot be proven.
    Unproven,
    /// The target does not list the key that the archive needs.
    KeyNotListed,
    /// It is not known which key the archive needs.
    KeyUnknown,
    /// The archive was taken from another appliance.
    TakenElsewhere,
    /// The archive holds no counters.
    WithoutCounters,
    /// There may be no safety backup.
    NoSafetyBackup,
    /// The appliance does not tell enough to notice that it changed.
    BoundLoosely,
}

/// What will be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StepKind {
    /// The safety backup.
    SafetyBackup,
    /// Direct: the archive is sent.
    Upload,
    /// Guided: the work on the administration page.
    AdministrationPage,
    /// The appliance replaces its data.
    Restore,
    /// R10: the appliance reboots.
    Reboot,
    /// R9: one sign-in with the login of the backup.
    SignIn,
    /// R8, R9, R11: the tasks that are left.
    Afterwards,
}

/// What a row of the comparison compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ComparisonKind {
    /// The version that made the archive, and the one that runs on the target (R6).
    Version,
    /// When the archive was made, and now.
    Date,
    /// The key the archive needs, and whether the target lists it.
    Key,
    /// The appliance it was taken from, and the target.
    Origin,
}

/// One of the three details of R5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DetailKind {
    /// The version that made the archive.
    Version,
    /// When it was made.
    Date,
    /// The key it is encrypted under.
    Key,
}

/// Why a plan is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RefusalKind {
    /// The file is not there.
    ArchiveMissing,
    /// The archive is damaged.
    ArchiveDamaged,
    /// R6: the target runs a version below 2.2.2.
    TargetTooOld,
    /// R6: the target is older than the version that made the archive.
    TargetOlderThanArchive,
}

/// What is missing for a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LackKind {
    /// The version that made the archive.
    ArchiveVersion,
    /// The version that runs on the target.
    TargetVersion,
}

impl From<engine::ConsequenceKind> for ConsequenceKind {
    fn from(kind: engine::ConsequenceKind) -> Self {
        use engine::ConsequenceKind as Kind;
        match kind {
            Kind::DataDestroyed => Self::DataDestroyed,
            Kind::LeavesCluster => Self::LeavesCluster,
            Kind::FirstNodeOfNewCluster => Self::FirstNodeOfNewCluster,
            Kind::LoginsFromBackup => Self::LoginsFromBackup,
            Kind::SessionsEnd => Self::SessionsEnd,
            Kind::CertificateMayChange => Self::CertificateMayChange,
            Kind::Reboots => Self::Reboots,
        }
    }
}

impl From<engine::CautionKind> for CautionKind {
    fn from(kind: engine::CautionKind) -> Self {
        use engine::CautionKind as Kind;
        match kind {
            Kind::Unproven => Self::Unproven,
            Kind::KeyNotListed => Self::KeyNotListed,
            Kind::KeyUnknown => Self::KeyUnknown,
            Kind::TakenElsewhere => Self::TakenElsewhere,
            Kind::WithoutCounters => Self::WithoutCounters,
            Kind::NoSafetyBackup => Self::NoSafetyBackup,
            Kind::BoundLoosely => Self::BoundLoosely,
        }
    }
}

impl From<engine::StepKind> for StepKind {
    fn from(kind: engine::StepKind) -> Self {
        use engine::StepKind as Kind;
        match kind {
            Kind::SafetyBackup => Self::SafetyBackup,
            Kind::Upload => Self::Upload,
            Kind::AdministrationPage => Self::AdministrationPage,
            Kind::Restore => Self::Restore,
            Kind::Reboot => Self::Reboot,
            Kind::SignIn => Self::SignIn,
            Kind::Afterwards => Self::Afterwards,
        }
    }
}

impl From<engine::ComparisonKind> for ComparisonKind {
    fn from(kind: engine::ComparisonKind) -> Self {
        match kind {
            engine::ComparisonKind::Version => Self::Version,
            engine::ComparisonKind::Date => Self::Date,
            engine::ComparisonKind::Key => Self::Key,
            engine::ComparisonKind::Origin => Self::Origin,
        }
    }
}

impl From<engine::DetailKind> for DetailKind {
    fn from(kind: engine::DetailKind) -> Self {
        match kind {
            engine::DetailKind::Version => Self::Version,
            engine::DetailKind::Date => Self::Date,
            engine::DetailKind::Key => Self::Key,
        }
    }
}

impl From<&engine::RefusedBecause> for RefusalKind {
    fn from(refusal: &engine::RefusedBecause) -> Self {
        use engine::RefusedBecause as Because;
        match refusal {
            Because::ArchiveMissing => Self::ArchiveMissing,
            Because::ArchiveDamaged { .. } => Self::ArchiveDamaged,
            Because::TargetTooOld { .. } => Self::TargetTooOld,
            Because::TargetOlderThanArchive { .. } => Self::TargetOlderThanArchive,
        }
    }
}

impl From<engine::Lacking> for LackKind {
    fn from(lacking: engine::Lacking) -> Self {
        match lacking {
            engine::Lacking::ArchiveVersion => Self::ArchiveVersion,
            engine::Lacking::TargetVersion => Self::TargetVersion,
        }
    }
}
