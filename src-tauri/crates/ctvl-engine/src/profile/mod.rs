//! A profile is what the application knows of one appliance. Its password is not part of it.

mod certificate;
mod connect;
pub(crate) mod login;
mod rules;
mod store;
mod trust;

use std::path::PathBuf;

use ctvl_archive::CtvlVersion;
use ctvl_client::{Address, Certificate, Fingerprint, Proxy, Trust};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[cfg(test)]
mod tests;

pub use connect::KeepPassword;
pub use rules::NameRule;
pub(crate) use rules::name_key;
pub use trust::CertificateLook;

/// The id of a profile; it survives renaming.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProfileId(pub(crate) Uuid);

impl std::fmt::Display for ProfileId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for ProfileId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// What an appliance is used for; it decides how hard a restore asks for confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Real traffic; a restore asks for the host name.
    Production,
    /// Ready to take over.
    Standby,
    /// To learn and rehearse on.
    Practice,
}

/// What is known of the password in the keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialState {
    /// A password is in the keyring and was not refused.
    Stored,
    /// None is stored.
    NotStored,
    /// A restore may have replaced the logins (R9). It is tried once by itself, never twice.
    Unconfirmed,
    /// The appliance refused it. It is not sent again until a person enters a new one.
    Refused,
}

/// The version an appliance runs, as far as known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownVersions {
    /// What the appliance told, and when.
    pub told: Option<(CtvlVersion, Timestamp)>,
    /// What a person typed, and on which day.
    pub typed: Option<(CtvlVersion, Date)>,
}

/// What the application knows of one appliance.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Its id.
    pub id: ProfileId,
    /// Its name, unique regardless of letter case.
    pub name: String,
    /// Where it is.
    pub address: Address,
    /// Whose login is used.
    pub user: String,
    /// Whose certificate is believed.
    pub trust: Trust,
    /// When a person pinned the certificate.
    pub trusted_at: Option<Timestamp>,
    /// What it is used for.
    pub role: Role,
    /// Which version it runs, as far as known.
    pub versions: KnownVersions,
    /// What is known of the password in the keyring.
    pub credential: CredentialState,
    /// Where its archives go; `None` is the application's own folder.
    pub destination: Option<PathBuf>,
    /// The encryption key; `None` is the appliance's default key.
    pub key: Option<String>,
    /// Whether counters are left out (R4).
    pub exclude_counters: bool,
    /// Whether the system's proxy applies.
    pub proxy: Proxy,
    /// After how many days without a verified backup it is at risk.
    pub alarm_days: u32,
    /// A certificate that is not the trusted one and that it was seen to present; `None` once a connection under the
    /// trusted one went through, or the other one was trusted.
    pub presented: Option<Fingerprint>,
    /// When it was added.
    pub added_at: Timestamp,
    /// When it was last changed.
    pub changed_at: Timestamp,
}

/// A profile to be added.
#[derive(Debug, Clone)]
pub struct NewProfile {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub address: Address,
    /// Whose login is used.
    pub user: String,
    /// Whose certificate is believed.
    pub trust: Trust,
    /// What it is used for.
    pub role: Role,
    /// Which version a person says it runs.
    pub version_typed: Option<CtvlVersion>,
    /// Where its archives go; `None` is the application's own folder.
    pub destination: Option<PathBuf>,
    /// The encryption key; `None` is the appliance's default key.
    pub key: Option<String>,
    /// Whether counters are left out (R4).
    pub exclude_counters: bool,
    /// Whether the system's proxy applies.
    pub proxy: Proxy,
    /// The pinned certificate as it was compared, so that it can be shown beside another one later.
    pub certificate: Option<Certificate>,
}

impl NewProfile {
    /// A production appliance with the usual defaults.
    pub fn new(name: impl Into<String>, address: Address, user: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            address,
            user: user.into(),
            trust: Trust::System,
            role: Role::Production,
            version_typed: None,
            destination: None,
            key: None,
            exclude_counters: false,
            proxy: Proxy::System,
            certificate: None,
        }
    }
}

/// What to change in a profile; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct ProfileChange {
    /// New name.
    pub name: Option<String>,
    /// New address. The pinned certificate belongs to the old one, so trust goes back to the system's.
    pub address: Option<Address>,
    /// New user. The stored password belongs to the old one, so it is forgotten.
    pub user: Option<String>,
    /// New role.
    pub role: Option<Role>,
    /// New typed version, dated today; `Some(None)` removes it.
    pub version_typed: Option<Option<CtvlVersion>>,
    /// New folder; `Some(None)` means the application's own.
    pub destination: Option<Option<PathBuf>>,
    /// New key; `Some(None)` means the default key.
    pub key: Option<Option<String>>,
    /// New counters setting.
    pub exclude_counters: Option<bool>,
    /// New proxy setting.
    pub proxy: Option<Proxy>,
    /// After how many days without a verified backup it is at risk; from 1 to 365.
    pub alarm_days: Option<u32>,
}

/// How an appliance is called: by id, or by name regardless of letter case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfileRef {
    /// By id.
    Id(ProfileId),
    /// By name.
    Name(String),
}

impl From<ProfileId> for ProfileRef {
    fn from(id: ProfileId) -> Self {
        Self::Id(id)
    }
}

impl From<&str> for ProfileRef {
    fn from(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::Name(text.trim().to_owned()), Self::Id)
    }
}

impl Profile {
    /// The fingerprint a person pinned, if any.
    pub fn pinned(&self) -> Option<Fingerprint> {
        match self.trust {
            Trust::System => None,
            Trust::Pinned(fingerprint) => Some(fingerprint),
        }
    }
}

impl Role {
    const ALL: [Self; 3] = [Self::Production, Self::Standby, Self::Practice];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Standby => "standby",
            Self::Practice => "practice",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

impl CredentialState {
    const ALL: [Self; 4] = [Self::Stored, Self::NotStored, Self::Unconfirmed, Self::Refused];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::NotStored => "not-stored",
            Self::Unconfirmed => "unconfirmed",
            Self::Refused => "refused",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}
