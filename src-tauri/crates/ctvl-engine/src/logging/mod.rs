//! Log files say what happened and never a secret: every line passes the redaction before it reaches the disk.

mod redaction;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tracing::Level;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::writer::MakeWriterExt;

use crate::error::{EngineError, Result};

pub use redaction::redact;

/// The variable that says what is logged, in the syntax of `RUST_LOG`.
pub const LOG_VARIABLE: &str = "CTVL_BACKUP_LOG";

/// Daily files that are kept.
const FILES: usize = 14;

/// What is logged unless the variable says otherwise. The libraries underneath would log requests at finer levels.
const USUAL: &str = "warn,rustls_platform_verifier=off,ctvl_engine=info,ctvl_client=info,ctvl_archive=info,ctvl_backup=info,ctvl_backup_cli=info";

/// Starts writing the log of this process into daily files, and to standard error from `echo` on, if given.
///
/// A process that logs somewhere already goes on doing so; this changes nothing then.
///
/// # Errors
/// [`EngineError::FolderNotUsable`] when the folder or today's file cannot be made.
pub fn start(folder: &Path, echo: Option<Level>) -> Result<()> {
    let filter = std::env::var(LOG_VARIABLE).ok().and_then(|text| text.parse::<EnvFilter>().ok());
    let file = Redacting::new(files(folder)?);
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter.unwrap_or_else(|| EnvFilter::new(USUAL)))
        .with_ansi(false);
    // A second subscriber is refused; the first one goes on, which is what a test or an embedding program wants.
    let _ = match echo {
        Some(level) => {
            let stderr = Redacting::new(io::stderr()).with_max_level(level);
            builder.with_writer(file.and(stderr)).try_init()
        }
        None => builder.with_writer(file).try_init(),
    };
    note_panics();
    Ok(())
}

fn files(folder: &Path) -> Result<RollingFileAppender> {
    std::fs::create_dir_all(folder).map_err(|source| unusable(folder, source))?;
    RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("ctvl-backup")
        .filename_suffix("log")
        .max_log_files(FILES)
        .build(folder)
        .map_err(|error| {
            let cause = std::error::Error::source(&error).and_then(|cause| cause.downcast_ref::<io::Error>());
            let kind = cause.map_or(io::ErrorKind::Other, io::Error::kind);
            unusable(folder, io::Error::new(kind, error))
        })
}

fn unusable(folder: &Path, source: io::Error) -> EngineError {
    EngineError::FolderNotUsable { path: PathBuf::from(folder), source }
}

/// A panic is a defect; where it happened belongs into the log, and what it says passes the redaction there.
fn note_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tracing::error!(%panic, "a defect ended a thread");
        before(panic);
    }));
}

/// Redacts whole lines on their way to another writer.
pub struct Redacting<W>(Mutex<W>);

impl<W: Write> Redacting<W> {
    /// Writes redacted lines to `writer`.
    pub fn new(writer: W) -> Self {
        Self(Mutex::new(writer))
    }
}

impl<'a, W: Write + 'a> MakeWriter<'a> for Redacting<W> {
    type Writer = Line<'a, W>;

    fn make_writer(&'a self) -> Self::Writer {
        Line { target: &self.0, text: Vec::new() }
    }
}

/// One event on its way. Collected first, because a secret may come in pieces.
pub struct Line<'a, W: Write> {
    target: &'a Mutex<W>,
    text: Vec<u8>,
}

impl<W: Write> Write for Line<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<W: Write> Drop for Line<'_, W> {
    fn drop(&mut self) {
        let text = String::from_utf8_lossy(&self.text);
        let mut target = self.target.lock().unwrap_or_else(PoisonError::into_inner);
        // One write for one line: several processes append to the same file.
        let _ = target.write_all(redact(&text).as_bytes());
    }
}

#[cfg(test)]
mod tests;
