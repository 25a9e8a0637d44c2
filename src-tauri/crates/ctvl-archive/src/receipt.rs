//! Receipts: the small signed file beside an archive that says what it is.
//!
//! The invariant: what is signed is what is read. The signature covers the whole JSON object but for the
//! `signature` field itself, also fields that this version does not know, in canonical form: UTF-8, no white space,
//! the keys of every object sorted by code point. `python3 -c` with `json.dumps(…, sort_keys=True,
//! separators=(",", ":"), ensure_ascii=False)` makes the same bytes, so a receipt can be checked without the app.

mod canonical;
mod key;

use std::io::Read;
use std::path::{Path, PathBuf};

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::key::{PublicKey, SigningKey, SigningKeyError};
use crate::details::Counters;
use crate::digest::Sha256Digest;
use crate::inspection::{Inspection, open_regular};
use crate::judgement::Known;
use crate::moment::Moment;
use crate::version::CtvlVersion;

/// The schema that this version writes and reads.
pub const SCHEMA: u64 = 1;

/// A receipt longer than this is not read.
const LONGEST: u64 = 64 * 1024;

/// The appliance that an archive comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplianceIdentity {
    /// The name of its profile.
    pub name: String,
    /// Its address, without any credential.
    pub address: String,
    /// The SHA-256 of the certificate that it showed while the archive was received.
    pub certificate_sha256: Sha256Digest,
}

/// What a receipt says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptBody {
    /// The version of the app that wrote it.
    pub app_version: String,
    /// The appliance.
    pub appliance: ApplianceIdentity,
    /// Whether counters are inside (R2, R4).
    pub counters: Counters,
    /// The CT-VL version of the appliance and where that is known from; null if unknown.
    pub ctvl_version: Option<Known<CtvlVersion>>,
    /// The name of the archive's file, without a folder.
    pub file: String,
    /// When the last byte was received.
    pub finished: Moment,
    /// The key that the archive needs; null is the appliance's default key (R12).
    pub key: Option<String>,
    /// What the person noted.
    pub note: Option<String>,
    /// [`SCHEMA`].
    pub schema: u64,
    /// The SHA-256 of the file.
    pub sha256: Sha256Digest,
    /// The file's length in bytes.
    pub size: u64,
    /// When the backup was asked for.
    pub started: Moment,
    /// The login that it was taken with.
    pub user: String,
}

/// The signature of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureBlock {
    /// Always `Ed25519`.
    pub algorithm: String,
    /// The public key of the installation that signed.
    pub public_key: PublicKey,
    /// 64 bytes, in Base64.
    pub value: String,
}

/// A receipt, signed or not yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    body: ReceiptBody,
    signature: Option<SignatureBlock>,
    /// Everything but the signature as it was read: with fields that this version does not know.
    signed: Value,
}

/// What a comparison of a receipt with a file found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptCheck {
    /// The signature is valid, and size and hash are the file's.
    Valid,
    /// There is no signature, or it is not valid for this receipt and its public key.
    SignatureBroken,
    /// The file is longer or shorter than the receipt says.
    SizeDiffers {
        /// What the receipt says, in bytes.
        receipt: u64,
        /// What the file has, in bytes.
        file: u64,
    },
    /// The file's hash is another one.
    HashDiffers {
        /// What the receipt says.
        receipt: Sha256Digest,
        /// What the file has.
        file: Sha256Digest,
    },
}

/// A receipt could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptError {
    /// Reading the file failed.
    #[error("cannot read the receipt {path}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is longer than any receipt.
    #[error("the receipt is longer than 64 KiB")]
    TooLong,
    /// It is not a receipt.
    #[error("not a receipt")]
    Malformed(#[source] serde_json::Error),
    /// It was written by a version of the app that came later.
    #[error("the receipt has schema {0}, which this version does not know")]
    SchemaUnknown(u64),
}

/// Where the receipt of this archive lies: beside it, with `.receipt.json` added to its name.
#[must_use]
pub fn receipt_path(archive: &Path) -> PathBuf {
    let mut name = archive.as_os_str().to_owned();
    name.push(".receipt.json");
    PathBuf::from(name)
}

