//! Looking at one file: its size, its hash, its container and its details, in one pass.
//!
//! One thread reads ahead, one takes the hash, one judges the container, and a few expand small members.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, ScopedJoinHandle};

use bytes::Bytes;

use crate::buffers::{self, Buffers};
use crate::container::{Container, Damage, Expander, Job, Judge, Judged, Limits, Sizes};
use crate::details::Details;
use crate::digest::{Hasher, Sha256Digest};

/// More threads than this find nothing left to do: the judge feeds them from one reader.
const EXPANDERS: usize = 4;

/// What was found of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// Its length in bytes.
    pub size: u64,
    /// The SHA-256 of all its bytes, damaged or not.
    pub sha256: Sha256Digest,
    /// Whether it is a complete ZIP.
    pub container: Container,
    /// What it says about itself. Of a damaged file: only what stands before the damage.
    pub details: Details,
}

/// A file could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// Opening or reading failed.
    #[error("cannot read {path}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The caller asked to stop.
    #[error("the check was cancelled")]
    Cancelled,
}

/// Looks at a finished file, in one pass.
///
/// `progress` is given the number of bytes read so far, from the calling thread. `cancel` is looked at between
/// buffers. A member whose length can only be read from the directory makes a second pass necessary, for the
/// container alone; progress then stays at the size of the file.
///
/// # Errors
/// [`InspectError::Io`] if the file cannot be read, [`InspectError::Cancelled`] if `cancel` became true. A damaged
/// file is not an error: that is what [`Inspection`] says.
pub fn inspect_file(
    path: &Path,
    limits: &Limits,
    progress: &(dyn Fn(u64) + Sync),
    cancel: &AtomicBool,
) -> Result<Inspection, InspectError> {
    let failed = |source| InspectError::Io { path: path.to_owned(), source };
    let mut file = open_regular(path).map_err(failed)?;
    let mut size = 0;
    let mut hasher = Hasher::new();
    let mut count = |bytes: u64| {
        size += bytes;
        progress(size);
    };
    let first = pass(&mut file, Judge::new(*limits), Some(&mut hasher), &mut count, cancel);
    let mut judged = first.map_err(|stopped| stopped.at(path))?;
    let sha256 = hasher.finish();
    if matches!(judged, Judged::NeedsWholeFile) {
        let sizes = Sizes::read(&mut file, limits.members).map_err(failed)?;
        // Opened once only: another file of the same name must not answer for this one.
        std::io::Seek::rewind(&mut file).map_err(failed)?;
        let judge = Judge::new(*limits).with_sizes(sizes);
        judged = pass(&mut file, judge, None, &mut |_| {}, cancel).map_err(|stopped| stopped.at(path))?;
    }
    let (container, details) = judged.into_said();
    Ok(Inspection { size, sha256, container, details })
}

/// Opens a file that has an end. A pipe would be waited for, and a device read for ever; a folder says so itself.
pub(crate) fn open_regular(path: &Path) -> std::io::Result<File> {
    let kind = std::fs::metadata(path)?.file_type();
    if kind.is_file() || kind.is_dir() {
        return File::open(path);
    }
    Err(std::io::Error::new(std::io::ErrorKind::NotSeekable, "it is no regular file"))
}

enum Stopped {
    Io(std::io::Error),
    Cancelled,
}

impl Stopped {
    fn at(self, path: &Path) -> InspectError {
        match self {
            Self::Io(source) => InspectError::Io { path: path.to_owned(), source },
            Self::Cancelled => InspectError::Cancelled,
        }
    }
}

/// Reads the file once, for the judge and, if there is one, for the hasher.
fn pass(
    file: &mut File,
    judge: Judge,
    hasher: Option<&mut Hasher>,
    count: &mut dyn FnMut(u64),
    cancel: &AtomicBool,
) -> Result<Judged, Stopped> {
    thread::scope(|scope| {
        let mut readers = Vec::new();
        if let Some(hasher) = hasher {
            let (sender, receiver) = sync_channel::<Bytes>(buffers::COUNT);
            readers.push(sender);
            scope.spawn(move || receiver.iter().for_each(|bytes| hasher.update(&bytes)));
        }
        let (sender, receiver) = sync_channel(buffers::COUNT);
        readers.push(sender);
        let judging = scope.spawn(move || judge_all(judge, &receiver));
        let read = read_all(file, readers, count, cancel);
        let judged = join(judging);
        read.map(|()| judged)
    })
}

fn read_all(
    file: &mut File,
    readers: Vec<SyncSender<Bytes>>,
    count: &mut dyn FnMut(u64),
    cancel: &AtomicBool,
) -> Result<(), Stopped> {
    let buffers = Buffers::new();
    loop {
        if cancel.load(Ordering::Relaxed) {
            return Err(Stopped::Cancelled);
        }
        let bytes = buffers.read(file).map_err(Stopped::Io)?;
        if bytes.is_empty() {
            return Ok(());
        }
        for reader in &readers {
            // A receiver is gone only if its thread panicked, which the end of the scope reports.
            let _ = reader.send(bytes.clone());
        }
        count(bytes.len() as u64);
    }
}

/// Judges what is received, with other threads for small members.
fn judge_all(judge: Judge, receiver: &Receiver<Bytes>) -> Judged {
    let (sender, jobs) = sync_channel::<Job>(2 * EXPANDERS);
    let jobs = Mutex::new(jobs);
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from).min(EXPANDERS);
        let expanders: Vec<_> = (0..threads).map(|_| scope.spawn(|| expand(&jobs))).collect();
        let mut judge = judge.with_pool(sender);
        receiver.iter().for_each(|bytes| judge.push(bytes));
        judge.hand_out_no_more();
        let damages = expanders.into_iter().filter_map(join);
        // Each thread stops at its first; the first of all is the one that a single thread would have found.
        let first = damages.min_by_key(|damage| damage.member.as_ref().map(|member| member.index));
        judge.finish(first)
    })
}

/// Expands members until there are no more; the first damage among them.
fn expand(jobs: &Mutex<Receiver<Job>>) -> Option<Damage> {
    let mut expander = Expander::new();
    let mut damage = None;
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return damage };
        // After damage the rest is only taken in, so that the judge is not kept waiting.
        if damage.is_none() {
            damage = job.run(&mut expander);
        }
    }
}

fn join<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
