//! `appliance.db`: what a backup holds and a restore replaces.

use std::path::Path;

use rusqlite::{OptionalExtension, params};
use rusqlite_migration::{M, Migrations};
use serde::Serialize;

use super::{Database, StoreError};

const SCHEMA: &str = r"
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL DEFAULT '',
    password TEXT NOT NULL,
    is_active INTEGER NOT NULL DEFAULT 1,
    is_staff INTEGER NOT NULL DEFAULT 0,
    is_superuser INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE keys (
    idkey INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    seedkey INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE tokengroups (
    idtenant INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL REFERENCES keys(name)
) STRICT;
CREATE TABLE tokentemplates (
    idtokentemplate INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    tenant TEXT NOT NULL REFERENCES tokengroups(name),
    format TEXT NOT NULL,
    charset TEXT NOT NULL,
    keepleft INTEGER NOT NULL DEFAULT 0,
    keepright INTEGER NOT NULL DEFAULT 0,
    irreversible INTEGER NOT NULL DEFAULT 0,
    copyruntdata INTEGER NOT NULL DEFAULT 0,
    allowsmallinput INTEGER NOT NULL DEFAULT 0,
    UNIQUE (tenant, name)
) STRICT;
-- One row an hour, key and operation. The name is what `counter trim --tablename` takes.
CREATE TABLE counter_usage (
    key TEXT NOT NULL,
    operation TEXT NOT NULL,
    hour INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (key, operation, hour)
) STRICT, WITHOUT ROWID;
";

/// Names of the tables that a backup leaves empty when counters are excluded.
pub const COUNTER_TABLES: &[&str] = &["counter_usage"];

/// A person or program that can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Row id, the token's `user_id`.
    pub id: i64,
    /// Login name.
    pub username: String,
    /// Mail address, possibly empty.
    pub email: String,
    /// Disabled users cannot sign in.
    pub is_active: bool,
    /// May use the administration page.
    pub is_staff: bool,
    /// May do everything.
    pub is_superuser: bool,
}

/// A key that is entered here. Its material is in the key store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Key {
    /// Row id.
    pub idkey: i64,
    /// Its name in the key store.
    pub name: String,
    /// Whether it seeds the generator of Random formats.
    pub seedkey: bool,
}

/// Templates of one purpose, all under one key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenGroup {
    /// Row id.
    pub idtenant: i64,
    /// Name.
    pub name: String,
    /// Name of the key.
    pub key: String,
}

/// How a value becomes a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenTemplate {
    /// Row id.
    pub idtokentemplate: i64,
    /// Name, unique in its group.
    pub name: String,
    /// The group's name.
    pub tenant: String,
    /// `FF1` or `FPE`.
    pub format: String,
    /// `All digits` or `Alphanumeric`.
    pub charset: String,
    /// So many characters on the left stay as they are.
    pub keepleft: u32,
    /// So many characters on the right stay as they are.
    pub keepright: u32,
    /// Tokens cannot be turned back.
    pub irreversible: bool,
    /// Values shorter than 2 characters stay as they are instead of being refused.
    pub copyruntdata: bool,
    /// Values of fewer than 6 characters are permitted, as far as FF1 can.
    pub allowsmallinput: bool,
}

/// What a tokenization asked for and is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// The token group.
    Group,
    /// The template in it.
    Template,
}

const TEMPLATES: &str =
    "SELECT idtokentemplate, name, tenant, format, charset, keepleft, keepright, irreversible,
    copyruntdata, allowsmallinput FROM tokentemplates";

fn template(row: &rusqlite::Row<'_>) -> rusqlite::Result<TokenTemplate> {
    Ok(TokenTemplate {
        idtokentemplate: row.get(0)?,
        name: row.get(1)?,
        tenant: row.get(2)?,
        format: row.get(3)?,
        charset: row.get(4)?,
        keepleft: row.get(5)?,
        keepright: row.get(6)?,
        irreversible: row.get(7)?,
        copyruntdata: row.get(8)?,
        allowsmallinput: row.get(9)?,
    })
}

/// The replaceable database of one appliance.
#[derive(Debug)]
pub struct DataStore(Database);

