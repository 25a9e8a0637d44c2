//! What an overview rests on, in a handful of statements over all appliances at once. Each reads an index, never the
//! rows themselves, so that a hundred thousand archives cost no more than their index.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use super::{DAYS, FailedRun, NewestArchive};
use crate::database::{instant, parsed, unsigned};
use crate::error::{EngineError, Result};
use crate::history::BACKUP_KINDS;
use crate::job::Ending;
use crate::library::ArchiveId;
use crate::message::Offer;
use crate::profile::ProfileId;
use crate::restore::RunId;

/// What is known of one appliance.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    pub newest: Option<NewestArchive>,
    pub archives: u64,
    pub bytes: u64,
    /// Its last backup that nobody cancelled, if that failed.
    pub failed: Option<FailedRun>,
    pub restore: Option<RunId>,
    pub tasks: u32,
    pub logins_replaced: u64,
    pub days: [DayFacts; DAYS],
}

/// What is known of one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct DayFacts {
    /// There is a verified archive of that day.
    pub verified: bool,
    /// There is an archive of that day, or there was one.
    pub made: bool,
    /// A backup failed.
    pub failed: bool,
}

/// What is known of all of them.
#[derive(Debug, Default)]
pub(super) struct Seen {
    facts: HashMap<String, Facts>,
    /// How many archives the library has, also those of no appliance.
    pub archives: u64,
    /// Their bytes.
    pub bytes: u64,
}

pub(super) const SIZES: &str = "SELECT profile, count(*), sum(size) FROM archives GROUP BY profile";

pub(super) const NEWEST: &str = "SELECT p.id, a.id, min(a.created, a.added_at)
     FROM profiles AS p JOIN archives AS a ON a.id = (
         SELECT id FROM archives WHERE profile = p.id AND state = 'verified'
         ORDER BY min(created, added_at) DESC, id DESC LIMIT 1)";

/// The index is named because the one over all events of an appliance looks as good to the planner, and is not: between
/// two backups there may be thousands of verifications.
pub(super) fn last_runs() -> String {
    format!(
        "SELECT p.id, h.id, h.at, h.outcome, h.code, h.cure
         FROM profiles AS p JOIN history AS h ON h.id = (
             SELECT id FROM history INDEXED BY history_backups
             WHERE profile = p.id AND kind IN {BACKUP_KINDS} AND outcome <> 'cancelled'
             ORDER BY id DESC LIMIT 1)"
    )
}

pub(super) const RESTORES: &str =
    "SELECT profile, max(id) FROM restore_runs WHERE ended IS NULL AND profile IS NOT NULL GROUP BY profile";

pub(super) const TASKS: &str =
    "SELECT profile, count(*) FROM aftermath_tasks WHERE is_open = 1 GROUP BY profile";

const LOGINS: &str = "SELECT id, logins_replaced FROM profiles";

/// Two parameters for each day: its first instant, and that of the day after.
pub(super) fn days() -> String {
    let values: Vec<String> = (0..DAYS).map(|day| format!("({day}, ?, ?)")).collect();
    format!(
        "WITH days (day, since, until) AS (VALUES {})
         SELECT p.id, d.day,
             EXISTS (SELECT 1 FROM archives WHERE profile = p.id AND state = 'verified'
                 AND min(created, added_at) >= d.since AND min(created, added_at) < d.until),
             EXISTS (SELECT 1 FROM archives WHERE profile = p.id
                 AND min(created, added_at) >= d.since AND min(created, added_at) < d.until)
             OR EXISTS (SELECT 1 FROM history WHERE profile = p.id AND kind IN {BACKUP_KINDS}
                 AND at >= d.since AND at < d.until AND outcome = 'done' AND archive IS NULL),
             EXISTS (SELECT 1 FROM history WHERE profile = p.id AND kind IN {BACKUP_KINDS}
                 AND at >= d.since AND at < d.until AND outcome IN ('failed', 'refused', 'interrupted'))
         FROM profiles AS p CROSS JOIN days AS d",
        values.join(", ")
    )
}

