//! Whether a file is a complete ZIP container.
//!
//! The invariant: one judge. Bytes that arrive and a finished file go through the same state machine, in the same
//! order, so that they cannot disagree. `Whole` is said only when every byte of the file has its place: members from
//! the first byte on without a gap, then the directory, then the end record, and nothing behind its comment.
//!
//! Most of the format is written twice and compared: a flipped bit shows. What is written once, and means nothing to
//! the data, is covered only by the file's SHA-256 (and so by its receipt):
//! - in the directory: the version that made the entry, internal and external attributes, the comment;
//! - records of an extra field that stand on one side only, or differ in length (times, owners);
//! - in the ZIP64 end record the two version numbers; the comment of the archive;
//! - bits inside compressed data that do not change what it expands to (padding, codes that are never used).

mod content;
mod directory;
mod extra;
mod judge;
mod member;
mod names;
mod record;
mod sizes;
mod verdict;

pub(crate) use content::{Expander, Job};
pub(crate) use judge::{Judge, Judged};
pub(crate) use sizes::Sizes;
pub use verdict::{
    Container, Contents, Damage, DamageKind, EndField, HeaderField, Limits, MemberRef, Obstacle,
    ObstacleKind, UnsafeName,
};

/// Judges an archive in memory, on the calling thread, pushed in pieces of `step` bytes.
///
/// What [`crate::Intake`] and [`crate::inspect_file`] say of the container comes from the same judge; this is for
/// whoever has the bytes already, or tries very many of them.
#[must_use]
pub fn judge_bytes(bytes: &[u8], step: std::num::NonZeroUsize, limits: &Limits) -> Container {
    let run = |mut judge: Judge| {
        bytes.chunks(step.get()).for_each(|piece| judge.push(bytes::Bytes::copy_from_slice(piece)));
        judge.finish(None)
    };
    let mut judged = run(Judge::new(*limits));
    if matches!(judged, Judged::NeedsWholeFile) {
        // Reading from memory does not fail.
        let sizes = Sizes::read(&mut std::io::Cursor::new(bytes), limits.members).unwrap_or_default();
        judged = run(Judge::new(*limits).with_sizes(sizes));
    }
    judged.into_container()
}
