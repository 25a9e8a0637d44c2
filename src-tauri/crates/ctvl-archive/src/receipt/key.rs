//! The key of one installation, which signs its receipts.
//!
//! The private key leaves this module only as PKCS #8 bytes that erase themselves, for the OS keyring.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// An Ed25519 key pair.
pub struct SigningKey(Ed25519KeyPair);

/// A key could not be made or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SigningKeyError {
    /// The system gave no random bytes.
    #[error("no signing key could be made")]
    NotGenerated,
    /// The bytes are not an Ed25519 key in PKCS #8.
    #[error("the stored signing key cannot be read")]
    NotReadable,
}

impl SigningKey {
    /// A new key.
    ///
    /// # Errors
    /// [`SigningKeyError::NotGenerated`].
    pub fn generate() -> Result<Self, SigningKeyError> {
        Ed25519KeyPair::generate().map(Self).map_err(|_| SigningKeyError::NotGenerated)
    }

    /// Reads a key that [`SigningKey::to_pkcs8`] wrote.
    ///
    /// # Errors
    /// [`SigningKeyError::NotReadable`].
    pub fn from_pkcs8(bytes: &[u8]) -> Result<Self, SigningKeyError> {
        Ed25519KeyPair::from_pkcs8(bytes).map(Self).map_err(|_| SigningKeyError::NotReadable)
    }

    /// The private key for the OS keyring; erased when dropped.
    ///
    /// # Errors
    /// [`SigningKeyError::NotReadable`] if the key cannot be written.
    pub fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, SigningKeyError> {
        let bytes = self.0.to_pkcs8().map_err(|_| SigningKeyError::NotReadable)?;
        Ok(Zeroizing::new(bytes.as_ref().to_vec()))
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.public_key().as_ref());
        PublicKey(bytes)
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).as_ref().to_vec()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public_key())
    }
}

/// An Ed25519 public key. Its text is Base64.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PublicKey([u8; 32]);

/// The text is not an Ed25519 public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an Ed25519 public key in Base64")]
pub struct NotAPublicKey;

impl PublicKey {
    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64.encode(self.0))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl FromStr for PublicKey {
    type Err = NotAPublicKey;

    fn from_str(text: &str) -> Result<Self, NotAPublicKey> {
        let bytes = BASE64.decode(text.trim()).map_err(|_| NotAPublicKey)?;
        bytes.try_into().map(Self).map_err(|_| NotAPublicKey)
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.to_string()
    }
}

impl TryFrom<String> for PublicKey {
    type Error = NotAPublicKey;

    fn try_from(text: String) -> Result<Self, NotAPublicKey> {
        text.parse()
    }
}
