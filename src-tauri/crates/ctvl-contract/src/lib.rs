//! What a surface can ask and is told. The invariant: JSON names are known here and nowhere else, and nothing that
//! leaves here holds a password, a token or key material.
#![deny(missing_docs)]

pub mod aftermath;
pub mod archive;
pub mod bindings;
pub mod certificate;
pub mod connect;
pub mod connection;
pub mod error;
pub mod export;
pub mod history;
pub mod lines;
pub mod news;
pub mod orders;
pub mod overview;
pub mod practice;
pub mod profile;
pub mod progress;
pub mod restore;
pub mod settings;
pub mod status;

use ts_rs::TypeVisitor;

pub use aftermath::{AftermathList, AftermathTask, TaskKind, TaskState};
pub use archive::{
    ArchiveReport, ArchiveState, ArchiveStateWord, BackupResult, Contents, Counters, CreatedSource, Damage,
    DamageKind, DamageReason, EndField, HeaderField, Identity, KeyNeeded, LibraryEntry, LibraryPage, Member,
    Obstacle, ObstacleKind, Plausibility, Purpose, ReceiptFacts, ReceiptState, StateReason, UnprovenReason,
    UnsafeName, VerifyOutcome, VerifyResult,
};
pub use certificate::{Certificate, Distrust, Trust};
pub use connect::{
    AddedAppliance, ApplianceChange, CertificateLook, DraftConnection, KeepPassword, NewAppliance, Password,
    PastedAddress, UnsafePart,
};
pub use connection::{Check, CheckOutcome, CheckStep, ConnectionReport};
pub use error::{
    Described, ErrorCode, ErrorParams, ErrorSeverity, Holder, OfferedStep, PublicError, Words, describe,
    kept_error,
};
pub use history::{Event, EventKind, EventList, EventResult, RestoreStop};
pub use lines::{
    Acknowledgement, CompletionScript, DiagnosticReport, Line, ListedLibrary, LookedAgain, ManualPages,
    PracticeAppliance,
};
pub use news::{Changed, JobOutcome, JobResult, MenuCommand, News, Place};
pub use orders::{
    ActivityFilter, AddedArchives, ArchiveDetail, ArchiveFilter, ArchiveRow, ArchiveSort, ArchiveTable,
    BackupRequest, DestinationLook, ExportFormat, FileFailure, GuidedProgress, LongReboot, OpenRestore,
    Orphan, Pick, PlanProgress, PlanRequest, Restorable, RestorableOn, RestoreRemedy, RestoreRequest,
    RestoreStanding, SaidToRestore, TrashedArchives,
};
pub use overview::{ApplianceSummary, Attention, DayMark, Overview, Protection, Trend, TrendPoint};
pub use practice::{Practice, PracticeFault};
pub use profile::{CredentialState, KnownVersion, Profile, ProfileList, Role, VersionSource};
pub use progress::{Ending, Item, JobKind, Progress, Stage};
pub use restore::{
    ArchiveStanding, Ask, AskKind, Caution, CautionKind, Cluster, Comparison, ComparisonKind, Consequence,
    ConsequenceKind, DetailKind, DetailToConfirm, GuidedAnswer, GuidedCard, GuidedEvent, GuidedLine,
    GuidedStep, GuidedView, KeyThere, Lack, LackKind, PlanArchive, PlanFacts, PlanStep, PlanTarget,
    ReceiptStanding, RefusalKind, RefusalReason, RestorePlan, RestoreResult, RestoreState, Route,
    SafetyBackup, SignInAfter, StepKind, TakenFrom, Tone, Verdict,
};
pub use settings::{
    About, Component, Language, NotificationTest, Notifications, Settings, SettingsChange, Theme,
};
pub use status::{AppStatus, Beginning, EngineState};

/// Every type that crosses the boundary by itself; those they mention follow.
fn roots(visitor: &mut impl TypeVisitor) {
    visitor.visit::<AppStatus>();
    visitor.visit::<Beginning>();
    visitor.visit::<ProfileList>();
    visitor.visit::<ConnectionReport>();
    visitor.visit::<Progress>();
    visitor.visit::<BackupResult>();
    visitor.visit::<VerifyResult>();
    visitor.visit::<LibraryPage>();
    visitor.visit::<EventList>();
    visitor.visit::<RestorePlan>();
    visitor.visit::<GuidedCard>();
    visitor.visit::<RestoreResult>();
    visitor.visit::<AftermathList>();
    visitor.visit::<PublicError>();
    visitor.visit::<Described>();
    visitor.visit::<Overview>();
    visitor.visit::<Trend>();
    visitor.visit::<PastedAddress>();
    visitor.visit::<NewAppliance>();
    visitor.visit::<AddedAppliance>();
    visitor.visit::<ApplianceChange>();
    visitor.visit::<CertificateLook>();
    visitor.visit::<BackupRequest>();
    visitor.visit::<DestinationLook>();
    visitor.visit::<ArchiveFilter>();
    visitor.visit::<ArchiveTable>();
    visitor.visit::<ArchiveDetail>();
    visitor.visit::<AddedArchives>();
    visitor.visit::<TrashedArchives>();
    visitor.visit::<Orphan>();
    visitor.visit::<Pick>();
    visitor.visit::<PlanRequest>();
    visitor.visit::<PlanProgress>();
    visitor.visit::<RestoreRequest>();
    visitor.visit::<OpenRestore>();
    visitor.visit::<GuidedProgress>();
    visitor.visit::<SaidToRestore>();
    visitor.visit::<ActivityFilter>();
    visitor.visit::<ExportFormat>();
    visitor.visit::<Settings>();
    visitor.visit::<SettingsChange>();
    visitor.visit::<NotificationTest>();
    visitor.visit::<About>();
    visitor.visit::<Practice>();
    visitor.visit::<PracticeFault>();
    visitor.visit::<News>();
    visitor.visit::<Line>();
    visitor.visit::<ManualPages>();
    visitor.visit::<CompletionScript>();
    visitor.visit::<ListedLibrary>();
    visitor.visit::<PracticeAppliance>();
    visitor.visit::<Acknowledgement>();
    visitor.visit::<LookedAgain>();
    visitor.visit::<DiagnosticReport>();
}
