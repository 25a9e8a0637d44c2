//! The two verdicts: what state an archive is in, and whether it can be restored on a target.
//!
//! Both are pure functions of what the caller states. There is one place for each, and no override.

mod assess;
mod restorable;

pub use assess::{
    ArchiveState, Assessment, Evidence, HistoryPoint, Identity, Looked, Plausibility, ReceiptEvidence,
    Transport, WhyCannotVerify, WhyDamaged, assess,
};
pub use restorable::{ArchiveClaim, Known, Missing, Refusal, Restorable, Source, TargetClaim, restorable};
