//! The "CipherTrust Manager": where key material lives.
//!
//! Invariant: an appliance knows keys by name only. The material stays here, several appliances may share one
//! store, and a restore never touches it, so an archive can be read wherever its key is reachable and nowhere
//! else.

use std::path::Path;

use rusqlite::{OptionalExtension, params};
use rusqlite_migration::{M, Migrations};

use crate::options::KeyStorePath;
use crate::store::{Database, StoreError};

const SCHEMA: &str = r"
CREATE TABLE keys (
    name TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    versioned INTEGER NOT NULL,
    material BLOB NOT NULL,
    created TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

/// What the store tells about a key without giving its material away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// Name, unique in the store.
    pub name: String,
    /// Size in bits: 128, 192 or 256.
    pub size: u32,
    /// Versioned keys are for the cryptographic API only (R12).
    pub versioned: bool,
    /// When it was made, RFC 3339.
    pub created: String,
}

/// One key store, shared by every appliance that was given its path.
#[derive(Debug)]
pub struct KeyStore(Database);

impl KeyStore {
    /// Opens or makes the store in this folder.
    pub fn open(path: &KeyStorePath) -> Result<Self, StoreError> {
        let file = path.0.join("keys.db");
        let store = Self(Database::open(&file, &Migrations::new(vec![M::up(SCHEMA)]))?);
        keep_private(&file)?;
        Ok(store)
    }

    /// Makes a random AES key. `size` is in bits.
    pub fn create(&self, name: &str, size: u32, versioned: bool) -> Result<KeyRecord, StoreError> {
        if !(1..=255).contains(&name.len()) || name.contains(['<', '>', '\\', '/']) {
            return Err(StoreError::KeyName(name.to_owned()));
        }
        if ![128, 192, 256].contains(&size) {
            return Err(StoreError::KeySize(size));
        }
        let mut material = vec![0; size as usize / 8];
        crate::random(&mut material)?;
        let created = jiff::Timestamp::now().to_string();
        let made = self.0.with(|c| {
            c.execute(
                "INSERT OR IGNORE INTO keys (name, size, versioned, material, created) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![name, size, versioned, material, created],
            )
        })?;
        if made == 0 {
            return Err(StoreError::Exists(name.to_owned()));
        }
        Ok(KeyRecord { name: name.to_owned(), size, versioned, created })
    }

    /// All keys by name.
    pub fn list(&self) -> Result<Vec<KeyRecord>, StoreError> {
        self.0.with(|c| {
            let mut rows = c.prepare("SELECT name, size, versioned, created FROM keys ORDER BY name")?;
            rows.query_map([], record)?.collect()
        })
    }

    /// One key, if it is there.
    pub fn find(&self, name: &str) -> Result<Option<KeyRecord>, StoreError> {
        self.0.with(|c| {
            c.query_row("SELECT name, size, versioned, created FROM keys WHERE name = ?1", [name], record)
                .optional()
        })
    }

    /// Removes a key for good; everything encrypted under it is lost. Answers whether it was there.
    pub fn destroy(&self, name: &str) -> Result<bool, StoreError> {
        Ok(self.0.with(|c| c.execute("DELETE FROM keys WHERE name = ?1", [name]))? > 0)
    }

    /// The material of a key.
    pub(crate) fn material(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.with(|c| {
            c.query_row("SELECT material FROM keys WHERE name = ?1", [name], |r| r.get(0)).optional()
        })
    }
}

fn record(row: &rusqlite::Row<'_>) -> rusqlite::Result<KeyRecord> {
    Ok(KeyRecord { name: row.get(0)?, size: row.get(1)?, versioned: row.get(2)?, created: row.get(3)? })
}

/// Key material must not be readable by other accounts of the machine.
#[cfg(unix)]
fn keep_private(file: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600))
        .map_err(|e| StoreError::io(file, e))
}

#[cfg(not(unix))]
fn keep_private(_file: &Path) -> Result<(), StoreError> {
    Ok(())
}
