//! One file looked at as a whole: container, details, receipt, and the one judgement over all of them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use ctvl_archive::{
    Assessment, Counters, CtvlVersion, Evidence, HistoryPoint, InspectError, Inspection, Known, Limits,
    Looked, PublicKey, Receipt, ReceiptCheck, ReceiptError, ReceiptEvidence, Source, Transport, assess,
    inspect_file, receipt_path,
};

use crate::clock::Clock;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::job::CancelToken;
use crate::library::ArchiveId;

/// What is known of an archive's receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReceiptState {
    /// There is none.
    None,
    /// It is signed by this installation, and the signature is valid.
    SignedHere,
    /// It is signed by another installation, and the signature is valid.
    SignedElsewhere(PublicKey),
    /// It is not signed, because the machine that wrote it had no keyring; it proves nothing about origin.
    Unsigned,
    /// Its signature is not valid.
    SignatureBroken,
    /// It cannot be read.
    Unreadable,
}

/// Everything that is known of one archive file.
#[derive(Debug, Clone)]
pub struct ArchiveReport {
    /// The file.
    pub path: PathBuf,
    /// Its place in the library, if it has one.
    pub archive: Option<ArchiveId>,
    /// What is in the file.
    pub inspection: Inspection,
    /// The receipt beside it, if it can be read; worth what [`ArchiveReport::receipt_state`] says.
    pub receipt: Option<Receipt>,
    /// What is known of the receipt.
    pub receipt_state: ReceiptState,
    /// The judgement.
    pub assessment: Assessment,
    /// The version that made it, and where that is known from.
    pub version: Option<Known<CtvlVersion>>,
    /// Whether counters are in it, where known.
    pub counters: Option<Counters>,
}

impl ArchiveReport {
    /// The state and its reasons as sentences for a person.
    pub fn why(&self) -> Option<String> {
        crate::library::state::of(&self.assessment.state).why
    }
}

impl Engine {
    /// Looks at one archive file as a whole. Reads every byte, off the asynchronous threads.
    ///
    /// # Errors
    /// [`EngineError::ArchiveMissing`], [`EngineError::ArchiveUnreadable`], [`EngineError::Cancelled`].
    pub async fn inspect(self: &Arc<Self>, path: &Path, cancel: Arc<CancelToken>) -> Result<ArchiveReport> {
        let (engine, path) = (Arc::clone(self), path.to_owned());
        tokio::task::spawn_blocking(move || engine.look_at(&path, &|_| {}, &cancel))
            .await
            .unwrap_or(Err(EngineError::JobLost { kind: crate::job::JobKind::Verify }))
    }

    /// As [`Engine::inspect`], on this thread. `progress` is told the bytes read so far.
    pub(crate) fn look_at(
        &self,
        path: &Path,
        progress: &(dyn Fn(u64) + Sync),
        cancel: &CancelToken,
    ) -> Result<ArchiveReport> {
        let path = absolute(path)?;
        let row = self.archive_at(&path)?;
        let history = match row.as_ref().and_then(|row| Some((row.profile?, row.id))) {
            Some((profile, own)) => self.size_history(profile, Some(own))?,
            None => Vec::new(),
        };
        let seen =
            Surroundings { row, history, clock: self.clock(), is_own_key: &|key| self.is_own_key(key) };
        look(path, seen, progress, cancel.flag())
    }
}

/// Looks at one archive file as a whole where there is no installation: no library, no history, no key of one's own.
/// The judgement is the same; a receipt's signature is then always another installation's.
///
/// Blocks until every byte is read; `progress` is told the bytes read so far.
///
/// # Errors
/// [`EngineError::ArchiveMissing`], [`EngineError::ArchiveUnreadable`], [`EngineError::Cancelled`].
pub fn inspect_alone(
    path: &Path,
    clock: &dyn Clock,
    progress: &(dyn Fn(u64) + Sync),
    cancel: &CancelToken,
) -> Result<ArchiveReport> {
    let seen = Surroundings { row: None, history: Vec::new(), clock, is_own_key: &|_| Ok(false) };
    look(absolute(path)?, seen, progress, cancel.flag())
}

/// What an installation knows beside the file.
struct Surroundings<'a> {
    row: Option<crate::library::ArchiveRow>,
    history: Vec<HistoryPoint>,
    clock: &'a dyn Clock,
    is_own_key: &'a dyn Fn(&PublicKey) -> Result<bool>,
}

