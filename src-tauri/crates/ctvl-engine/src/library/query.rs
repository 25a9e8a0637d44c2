//! A list is read by the page, sorted by an index; a library of a hundred thousand archives opens like an empty one.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::archive::{ArchiveRow, RowState};
use super::row::{COLUMNS, Word, row_from};
use super::{ArchiveId, Library};
use crate::archive_file::absolute;
use crate::database::signed;
use crate::error::Result;
use crate::profile::ProfileId;

/// What to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SortKey {
    /// When it was made.
    #[default]
    Created,
    /// Its size.
    Size,
    /// The file's name.
    Name,
    /// The appliance, then when it was made.
    Appliance,
    /// Its state, then when it was made.
    State,
}

/// How to sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// Largest, newest or last first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { key: SortKey::Created, descending: true }
    }
}

/// Which archives to list.
#[derive(Debug, Clone, Default)]
pub struct LibraryFilter {
    /// Only those of this appliance.
    pub profile: Option<ProfileId>,
    /// Only those in these states; empty means all.
    pub states: Vec<RowState>,
    /// Only those whose name, appliance, note or key contains this, regardless of letter case.
    pub text: Option<String>,
    /// Only pinned ones, or only others.
    pub pinned: Option<bool>,
    /// Only those made at or after this.
    pub from: Option<Timestamp>,
    /// Only those made before this.
    pub until: Option<Timestamp>,
    /// How to sort.
    pub sort: Sort,
    /// How many to leave out at the beginning.
    pub offset: u64,
    /// At most so many; `None` means 200.
    pub limit: Option<u32>,
}

/// A page of the library.
#[derive(Debug, Clone, PartialEq)]
pub struct LibraryPage {
    /// How many match in all.
    pub total: u64,
    /// Those of this page.
    pub rows: Vec<ArchiveRow>,
}

/// Rows listed when the filter names no number.
const USUAL_LIMIT: u32 = 200;

impl Sort {
    /// Every order here is one of an index, read forwards or backwards.
    fn order(self) -> &'static str {
        match (self.key, self.descending) {
            (SortKey::Created, true) => "created DESC, id DESC",
            (SortKey::Created, false) => "created, id",
            (SortKey::Size, true) => "size DESC, id DESC",
            (SortKey::Size, false) => "size, id",
            (SortKey::Name, true) => "name COLLATE NOCASE DESC, id DESC",
            (SortKey::Name, false) => "name COLLATE NOCASE, id",
            (SortKey::Appliance, true) => "appliance COLLATE NOCASE DESC, created, id",
            (SortKey::Appliance, false) => "appliance COLLATE NOCASE, created DESC, id DESC",
            (SortKey::State, true) => "state DESC, created, id",
            (SortKey::State, false) => "state, created DESC, id DESC",
        }
    }
}

impl LibraryFilter {
    fn conditions(&self) -> (String, Vec<Value>) {
        let mut sql = String::from("1 = 1");
        let mut values = Vec::new();
        if let Some(profile) = self.profile {
            sql.push_str(" AND profile = ?");
            values.push(Value::Text(profile.to_string()));
        }
        match self.states.as_slice() {
            [] => {}
            [only] => {
                sql.push_str(" AND state = ?");
                values.push(Value::Text(only.word().to_owned()));
            }
            several => {
                // The plus sign keeps the state's index out of it: it would bring the rows in the wrong order.
                sql.push_str(&format!(" AND +state IN ({})", vec!["?"; several.len()].join(", ")));
                values.extend(several.iter().map(|state| Value::Text(state.word().to_owned())));
            }
        }
        if let Some(text) = self.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            sql.push_str(" AND instr(search, ?) > 0");
            values.push(Value::Text(text.to_lowercase()));
        }
        if let Some(pinned) = self.pinned {
            sql.push_str(if pinned { " AND pinned = 1" } else { " AND pinned = 0" });
        }
        for (at, condition) in [(self.from, " AND created >= ?"), (self.until, " AND created < ?")] {
            if let Some(at) = at {
                sql.push_str(condition);
                values.push(Value::Integer(at.as_millisecond()));
            }
        }
        (sql, values)
    }
}

impl LibraryFilter {
    fn page(&self, conditions: &str) -> String {
        let order = self.sort.order();
        format!("SELECT {COLUMNS} FROM archives WHERE {conditions} ORDER BY {order} LIMIT ? OFFSET ?")
    }
}

impl Library {
    /// Lists archives.
    ///
    /// # Errors
    /// The database's errors.
    pub fn list(&self, filter: &LibraryFilter) -> Result<LibraryPage> {
        let (conditions, values) = filter.conditions();
        let count = format!("SELECT count(*) FROM archives WHERE {conditions}");
        let page = filter.page(&conditions);
        let limit = Value::Integer(filter.limit.unwrap_or(USUAL_LIMIT).into());
        let bounds = [limit, Value::Integer(signed(filter.offset))];
        self.engine.database.read(|connection| {
            let total: i64 = connection
                .prepare_cached(&count)?
                .query_row(params_from_iter(&values), |found| found.get(0))?;
            if total == 0 {
                // Nothing matches: looking for it a second time, in order, would only cost.
                return Ok(LibraryPage { total: 0, rows: Vec::new() });
            }
            let mut statement = connection.prepare_cached(&page)?;
            let mut found = statement.query(params_from_iter(values.iter().chain(&bounds)))?;
            let mut rows = Vec::new();
            while let Some(row) = found.next()? {
                rows.push(row_from(row)?);
            }
            Ok(LibraryPage { total: total.unsigned_abs(), rows })
        })
    }

    /// One archive.
    ///
    /// # Errors
    /// [`crate::EngineError::ArchiveUnknown`].
    pub fn get(&self, id: ArchiveId) -> Result<ArchiveRow> {
        self.engine.archive(id)
    }

    /// The archive at this path, if the library knows it.
    ///
    /// # Errors
    /// The database's errors.
    pub fn find(&self, path: &Path) -> Result<Option<ArchiveRow>> {
        self.engine.archive_at(&absolute(path)?)
    }
}

#[cfg(test)]
impl Library {
    /// How the database would read a page.
    pub(super) fn plan(&self, filter: &LibraryFilter) -> Result<String> {
        let (conditions, mut values) = filter.conditions();
        values.extend([Value::Integer(10), Value::Integer(0)]);
        let sql = format!("EXPLAIN QUERY PLAN {}", filter.page(&conditions));
        self.engine.database.read(|connection| {
            let mut statement = connection.prepare(&sql)?;
            let steps = statement.query_map(params_from_iter(&values), |row| row.get::<_, String>(3))?;
            Ok(steps.collect::<rusqlite::Result<Vec<_>>>()?.join("; "))
        })
    }
}
