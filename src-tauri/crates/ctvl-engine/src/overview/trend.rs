//! Sizes and durations of past backups, so that a shrink or a slowdown is seen at a glance. Points come from history,
//! which stays when an archive goes.

use std::time::Duration;

use ctvl_archive::Counters;
use jiff::Timestamp;
use rusqlite::Row;

use crate::database::{instant, unsigned};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::history::BACKUP_KINDS;
use crate::library::{ArchiveId, counters_from};
use crate::profile::ProfileId;

/// A trend shows at most so many backups.
const POINTS: u32 = 60;

/// One backup of a trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrendPoint {
    /// When it ended.
    pub at: Timestamp,
    /// Its size in bytes.
    pub bytes: u64,
    /// How long it took.
    pub duration: Duration,
    /// Whether counters are in it; `None` once its archive is gone.
    pub counters: Option<Counters>,
    /// Its archive, while the library has it.
    pub archive: Option<ArchiveId>,
}

pub(super) fn statement() -> String {
    format!(
        "SELECT h.at, h.bytes, h.duration, a.counters, a.id
         FROM history AS h INDEXED BY history_backups LEFT JOIN archives AS a ON a.id = h.archive
         WHERE h.profile = ?1 AND h.kind IN {BACKUP_KINDS} AND h.outcome = 'done'
             AND h.bytes IS NOT NULL AND h.duration IS NOT NULL
         ORDER BY h.id DESC LIMIT {POINTS}"
    )
}

impl Engine {
    /// The latest backups of an appliance that ended well, at most 60, the oldest first.
    ///
    /// # Errors
    /// [`EngineError::ProfileUnknown`], the database's errors.
    pub fn trend(&self, id: ProfileId) -> Result<Vec<TrendPoint>> {
        let id = self.profile(id)?.id.to_string();
        self.database.read(|connection| {
            let mut statement = connection.prepare_cached(&statement())?;
            let mut rows = statement.query([id])?;
            let mut points = Vec::new();
            while let Some(row) = rows.next()? {
                points.push(point(row)?);
            }
            points.reverse();
            Ok(points)
        })
    }
}

fn point(row: &Row<'_>) -> Result<TrendPoint> {
    let unreadable = |what| EngineError::DatabaseUnreadable { what };
    let counters: Option<String> = row.get(3)?;
    Ok(TrendPoint {
        at: instant(row.get(0)?, "time of an event")?,
        bytes: unsigned(row.get(1)?, "number of bytes")?.ok_or(unreadable("number of bytes"))?,
        duration: unsigned(row.get(2)?, "duration")?
            .map(Duration::from_millis)
            .ok_or(unreadable("duration"))?,
        counters: counters.map(|word| counters_from(&word)).transpose()?,
        archive: row.get::<_, Option<i64>>(4)?.map(ArchiveId::from),
    })
}