impl DataStore {
    /// Opens or makes one generation's database.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self(Database::open(path, &Migrations::new(vec![M::up(SCHEMA)]))?))
    }

    /// The database underneath.
    pub fn database(&self) -> &Database {
        &self.0
    }

    /// Does several things or, if one fails or the process dies, none. For a store that nobody else uses yet: the
    /// work goes through the same connection.
    pub(crate) fn in_one_go(
        &self,
        work: impl FnOnce(&Self) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.0.with(|c| c.execute_batch("BEGIN IMMEDIATE"))?;
        let done = work(self);
        let end = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
        self.0.with(|c| c.execute_batch(end))?;
        done
    }

    /// Makes a superuser, or gives an existing one a new password (`createsuperuser`, R9).
    pub fn create_superuser(&self, username: &str, email: &str, password: &str) -> Result<(), StoreError> {
        let hash = crate::auth::passwords::hash(password)?;
        self.0.with(|c| {
            c.execute(
                "INSERT INTO users (username, email, password, is_staff, is_superuser) VALUES (?1, ?2, ?3, 1, 1)
                 ON CONFLICT (username) DO UPDATE
                 SET password = ?3, is_active = 1, is_staff = 1, is_superuser = 1",
                params![username, email, hash],
            )
        })?;
        Ok(())
    }

    /// Whether anybody can sign in at all; false only before the first start.
    pub fn has_users(&self) -> Result<bool, StoreError> {
        self.0.with(|c| c.query_row("SELECT EXISTS (SELECT 1 FROM users)", [], |r| r.get(0)))
    }

    /// A user with the hash of the password.
    pub fn user(&self, username: &str) -> Result<Option<(User, String)>, StoreError> {
        self.0.with(|c| {
            c.query_row(
                "SELECT id, username, email, is_active, is_staff, is_superuser, password FROM users
                 WHERE username = ?1",
                [username],
                |r| {
                    let user = User {
                        id: r.get(0)?,
                        username: r.get(1)?,
                        email: r.get(2)?,
                        is_active: r.get(3)?,
                        is_staff: r.get(4)?,
                        is_superuser: r.get(5)?,
                    };
                    Ok((user, r.get(6)?))
                },
            )
            .optional()
        })
    }

    /// Enters the name of a key; answers whether it is new here.
    pub fn register_key(&self, name: &str) -> Result<bool, StoreError> {
        Ok(self.0.with(|c| c.execute("INSERT OR IGNORE INTO keys (name) VALUES (?1)", [name]))? > 0)
    }

    /// Every key that is entered here, in the order of entry.
    pub fn keys(&self) -> Result<Vec<Key>, StoreError> {
        self.0.with(|c| {
            c.prepare("SELECT idkey, name, seedkey FROM keys ORDER BY idkey")?
                .query_map([], |r| Ok(Key { idkey: r.get(0)?, name: r.get(1)?, seedkey: r.get(2)? }))?
                .collect()
        })
    }

    /// Enters a key and answers its row; an error if the name is taken.
    pub fn add_key(&self, name: &str, seedkey: bool) -> Result<Key, StoreError> {
        let made = self.0.with(|c| {
            c.execute("INSERT OR IGNORE INTO keys (name, seedkey) VALUES (?1, ?2)", params![name, seedkey])?;
            Ok((c.changes() > 0).then(|| c.last_insert_rowid()))
        })?;
        let idkey = made.ok_or_else(|| StoreError::Exists(name.to_owned()))?;
        Ok(Key { idkey, name: name.to_owned(), seedkey })
    }

    /// Every token group.
    pub fn token_groups(&self) -> Result<Vec<TokenGroup>, StoreError> {
        self.0.with(|c| {
            c.prepare("SELECT idtenant, name, key FROM tokengroups ORDER BY idtenant")?
                .query_map([], |r| Ok(TokenGroup { idtenant: r.get(0)?, name: r.get(1)?, key: r.get(2)? }))?
                .collect()
        })
    }

    /// Makes a token group; its key must be entered.
    pub fn add_token_group(&self, name: &str, key: &str) -> Result<TokenGroup, StoreError> {
        let made = self.0.with(|c| {
            c.execute("INSERT OR IGNORE INTO tokengroups (name, key) VALUES (?1, ?2)", params![name, key])?;
            Ok((c.changes() > 0).then(|| c.last_insert_rowid()))
        })?;
        let idtenant = made.ok_or_else(|| StoreError::Exists(name.to_owned()))?;
        Ok(TokenGroup { idtenant, name: name.to_owned(), key: key.to_owned() })
    }

    /// Every token template.
    pub fn token_templates(&self) -> Result<Vec<TokenTemplate>, StoreError> {
        self.0.with(|c| c.prepare(TEMPLATES)?.query_map([], template)?.collect())
    }

    /// Makes a token template; its group must exist. The id of `template` is not looked at.
    pub fn add_token_template(&self, new: &TokenTemplate) -> Result<TokenTemplate, StoreError> {
        let made = self.0.with(|c| {
            c.execute(
                "INSERT OR IGNORE INTO tokentemplates (name, tenant, format, charset, keepleft, keepright,
                     irreversible, copyruntdata, allowsmallinput)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                params![
                    new.name,
                    new.tenant,
                    new.format,
                    new.charset,
                    new.keepleft,
                    new.keepright,
                    new.irreversible,
                    new.copyruntdata,
                    new.allowsmallinput
                ],
            )?;
            Ok((c.changes() > 0).then(|| c.last_insert_rowid()))
        })?;
        let idtokentemplate = made.ok_or_else(|| StoreError::Exists(new.name.clone()))?;
        Ok(TokenTemplate { idtokentemplate, ..new.clone() })
    }

    /// The template of this name in this group, with the name of the group's key.
    pub fn template_and_key(
        &self,
        group: &str,
        name: &str,
    ) -> Result<Result<(TokenTemplate, String), Absent>, StoreError> {
        self.0.with(|c| {
            let key = c
                .query_row("SELECT key FROM tokengroups WHERE name = ?1", [group], |r| r.get(0))
                .optional()?;
            let Some(key) = key else { return Ok(Err(Absent::Group)) };
            let found = c
                .query_row(&format!("{TEMPLATES} WHERE tenant = ?1 AND name = ?2"), [group, name], template)
                .optional()?;
            Ok(found.map(|template| (template, key)).ok_or(Absent::Template))
        })
    }

    /// Adds to the counter of a key and an operation, in the row of the hour.
    pub fn count(&self, key: &str, operation: &str, hour: i64, many: u64) -> Result<(), StoreError> {
        self.0.with(|c| {
            c.execute(
                "INSERT INTO counter_usage (key, operation, hour, count) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (key, operation, hour) DO UPDATE SET count = count + ?4",
                params![key, operation, hour, i64::try_from(many).unwrap_or(i64::MAX)],
            )
        })?;
        Ok(())
    }

    /// Every counter table with its number of rows.
    pub fn counter_tables(&self) -> Result<Vec<(String, u64)>, StoreError> {
        self.0.with(|c| {
            COUNTER_TABLES
                .iter()
                .map(|table| {
                    let rows: i64 =
                        c.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0))?;
                    Ok(((*table).to_owned(), u64::try_from(rows).unwrap_or_default()))
                })
                .collect()
        })
    }

    /// Deletes the rows of a counter table but for the newest `keep`, and gives the space back; answers how many
    /// rows went (`counter trim --tablename`, R4).
    pub fn trim_counters(&self, table: &str, keep: u64) -> Result<u64, StoreError> {
        if !COUNTER_TABLES.contains(&table) {
            return Err(StoreError::NoSuchCounterTable(table.to_owned()));
        }
        let keep = i64::try_from(keep).unwrap_or(i64::MAX);
        self.0.with(|c| {
            let rows = c.execute(
                &format!(
                    "DELETE FROM {table} WHERE (key, operation, hour) NOT IN
                         (SELECT key, operation, hour FROM {table} ORDER BY hour DESC LIMIT ?1)"
                ),
                [keep],
            )?;
            c.execute_batch("VACUUM")?;
            Ok(rows as u64)
        })
    }

    /// Writes a consistent copy into a new file, with its counter tables empty if they are not wanted.
    pub fn snapshot(&self, to: &Path, include_counters: bool) -> Result<(), StoreError> {
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder).map_err(|e| StoreError::io(folder, e))?;
        }
        let name = to.to_string_lossy().into_owned();
        self.0.with(|c| c.execute("VACUUM INTO ?1", [name]))?;
        if !include_counters {
            let copy = rusqlite::Connection::open(to)?;
            for table in COUNTER_TABLES {
                copy.execute(&format!("DELETE FROM {table}"), [])?;
            }
            copy.execute_batch("VACUUM")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_start_that_breaks_off_leaves_nothing_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = DataStore::open(&folder.path().join("appliance.db")).expect("made");
        let broken = data.in_one_go(|data| {
            data.create_superuser("first", "", "Password123!")?;
            Err(StoreError::Interrupted)
        });
        assert!(matches!(broken, Err(StoreError::Interrupted)), "{broken:?}");
        assert!(!data.has_users().expect("readable"), "or the next start would make no sample data");
        data.in_one_go(|data| data.create_superuser("first", "", "Password123!")).expect("made");
        assert!(data.has_users().expect("readable"));
    }
}