fn look(
    path: PathBuf,
    seen: Surroundings<'_>,
    progress: &(dyn Fn(u64) + Sync),
    cancel: &AtomicBool,
) -> Result<ArchiveReport> {
    let row = seen.row;
    let inspection = inspect_file(&path, &Limits::default(), progress, cancel).map_err(told)?;
    let (receipt, receipt_state, evidence) = look_at_receipt(&path, &inspection, seen.is_own_key)?;
    // What an invalid receipt says is not repeated as if it were known.
    let trusted = receipt.as_ref().filter(|_| {
        matches!(
            receipt_state,
            ReceiptState::SignedHere | ReceiptState::SignedElsewhere(_) | ReceiptState::Unsigned
        ) && matches!(evidence, ReceiptEvidence::Unsigned | ReceiptEvidence::Compared(ReceiptCheck::Valid))
    });
    let counters = (trusted.map(|receipt| receipt.body().counters))
        .or(inspection.details.counters)
        .or_else(|| row.as_ref().and_then(|row| row.counters));
    let version = version_that_counts(
        inspection.details.version,
        trusted.and_then(|receipt| from_receipt(receipt.body().ctvl_version)),
        receipt_state == ReceiptState::SignedHere,
    );
    let vouched = receipt_state == ReceiptState::SignedHere
        && matches!(evidence, ReceiptEvidence::Compared(ReceiptCheck::Valid));
    let evidence = match row.as_ref().and_then(|row| row.sha256) {
        // Another whole archive in the place of a known one is not that archive, however whole it is.
        Some(known) if known != inspection.sha256 && !vouched => {
            ReceiptEvidence::Compared(ReceiptCheck::HashDiffers { receipt: known, file: inspection.sha256 })
        }
        _ => evidence,
    };
    let assessment = assess(&Evidence {
        looked: Looked::Found(&inspection),
        transport: Transport::NotObserved,
        receipt: evidence,
        counters,
        history: &seen.history,
        checked_at: seen.clock.now(),
    });
    let archive = row.map(|row| row.id);
    Ok(ArchiveReport { path, archive, inspection, receipt, receipt_state, assessment, version, counters })
}

fn look_at_receipt(
    path: &Path,
    inspection: &Inspection,
    is_own_key: &dyn Fn(&PublicKey) -> Result<bool>,
) -> Result<(Option<Receipt>, ReceiptState, ReceiptEvidence)> {
    let receipt = match Receipt::read(&receipt_path(path)) {
        Ok(receipt) => receipt,
        Err(ReceiptError::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
            return Ok((None, ReceiptState::None, ReceiptEvidence::None));
        }
        Err(_) => return Ok((None, ReceiptState::Unreadable, ReceiptEvidence::Unreadable)),
    };
    let Some(key) = receipt.public_key().copied() else {
        // A machine without a keyring signs nothing. That is no defect of the archive, but no proof either: what
        // an unsigned receipt says can only speak against a file, never for it.
        let evidence = unsigned_evidence(&receipt, inspection);
        return Ok((Some(receipt), ReceiptState::Unsigned, evidence));
    };
    let state = if !receipt.signature_is_valid() {
        ReceiptState::SignatureBroken
    } else if is_own_key(&key)? {
        ReceiptState::SignedHere
    } else {
        ReceiptState::SignedElsewhere(key)
    };
    let evidence = ReceiptEvidence::Compared(receipt.check(inspection));
    Ok((Some(receipt), state, evidence))
}

fn unsigned_evidence(receipt: &Receipt, inspection: &Inspection) -> ReceiptEvidence {
    let body = receipt.body();
    if body.size != inspection.size {
        ReceiptEvidence::Compared(ReceiptCheck::SizeDiffers { receipt: body.size, file: inspection.size })
    } else if body.sha256 != inspection.sha256 {
        ReceiptEvidence::Compared(ReceiptCheck::HashDiffers { receipt: body.sha256, file: inspection.sha256 })
    } else {
        ReceiptEvidence::Unsigned
    }
}

/// The version that R6 is held against. The archive speaks for itself unless a receipt of this installation says
/// more: a receipt that anybody could have written must not make an archive older than it says it is.
fn version_that_counts(
    own: Option<CtvlVersion>,
    receipt: Option<Known<CtvlVersion>>,
    signed_here: bool,
) -> Option<Known<CtvlVersion>> {
    match (own, receipt) {
        (Some(own), Some(receipt)) if signed_here && receipt.value >= own => Some(receipt),
        (Some(own), _) => Some(Known { value: own, source: Source::Archive }),
        (None, receipt) => receipt,
    }
}

/// A version that an appliance told when the receipt was written is now known from the receipt.
fn from_receipt(known: Option<Known<CtvlVersion>>) -> Option<Known<CtvlVersion>> {
    known.map(|known| match known.source {
        Source::Typed { .. } => known,
        Source::Appliance | Source::Receipt | Source::Archive => Known { source: Source::Receipt, ..known },
    })
}

pub(crate) fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path)
        .map_err(|source| EngineError::ArchiveUnreadable { path: path.to_owned(), source })
}

pub(crate) fn told(error: InspectError) -> EngineError {
    match error {
        InspectError::Io { path, source } if source.kind() == std::io::ErrorKind::NotFound => {
            EngineError::ArchiveMissing { path }
        }
        InspectError::Io { path, source } => EngineError::ArchiveUnreadable { path, source },
        InspectError::Cancelled => EngineError::Cancelled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_never_makes_an_archive_older_than_it_says_it_is() {
        let old = CtvlVersion::new(2, 2, 2);
        let new = CtvlVersion::new(2, 8, 6);
        let said = |value| Some(Known { value, source: Source::Receipt });
        let counts = |own, receipt, here| version_that_counts(own, receipt, here).map(|known| known.value);
        assert_eq!(counts(Some(new), said(old), false), Some(new), "anybody can write such a receipt");
        assert_eq!(counts(Some(new), said(old), true), Some(new), "the higher version is the safe one");
        assert_eq!(counts(Some(old), said(new), true), Some(new), "a receipt of one's own may say more");
        assert_eq!(counts(Some(old), said(new), false), Some(old), "a foreign one ranks below the archive");
        assert_eq!(
            counts(None, said(new), false),
            Some(new),
            "better than nothing where nothing else is known"
        );
    }
}
