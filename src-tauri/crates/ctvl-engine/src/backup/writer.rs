//! The bytes of one archive on their way to the disk: written, hashed and checked in the same pass, by threads that
//! wait for one another instead of piling up memory.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use bytes::Bytes;
use ctvl_archive::{Damage, Inspection, Intake, Limits, NeedsWholeFile};
use tokio::sync::mpsc;

use super::lots::{Lot, Lots};

/// The disk is told to begin with what lies in memory whenever so much has been written, so that the last flush, which
/// everybody waits for, finds little left to do.
const WRITE_BACK: u64 = 32 * 1024 * 1024;

/// What the receiving task hands to the writing thread.
enum Handed {
    Lot(Bytes),
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
    lots: Lots,
    /// Being filled.
    lot: Option<Lot>,
}

/// The writing side has ended before its time; its own result says why.
#[derive(Debug)]
pub(super) struct WriterGone;

impl Inlet {
    /// Takes the next bytes; waits while the disk or the checks are behind.
    pub(super) async fn push(&mut self, mut bytes: &[u8]) -> Result<(), WriterGone> {
        while !bytes.is_empty() {
            let mut lot = match self.lot.take() {
                Some(lot) => lot,
                None => self.lots.take().await,
            };
            bytes = lot.fill(bytes);
            if lot.is_full() {
                self.hand(Handed::Lot(lot.into())).await?;
            } else {
                self.lot = Some(lot);
            }
        }
        Ok(())
    }

    /// Everything has come, as promised. Without this the writer takes what it has for abandoned.
    pub(super) async fn complete(mut self) -> Result<(), WriterGone> {
        if let Some(lot) = self.lot.take() {
            self.hand(Handed::Lot(lot.into())).await?;
        }
        self.hand(Handed::Complete).await
    }

    async fn hand(&self, handed: Handed) -> Result<(), WriterGone> {
        self.sender.send(handed).await.map_err(|_| WriterGone)
    }
}

/// Starts the writing side over an empty file. Its result comes after the flush.
pub(super) fn start(file: File, limits: Limits) -> (Inlet, tokio::task::JoinHandle<io::Result<Written>>) {
    let (sender, receiver) = mpsc::channel(Lots::COUNT);
    let task = tokio::task::spawn_blocking(move || write(file, receiver, limits));
    (Inlet { sender, lots: Lots::new(), lot: None }, task)
}

fn write(mut file: File, mut receiver: mpsc::Receiver<Handed>, limits: Limits) -> io::Result<Written> {
    let mut intake = Intake::start(limits);
    let write_back = WriteBack::start(&file)?;
    let mut waiting = 0;
    loop {
        match receiver.blocking_recv() {
            Some(Handed::Lot(lot)) => {
                // Checked before written: the checks run in threads of their own while this one writes.
                intake.push(lot.clone());
                file.write_all(&lot)?;
                waiting += lot.len() as u64;
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
