//! The last bytes of an archive leave this machine only after all of it was read again and its SHA-256 is the
//! confirmed one, and only if nobody has cancelled by then.
//!
//! Until those bytes leave, the appliance holds an unfinished upload and nothing on it has changed. The moment
//! they may leave is written down first, so that a crash never claims less than what may have happened.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use ctvl_archive::Sha256Digest;
use futures_util::Stream;
use jiff::Timestamp;
use tokio::sync::mpsc;

use super::binding::{ArchiveBinding, Change};
use crate::error::EngineError;
use crate::job::JobKind;

/// Read, hashed and handed over at once. Two of these wait in the channel at most, so memory stays flat.
const CHUNK: usize = 512 * 1024;

const OPEN: u8 = 0;
const CANCELLED: u8 = 1;
const COMMITTED: u8 = 2;

/// Whether the last bytes may leave. Cancelling and committing exclude each other: whichever comes first wins.
#[derive(Debug, Default)]
pub(super) struct Gate {
    state: AtomicU8,
    stopped: Mutex<Option<Stopped>>,
}

/// Why an upload stopped on this side.
#[derive(Debug)]
pub(super) enum Stopped {
    /// The file could not be read.
    Read(std::io::Error),
    /// It is not the confirmed one.
    Changed(Vec<Change>),
    /// Somebody cancelled.
    Cancelled,
    /// That the archive is about to be committed could not be written down.
    NotWrittenDown(EngineError),
}

