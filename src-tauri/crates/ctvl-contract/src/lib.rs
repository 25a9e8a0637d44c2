//! What a surface can ask and is told. The invariant: JSON names are known here and nowhere else, and nothing that
//! leaves here holds a password, a token or key material.
#![deny(missing_docs)]

pub mod aftermath;
pub mod archive;
pub mod bindings;
pub mod certificate;
pub mod connection;
pub mod error;
pub mod history;
pub mod lines;
pub mod profile;
pub mod progress;
pub mod restore;
pub mod status;

use ts_rs::TypeVisitor;

pub use aftermath::{AftermathList, AftermathTask, TaskKind, TaskState};
pub use archive::{
    ArchiveReport, ArchiveState, ArchiveStateWord, BackupResult, Contents, Counters, CreatedSource, Damage,
    DamageReason, Identity, KeyNeeded, LibraryEntry, LibraryPage, Member, Plausibility, Purpose,
    ReceiptFacts, ReceiptState, VerifyOutcome, VerifyResult,
};
pub use certificate::{Certificate, Trust};
pub use connection::{Check, CheckOutcome, CheckStep, ConnectionReport};
pub use error::{
    Described, ErrorCode, ErrorParams, ErrorSeverity, Holder, OfferedStep, PublicError, Words, describe,
};
pub use history::{Event, EventKind, EventList};
pub use lines::{Acknowledgement, Line, ManualPages, PracticeAppliance};
pub use profile::{CredentialState, KnownVersion, Profile, ProfileList, Role, VersionSource};
pub use progress::{Ending, Item, JobKind, Progress, Stage};
pub use restore::{
    Ask, AskKind, Caution, Comparison, DetailToConfirm, GuidedAnswer, GuidedCard, GuidedEvent, GuidedLine,
    GuidedStep, GuidedView, PlanEntry, RestorePlan, RestoreResult, RestoreState, Route, SignInAfter, Tone,
    Verdict,
};
pub use status::{AppStatus, EngineState};

/// Every type that crosses the boundary by itself; those they mention follow.
fn roots(visitor: &mut impl TypeVisitor) {
    visitor.visit::<AppStatus>();
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
    visitor.visit::<Line>();
    visitor.visit::<ManualPages>();
    visitor.visit::<PracticeAppliance>();
    visitor.visit::<Acknowledgement>();
}
