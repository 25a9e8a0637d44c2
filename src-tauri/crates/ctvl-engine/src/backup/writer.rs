//! The bytes of one archive on their way to the disk: written, hashed and checked in the same pass, by threads that
//! wait for one another instead of piling up memory, and without copying a byte.

use std::fs::File;
use std::io::{self, IoSlice, Write};
use std::path::Path;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use bytes::Bytes;
use ctvl_archive::{Damage, Inspection, Intake, Limits, NeedsWholeFile};
use tokio::sync::mpsc;

/// Pieces are handed over in lots of about this size: a hand-over wakes a thread, which costs more than a small write.
const LOT: usize = 256 * 1024;

/// Most pieces in a lot; as many as one vectored write surely takes.
const LOT_PIECES: usize = 64;

/// Lots on their way between the network and the disk.
const LOTS: usize = 8;

/// The disk is told to begin with what lies in memory whenever so much has been written, so that the last flush, which
/// everybody waits for, finds little left to do.
const WRITE_BACK: u64 = 32 * 1024 * 1024;

/// What the receiving task hands to the writing thread.
enum Handed {
    Lot(Vec<Bytes>),
    /// Everything has come, as promised.
    Complete,
}

/// How writing ended.
pub(super) enum Written {
    /// Flushed, and judged in the same pass.
    Judged(Inspection),
    /// Flushed; the container can only be judged over the finished file.
    NeedsWholeFile,
    /// It is certainly damaged; the rest was not written.
    Damaged(Damage),
    /// The receiving side gave up.
    Abandoned,
}

/// The receiving task's end.
pub(super) struct Inlet {
    sender: mpsc::Sender<Handed>,
    lot: Vec<Bytes>,
    size: usize,
}

/// The writing side has ended before its time; its own result says why.
#[derive(Debug)]
pub(super) struct WriterGone;

impl Inlet {
    /// Takes the next bytes; waits while the disk is behind.
    pub(super) async fn push(&mut self, bytes: Bytes) -> Result<(), WriterGone> {
        self.size += bytes.len();
        self.lot.push(bytes);
        if self.size >= LOT || self.lot.len() >= LOT_PIECES { self.hand_over().await } else { Ok(()) }
    }

    /// Everything has come, as promised. Without this the writer takes what it has for abandoned.
    pub(super) async fn complete(mut self) -> Result<(), WriterGone> {
        self.hand_over().await?;
        self.sender.send(Handed::Complete).await.map_err(|_| WriterGone)
    }

    async fn hand_over(&mut self) -> Result<(), WriterGone> {
        self.size = 0;
        let lot = std::mem::take(&mut self.lot);
        if lot.is_empty() {
            return Ok(());
        }
        self.sender.send(Handed::Lot(lot)).await.map_err(|_| WriterGone)
    }
}

/// Starts the writing side over an empty file. Its result comes after the flush.
pub(super) fn start(file: File, limits: Limits) -> (Inlet, tokio::task::JoinHandle<io::Result<Written>>) {
    let (sender, receiver) = mpsc::channel(LOTS);
    let task = tokio::task::spawn_blocking(move || write(file, receiver, limits));
    (Inlet { sender, lot: Vec::new(), size: 0 }, task)
}

fn write(mut file: File, mut receiver: mpsc::Receiver<Handed>, limits: Limits) -> io::Result<Written> {
    let mut intake = Intake::start(limits);
    let write_back = WriteBack::start(&file)?;
    let mut waiting = 0;
    loop {
        match receiver.blocking_recv() {
            Some(Handed::Lot(lot)) => {
                // Checked before written: the checks run in threads of their own while this one writes.
                for piece in &lot {
                    intake.push(piece.clone());
                }
                waiting += write_lot(&mut file, &lot)?;
                if waiting >= WRITE_BACK && write_back.poke()? {
                    waiting = 0;
                }
                if let Some(damage) = intake.damage() {
                    return Ok(Written::Damaged(damage));
                }
            }
            Some(Handed::Complete) => break,
            None => return Ok(Written::Abandoned),
        }
    }
    // The checks finish what they still have while the disk does.
    let flush = std::thread::spawn(move || {
        let earlier = write_back.finish();
        file.sync_all().and(earlier)
    });
    let judged = intake.finish();
    flush.join().unwrap_or_else(|_| Err(io::Error::other("the flush ended without a result")))?;
    Ok(match judged {
        Ok(inspection) => match inspection.container {
            ctvl_archive::Container::Damaged(damage) => Written::Damaged(damage),
            _ => Written::Judged(inspection),
        },
        Err(NeedsWholeFile) => Written::NeedsWholeFile,
    })
}

fn write_lot(file: &mut File, lot: &[Bytes]) -> io::Result<u64> {
    let mut slices: Vec<IoSlice<'_>> = lot.iter().map(|piece| IoSlice::new(piece)).collect();
    let mut rest = &mut slices[..];
    let mut total = 0;
    while !rest.is_empty() {
        match file.write_vectored(rest) {
            Ok(0) if rest.iter().all(|slice| slice.is_empty()) => break,
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => {
                total += count as u64;
                IoSlice::advance_slices(&mut rest, count);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(total)
}

/// Flushes in the background while more is written. A failure it meets must not be lost: the system reports it once.
struct WriteBack {
    pokes: SyncSender<()>,
    thread: JoinHandle<io::Result<()>>,
}

impl WriteBack {
    fn start(file: &File) -> io::Result<Self> {
        let file = file.try_clone()?;
        let (pokes, poked) = sync_channel(1);
        let thread = std::thread::Builder::new().name("write-back".to_owned()).spawn(move || {
            for () in poked {
                file.sync_data()?;
            }
            Ok(())
        })?;
        Ok(Self { pokes, thread })
    }

    /// Asks for a flush; `false` if one is waiting already.
    fn poke(&self) -> io::Result<bool> {
        match self.pokes.try_send(()) {
            Ok(()) => Ok(true),
            Err(TrySendError::Full(())) => Ok(false),
            // It ended because a flush failed; `finish` knows how, and the last flush comes there in any case.
            Err(TrySendError::Disconnected(())) => Ok(false),
        }
    }

    fn finish(self) -> io::Result<()> {
        drop(self.pokes);
        self.thread.join().unwrap_or_else(|_| Err(io::Error::other("the write-back ended without a result")))
    }
}

/// Makes the unfinished file; refuses to touch one that is there.
pub(super) fn create_part(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // An archive holds the tokenization data of an appliance: for this account only.
        options.mode(0o600);
    }
    options.open(path)
}
