//! The schema grows only at the end of this list; a migration that was shipped is never edited.

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use crate::error::{EngineError, Result};

const STEPS: &[M<'static>] = &[
    M::up(include_str!("0001_foundation.sql")),
    M::up(include_str!("0002_restore.sql")),
    M::up(include_str!("0003_overview.sql")),
    M::up(include_str!("0004_told.sql")),
    // It drops tables that others refer to, with the references switched off.
    M::up(include_str!("0005_numbers.sql")).foreign_key_check(),
];

pub(super) const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

pub(super) fn bring_up_to_date(connection: &mut Connection) -> Result<()> {
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = u32::try_from(STEPS.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(EngineError::DatabaseNewer { found, known });
    }
    if found == known {
        return Ok(());
    }
    match migrate(connection)? {
        Ok(()) => Ok(()),
        Err(error) => {
            // Two processes that start at the same moment both see an old schema; the second finds it done.
            let now: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
            if now == known { Ok(()) } else { Err(EngineError::DatabaseMigration(Box::new(error))) }
        }
    }
}

/// With foreign keys on, dropping a table so as to build it anew would take away what refers to its rows. SQLite ignores
/// the switch inside a transaction, so it is moved around the whole of it, and back however it ends.
fn migrate(connection: &mut Connection) -> Result<rusqlite_migration::Result<()>> {
    connection.pragma_update(None, "foreign_keys", "off")?;
    let migrated = MIGRATIONS.to_latest(connection);
    connection.pragma_update(None, "foreign_keys", "on")?;
    Ok(migrated)
}