impl Gate {
    /// Closes the gate, unless the last bytes may have left already.
    pub(super) fn cancel(&self) -> bool {
        self.state.compare_exchange(OPEN, CANCELLED, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// Whether the last bytes may have left.
    pub(super) fn committed(&self) -> bool {
        self.state.load(Ordering::Acquire) == COMMITTED
    }

    /// Why the upload stopped on this side, if it did.
    pub(super) fn take_stopped(&self) -> Option<Stopped> {
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn commit(&self) -> bool {
        self.state.compare_exchange(OPEN, COMMITTED, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    fn stop(&self, why: Stopped) {
        *self.stopped.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }
}

/// Size and modification time of an open file, as a plan keeps them.
pub(super) fn look(file: &File) -> std::io::Result<(u64, Option<Timestamp>)> {
    let metadata = file.metadata()?;
    let modified = metadata.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
    Ok((metadata.len(), modified))
}

/// What differs between the confirmed archive and the file that lies there now, its content aside.
pub(super) fn changes_of(path: &Path, planned: &ArchiveBinding) -> Vec<Change> {
    match File::open(path).and_then(|file| look(&file)) {
        Ok((size, modified)) => planned.changes(size, modified),
        Err(_) => vec![Change::ArchiveGone],
    }
}

/// What the reader hands over.
enum Piece {
    More(Bytes),
    /// Everything before it was read and is the confirmed archive. It leaves only through the gate.
    Last(Bytes),
}

/// The archive on its way out. Nothing is read before somebody asks for the first bytes, and the gate is passed only
/// when somebody asks for the last ones: bytes that wait here have not left, whatever the reader has done.
struct Outgoing<F> {
    path: PathBuf,
    planned: ArchiveBinding,
    gate: Arc<Gate>,
    about_to_commit: F,
    pieces: Option<mpsc::Receiver<std::io::Result<Piece>>>,
}

/// The archive as a stream. `about_to_commit` is called once, when the last bytes are asked for and before they are
/// handed over; if it fails they are not.
pub(super) fn outgoing(
    path: &Path,
    planned: ArchiveBinding,
    gate: &Arc<Gate>,
    about_to_commit: impl FnOnce() -> Result<(), EngineError> + Send + 'static,
) -> impl Stream<Item = std::io::Result<Bytes>> + Send + 'static {
    let (path, gate) = (path.to_owned(), Arc::clone(gate));
    let outgoing = Outgoing { path, planned, gate, about_to_commit, pieces: None };
    futures_util::stream::unfold(Some(outgoing), |outgoing| async move {
        let mut outgoing = outgoing?;
        match outgoing.next_piece().await? {
            Ok(Piece::More(bytes)) => Some((Ok(bytes), Some(outgoing))),
            Ok(Piece::Last(bytes)) => Some((outgoing.release(bytes).await, None)),
            Err(error) => Some((Err(error), None)),
        }
    })
}

impl<F: FnOnce() -> Result<(), EngineError> + Send + 'static> Outgoing<F> {
    async fn next_piece(&mut self) -> Option<std::io::Result<Piece>> {
        self.pieces.get_or_insert_with(|| start(&self.path, &self.planned, &self.gate)).recv().await
    }

    async fn release(self, last: Bytes) -> std::io::Result<Bytes> {
        let Self { gate, about_to_commit, .. } = self;
        if !gate.commit() {
            return Err(told(&gate, Stopped::Cancelled));
        }
        let written = tokio::task::spawn_blocking(about_to_commit)
            .await
            .unwrap_or(Err(EngineError::JobLost { kind: JobKind::Restore }));
        match written {
            Ok(()) => Ok(last),
            Err(error) => {
                // Nothing has left, so this is as if it had not been committed.
                gate.state.store(CANCELLED, Ordering::Release);
                Err(told(&gate, Stopped::NotWrittenDown(error)))
            }
        }
    }
}

/// Keeps the reason before the stream fails: whoever sees it fail looks for it.
fn told(gate: &Gate, why: Stopped) -> std::io::Error {
    let told = match &why {
        Stopped::Read(error) => std::io::Error::new(error.kind(), "the archive could not be read"),
        _ => std::io::Error::other("the upload was stopped here"),
    };
    gate.stop(why);
    told
}

fn start(path: &Path, planned: &ArchiveBinding, gate: &Arc<Gate>) -> mpsc::Receiver<std::io::Result<Piece>> {
    let (sender, receiver) = mpsc::channel(2);
    let (path, planned, gate) = (path.to_owned(), planned.clone(), Arc::clone(gate));
    tokio::task::spawn_blocking(move || {
        if let Err(why) = read(&path, &planned, &sender) {
            let _ = sender.blocking_send(Err(told(&gate, why)));
        }
    });
    receiver
}

fn read(
    path: &Path,
    planned: &ArchiveBinding,
    sender: &mpsc::Sender<std::io::Result<Piece>>,
) -> Result<(), Stopped> {
    let mut file = File::open(path).map_err(Stopped::Read)?;
    let (size, modified) = look(&file).map_err(Stopped::Read)?;
    let changes = planned.changes(size, modified);
    if !changes.is_empty() {
        return Err(Stopped::Changed(changes));
    }
    let mut hasher = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
    let mut held: Option<Bytes> = None;
    let mut sent = 0_u64;
    loop {
        let chunk = next_chunk(&mut file).map_err(Stopped::Read)?;
        sent += chunk.len() as u64;
        // A file that grows while it is sent must not push more than its length through.
        if sent > size {
            return Err(Stopped::Changed(vec![Change::ArchiveSize { planned: size, now: sent }]));
        }
        hasher.update(&chunk);
        let done = chunk.is_empty();
        if let Some(before) = held.take() {
            if done {
                held = Some(before);
                break;
            }
            if sender.blocking_send(Ok(Piece::More(before))).is_err() {
                // Nobody listens any more: the request was given up, and its reason is known there.
                return Err(Stopped::Cancelled);
            }
        } else if done {
            break;
        }
        held = Some(chunk);
    }
    if sent != size {
        return Err(Stopped::Changed(vec![Change::ArchiveSize { planned: size, now: sent }]));
    }
    let mut digest = [0; 32];
    digest.copy_from_slice(hasher.finish().as_ref());
    if let Some(change) = planned.content_change(Sha256Digest::from_bytes(digest)) {
        return Err(Stopped::Changed(vec![change]));
    }
    let _ = sender.blocking_send(Ok(Piece::Last(held.unwrap_or_default())));
    Ok(())
}

/// A full chunk, or what is left; empty at the end of the file.
fn next_chunk(file: &mut File) -> std::io::Result<Bytes> {
    let mut chunk = Vec::with_capacity(CHUNK);
    file.take(CHUNK as u64).read_to_end(&mut chunk)?;
    Ok(chunk.into())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use futures_util::StreamExt;

    use super::*;

    struct Sample {
        _folder: tempfile::TempDir,
        path: std::path::PathBuf,
        bytes: Vec<u8>,
        planned: ArchiveBinding,
    }

    fn sample(length: usize) -> Sample {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("backup.zip");
        let bytes: Vec<u8> = (0..length).map(|i| (i * 31 % 251) as u8).collect();
        std::fs::write(&path, &bytes).expect("a file");
        let (size, modified) = look(&File::open(&path).expect("it is there")).expect("metadata");
        let planned = ArchiveBinding { size, modified, sha256: Sha256Digest::of(&bytes) };
        Sample { _folder: folder, path, bytes, planned }
    }

    /// Everything the stream hands out, and whether it ended with an error.
    async fn drain(stream: impl Stream<Item = std::io::Result<Bytes>>) -> (Vec<u8>, bool) {
        let mut stream = std::pin::pin!(stream);
        let mut all = Vec::new();
        while let Some(item) = stream.next().await {
            match item {
                Ok(bytes) => all.extend_from_slice(&bytes),
                Err(_) => return (all, true),
            }
        }
        (all, false)
    }

    #[tokio::test]
    async fn the_confirmed_archive_arrives_whole_after_it_was_written_down() {
        for length in [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7] {
            let sample = sample(length);
            let gate = Arc::new(Gate::default());
            let written = Arc::new(AtomicBool::new(false));
            let mark = Arc::clone(&written);
            let stream = outgoing(&sample.path, sample.planned.clone(), &gate, move || {
                mark.store(true, Ordering::Release);
                Ok(())
            });
            let (bytes, failed) = drain(stream).await;
            assert!(!failed && bytes == sample.bytes, "{length} bytes arrive unchanged");
            assert!(
                gate.committed() && written.load(Ordering::Acquire),
                "{length}: the commit was written down"
            );
            assert!(!gate.cancel(), "{length}: it cannot be cancelled any more");
        }
    }

    #[tokio::test]
    async fn nothing_is_committed_before_somebody_asks_for_the_last_bytes() {
        // Both fit into the channel: a reader that ran ahead would have committed them without any connection.
        for (length, asked) in [(1, 0), (2 * CHUNK, 1)] {
            let sample = sample(length);
            let gate = Arc::new(Gate::default());
            let stream = outgoing(&sample.path, sample.planned.clone(), &gate, || Ok(()));
            let mut stream = std::pin::pin!(stream);
            for _ in 0..asked {
                stream.next().await.expect("a chunk").expect("it can be read");
            }
            // Were the reader at work, it would be done after this.
            tokio::task::spawn_blocking(|| ()).await.expect("it ran");
            assert!(!gate.committed(), "{length} bytes, {asked} pieces asked for: the end is still here");
            assert!(gate.cancel(), "{length}: so it can be cancelled");
        }
    }

    #[tokio::test]
    async fn another_content_never_arrives_whole() {
        for length in [1, CHUNK, 2 * CHUNK + 5] {
            let mut sample = sample(length);
            // Same size and, for the plan, the same time: only the hash can tell.
            sample.planned.sha256 = Sha256Digest::of(b"another archive");
            let gate = Arc::new(Gate::default());
            let stream = outgoing(&sample.path, sample.planned.clone(), &gate, || Ok(()));
            let (bytes, failed) = drain(stream).await;
            assert!(failed && bytes.len() < length, "{length}: the end is held back");
            assert!(!gate.committed(), "{length}: nothing was committed");
            let stopped = gate.take_stopped();
            assert!(
                matches!(&stopped, Some(Stopped::Changed(c)) if matches!(c[..], [Change::ArchiveContent { .. }])),
                "{length}: {stopped:?}"
            );
        }
    }

    #[tokio::test]
    async fn another_size_or_time_is_noticed_before_a_byte_leaves() {
        let base = sample(CHUNK + 3);
        for edit in [
            (|b: &mut ArchiveBinding| b.size += 1) as fn(&mut ArchiveBinding),
            |b| b.modified = Some(Timestamp::UNIX_EPOCH),
            |b| b.modified = None,
        ] {
            let mut planned = base.planned.clone();
            edit(&mut planned);
            let gate = Arc::new(Gate::default());
            let (bytes, failed) = drain(outgoing(&base.path, planned, &gate, || Ok(()))).await;
            assert!(failed && bytes.is_empty(), "nothing is sent of a changed file");
            assert!(matches!(gate.take_stopped(), Some(Stopped::Changed(_))));
        }
    }

    #[tokio::test]
    async fn a_cancel_before_the_end_keeps_the_end_here() {
        let sample = sample(4 * CHUNK);
        let gate = Arc::new(Gate::default());
        let stream = outgoing(&sample.path, sample.planned.clone(), &gate, || Ok(()));
        let mut stream = std::pin::pin!(stream);
        let first = stream.next().await.expect("a chunk").expect("it can be read");
        assert!(gate.cancel(), "the end has not left yet");
        let (rest, failed) = drain(stream).await;
        assert!(failed && first.len() + rest.len() < sample.bytes.len(), "the upload stays unfinished");
        assert!(matches!(gate.take_stopped(), Some(Stopped::Cancelled)));
    }

    #[tokio::test]
    async fn what_cannot_be_written_down_is_not_sent() {
        let sample = sample(2 * CHUNK);
        let gate = Arc::new(Gate::default());
        let stream =
            outgoing(&sample.path, sample.planned.clone(), &gate, || Err(EngineError::NothingChosen));
        let (bytes, failed) = drain(stream).await;
        assert!(failed && bytes.len() < sample.bytes.len(), "a crash would not know of it otherwise");
        assert!(!gate.committed());
        assert!(matches!(gate.take_stopped(), Some(Stopped::NotWrittenDown(_))));
    }

    #[tokio::test]
    async fn a_missing_file_says_so() {
        let sample = sample(10);
        std::fs::remove_file(&sample.path).expect("it was there");
        assert_eq!(changes_of(&sample.path, &sample.planned), [Change::ArchiveGone]);
        let gate = Arc::new(Gate::default());
        let (bytes, failed) = drain(outgoing(&sample.path, sample.planned.clone(), &gate, || Ok(()))).await;
        assert!(failed && bytes.is_empty());
        assert!(matches!(gate.take_stopped(), Some(Stopped::Read(_))));
    }
}
