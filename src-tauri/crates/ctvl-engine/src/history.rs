//! Every run leaves one line of history, however it ended; history is never rewritten.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Row, Transaction, params, params_from_iter};
use serde::{Deserialize, Serialize};

use crate::database::{instant, parsed, signed, unsigned};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::job::{Ending, JobId};
use crate::library::ArchiveId;
use crate::message::{Message, Offer, Severity};
use crate::profile::ProfileId;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// A backup.
    Backup,
    /// A pre-change backup (R11).
    PreChangeBackup,
    /// The safety backup before a restore.
    SafetyBackup,
    /// A verification.
    Verify,
    /// A restore.
    Restore,
    /// A certificate was trusted by a person.
    Trusted,
    /// An appliance was added.
    ApplianceAdded,
    /// An appliance was removed.
    ApplianceRemoved,
    /// A task of the aftermath was ticked off.
    AftermathTicked,
    /// An archive was moved to the system's trash.
    ArchiveTrashed,
}

/// One line of history.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its number; larger is later.
    pub id: i64,
    /// When it ended.
    pub at: Timestamp,
    /// What it was.
    pub kind: EventKind,
    /// How it ended.
    pub outcome: Ending,
    /// The appliance's profile, unless that is removed.
    pub profile: Option<ProfileId>,
    /// The appliance's name at that time, or the file's.
    pub subject: String,
    /// The job behind it.
    pub job: Option<JobId>,
    /// How long it took.
    pub duration: Option<Duration>,
    /// How many bytes it concerned.
    pub bytes: Option<u64>,
    /// What it said; for failures the whole message.
    pub text: String,
    /// The code that finds it in the log, for failures.
    pub incident: Option<String>,
    /// Why it did not end well, as [`crate::EngineOptions::error_word`] called it.
    pub code: Option<String>,
    /// What would likely have cured it.
    pub cure: Option<Offer>,
    /// The archive it made, while the library has it.
    pub archive: Option<ArchiveId>,
}

/// Which lines of history to list; the newest come first.
#[derive(Debug, Clone, Default)]
pub struct HistoryFilter {
    /// Only those of this appliance.
    pub profile: Option<ProfileId>,
    /// Only these kinds; empty means all.
    pub kinds: Vec<EventKind>,
    /// Only those that ended like this; empty means all.
    pub outcomes: Vec<Ending>,
    /// Only those before this id, for paging.
    pub before: Option<i64>,
    /// At most so many; `None` means 200.
    pub limit: Option<u32>,
}

/// A line of history about to be written.
#[derive(Debug, Clone)]
pub(crate) struct NewEvent {
    pub kind: EventKind,
    pub outcome: Ending,
    pub profile: Option<ProfileId>,
    pub subject: String,
    pub job: Option<JobId>,
    pub duration: Option<Duration>,
    pub bytes: Option<u64>,
    pub text: String,
    pub incident: Option<String>,
    pub code: Option<String>,
    pub cure: Option<Offer>,
    pub archive: Option<ArchiveId>,
}

impl NewEvent {
    /// Something that was done, with nothing more to say of it than this.
    pub(crate) fn done(
        kind: EventKind,
        profile: Option<ProfileId>,
        subject: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            outcome: Ending::Done,
            profile,
            subject: subject.into(),
            job: None,
            duration: None,
            bytes: None,
            text: text.into(),
            incident: None,
            code: None,
            cure: None,
            archive: None,
        }
    }

    /// The same, ended by an error instead.
    pub(crate) fn ended_by(self, engine: &Engine, error: &EngineError, message: &Message) -> Self {
        Self {
            outcome: match message.severity {
                Severity::Information => Ending::Cancelled,
                Severity::Warning => Ending::Refused,
                Severity::Failure => Ending::Failed,
            },
            text: message.text(),
            code: (engine.options.error_word)(error),
            cure: message.offers.first().copied(),
            ..self
        }
    }
}

/// The kinds that make a backup, as the indexes over history name them.
pub(crate) const BACKUP_KINDS: &str = "('backup', 'pre-change-backup', 'safety-backup')";

