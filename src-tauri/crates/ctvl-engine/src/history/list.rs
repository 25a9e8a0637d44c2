//! History is looked through by the page, newest first; what a person types finds a line by its name, its words or its
//! incident.

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use super::{Event, EventKind, EventResult, HistoryFilter, Subject};
use crate::database::{instant, parsed, unsigned};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::job::Ending;
use crate::library::ArchiveId;
use crate::message::{Incident, Offer};

/// Lines listed when the filter names no number.
const USUAL_LIMIT: u32 = 200;

const COLUMNS: &str = "id, at, kind, outcome, profile, subject, job, duration, bytes, text, incident, code, cure, archive, \
                       result, params, archives";

impl HistoryFilter {
    fn statement(&self) -> (String, Vec<Value>) {
        let mut sql = format!("SELECT {COLUMNS} FROM history WHERE 1 = 1");
        let mut values: Vec<Value> = Vec::new();
        if let Some(profile) = self.profile {
            sql.push_str(" AND profile = ?");
            values.push(Value::Text(profile.to_string()));
        }
        among(&mut sql, &mut values, "kind", self.kinds.iter().map(|kind| kind.as_str()));
        among(&mut sql, &mut values, "outcome", self.outcomes.iter().map(|outcome| outcome.as_str()));
        if let Some(text) = self.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            // Not LIKE: a percent sign or an underscore that somebody types is meant as it stands.
            values.push(Value::Text(text.to_lowercase()));
            sql.push_str(" AND (instr(search, ?) > 0");
            let incidents: Vec<Value> =
                Incident::named_in(text).iter().map(|incident| Value::Text(incident.to_string())).collect();
            if !incidents.is_empty() {
                sql.push_str(&format!(" OR incident IN ({})", marks(incidents.len())));
                values.extend(incidents);
            }
            sql.push(')');
        }
        if let Some(before) = self.before {
            sql.push_str(" AND id < ?");
            values.push(Value::Integer(before));
        }
        sql.push_str(" ORDER BY id DESC LIMIT ?");
        values.push(Value::Integer(self.limit.unwrap_or(USUAL_LIMIT).into()));
        (sql, values)
    }
}

impl Engine {
    /// Lists history, newest first.
    ///
    /// # Errors
    /// [`crate::EngineError::Database`].
    pub fn history(&self, filter: &HistoryFilter) -> Result<Vec<Event>> {
        let (sql, values) = filter.statement();
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
}

fn among<'a>(sql: &mut String, values: &mut Vec<Value>, column: &str, words: impl Iterator<Item = &'a str>) {
    let words: Vec<Value> = words.map(|word| Value::Text(word.to_owned())).collect();
    if !words.is_empty() {
        sql.push_str(&format!(" AND {column} IN ({})", marks(words.len())));
        values.extend(words);
    }
}

fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}

fn event_from(row: &Row<'_>) -> Result<Event> {
    let kind: String = row.get(2)?;
    let outcome: String = row.get(3)?;
    let at: Timestamp = instant(row.get(1)?, "time of an event")?;
    Ok(Event {
        id: row.get(0)?,
        at,
        kind: EventKind::from_word(&kind).ok_or(EngineError::DatabaseUnreadable { what: "kind of event" })?,
        outcome: Ending::from_word(&outcome).ok_or(EngineError::DatabaseUnreadable { what: "outcome" })?,
        profile: parsed(row.get(4)?, "profile of an event")?,
        subject: Subject::read(row.get(5)?, row.get(16)?)?,
        job: parsed(row.get(6)?, "job of an event")?,
        duration: unsigned(row.get(7)?, "duration")?.map(std::time::Duration::from_millis),
        bytes: unsigned(row.get(8)?, "number of bytes")?,
        text: row.get(9)?,
        result: EventResult::read(row.get(14)?),
        incident: row.get(10)?,
        code: row.get(11)?,
        params: row.get(15)?,
        // A cure that a newer version knows is none here; the line is read all the same.
        cure: row.get::<_, Option<String>>(12)?.as_deref().and_then(Offer::from_word),
        archive: row.get::<_, Option<i64>>(13)?.map(ArchiveId::from),
    })
}
