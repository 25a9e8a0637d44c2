//! Making a backup: a ZIP with a readable manifest, the sealed database and, if asked for, padded counters.
//!
//! Invariant: the archive is never in memory as a whole, and its length and every checksum are known before its
//! first byte leaves, so 10 GiB take as much memory as 10 KiB.

pub(crate) mod faults;
pub(crate) mod padding;
pub(crate) mod seal;
mod zip;

use std::path::PathBuf;

use bytes::Bytes;
use ctvl_archive::{Counters, Manifest, Moment};
use futures_util::stream::{BoxStream, StreamExt};
use jiff::tz::TimeZone;

use crate::DEFAULT_KEY;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::StoreError;

use self::zip::{Entry, Layout, Source};

/// Member with the three details that a restore shows.
pub const MANIFEST: &str = "manifest.json";
/// Member with the database, encrypted under the named key.
pub const DATABASE: &str = "appliance.db.sealed";
/// Member that makes a backup as large as `pad_counters` says.
pub const PADDING: &str = "counters.bin";

/// What to back up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BackupOrder {
    /// The key to encrypt under; none means the default key (R2).
    pub key: Option<String>,
    /// Leave the counter tables out.
    pub exclude_counters: bool,
}

/// An archive about to leave.
pub struct Backup {
    /// `backup_2025-04-10T10-32-33.zip` (R3), in the appliance's time zone.
    pub name: String,
    /// Bytes that the stream will give.
    pub length: u64,
    /// The archive.
    pub stream: BoxStream<'static, std::io::Result<Bytes>>,
}

/// Takes the snapshot, seals it and lays the archive out.
pub async fn open(state: &AppState, order: BackupOrder) -> Result<Backup, ApiError> {
    let (name, layout) = state.blocking(move |state| prepare(state, &order)).await?;
    Ok(Backup { name, length: layout.length(), stream: layout.stream().boxed() })
}

fn prepare(state: &AppState, order: &BackupOrder) -> Result<(String, Layout), ApiError> {
    let key = order.key.as_deref().unwrap_or(DEFAULT_KEY);
    if let Some(named) = &order.key {
        match state.key_store().find(named)? {
            None => return Err(ApiError::KeyNotFound(named.clone())),
            Some(record) if record.versioned => return Err(ApiError::KeyVersioned(named.clone())),
            Some(_) => {}
        }
    }
    let material = state.key_store().material(key)?.ok_or_else(|| ApiError::KeyNotFound(key.to_owned()))?;

    // Whole seconds, as in the name of the archive.
    let now = jiff::Timestamp::from_second(state.now().as_second()).map_err(|_| ApiError::ServerError)?;
    let local = now.to_zoned(TimeZone::system());
    let manifest = Manifest {
        version: state.options().version.parse().map_err(|_| ApiError::ServerError)?,
        created: Moment::new(now, local.offset()),
        key: order.key.clone(),
        counters: if order.exclude_counters { Counters::Excluded } else { Counters::Included },
    };
    let manifest = serde_json::to_vec_pretty(&manifest).map_err(|_| ApiError::ServerError)?;

    let folder = state.node().folder().join("backups");
    std::fs::create_dir_all(&folder).map_err(|e| StoreError::io(&folder, e))?;
    let unique = uuid::Uuid::new_v4();
    let plain = TemporaryFile(folder.join(format!("{unique}.db")));
    let sealed = TemporaryFile(folder.join(format!("{unique}.sealed")));
    state.data().snapshot(&plain.0, !order.exclude_counters)?;
    let (length, crc) = seal::seal(&plain.0, &sealed.0, &material)?;
    drop(plain);

    let mut entries = vec![
        Entry {
            name: MANIFEST,
            length: manifest.len() as u64,
            crc: crc32fast::hash(&manifest),
            source: Source::Memory(Bytes::from(manifest)),
        },
        Entry { name: DATABASE, length, crc, source: Source::File(sealed) },
    ];
    if state.options().pad_counters > 0 && !order.exclude_counters {
        let padding = padding::Padding::new(&state.node().pad_seed()?, state.options().pad_counters);
        entries.push(Entry {
            name: PADDING,
            length: padding.length(),
            crc: padding.crc(),
            source: Source::Padding(padding),
        });
    }
    let name = format!("backup_{}.zip", local.strftime("%Y-%m-%dT%H-%M-%S"));
    Ok((name, Layout::new(entries, &local)))
}

/// A file that goes away with this value.
#[derive(Debug)]
pub(crate) struct TemporaryFile(pub(crate) PathBuf);

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.0)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(path = %self.0.display(), %error, "a temporary file could not be removed");
        }
    }
}
