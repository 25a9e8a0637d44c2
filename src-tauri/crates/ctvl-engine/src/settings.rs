//! Small choices of the person, by name; a name that is not set has the default its reader knows.

use rusqlite::OptionalExtension;

use crate::engine::Engine;
use crate::error::Result;

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
                Some(value) => transaction.execute(
                    "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
                    [name, value],
                )?,
                None => transaction.execute("DELETE FROM settings WHERE name = ?1", [name])?,
            };
            Ok(())
        })
    }
}
