//! Stores that are not the operating system's: one that remembers nothing, and one for tests.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use ctvl_client::Secret;

use super::{SecretStore, SecretStoreError};

/// No keyring at all: every order asks for its password, and receipts stay unsigned.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoKeyring;

impl SecretStore for NoKeyring {
    fn put(&self, _account: &str, _secret: &Secret) -> Result<(), SecretStoreError> {
        Err(SecretStoreError::Absent)
    }

    fn get(&self, _account: &str) -> Result<Secret, SecretStoreError> {
        Err(SecretStoreError::Absent)
    }

    fn remove(&self, _account: &str) -> Result<(), SecretStoreError> {
        Ok(())
    }
}

/// Keeps secrets in memory for as long as it lives; a keyring for tests, which can also be locked.
#[derive(Debug, Default)]
pub struct MemorySecrets {
    entries: Mutex<HashMap<String, Secret>>,
    failure: Mutex<Option<SecretStoreError>>,
}

impl MemorySecrets {
    /// From now on every call fails like this, or works again.
    pub fn fail_with(&self, failure: Option<SecretStoreError>) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;
    }

    /// Under which accounts something is kept.
    pub fn accounts(&self) -> Vec<String> {
        let mut accounts: Vec<_> =
            self.entries.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect();
        accounts.sort();
        accounts
    }

    fn check(&self) -> Result<(), SecretStoreError> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
    }
}

impl SecretStore for MemorySecrets {
    fn put(&self, account: &str, secret: &Secret) -> Result<(), SecretStoreError> {
        self.check()?;
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.insert(account.to_owned(), secret.clone());
        Ok(())
    }

    fn get(&self, account: &str) -> Result<Secret, SecretStoreError> {
        self.check()?;
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.get(account).cloned().ok_or(SecretStoreError::NotFound)
    }

    fn remove(&self, account: &str) -> Result<(), SecretStoreError> {
        self.check()?;
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).remove(account);
        Ok(())
    }
}
