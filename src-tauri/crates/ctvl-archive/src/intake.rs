//! Checking bytes while they arrive.
//!
//! The receiver only hands bytes over: the hash is taken on one thread and the container judged on another, and
//! nobody waits for them until they are megabytes behind.

use std::mem;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};

use bytes::Bytes;

use crate::container::{Damage, Judge, Judged, Limits};
use crate::digest::{Hasher, Sha256Digest};
use crate::inspection::Inspection;

/// Bytes are handed over in batches of about this size; a network gives them in pieces that are not worth waking
/// two threads for.
const BATCH: usize = 256 * 1024;

/// How many batches may wait.
const WAITING: usize = 12;

type Batch = Arc<[Bytes]>;

/// A check of bytes that are still arriving: hash and container, in one pass.
///
/// Dropped before [`Intake::finish`], it ends its threads and says nothing.
pub struct Intake {
    batch: Vec<Bytes>,
    batched: usize,
    size: u64,
    to_hash: SyncSender<Batch>,
    to_judge: SyncSender<Batch>,
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
        let (to_hash, hash_these) = sync_channel::<Batch>(WAITING);
        let (to_judge, judge_these) = sync_channel::<Batch>(WAITING);
        let damage = Arc::new(OnceLock::new());
        let found = Arc::clone(&damage);
        Self {
            batch: Vec::new(),
            batched: 0,
            size: 0,
            to_hash,
            to_judge,
            hashing: thread::spawn(move || hash(&hash_these)),
            judging: thread::spawn(move || judge(limits, &judge_these, &found)),
            damage,
        }
    }

    /// Takes the next bytes. Blocks while the checks are some megabytes behind, so that memory stays bounded.
    pub fn push(&mut self, bytes: Bytes) {
        self.size += bytes.len() as u64;
        self.batched += bytes.len();
        self.batch.push(bytes);
        if self.batched >= BATCH {
            self.hand_over();
        }
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
    pub fn finish(mut self) -> Result<Inspection, NeedsWholeFile> {
        self.hand_over();
        let Self { size, to_hash, to_judge, hashing, judging, .. } = self;
        drop((to_hash, to_judge));
        let (sha256, judged) = (join(hashing), join(judging));
        match judged {
            Judged::Said { container, details } => Ok(Inspection { size, sha256, container, details }),
            Judged::NeedsWholeFile => Err(NeedsWholeFile),
        }
    }

    fn hand_over(&mut self) {
        let batch: Batch = mem::take(&mut self.batch).into();
        self.batched = 0;
        // A thread is gone only if it panicked, which `finish` reports.
        let _ = self.to_hash.send(Arc::clone(&batch));
        let _ = self.to_judge.send(batch);
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

fn hash(batches: &Receiver<Batch>) -> Sha256Digest {
    let mut hasher = Hasher::new();
    for batch in batches {
        batch.iter().for_each(|bytes| hasher.update(bytes));
    }
    hasher.finish()
}

fn judge(limits: Limits, batches: &Receiver<Batch>, damage: &OnceLock<Damage>) -> Judged {
    let mut judge = Judge::new(limits);
    for batch in batches {
        batch.iter().cloned().for_each(|bytes| judge.push(bytes));
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
