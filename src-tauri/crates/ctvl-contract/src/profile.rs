//! A profile on the wire has no place for a password: one is sent in, none is ever read back.

use ctvl_engine::{self as engine, client};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::certificate::Trust;

/// What an appliance is used for; it decides how hard a restore asks for confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Real traffic.
    Production,
    /// Ready to take over.
    Standby,
    /// To learn and rehearse on.
    Practice,
}

/// What is known of the password in the keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CredentialState {
    /// A password is in the keyring and was not refused.
    Stored,
    /// None is stored.
    NotStored,
    /// A restore may have replaced the logins (R9).
    Unconfirmed,
    /// The appliance refused it; it is not sent again.
    Refused,
}

/// Where a version is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum VersionSource {
    /// The appliance told it.
    Appliance,
    /// The receipt says so.
    Receipt,
    /// The archive's own details say so.
    Archive,
    /// A person typed it.
    Typed,
}

/// A CT-VL version and where it is known from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KnownVersion {
    /// The version.
    pub version: String,
    /// Its source.
    pub source: VersionSource,
    /// Since when it is known: a time for what was told, a date for what was typed, null for a file's.
    pub at: Option<String>,
}

/// What the application knows of one appliance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Host, and port unless it is 443.
    pub address: String,
    /// Host name.
    pub host: String,
    /// Whose login is used.
    pub user: String,
    /// What it is used for.
    pub role: Role,
    /// Whose certificate is believed.
    pub trust: Trust,
    /// The version it runs; null is unknown.
    pub version: Option<KnownVersion>,
    /// What is known of its password.
    pub credential: CredentialState,
    /// Where its archives go; null is the application's own folder.
    pub destination: Option<String>,
    /// Its encryption key; null is the appliance's default key.
    pub key: Option<String>,
    /// Whether counters are left out.
    pub exclude_counters: bool,
    /// Whether the system's proxy applies.
    pub system_proxy: bool,
    /// After how many days without a verified backup it is at risk.
    pub alarm_days: u32,
    /// When it was added, RFC 3339.
    pub added_at: String,
    /// When it was last changed, RFC 3339.
    pub changed_at: String,
}

/// Every profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfileList {
    /// Ordered by name.
    pub appliances: Vec<Profile>,
}

impl From<&engine::Profile> for Profile {
    fn from(profile: &engine::Profile) -> Self {
        let told = profile.versions.told.as_ref().map(|(version, at)| KnownVersion {
            version: version.to_string(),
            source: VersionSource::Appliance,
            at: Some(at.to_string()),
        });
        let typed = profile.versions.typed.as_ref().map(|(version, on)| KnownVersion {
            version: version.to_string(),
            source: VersionSource::Typed,
            at: Some(on.to_string()),
        });
        Self {
            id: profile.id.to_string(),
            name: profile.name.clone(),
            address: profile.address.to_string(),
            host: profile.address.host(),
            user: profile.user.clone(),
            role: profile.role.into(),
            trust: Trust::of(profile.trust, profile.trusted_at),
            version: told.or(typed),
            credential: profile.credential.into(),
            destination: profile.destination.as_ref().map(|path| path.display().to_string()),
            key: profile.key.clone(),
            exclude_counters: profile.exclude_counters,
            system_proxy: profile.proxy == client::Proxy::System,
            alarm_days: profile.alarm_days,
            added_at: profile.added_at.to_string(),
            changed_at: profile.changed_at.to_string(),
        }
    }
}

impl From<engine::Role> for Role {
    fn from(role: engine::Role) -> Self {
        match role {
            engine::Role::Production => Self::Production,
            engine::Role::Standby => Self::Standby,
            engine::Role::Practice => Self::Practice,
        }
    }
}

impl From<Role> for engine::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Production => Self::Production,
            Role::Standby => Self::Standby,
            Role::Practice => Self::Practice,
        }
    }
}

impl From<engine::CredentialState> for CredentialState {
    fn from(state: engine::CredentialState) -> Self {
        match state {
            engine::CredentialState::Stored => Self::Stored,
            engine::CredentialState::NotStored => Self::NotStored,
            engine::CredentialState::Unconfirmed => Self::Unconfirmed,
            engine::CredentialState::Refused => Self::Refused,
        }
    }
}

impl From<&engine::archive::Known<engine::archive::CtvlVersion>> for KnownVersion {
    fn from(known: &engine::archive::Known<engine::archive::CtvlVersion>) -> Self {
        use engine::archive::Source;
        let (source, at) = match known.source {
            Source::Appliance => (VersionSource::Appliance, None),
            Source::Receipt => (VersionSource::Receipt, None),
            Source::Archive => (VersionSource::Archive, None),
            Source::Typed { on } => (VersionSource::Typed, Some(on.to_string())),
        };
        Self { version: known.value.to_string(), source, at }
    }
}
