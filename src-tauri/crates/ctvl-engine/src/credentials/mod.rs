//! Passwords and the receipt key live in the operating system's keyring, or in this process's memory for as long as it
//! lives, and nowhere else; there is no file to fall back to. This is the only module that sees the `keyring` crate.

mod held;
mod os;
mod stores;
#[cfg(test)]
mod tests;

use ctvl_client::Secret;

pub(crate) use held::{HeldPasswords, Taken};
pub use os::OsKeyring;
pub use stores::{MemorySecrets, NoKeyring};

/// Where secrets are kept between runs.
///
/// Calls may block for as long as the person takes to answer an unlock dialog, so the engine makes them on threads
/// made for blocking, never on the asynchronous ones.
pub trait SecretStore: Send + Sync {
    /// Keeps `secret` under `account`, replacing what was there.
    ///
    /// # Errors
    /// Why the store could not keep it.
    fn put(&self, account: &str, secret: &Secret) -> Result<(), SecretStoreError>;

    /// Reads the secret of `account`.
    ///
    /// # Errors
    /// [`SecretStoreError::NotFound`] if there is none, or why the store could not be read.
    fn get(&self, account: &str) -> Result<Secret, SecretStoreError>;

    /// Removes the secret of `account`; removing what is not there is not an error.
    ///
    /// # Errors
    /// Why the store could not be changed.
    fn remove(&self, account: &str) -> Result<(), SecretStoreError>;
}

/// Why a secret could not be kept or read. Carries no text of the platform's: some of its errors hold the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretStoreError {
    /// The keyring is there but locked, or the person dismissed the unlock dialog.
    #[error("the keyring is locked")]
    Locked,
    /// This machine or session has no keyring service.
    #[error("this session has no keyring")]
    Absent,
    /// The keyring answered and refused.
    #[error("the keyring refused")]
    Refused,
    /// The keyring holds nothing under that name.
    #[error("the keyring holds no such entry")]
    NotFound,
    /// The entry exists but is not what was stored there.
    #[error("the keyring entry cannot be read")]
    Unreadable,
}

/// Which credential an order is to be carried out with.
#[derive(Debug, Clone)]
pub enum Credential {
    /// The password that is held in memory, or else the one in the keyring.
    Stored,
    /// A password given for this order only; it is never written anywhere.
    Given(Secret),
}
