//! Small choices of the person as text, by name; a name that is not set has the default its reader knows.

use std::collections::HashMap;

use rusqlite::OptionalExtension;

use crate::engine::Engine;
use crate::error::Result;

const SET: &str =
    "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2";

impl Engine {
    /// The value of a setting.
    ///
    /// # Errors
    /// [`crate::EngineError::Database`].
    pub fn setting(&self, name: &str) -> Result<Option<String>> {
        self.database.read(|connection| {
            Ok(connection
                .prepare_cached("SELECT value FROM settings WHERE name = ?1")?
                .query_row([name], |row| row.get(0))
                .optional()?)
        })
    }

    /// Sets a setting, or removes it.
    ///
    /// # Errors
    /// [`crate::EngineError::Database`].
    pub fn set_setting(&self, name: &str, value: Option<&str>) -> Result<()> {
        self.database.write(|transaction| {
            match value {
                Some(value) => transaction.execute(SET, [name, value])?,
                None => transaction.execute("DELETE FROM settings WHERE name = ?1", [name])?,
            };
            Ok(())
        })
    }

    /// Every setting, by name.
    pub(super) fn settings(&self) -> Result<HashMap<String, String>> {
        self.database.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT name, value FROM settings")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Sets those that have a value, all or none.
    pub(super) fn set_settings(&self, settings: &[(&str, Option<String>)]) -> Result<()> {
        self.database.write(|transaction| {
            let mut statement = transaction.prepare_cached(SET)?;
            for (name, value) in settings.iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
                statement.execute([name, value.as_str()])?;
            }
            Ok(())
        })
    }
}
