//! Choices that only change how the application looks and speaks, and what it does unless told otherwise.

use std::collections::HashMap;

use crate::engine::Engine;
use crate::error::Result;

/// The smallest size of everything in the window, in percent.
pub const SMALLEST_ZOOM: u32 = 50;

/// The largest size of everything in the window, in percent.
pub const LARGEST_ZOOM: u32 = 200;

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

impl Default for Notifications {
    /// Everything that a person asked for or has to act on.
    fn default() -> Self {
        Self {
            backup_done: true,
            backup_failed: true,
            restore_done: true,
            restore_attention: true,
            archive_damaged: true,
            certificate_changed: true,
        }
    }
}

/// Every preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preferences {
    /// Light or dark.
    pub theme: Theme,
    /// Which language is spoken.
    pub language: Language,
    /// Size of everything in the window, in percent: [`SMALLEST_ZOOM`] to [`LARGEST_ZOOM`].
    pub zoom: u32,
    /// Which events are told.
    pub notifications: Notifications,
    /// Whether a restore takes a safety backup unless the person says otherwise for that restore.
    pub safety_backup: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            language: Language::default(),
            zoom: 100,
            notifications: Notifications::default(),
            safety_backup: true,
        }
    }
}

/// What to change; `None` leaves a preference as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PreferencesChange {
    /// Light or dark.
    pub theme: Option<Theme>,
    /// Which language is spoken.
    pub language: Option<Language>,
    /// Size of everything in the window, in percent; brought within bounds.
    pub zoom: Option<u32>,
    /// Which events are told.
    pub notifications: Option<Notifications>,
    /// Whether a restore takes a safety backup.
    pub safety_backup: Option<bool>,
}

impl Language {
    /// The language that is spoken, as a tag. `system` is the system's own, in whichever form that names it: `de-AT`,
    /// `de_DE.UTF-8`.
    pub fn spoken(self, system: &str) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::System => {
                let language = system.split(['-', '_', '.', '@']).next().unwrap_or_default();
                if language.eq_ignore_ascii_case("de") { "de" } else { "en" }
            }
        }
    }
}

/// How a preference is stored.
trait Stored: Sized + Copy {
    fn text(self) -> String;
    fn read(text: &str) -> Option<Self>;
}

impl Stored for Theme {
    fn text(self) -> String {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
        .to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        [Self::System, Self::Light, Self::Dark].into_iter().find(|theme| theme.text() == text)
    }
}

impl Stored for Language {
    fn text(self) -> String {
        match self {
            Self::System => "system",
            Self::En => "en",
            Self::De => "de",
        }
        .to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        [Self::System, Self::En, Self::De].into_iter().find(|language| language.text() == text)
    }
}

impl Stored for bool {
    fn text(self) -> String {
        if self { "on" } else { "off" }.to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        [true, false].into_iter().find(|value| value.text() == text)
    }
}

/// A size in percent.
impl Stored for u32 {
    fn text(self) -> String {
        self.to_string()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().filter(|zoom| (SMALLEST_ZOOM..=LARGEST_ZOOM).contains(zoom))
    }
}

const THEME: &str = "theme";
const LANGUAGE: &str = "language";
const ZOOM: &str = "zoom";
const SAFETY_BACKUP: &str = "safety-backup";

/// One event's name in the table, and its place.
type Event = (&'static str, fn(&mut Notifications) -> &mut bool);

/// Each event's name in the table, and its place.
const EVENTS: [Event; 6] = [
    ("notify-backup-done", |events| &mut events.backup_done),
    ("notify-backup-failed", |events| &mut events.backup_failed),
    ("notify-restore-done", |events| &mut events.restore_done),
    ("notify-restore-attention", |events| &mut events.restore_attention),
    ("notify-archive-damaged", |events| &mut events.archive_damaged),
    ("notify-certificate-changed", |events| &mut events.certificate_changed),
];

/// The value that is stored under a name, or else the default. What cannot be read, as after a newer version, is said in
/// the log and left in the table.
fn value<T: Stored>(stored: &HashMap<String, String>, name: &str, default: T) -> T {
    let Some(text) = stored.get(name) else { return default };
    T::read(text).unwrap_or_else(|| {
        tracing::warn!(name, value = %text, "a setting cannot be read, so its default counts");
        default
    })
}

impl Engine {
    /// Every preference.
    ///
    /// # Errors
    /// The database's.
    pub fn preferences(&self) -> Result<Preferences> {
        let stored = self.settings()?;
        let usual = Preferences::default();
        let mut notifications = usual.notifications;
        for (name, place) in EVENTS {
            let event = place(&mut notifications);
            *event = value(&stored, name, *event);
        }
        Ok(Preferences {
            theme: value(&stored, THEME, usual.theme),
            language: value(&stored, LANGUAGE, usual.language),
            zoom: value(&stored, ZOOM, usual.zoom),
            notifications,
            safety_backup: value(&stored, SAFETY_BACKUP, usual.safety_backup),
        })
    }

    /// Changes preferences, and returns them all.
    ///
    /// # Errors
    /// The database's.
    pub fn change_preferences(&self, change: PreferencesChange) -> Result<Preferences> {
        let mut settings = vec![
            (THEME, change.theme.map(Stored::text)),
            (LANGUAGE, change.language.map(Stored::text)),
            (ZOOM, change.zoom.map(|zoom| zoom.clamp(SMALLEST_ZOOM, LARGEST_ZOOM).text())),
            (SAFETY_BACKUP, change.safety_backup.map(Stored::text)),
        ];
        if let Some(mut notifications) = change.notifications {
            settings.extend(EVENTS.map(|(name, place)| (name, Some(place(&mut notifications).text()))));
        }
        self.set_settings(&settings)?;
        self.preferences()
    }
}