impl EventKind {
    const ALL: [Self; 10] = [
        Self::Backup,
        Self::PreChangeBackup,
        Self::SafetyBackup,
        Self::Verify,
        Self::Restore,
        Self::Trusted,
        Self::ApplianceAdded,
        Self::ApplianceRemoved,
        Self::AftermathTicked,
        Self::ArchiveTrashed,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::PreChangeBackup => "pre-change-backup",
            Self::SafetyBackup => "safety-backup",
            Self::Verify => "verify",
            Self::Restore => "restore",
            Self::Trusted => "trusted",
            Self::ApplianceAdded => "appliance-added",
            Self::ApplianceRemoved => "appliance-removed",
            Self::AftermathTicked => "aftermath-ticked",
            Self::ArchiveTrashed => "archive-trashed",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Lines listed when the filter names no number.
const USUAL_LIMIT: u32 = 200;

impl Engine {
    /// Lists history, newest first.
    ///
    /// # Errors
    /// [`crate::EngineError::Database`].
    pub fn history(&self, filter: &HistoryFilter) -> Result<Vec<Event>> {
        let mut sql = String::from(
            "SELECT id, at, kind, outcome, profile, subject, job, duration, bytes, text, incident, code, cure, archive
             FROM history WHERE 1 = 1",
        );
        let mut values: Vec<Value> = Vec::new();
        if let Some(profile) = filter.profile {
            sql.push_str(" AND profile = ?");
            values.push(Value::Text(profile.to_string()));
        }
        among(&mut sql, &mut values, "kind", filter.kinds.iter().map(|kind| kind.as_str()));
        among(&mut sql, &mut values, "outcome", filter.outcomes.iter().map(|outcome| outcome.as_str()));
        if let Some(before) = filter.before {
            sql.push_str(" AND id < ?");
            values.push(Value::Integer(before));
        }
        sql.push_str(" ORDER BY id DESC LIMIT ?");
        values.push(Value::Integer(filter.limit.unwrap_or(USUAL_LIMIT).into()));
        self.database.read(|connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query(params_from_iter(values))?;
            let mut events = Vec::new();
            while let Some(row) = rows.next()? {
                events.push(event_from(row)?);
            }
            Ok(events)
        })
    }

    pub(crate) fn record_event(&self, event: &NewEvent) -> Result<()> {
        let now = self.clock().now();
        self.database.write(|transaction| insert(transaction, now, event))
    }
}

fn among<'a>(sql: &mut String, values: &mut Vec<Value>, column: &str, words: impl Iterator<Item = &'a str>) {
    let words: Vec<Value> = words.map(|word| Value::Text(word.to_owned())).collect();
    if !words.is_empty() {
        let marks = vec!["?"; words.len()].join(", ");
        sql.push_str(&format!(" AND {column} IN ({marks})"));
        values.extend(words);
    }
}

/// Adds a line, in a transaction that may change more than history.
pub(crate) fn insert(transaction: &Transaction<'_>, now: Timestamp, event: &NewEvent) -> Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO history (at, kind, outcome, profile, subject, job, duration, bytes, text, incident, code, cure,
                 archive)
             VALUES (?1, ?2, ?3, (SELECT id FROM profiles WHERE id = ?4), ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,
                 (SELECT id FROM archives WHERE id = ?13))",
        )?
        .execute(params![
            now.as_millisecond(),
            event.kind.as_str(),
            event.outcome.as_str(),
            event.profile.map(|profile| profile.to_string()),
            event.subject,
            event.job.map(|job| job.to_string()),
            event.duration.map(|duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)),
            event.bytes.map(signed),
            event.text,
            event.incident,
            event.code,
            event.cure.map(Offer::as_str),
            event.archive.map(ArchiveId::number),
        ])?;
    Ok(())
}

fn event_from(row: &Row<'_>) -> Result<Event> {
    let kind: String = row.get(2)?;
    let outcome: String = row.get(3)?;
    Ok(Event {
        id: row.get(0)?,
        at: instant(row.get(1)?, "time of an event")?,
        kind: EventKind::from_word(&kind).ok_or(EngineError::DatabaseUnreadable { what: "kind of event" })?,
        outcome: Ending::from_word(&outcome).ok_or(EngineError::DatabaseUnreadable { what: "outcome" })?,
        profile: parsed(row.get(4)?, "profile of an event")?,
        subject: row.get(5)?,
        job: parsed(row.get(6)?, "job of an event")?,
        duration: unsigned(row.get(7)?, "duration")?.map(Duration::from_millis),
        bytes: unsigned(row.get(8)?, "number of bytes")?,
        text: row.get(9)?,
        incident: row.get(10)?,
        code: row.get(11)?,
        // A cure that a newer version knows is none here; the line is read all the same.
        cure: row.get::<_, Option<String>>(12)?.as_deref().and_then(Offer::from_word),
        archive: row.get::<_, Option<i64>>(13)?.map(ArchiveId::from),
    })
}