impl Receipt {
    /// A receipt that is not signed yet.
    #[must_use]
    pub fn unsigned(body: ReceiptBody) -> Self {
        let body = ReceiptBody { schema: SCHEMA, ..body };
        let signed = canonical::value_of(&body);
        Self { body, signature: None, signed }
    }

    /// The same receipt with a signature of this key, in place of any that it has.
    #[must_use]
    pub fn sign(self, key: &SigningKey) -> Self {
        let value = BASE64.encode(key.sign(canonical::text(&self.signed).as_bytes()));
        let signature =
            SignatureBlock { algorithm: ALGORITHM.to_owned(), public_key: key.public_key(), value };
        Self { signature: Some(signature), ..self }
    }

    /// What it says. Worth no more than its signature.
    #[must_use]
    pub const fn body(&self) -> &ReceiptBody {
        &self.body
    }

    /// The public key that it claims to be signed with.
    #[must_use]
    pub fn public_key(&self) -> Option<&PublicKey> {
        self.signature.as_ref().map(|signature| &signature.public_key)
    }

    /// Whether the signature is valid for this receipt and the public key in it.
    #[must_use]
    pub fn signature_is_valid(&self) -> bool {
        let Some(signature) = &self.signature else { return false };
        let Ok(value) = BASE64.decode(&signature.value) else { return false };
        signature.algorithm == ALGORITHM
            && UnparsedPublicKey::new(&ED25519, signature.public_key.as_bytes())
                .verify(canonical::text(&self.signed).as_bytes(), &value)
                .is_ok()
    }

    /// Compares the receipt with what was found of the file.
    ///
    /// The signature comes first: a receipt that was altered says nothing about the file.
    #[must_use]
    pub fn check(&self, inspection: &Inspection) -> ReceiptCheck {
        let body = &self.body;
        if !self.signature_is_valid() {
            ReceiptCheck::SignatureBroken
        } else if body.size != inspection.size {
            ReceiptCheck::SizeDiffers { receipt: body.size, file: inspection.size }
        } else if body.sha256 != inspection.sha256 {
            ReceiptCheck::HashDiffers { receipt: body.sha256, file: inspection.sha256 }
        } else {
            ReceiptCheck::Valid
        }
    }

    /// Reads a receipt from its file.
    ///
    /// # Errors
    /// Every variant of [`ReceiptError`].
    pub fn read(path: &Path) -> Result<Self, ReceiptError> {
        let failed = |source| ReceiptError::Io { path: path.to_owned(), source };
        let mut text = Vec::new();
        open_regular(path).map_err(failed)?.take(LONGEST + 1).read_to_end(&mut text).map_err(failed)?;
        Self::from_json(&text)
    }

    /// Reads a receipt from its text.
    ///
    /// # Errors
    /// Every variant of [`ReceiptError`] but `Io`.
    pub fn from_json(text: &[u8]) -> Result<Self, ReceiptError> {
        #[derive(Deserialize)]
        struct Schema {
            schema: u64,
        }
        #[derive(Deserialize)]
        struct Signature {
            signature: Option<SignatureBlock>,
        }
        if text.len() as u64 > LONGEST {
            return Err(ReceiptError::TooLong);
        }
        let Schema { schema } = serde_json::from_slice(text).map_err(ReceiptError::Malformed)?;
        if schema != SCHEMA {
            return Err(ReceiptError::SchemaUnknown(schema));
        }
        // Each struct is read from the text and not from the value: that refuses a key that stands there twice, of
        // which one reader would see the first and another the second.
        let body = serde_json::from_slice(text).map_err(ReceiptError::Malformed)?;
        let Signature { signature } = serde_json::from_slice(text).map_err(ReceiptError::Malformed)?;
        let mut signed: Value = serde_json::from_slice(text).map_err(ReceiptError::Malformed)?;
        if let Some(object) = signed.as_object_mut() {
            object.remove("signature");
        }
        Ok(Self { body, signature, signed })
    }

    /// The text of the file: indented, for people.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut whole = self.signed.clone();
        if let (Some(object), Some(signature)) = (whole.as_object_mut(), &self.signature) {
            object.insert("signature".to_owned(), canonical::value_of(signature));
        }
        format!("{whole:#}\n")
    }
}

/// The only signature algorithm of schema 1.
const ALGORITHM: &str = "Ed25519";
