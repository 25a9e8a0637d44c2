//! What a person enters to connect an appliance. The password goes in once; nothing here carries one out.

mod convert;

use ctvl_engine::client::Secret;
use ctvl_engine::client::paste::UnsafePart as ClientUnsafePart;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::certificate::{Certificate, Trust};
use crate::error::Described;
use crate::profile::{Profile, Role};

/// A password on its way in. It is never written out and shows nothing of itself.
#[derive(Deserialize, TS)]
#[ts(type = "string")]
pub struct Password(String);

impl Password {
    /// The password, for the engine.
    #[must_use]
    pub fn into_secret(self) -> Secret {
        Secret::new(self.0)
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// A dangerous part of a pasted curl line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum UnsafePart {
    /// `-k`: no certificate is checked.
    NoCertificateCheck,
    /// The password is in the line, and so in the shell's history.
    PasswordInLine,
    /// A token is in the line.
    TokenInLine,
    /// `http://`.
    PlainHttp,
    /// `-L`: a redirect may carry the token elsewhere.
    FollowsRedirects,
    /// Without `-f` an error page is stored under the name of a backup.
    StoresErrorPages,
}

impl From<ClientUnsafePart> for UnsafePart {
    fn from(part: ClientUnsafePart) -> Self {
        match part {
            ClientUnsafePart::NoCertificateCheck => Self::NoCertificateCheck,
            ClientUnsafePart::PasswordInLine => Self::PasswordInLine,
            ClientUnsafePart::TokenInLine => Self::TokenInLine,
            ClientUnsafePart::PlainHttp => Self::PlainHttp,
            ClientUnsafePart::FollowsRedirects => Self::FollowsRedirects,
            ClientUnsafePart::StoresErrorPages => Self::StoresErrorPages,
        }
    }
}

/// What was understood of a pasted address or curl line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PastedAddress {
    /// Host, and port unless it is 443; null if the line named none.
    pub address: Option<String>,
    /// The user of a curl line.
    pub user: Option<String>,
    /// The key of a curl line.
    pub key: Option<String>,
    /// Whether a curl line leaves counters out.
    pub exclude_counters: bool,
    /// Whether it was a curl line.
    pub from_curl: bool,
    /// What is not taken over, and should not be done.
    pub unsafe_parts: Vec<UnsafePart>,
}

/// A connection that is not stored yet.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftConnection {
    /// The address, as it was typed.
    pub address: String,
    /// Whose login is used.
    pub user: String,
    /// The password.
    pub password: Password,
    /// The fingerprint that a person compared; null leaves it to the system.
    pub trusted_fingerprint: Option<String>,
    /// Whether the system's proxy applies.
    pub system_proxy: bool,
}

/// Where a password is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KeepPassword {
    /// In the operating system's keyring.
    Keyring,
    /// In this program's memory, until it is closed.
    Memory,
    /// Nowhere: asked for each time.
    Never,
}

/// An appliance to be added.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NewAppliance {
    /// Its name.
    pub name: String,
    /// What it is used for.
    pub role: Role,
    /// How it is reached and signed in to.
    pub connection: DraftConnection,
    /// Where the password is kept.
    pub keep: KeepPassword,
    /// Its encryption key; null is the appliance's default key.
    pub key: Option<String>,
    /// Whether counters are left out.
    pub exclude_counters: bool,
    /// The version it runs, as a person typed it.
    pub version: Option<String>,
}

/// An appliance that was added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AddedAppliance {
    /// The appliance.
    pub profile: Profile,
    /// Why the password could not be kept where it should be; null if it was.
    pub not_kept: Option<Described>,
}

/// What to change of an appliance; absent leaves a field as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(optional_fields)]
pub struct ApplianceChange {
    /// New name.
    pub name: Option<String>,
    /// New address; the pinned certificate belongs to the old one.
    pub address: Option<String>,
    /// New user; the stored password belongs to the old one.
    pub user: Option<String>,
    /// New role.
    pub role: Option<Role>,
    /// New typed version; empty removes it.
    pub version: Option<String>,
    /// New key; empty is the appliance's default key.
    pub key: Option<String>,
    /// New counters setting.
    pub exclude_counters: Option<bool>,
    /// Whether the system's proxy applies.
    pub system_proxy: Option<bool>,
    /// After how many days without a verified backup it is at risk.
    pub alarm_days: Option<u32>,
}

/// The certificate an appliance presents beside the one that is trusted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CertificateLook {
    /// Whose certificate is believed now.
    pub trust: Trust,
    /// The details of the one that was trusted, where they are known.
    pub trusted: Option<Certificate>,
    /// What is presented now.
    pub presented: Certificate,
    /// Whether what is presented is believed already.
    pub same: bool,
}
