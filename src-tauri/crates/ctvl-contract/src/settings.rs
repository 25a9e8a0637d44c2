//! What a person chose for the whole application.

mod convert;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the system is.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Which language is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Language {
    /// As the system's, or English where that has no translation.
    #[default]
    System,
    /// English.
    En,
    /// German.
    De,
}

/// Which events are told with a native notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Notifications {
    /// A backup that a person asked for is done.
    pub backup_done: bool,
    /// A backup failed.
    pub backup_failed: bool,
    /// A restore is complete.
    pub restore_done: bool,
    /// A restore waits for a person, or failed.
    pub restore_attention: bool,
    /// A verification found a damaged archive.
    pub archive_damaged: bool,
    /// An appliance presents another certificate.
    pub certificate_changed: bool,
}

/// Every setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Light or dark.
    pub theme: Theme,
    /// Which language is chosen.
    pub language: Language,
    /// The language that is spoken, as a tag such as `de`.
    pub spoken: String,
    /// Size of everything in the window, in percent: 50 to 200.
    pub zoom: u32,
    /// Which events are told.
    pub notifications: Notifications,
    /// Where archives go unless an appliance has its own folder, to be shown.
    pub archives_folder: String,
    /// Whether that folder is the application's own choice.
    pub own_archives_folder: bool,
    /// Whether a restore takes a safety backup unless the person says otherwise for that restore.
    pub safety_backup: bool,
    /// Where the logs lie, to be shown.
    pub logs_folder: String,
    /// Where the database lies, to be shown.
    pub data_folder: String,
}

/// What to change of the settings; absent leaves a setting as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(optional_fields)]
pub struct SettingsChange {
    /// Light or dark.
    pub theme: Option<Theme>,
    /// Which language is chosen.
    pub language: Option<Language>,
    /// Size of everything in the window, in percent.
    pub zoom: Option<u32>,
    /// Which events are told.
    pub notifications: Option<Notifications>,
    /// Whether a restore takes a safety backup.
    pub safety_backup: Option<bool>,
}

/// Whether a notification was taken by the system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NotificationTest {
    /// Whether the system took it.
    pub taken: bool,
    /// Why not, in the system's words.
    pub detail: Option<String>,
}

/// The licences of everything that is in the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// Version of the application.
    pub version: String,
    /// Its licence, as an SPDX expression.
    pub licence: String,
    /// The public key its receipts are signed with; null if this session has no keyring.
    pub receipt_key: Option<String>,
    /// What it is made of.
    pub components: Vec<Component>,
}

/// Something the program is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Component {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence, as an SPDX expression.
    pub licence: String,
}
