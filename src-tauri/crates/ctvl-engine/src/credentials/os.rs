//! The operating system's keyring: Secret Service, Keychain or Credential Manager.

use ctvl_client::Secret;
use keyring::{Entry, Error};

use super::{SecretStore, SecretStoreError};

/// Under which name the entries stand in the keyring.
const SERVICE: &str = "CT-VL Backup";

/// The keyring of the person who is signed in.
#[derive(Debug, Default, Clone, Copy)]
pub struct OsKeyring;

impl SecretStore for OsKeyring {
    fn put(&self, account: &str, secret: &Secret) -> Result<(), SecretStoreError> {
        entry(account)?.set_password(secret.expose()).map_err(reason)
    }

    fn get(&self, account: &str) -> Result<Secret, SecretStoreError> {
        entry(account)?.get_password().map(Secret::new).map_err(reason)
    }

    fn remove(&self, account: &str) -> Result<(), SecretStoreError> {
        match entry(account)?.delete_credential().map_err(reason) {
            Err(SecretStoreError::NotFound) => Ok(()),
            other => other,
        }
    }
}

fn entry(account: &str) -> Result<Entry, SecretStoreError> {
    Entry::new(SERVICE, account).map_err(reason)
}

/// Takes the error by value so that it ends here: several variants carry the secret itself.
fn reason(error: Error) -> SecretStoreError {
    match error {
        Error::NoEntry => SecretStoreError::NotFound,
        Error::NoDefaultStore | Error::NotSupportedByStore(_) => SecretStoreError::Absent,
        Error::NoStorageAccess(_) => SecretStoreError::Locked,
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) | Error::Ambiguous(_) => {
            SecretStoreError::Unreadable
        }
        Error::PlatformFailure(_) | Error::TooLong(..) | Error::Invalid(..) => SecretStoreError::Refused,
        _ => SecretStoreError::Refused,
    }
}
