//! `node.db`: what belongs to this machine and not to its data.
//!
//! Invariant: a restore changes this database in ONE transaction, [`NodeStore::adopt_generation`], which moves the
//! node onto the new data, voids every token, founds a new cluster and leaves the banner. Before it, the old data
//! stands; after it, the new.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use rusqlite_migration::{M, Migrations};

use crate::store::{DataStore, Database, StoreError};

const SCHEMA: &str = r"
CREATE TABLE node (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    node_id TEXT NOT NULL,
    generation INTEGER NOT NULL,
    signing_secret BLOB NOT NULL,
    pad_seed BLOB NOT NULL,
    banner TEXT
) STRICT;
CREATE TABLE restores (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    started TEXT NOT NULL,
    finished TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE failed_logins (
    username TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    locked_until INTEGER
) STRICT, WITHOUT ROWID;
";

/// Whoever can reach the port can make names up; the table must not grow with them.
const MOST_UNKNOWN_NAMES: i64 = 256;

/// The database of one machine, and the way to its current data.
#[derive(Debug)]
pub struct NodeStore {
    database: Database,
    folder: PathBuf,
}

impl NodeStore {
    /// Opens or makes the node of this data folder. Works beside a running appliance: the command line uses it.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let migrations = Migrations::new(vec![M::up(SCHEMA), M::up(crate::cluster::SCHEMA)]);
        let database = Database::open(&folder.join("node.db"), &migrations)?;
        let (mut secret, mut seed) = ([0; 32], [0; 32]);
        crate::random(&mut secret)?;
        crate::random(&mut seed)?;
        database.with(|c| {
            let tx = c.transaction()?;
            let id = uuid::Uuid::new_v4().to_string();
            let made = tx.execute(
                "INSERT OR IGNORE INTO node (only, node_id, generation, signing_secret, pad_seed)
                 VALUES (1, ?1, 1, ?2, ?3)",
                params![id, secret, seed],
            )?;
            if made == 1 {
                crate::cluster::found_new(&tx, &id)?;
            }
            tx.commit()
        })?;
        Ok(Self { database, folder: folder.to_owned() })
    }

    /// The database underneath; the cluster's tables are in it.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The id this machine keeps for life.
    pub fn node_id(&self) -> Result<String, StoreError> {
        self.database.with(|c| c.query_row("SELECT node_id FROM node", [], |r| r.get(0)))
    }

    /// Where a generation's database lies.
    pub fn generation_path(&self, generation: i64) -> PathBuf {
        self.folder.join("generations").join(generation.to_string()).join("appliance.db")
    }

    /// The number of the current generation.
    pub fn generation(&self) -> Result<i64, StoreError> {
        self.database.with(|c| generation(c))
    }

    /// Opens the current data.
    pub fn open_data(&self) -> Result<Arc<DataStore>, StoreError> {
        let generation = self.generation()?;
        let path = self.generation_path(generation);
        // Only the first generation is made by opening it. Any later one was adopted, and an empty one in its
        // place would pass for the restored data.
        if generation > 1 {
            whole_file(&path)?;
        }
        Ok(Arc::new(DataStore::open(&path)?))
    }

    /// The secret that signs tokens; a restore replaces it, which voids them all.
    pub(crate) fn signing_secret(&self) -> Result<Vec<u8>, StoreError> {
        self.database.with(|c| c.query_row("SELECT signing_secret FROM node", [], |r| r.get(0)))
    }

    /// The seed of this node's padded counters.
    pub(crate) fn pad_seed(&self) -> Result<Vec<u8>, StoreError> {
        self.database.with(|c| c.query_row("SELECT pad_seed FROM node", [], |r| r.get(0)))
    }

    /// The text that the sign-in page shows, if any.
    pub fn banner(&self) -> Result<Option<String>, StoreError> {
        self.database.with(|c| c.query_row("SELECT banner FROM node", [], |r| r.get(0)))
    }

    /// Sets or clears the banner.
    pub fn set_banner(&self, text: Option<&str>) -> Result<(), StoreError> {
        self.database.with(|c| c.execute("UPDATE node SET banner = ?1", [text]))?;
        Ok(())
    }

    /// Moves the node onto `generation`, whose database must lie at [`Self::generation_path`], whole and flushed.
    ///
    /// `cluster` runs inside the same transaction: a restore founds a new cluster there (R7), a join writes the
    /// membership it was given.
    pub fn adopt_generation(
        &self,
        generation: i64,
        banner: Option<&str>,
        cluster: impl FnOnce(&Transaction<'_>, &str) -> rusqlite::Result<()>,
    ) -> Result<(), StoreError> {
        whole_file(&self.generation_path(generation))?;
        let mut secret = [0; 32];
        crate::random(&mut secret)?;
        self.database.with(|c| {
            let tx = c.transaction()?;
            let id: String = tx.query_row("SELECT node_id FROM node", [], |r| r.get(0))?;
            tx.execute(
                "UPDATE node SET generation = ?1, signing_secret = ?2, banner = ?3",
                params![generation, secret, banner],
            )?;
            tx.execute("DELETE FROM failed_logins", [])?;
            cluster(&tx, &id)?;
            tx.commit()
        })
    }

    /// A number that no generation has had.
    pub fn next_generation(&self) -> Result<i64, StoreError> {
        let mut next = self.generation()? + 1;
        while self.generation_path(next).parent().is_some_and(Path::exists) {
            next += 1;
        }
        Ok(next)
    }

    /// Removes the folders of every generation but the current one: the remains of restores that failed or ended.
    pub fn remove_other_generations(&self) -> Result<(), StoreError> {
        let current = self.generation()?.to_string();
        let folder = self.folder.join("generations");
        let Ok(entries) = std::fs::read_dir(&folder) else { return Ok(()) };
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy() != current {
                std::fs::remove_dir_all(entry.path()).map_err(|e| StoreError::io(&entry.path(), e))?;
            }
        }
        Ok(())
    }

    /// What became of a restore.
    pub fn restore_record(&self, id: &str) -> Result<Option<RestoreRecord>, StoreError> {
        self.database.with(|c| {
            c.query_row(
                "SELECT id, state, detail, started, finished FROM restores WHERE id = ?1",
                [id],
                |r| {
                    Ok(RestoreRecord {
                        id: r.get(0)?,
                        state: r.get(1)?,
                        detail: r.get(2)?,
                        started: r.get(3)?,
                        finished: r.get(4)?,
                    })
                },
            )
            .optional()
        })
    }

    /// Writes down that a restore began.
    pub(crate) fn begin_restore(&self, id: &str) -> Result<(), StoreError> {
        let now = jiff::Timestamp::now().to_string();
        self.database.with(|c| {
            c.execute("INSERT INTO restores (id, state, started) VALUES (?1, 'restoring', ?2)", [id, &now])
        })?;
        Ok(())
    }

    /// Writes down how a restore goes on.
    pub(crate) fn note_restore(&self, id: &str, state: &str, detail: &str) -> Result<(), StoreError> {
        let finished = matches!(state, "complete" | "failed").then(|| jiff::Timestamp::now().to_string());
        self.database.with(|c| {
            c.execute(
                "UPDATE restores SET state = ?2, detail = ?3, finished = ?4 WHERE id = ?1",
                params![id, state, detail, finished],
            )
        })?;
        Ok(())
    }

    /// The restores that a reboot has brought to their end.
    pub(crate) fn complete_restores(&self) -> Result<(), StoreError> {
        let now = jiff::Timestamp::now().to_string();
        self.database.with(|c| {
            c.execute(
                "UPDATE restores SET state = 'complete', finished = ?1 WHERE state = 'rebooting'",
                [now],
            )
        })?;
        Ok(())
    }

    /// At a start: what was restoring when the process died has not happened, what was rebooting has.
    pub(crate) fn fail_unfinished_restores(&self) -> Result<(), StoreError> {
        let now = jiff::Timestamp::now().to_string();
        self.database.with(|c| {
            c.execute(
                "UPDATE restores SET state = 'failed', detail = 'The appliance was stopped. Its data is unchanged.',
                     finished = ?1
                 WHERE state = 'restoring'",
                [now],
            )
        })?;
        self.complete_restores()
    }

    /// Until when an account is locked, in seconds since 1970, if it is.
    pub(crate) fn locked_until(&self, user: &str, now: i64) -> Result<Option<i64>, StoreError> {
        let until: Option<Option<i64>> = self.database.with(|c| {
            c.query_row("SELECT locked_until FROM failed_logins WHERE username = ?1", [user], |r| r.get(0))
                .optional()
        })?;
        Ok(until.flatten().filter(|until| *until > now))
    }

    /// Counts a failed sign-in; the account is locked until `until` once there were `limit` in a row. A name that is
    /// not `known` is counted as well, or a lock would tell who exists, but only so many of them are kept.
    pub(crate) fn failed_login(
        &self,
        user: &str,
        known: bool,
        limit: u32,
        until: i64,
    ) -> Result<(), StoreError> {
        self.database.with(|c| {
            c.execute(
                "INSERT INTO failed_logins (username, failures)
                 SELECT ?1, 1 WHERE ?2 OR EXISTS (SELECT 1 FROM failed_logins WHERE username = ?1)
                     OR (SELECT count(*) FROM failed_logins) < ?3
                 ON CONFLICT (username) DO UPDATE SET failures = failures + 1",
                params![user, known, MOST_UNKNOWN_NAMES],
            )?;
            c.execute(
                "UPDATE failed_logins SET locked_until = ?3, failures = 0 WHERE username = ?1 AND failures >= ?2",
                params![user, limit, until],
            )
        })?;
        Ok(())
    }

    /// Forgets the failed sign-ins of an account.
    pub fn unlock(&self, user: &str) -> Result<(), StoreError> {
        self.database.with(|c| c.execute("DELETE FROM failed_logins WHERE username = ?1", [user]))?;
        Ok(())
    }
}

fn whole_file(path: &Path) -> Result<(), StoreError> {
    std::fs::File::open(path).map(drop).map_err(|e| StoreError::io(path, e))
}

fn generation(c: &Connection) -> rusqlite::Result<i64> {
    c.query_row("SELECT generation FROM node", [], |r| r.get(0))
}

/// One line of the restore log; it survives the reboot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreRecord {
    /// Random id, given out when the restore began.
    pub id: String,
    /// `restoring`, `rebooting`, `complete` or `failed`.
    pub state: String,
    /// Why it failed; empty otherwise.
    pub detail: String,
    /// RFC 3339.
    pub started: String,
    /// RFC 3339.
    pub finished: Option<String>,
}
