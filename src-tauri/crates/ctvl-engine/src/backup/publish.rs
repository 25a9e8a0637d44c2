//! The moment in which an unfinished file becomes an archive. Nothing that is there is ever overwritten, and either
//! both the archive and its receipt get their names or neither does.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ctvl_archive::{Receipt, ReceiptBody, SigningKey, receipt_path};
use tempfile::TempPath;

use super::writer::create_part;

/// The names of one archive in its folder.
#[derive(Debug, Clone)]
pub(super) struct Names {
    folder: PathBuf,
    stem: String,
    number: u32,
}

impl Names {
    /// Of the file `name`, or of the first of `name-2`, `name-3`, … that is free.
    pub(super) fn first_free(folder: &Path, name: &str) -> Self {
        let stem = name.strip_suffix(".zip").unwrap_or(name).to_owned();
        let mut names = Self { folder: folder.to_owned(), stem, number: 1 };
        names.skip_taken();
        names
    }

    /// The next free ones; somebody else has taken these.
    pub(super) fn advance(&mut self) {
        self.number += 1;
        self.skip_taken();
    }

    fn skip_taken(&mut self) {
        while [self.archive(), self.receipt(), self.part(), unfinished_receipt(&self.archive())]
            .iter()
            .any(|path| is_taken(path))
        {
            self.number += 1;
        }
    }

    pub(super) fn file_name(&self) -> String {
        match self.number {
            1 => format!("{}.zip", self.stem),
            number => format!("{}-{number}.zip", self.stem),
        }
    }

    pub(super) fn archive(&self) -> PathBuf {
        self.folder.join(self.file_name())
    }

    pub(super) fn receipt(&self) -> PathBuf {
        receipt_path(&self.archive())
    }

    pub(super) fn part(&self) -> PathBuf {
        self.folder.join(format!(".{}.part", self.file_name()))
    }
}

/// Also true of a dangling link: a rename would replace it.
fn is_taken(path: &Path) -> bool {
    !matches!(std::fs::symlink_metadata(path), Err(error) if error.kind() == io::ErrorKind::NotFound)
}

/// Archive and receipt under their final names.
pub(super) struct Published {
    pub archive: PathBuf,
    pub receipt_path: PathBuf,
    pub receipt: Receipt,
}

/// Gives the flushed file its final name, and writes the receipt beside it.
///
/// `about` is called with the final name before it is taken, so that it can be written down for a crash.
pub(super) fn publish(
    mut part: TempPath,
    mut names: Names,
    body: &ReceiptBody,
    key: Option<&SigningKey>,
    mut about: impl FnMut(&Path),
) -> io::Result<Published> {
    loop {
        let body = ReceiptBody { file: names.file_name(), ..body.clone() };
        let receipt = match key {
            Some(key) => Receipt::unsigned(body).sign(key),
            None => Receipt::unsigned(body),
        };
        // Written and flushed first: once the archive has its name, no full disk can keep the receipt from it.
        let (archive, receipt_path) = (names.archive(), names.receipt());
        let waiting = write_waiting(&archive, &receipt)?;
        about(&archive);
        match place(part, &archive) {
            Ok(()) => {}
            Err((error, unplaced)) if error.kind() == io::ErrorKind::AlreadyExists => {
                part = unplaced;
                names.advance();
                continue;
            }
            Err((error, _)) => return Err(error),
        }
        if let Err((error, _)) = place(waiting, &receipt_path) {
            // It had its name for an instant, and nobody else can have counted on it.
            let _ = std::fs::remove_file(&archive);
            return Err(error);
        }
        flush_folder(&names.folder);
        return Ok(Published { archive, receipt_path, receipt });
    }
}

/// Where the receipt of an archive waits for the archive to get its name; found again after a crash.
pub(crate) fn unfinished_receipt(archive: &Path) -> PathBuf {
    let receipt = receipt_path(archive);
    let name = receipt.file_name().unwrap_or_default().to_string_lossy();
    receipt.with_file_name(format!(".{name}.part"))
}

fn write_waiting(archive: &Path, receipt: &Receipt) -> io::Result<TempPath> {
    let path = unfinished_receipt(archive);
    let mut file = create_part(&path)?;
    let path = TempPath::try_from_path(path)?;
    file.write_all(receipt.to_json().as_bytes())?;
    file.sync_all()?;
    Ok(path)
}

/// Renames without replacing anything; the file is handed back if that fails.
fn place(file: TempPath, to: &Path) -> Result<(), (io::Error, TempPath)> {
    let refused = match file.persist_noclobber(to) {
        Ok(()) => return Ok(()),
        Err(refused) => refused,
    };
    if refused.error.kind() == io::ErrorKind::AlreadyExists || is_taken(to) {
        return Err((io::ErrorKind::AlreadyExists.into(), refused.path));
    }
    // Some shares know neither a rename that spares what is there nor hard links. What is left is to look and then
    // rename; only a stranger who takes the very name in that instant could lose by it.
    match std::fs::rename(&refused.path, to) {
        Ok(()) => {
            // The old name is gone, so there is nothing left to remove.
            let _ = refused.path.keep();
            Ok(())
        }
        Err(_) => Err((refused.error, refused.path)),
    }
}

/// Without this a power cut could take the new names away again.
fn flush_folder(folder: &Path) {
    #[cfg(unix)]
    if let Err(error) = std::fs::File::open(folder).and_then(|folder| folder.sync_all()) {
        // Network file systems refuse this; they have their own way of keeping names.
        tracing::debug!(%error, "the folder could not be flushed");
    }
    #[cfg(not(unix))]
    let _ = folder;
}
