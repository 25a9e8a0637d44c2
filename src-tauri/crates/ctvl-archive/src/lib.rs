//! What is in an archive file, whether it is whole, and its receipt.
//!
//! The invariant: a verdict is a pure function of bytes and of what the caller states. Nothing here touches the
//! network, the clock or a database, so the same file gets the same verdict in the app, in the CLI and in a test.
#![deny(missing_docs)]

mod buffers;
pub mod container;
pub mod details;
pub mod digest;
mod inspection;
mod intake;
pub mod judgement;
pub mod moment;
pub mod name;
pub mod receipt;
pub mod version;

pub use container::{
    Container, Contents, Damage, DamageKind, EndField, HeaderField, Limits, MemberRef, Obstacle,
    ObstacleKind, UnsafeName, judge_bytes,
};
pub use details::{Counters, Details, DetailsSource, KeyKnowledge, Manifest};
pub use digest::{NotADigest, Sha256Digest};
pub use inspection::{InspectError, Inspection, inspect_file};
pub use intake::{Intake, NeedsWholeFile};
pub use judgement::{
    ArchiveClaim, ArchiveState, Assessment, Evidence, HistoryPoint, Identity, Known, Looked, Missing,
    Plausibility, ReceiptEvidence, Refusal, Restorable, Source, TargetClaim, Transport, WhyCannotVerify,
    WhyDamaged, assess, restorable,
};
pub use moment::{Moment, NotAMoment};
pub use name::{ArchiveName, NotAnArchiveName};
pub use receipt::{
    ApplianceIdentity, PublicKey, Receipt, ReceiptBody, ReceiptCheck, ReceiptError, SignatureBlock,
    SigningKey, SigningKeyError, receipt_path,
};
pub use version::{CtvlVersion, NotAVersion, OLDEST_RESTORABLE};
