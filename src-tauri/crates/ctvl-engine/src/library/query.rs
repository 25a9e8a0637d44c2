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
use crate::error::{EngineError, Result};
use crate::profile::{ProfileId, name_key};

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
    /// Only those of the appliance that is called this, or has this id, and those whose appliance was called this when
    /// they were made: a name outlives its appliance in the archives.
    pub appliance: Option<String>,
    /// Only those in these states; empty means all.
    pub states: Vec<RowState>,
    /// Only those whose name, appliance (as it is or was called), note or key contains this, regardless of letter case, or
    /// whose SHA-256 begins with it, in groups or not.
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
    /// Bytes of all that match.
    pub bytes: u64,
    /// Those of this page.
    pub rows: Vec<ArchiveRow>,
}

/// What the name of an appliance stands for in the library.
struct Named {
    /// Who is called so now.
    profile: Option<ProfileId>,
    /// The same name as archives keep it, in every spelling that is not only another letter case of ASCII.
    kept: Vec<String>,
}

/// Rows listed when the filter names no number.
const USUAL_LIMIT: u32 = 200;

impl Sort {
    /// Each of these orders is one of an index, read forwards or backwards. `mark` keeps the index out of it.
    fn order(self, mark: &str) -> String {
        match (self.key, self.descending) {
            (SortKey::Created, true) => format!("{mark}created DESC, id DESC"),
            (SortKey::Created, false) => format!("{mark}created, id"),
            (SortKey::Size, true) => format!("{mark}size DESC, id DESC"),
            (SortKey::Size, false) => format!("{mark}size, id"),
            (SortKey::Name, true) => format!("{mark}name COLLATE NOCASE DESC, id DESC"),
            (SortKey::Name, false) => format!("{mark}name COLLATE NOCASE, id"),
            (SortKey::Appliance, true) => format!("{mark}appliance COLLATE NOCASE DESC, created, id"),
            (SortKey::Appliance, false) => format!("{mark}appliance COLLATE NOCASE, created DESC, id DESC"),
            (SortKey::State, true) => format!("{mark}state DESC, created, id"),
            (SortKey::State, false) => format!("{mark}state, created DESC, id DESC"),
        }
    }
}

/// Fewer digits than this name too many archives to be a hash that somebody pasted.
const SHORTEST_PREFIX: usize = 4;

/// The text as the beginning of a SHA-256, if it can be one: people copy hashes in groups, with spaces or colons.
fn hash_prefix(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != ':').collect();
    let possible = (SHORTEST_PREFIX..=64).contains(&digits.len());
    (possible && digits.bytes().all(|digit| digit.is_ascii_hexdigit())).then_some(digits)
}

/// Before a column this keeps its index from being used. An index whose order is not the wanted one, or that most rows
/// match, costs a jump through the file for each of them; reading the table from end to end is several times faster.
const NO_INDEX: &str = "+";

impl LibraryFilter {
    fn text(&self) -> Option<&str> {
        self.text.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }

    /// Whether one index finds the rows in the wanted order.
    fn served(&self) -> bool {
        let created = self.sort.key == SortKey::Created;
        let bounded = self.from.is_some() || self.until.is_some();
        if self.appliance.is_some() {
            return false;
        }
        match (self.profile, self.states.as_slice(), self.text(), self.pinned, bounded) {
            (None, [], None, None, false) => true,
            (Some(_), [], None, None, false)
            | (None, [], None, Some(true), false)
            | (None, [], None, None, true) => created,
            (None, [_], None, None, false) => created || self.sort.key == SortKey::State,
            _ => false,
        }
    }

    fn conditions(&self, mark: &str, named: Option<&Named>) -> (String, Vec<Value>) {
        let mut sql = String::from("1 = 1");
        let mut values = Vec::new();
        if let Some(named) = named {
            let marks = vec!["?"; named.kept.len()].join(", ");
            sql.push_str(&format!(" AND (+profile = ? OR (+appliance) COLLATE NOCASE IN ({marks}))"));
            values.push(named.profile.map_or(Value::Null, |id| Value::Text(id.to_string())));
            values.extend(named.kept.iter().cloned().map(Value::Text));
        }
        if let Some(profile) = self.profile {
            sql.push_str(&format!(" AND {mark}profile = ?"));
            values.push(Value::Text(profile.to_string()));
        }
        if !self.states.is_empty() {
            let marks = vec!["?"; self.states.len()].join(", ");
            sql.push_str(&format!(" AND {mark}state IN ({marks})"));
            values.extend(self.states.iter().map(|state| Value::Text(state.word().to_owned())));
        }
        if let Some(text) = self.text().map(str::to_lowercase) {
            let prefix = hash_prefix(&text);
            sql.push_str(" AND (instr(search, ?) > 0");
            // A row keeps the name that its appliance had; this is the one it has.
            sql.push_str(" OR +profile IN (SELECT id FROM profiles WHERE instr(name_key, ?) > 0)");
            values.extend([Value::Text(text.clone()), Value::Text(text)]);
            if let Some(prefix) = prefix {
                sql.push_str(" OR substr(sha256, 1, ?) = ?");
                values.extend([Value::Integer(signed(prefix.len() as u64)), Value::Text(prefix)]);
            }
            sql.push(')');
        }
        match self.pinned {
            // Few are, and their index is as short.
            Some(true) => sql.push_str(" AND pinned = 1"),
            Some(false) => sql.push_str(" AND pinned = 0"),
            None => {}
        }
        for (at, comparison) in [(self.from, ">="), (self.until, "<")] {
            if let Some(at) = at {
                sql.push_str(&format!(" AND {mark}created {comparison} ?"));
                values.push(Value::Integer(at.as_millisecond()));
            }
        }
        (sql, values)
    }

