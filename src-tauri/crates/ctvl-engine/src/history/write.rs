//! A line is written once, in the transaction that makes it true.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::{EventKind, EventResult, Subject};
use crate::database::signed;
use crate::engine::{Engine, KeptError};
use crate::error::{EngineError, Result};
use crate::job::{Ending, JobId, JobResult};
use crate::library::ArchiveId;
use crate::message::{Message, Offer, Severity};
use crate::profile::ProfileId;

/// A line of history about to be written.
#[derive(Debug, Clone)]
pub(crate) struct NewEvent {
    pub kind: EventKind,
    pub outcome: Ending,
    pub profile: Option<ProfileId>,
    pub subject: Subject,
    pub job: Option<JobId>,
    pub duration: Option<Duration>,
    pub bytes: Option<u64>,
    pub text: String,
    pub result: Option<EventResult>,
    pub incident: Option<String>,
    pub error: Option<KeptError>,
    pub cure: Option<Offer>,
    pub archive: Option<ArchiveId>,
}

impl NewEvent {
    /// Something that was done, with nothing more to say of it than this.
    pub(crate) fn done(
        kind: EventKind,
        profile: Option<ProfileId>,
        subject: impl Into<Subject>,
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
            result: None,
            incident: None,
            error: None,
            cure: None,
            archive: None,
        }
    }

    /// The same, as a job that did what it was asked says it.
    pub(crate) fn told_by(self, done: &impl JobResult) -> Self {
        Self { text: done.text(), bytes: done.bytes(), result: done.event(), archive: done.archive(), ..self }
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
            error: (engine.options.keep_error)(error),
            cure: message.offers.first().copied(),
            ..self
        }
    }

    /// What a search looks in.
    fn search(&self) -> String {
        let incident = self.incident.as_deref().unwrap_or_default();
        format!("{}\n{}\n{incident}", self.subject, self.text).to_lowercase()
    }
}

impl Engine {
    pub(crate) fn record_event(&self, event: &NewEvent) -> Result<()> {
        let now = self.clock().now();
        self.database.write(|transaction| insert(transaction, now, event))
    }
}

/// Adds a line, in a transaction that may change more than history.
pub(crate) fn insert(transaction: &Transaction<'_>, now: Timestamp, event: &NewEvent) -> Result<()> {
    let (subject, archives) = event.subject.stored();
    transaction
        .prepare_cached(
            "INSERT INTO history (at, kind, outcome, profile, subject, job, duration, bytes, text, incident, code, cure,
                 archive, result, params, archives, search)
             VALUES (?1, ?2, ?3, (SELECT id FROM profiles WHERE id = ?4), ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,
                 (SELECT id FROM archives WHERE id = ?13), ?14, ?15, ?16, ?17)",
        )?
        .execute(params![
            now.as_millisecond(),
            event.kind.as_str(),
            event.outcome.as_str(),
            event.profile.map(|profile| profile.to_string()),
            subject,
            event.job.map(|job| job.to_string()),
            event.duration.map(|duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)),
            event.bytes.map(signed),
            event.text,
            event.incident,
            event.error.as_ref().map(|error| &error.code),
            event.cure.map(Offer::as_str),
            event.archive.map(ArchiveId::number),
            event.result.as_ref().and_then(EventResult::stored),
            event.error.as_ref().and_then(|error| error.params.as_deref()),
            archives,
            event.search(),
        ])?;
    Ok(())
}
