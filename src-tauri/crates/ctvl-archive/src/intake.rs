//! Checking bytes while they arrive.
//!
//! The receiver only hands bytes over: the hash is taken on one thread and the container judged on another, and
//! nobody waits for them until they are megabytes behind.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};

use bytes::Bytes;

use crate::container::{Damage, Judge, Judged, Limits};
use crate::digest::{Hasher, Sha256Digest};
use crate::inspection::Inspection;

/// How many pieces may wait for a check.
const WAITING: usize = 16;

/// A check of bytes that are still arriving: hash and container, in one pass.
///
/// Dropped before [`Intake::finish`], it ends its threads and says nothing.
pub struct Intake {
    size: u64,
    to_hash: SyncSender<Bytes>,
    to_judge: SyncSender<Bytes>,
    hashing: JoinHandle<Sha256Digest>,
    judging: JoinHandle<Judged>,
    damage: Arc<OnceLock<Damage>>,
}

/// The bytes cannot be judged in one pass; look at the finished file with [`crate::inspect_file`].
///
/// This is so for a member whose length stands only in the directory and cannot be told from its data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the archive can only be checked once it is complete")]
pub struct NeedsWholeFile;

impl Intake {
    /// Starts the threads.
    #[must_use]
    pub fn start(limits: Limits) -> Self {
        let (to_hash, hash_these) = sync_channel::<Bytes>(WAITING);
        let (to_judge, judge_these) = sync_channel::<Bytes>(WAITING);
        let damage = Arc::new(OnceLock::new());
        let found = Arc::clone(&damage);
        Self {
            size: 0,
            to_hash,
            to_judge,
            hashing: thread::spawn(move || hash(&hash_these)),
            judging: thread::spawn(move || judge(limits, &judge_these, &found)),
            damage,
        }
    }

    /// Takes the next bytes, best some hundred KiB at a time: each piece wakes two threads. Blocks while the checks are
    /// 16 pieces behind, so that memory stays bounded.
    pub fn push(&mut self, bytes: Bytes) {
        self.size += bytes.len() as u64;
        // A thread is gone only if it panicked, which `finish` reports.
        let _ = self.to_hash.send(bytes.clone());
        let _ = self.to_judge.send(bytes);
    }

    /// Damage that is certain already, so that a transfer can be given up early. How many members there are is not
    /// known before the end.
    #[must_use]
    pub fn damage(&self) -> Option<Damage> {
        self.damage.get().cloned()
    }

    /// Waits for the checks, after the last byte.
    ///
    /// # Errors
    /// [`NeedsWholeFile`] if the container cannot be judged in one pass.
    pub fn finish(self) -> Result<Inspection, NeedsWholeFile> {
        let Self { size, to_hash, to_judge, hashing, judging, .. } = self;
        drop((to_hash, to_judge));
        let (sha256, judged) = (join(hashing), join(judging));
        match judged {
            Judged::Said { container, details } => Ok(Inspection { size, sha256, container, details }),
            Judged::NeedsWholeFile => Err(NeedsWholeFile),
        }
    }
}

impl std::fmt::Debug for Intake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Intake")
            .field("size", &self.size)
            .field("damage", &self.damage)
            .finish_non_exhaustive()
    }
}

fn hash(pieces: &Receiver<Bytes>) -> Sha256Digest {
    let mut hasher = Hasher::new();
    pieces.iter().for_each(|bytes| hasher.update(&bytes));
    hasher.finish()
}

fn judge(limits: Limits, pieces: &Receiver<Bytes>, damage: &OnceLock<Damage>) -> Judged {
    let mut judge = Judge::new(limits);
    for bytes in pieces {
        judge.push(bytes);
        if let Some(found) = judge.damage().filter(|_| damage.get().is_none()) {
            // Only this thread sets it.
            let _ = damage.set(found.clone());
        }
    }
    judge.finish(None)
}

fn join<T>(thread: JoinHandle<T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