impl Seen {
    pub(super) fn read(connection: &Connection, now: Timestamp, zone: &TimeZone) -> Result<Self> {
        // One snapshot: an archive that is listed between two statements is in neither or in both.
        let snapshot = connection.unchecked_transaction()?;
        let mut seen = Self::default();
        seen.each(&snapshot, LOGINS, [], |facts, row| {
            facts.logins_replaced = count(row, 1)?;
            Ok(())
        })?;
        seen.sizes(&snapshot)?;
        seen.each(&snapshot, NEWEST, [], |facts, row| {
            let (archive, made) = (ArchiveId(row.get(1)?), instant(row.get(2)?, "time of creation")?);
            facts.newest = Some(NewestArchive { archive, made });
            Ok(())
        })?;
        seen.each(&snapshot, &last_runs(), [], |facts, row| {
            facts.failed = failed_run(row)?;
            Ok(())
        })?;
        seen.each(&snapshot, RESTORES, [], |facts, row| {
            facts.restore = parsed(row.get(1)?, "restore id")?;
            Ok(())
        })?;
        seen.each(&snapshot, TASKS, [], |facts, row| {
            facts.tasks = u32::try_from(count(row, 1)?).unwrap_or(u32::MAX);
            Ok(())
        })?;
        seen.each(&snapshot, &days(), bounds(now, zone)?, |facts, row| {
            let day: u32 = row.get(1)?;
            if let Some(day) = facts.days.get_mut(day as usize) {
                *day = DayFacts { verified: row.get(2)?, made: row.get(3)?, failed: row.get(4)? };
            }
            Ok(())
        })?;
        Ok(seen)
    }

    /// The facts of one appliance, which are not asked for twice.
    pub(super) fn of(&mut self, id: ProfileId) -> Facts {
        self.facts.remove(&id.to_string()).unwrap_or_default()
    }

    fn sizes(&mut self, connection: &Connection) -> Result<()> {
        let mut statement = connection.prepare_cached(SIZES)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (archives, bytes) = (count(row, 1)?, count(row, 2)?);
            self.archives += archives;
            self.bytes = self.bytes.saturating_add(bytes);
            if let Some(profile) = row.get::<_, Option<String>>(0)? {
                let facts = self.facts.entry(profile).or_default();
                (facts.archives, facts.bytes) = (archives, bytes);
            }
        }
        Ok(())
    }

    /// Runs a statement whose first column is an appliance.
    fn each(
        &mut self,
        connection: &Connection,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
        take: impl Fn(&mut Facts, &Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            take(self.facts.entry(row.get(0)?).or_default(), row)?;
        }
        Ok(())
    }
}

fn count(row: &Row<'_>, column: usize) -> Result<u64> {
    Ok(unsigned(row.get(column)?, "count")?.unwrap_or(0))
}

fn failed_run(row: &Row<'_>) -> Result<Option<FailedRun>> {
    let outcome: String = row.get(3)?;
    let outcome = Ending::from_word(&outcome).ok_or(EngineError::DatabaseUnreadable { what: "outcome" })?;
    if outcome == Ending::Done {
        return Ok(None);
    }
    Ok(Some(FailedRun {
        event: row.get(1)?,
        at: instant(row.get(2)?, "time of an event")?,
        code: row.get(4)?,
        cure: row.get::<_, Option<String>>(5)?.as_deref().and_then(Offer::from_word),
    }))
}

/// The first instants of each day and of the day after, in the machine's zone: days may have 23 or 25 hours.
pub(super) fn bounds(now: Timestamp, zone: &TimeZone) -> Result<Vec<Value>> {
    let unreadable = |_| EngineError::DatabaseUnreadable { what: "calendar day" };
    let today = now.to_zoned(zone.clone()).date();
    let start = |back: i64| -> Result<Value> {
        let day = today.checked_sub(back.days()).map_err(unreadable)?;
        Ok(Value::Integer(day.to_zoned(zone.clone()).map_err(unreadable)?.timestamp().as_millisecond()))
    };
    let mut bounds = Vec::with_capacity(2 * DAYS);
    for back in (0..DAYS as i64).rev() {
        bounds.extend([start(back)?, start(back - 1)?]);
    }
    Ok(bounds)
}
