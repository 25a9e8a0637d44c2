//! One installation signs its receipts with one key. The private half is in the keyring; the public half is remembered
//! here, so that a receipt of one's own is told from a stranger's even while the keyring is locked.

use std::sync::Arc;

use ctvl_archive::{PublicKey, SigningKey};
use ctvl_client::Secret;
use rusqlite::OptionalExtension;
use uuid::Uuid;

use crate::credentials::{SecretStore, SecretStoreError};
use crate::database::Database;
use crate::engine::Engine;
use crate::error::{EngineError, Result};

/// Who this installation is.
#[derive(Debug, Clone)]
pub(crate) struct Installation {
    pub id: Uuid,
}

impl Installation {
    pub(crate) fn load(database: &Database) -> Result<Self> {
        let id: String = database.write(|transaction| {
            let fresh = Uuid::new_v4().to_string();
            transaction.execute(
                "INSERT INTO settings (name, value) VALUES ('installation', ?1) ON CONFLICT DO NOTHING",
                [&fresh],
            )?;
            Ok(transaction.query_row(
                "SELECT value FROM settings WHERE name = 'installation'",
                [],
                |row| row.get(0),
            )?)
        })?;
        let id = id.parse().map_err(|_| EngineError::DatabaseUnreadable { what: "installation id" })?;
        Ok(Self { id })
    }

    fn account(&self) -> String {
        format!("receipt-key {}", self.id)
    }
}

/// The key for receipts, or why receipts stay unsigned on this machine now.
pub(crate) type ReceiptKey = std::result::Result<SigningKey, SecretStoreError>;

impl Engine {
    /// Whether receipts can be signed now, and if not, why. Asks the keyring.
    pub async fn receipt_signing(&self) -> Result<std::result::Result<PublicKey, SecretStoreError>> {
        let key = self.receipt_key().await?;
        Ok(key.map(|key| key.public_key()))
    }

    /// Reads the receipt key, making one at the first time. A machine without a usable keyring gets no key: its
    /// receipts are written unsigned and shown as such, because a key in a file would prove nothing.
    pub(crate) async fn receipt_key(&self) -> Result<ReceiptKey> {
        let store = self.secrets();
        let account = self.installation.account();
        let loaded = tokio::task::spawn_blocking(move || load_or_make(&store, &account))
            .await
            .unwrap_or(Err(SecretStoreError::Unreadable));
        if let Ok(key) = &loaded {
            self.remember_key(&key.public_key())?;
        }
        Ok(loaded)
    }

    /// Whether a receipt was signed by this installation, now or earlier.
    pub(crate) fn is_own_key(&self, key: &PublicKey) -> Result<bool> {
        let text = key.to_string();
        self.database.read(|connection| {
            let found: Option<i64> = connection
                .prepare_cached("SELECT 1 FROM receipt_keys WHERE public_key = ?1")?
                .query_row([&text], |row| row.get(0))
                .optional()?;
            Ok(found.is_some())
        })
    }

    fn remember_key(&self, key: &PublicKey) -> Result<()> {
        if self.is_own_key(key)? {
            return Ok(());
        }
        let (text, now) = (key.to_string(), self.clock().now().as_millisecond());
        self.database.write(|transaction| {
            transaction.execute(
                "INSERT INTO receipt_keys (public_key, first_used) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                (&text, now),
            )?;
            Ok(())
        })
    }
}

fn load_or_make(store: &Arc<dyn SecretStore>, account: &str) -> ReceiptKey {
    match store.get(account) {
        Ok(text) => decode(&text),
        Err(SecretStoreError::NotFound) => {
            let key = SigningKey::generate().map_err(|_| SecretStoreError::Refused)?;
            store.put(account, &encode(&key)?)?;
            // Two processes may have made a key at the same time: the one that is kept is the one both use.
            store.get(account).and_then(|text| decode(&text))
        }
        Err(error) => Err(error),
    }
}

fn encode(key: &SigningKey) -> std::result::Result<Secret, SecretStoreError> {
    use std::fmt::Write as _;

    let bytes = key.to_pkcs8().map_err(|_| SecretStoreError::Unreadable)?;
    // Reserved at once, so that growing leaves no copy of the key behind in freed memory.
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes.iter() {
        let _ = write!(text, "{byte:02x}");
    }
    Ok(Secret::new(text))
}

fn decode(text: &Secret) -> ReceiptKey {
    let (pairs, rest) = text.expose().as_bytes().as_chunks::<2>();
    let mut bytes = zeroize::Zeroizing::new(Vec::with_capacity(pairs.len()));
    for [high, low] in pairs {
        let digit = |digit: u8| char::from(digit).to_digit(16).ok_or(SecretStoreError::Unreadable);
        let value = digit(*high)? << 4 | digit(*low)?;
        bytes.push(u8::try_from(value).map_err(|_| SecretStoreError::Unreadable)?);
    }
    if !rest.is_empty() {
        return Err(SecretStoreError::Unreadable);
    }
    SigningKey::from_pkcs8(&bytes).map_err(|_| SecretStoreError::Unreadable)
}