    /// How many rows match, and their bytes. Bytes are in no index beside what is filtered by, so the table is read.
    fn sum(&self, named: Option<&Named>) -> (String, Vec<Value>) {
        let (conditions, values) = self.conditions(NO_INDEX, named);
        (format!("SELECT count(*), coalesce(sum(size), 0) FROM archives WHERE {conditions}"), values)
    }

    /// The rows of the page: from an index where one fits, otherwise the sorted numbers first and their rows then.
    fn page(&self, named: Option<&Named>) -> (String, Vec<Value>) {
        let mark = if self.served() { "" } else { NO_INDEX };
        let (conditions, mut values) = self.conditions(mark, named);
        let order = self.sort.order(mark);
        let numbers = format!("FROM archives WHERE {conditions} ORDER BY {order} LIMIT ? OFFSET ?");
        values.push(Value::Integer(self.limit.unwrap_or(USUAL_LIMIT).into()));
        values.push(Value::Integer(signed(self.offset)));
        let sql = if self.served() {
            format!("SELECT {COLUMNS} {numbers}")
        } else {
            format!("SELECT {COLUMNS} FROM archives WHERE id IN (SELECT id {numbers}) ORDER BY {order}")
        };
        (sql, values)
    }
}

impl Library {
    /// Lists archives.
    ///
    /// # Errors
    /// [`EngineError::ProfileUnknown`] if neither an appliance nor any archive goes by [`LibraryFilter::appliance`], and
    /// the database's errors.
    pub fn list(&self, filter: &LibraryFilter) -> Result<LibraryPage> {
        let named = filter.appliance.as_deref().map(|asked| self.named(asked)).transpose()?;
        let (sum, matching) = filter.sum(named.as_ref());
        let (page, values) = filter.page(named.as_ref());
        self.engine.database.read(|connection| {
            let (total, bytes): (i64, i64) = connection
                .prepare_cached(&sum)?
                .query_row(params_from_iter(matching), |found| Ok((found.get(0)?, found.get(1)?)))?;
            if total == 0 {
                // Nothing matches: looking for it a second time, in order, would only cost.
                return Ok(LibraryPage { total: 0, bytes: 0, rows: Vec::new() });
            }
            let mut statement = connection.prepare_cached(&page)?;
            let mut found = statement.query(params_from_iter(values))?;
            let mut rows = Vec::new();
            while let Some(row) = found.next()? {
                rows.push(row_from(row)?);
            }
            Ok(LibraryPage { total: total.unsigned_abs(), bytes: bytes.unsigned_abs(), rows })
        })
    }

    /// Who goes by this name: an appliance, archives, or both.
    fn named(&self, asked: &str) -> Result<Named> {
        let profile = match self.engine.profile(asked) {
            Ok(profile) => Some(profile.id),
            Err(EngineError::ProfileUnknown { .. }) => None,
            Err(error) => return Err(error),
        };
        let key = name_key(asked.trim());
        let kept: Vec<String> = self.engine.database.read(|connection| {
            // SQLite knows the letter case of ASCII only, so the few names there are come here to be compared.
            let mut statement = connection.prepare_cached(
                "SELECT appliance FROM archives WHERE appliance IS NOT NULL GROUP BY appliance COLLATE NOCASE",
            )?;
            let names = statement.query_map([], |found| found.get(0))?;
            Ok(names.collect::<rusqlite::Result<_>>()?)
        })?;
        let kept: Vec<String> = kept.into_iter().filter(|name| name_key(name) == key).collect();
        if profile.is_none() && kept.is_empty() {
            return Err(EngineError::ProfileUnknown { asked: asked.to_owned() });
        }
        Ok(Named { profile, kept })
    }

    /// One archive.
    ///
    /// # Errors
    /// [`EngineError::ArchiveUnknown`].
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
        let named = filter.appliance.as_deref().map(|asked| self.named(asked)).transpose()?;
        let (page, values) = filter.page(named.as_ref());
        let sql = format!("EXPLAIN QUERY PLAN {page}");
        self.engine.database.read(|connection| {
            let mut statement = connection.prepare(&sql)?;
            let steps = statement.query_map(params_from_iter(&values), |row| row.get::<_, String>(3))?;
            Ok(steps.collect::<rusqlite::Result<Vec<_>>>()?.join("; "))
        })
    }
}
