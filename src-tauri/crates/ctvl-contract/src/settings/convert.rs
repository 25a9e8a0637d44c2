//! Settings as the engine keeps them, both ways.

use ctvl_engine::{self as engine, Engine, EngineError};

use super::{Language, Notifications, Settings, SettingsChange, Theme};

impl Settings {
    /// Every setting. `system` is the system's language, in whichever form it names it.
    ///
    /// # Errors
    /// The database's.
    pub fn of(engine: &Engine, system: &str) -> Result<Self, EngineError> {
        let preferences = engine.preferences()?;
        let archives = engine.archives_folder()?;
        let folders = engine.directories();
        Ok(Self {
            theme: preferences.theme.into(),
            language: preferences.language.into(),
            spoken: preferences.language.spoken(system).to_owned(),
            zoom: preferences.zoom,
            notifications: preferences.notifications.into(),
            archives_folder: archives.path.display().to_string(),
            own_archives_folder: archives.own,
            safety_backup: preferences.safety_backup,
            logs_folder: folders.logs().display().to_string(),
            data_folder: folders.data().display().to_string(),
        })
    }
}

impl From<SettingsChange> for engine::PreferencesChange {
    fn from(change: SettingsChange) -> Self {
        Self {
            theme: change.theme.map(engine::Theme::from),
            language: change.language.map(engine::Language::from),
            zoom: change.zoom,
            notifications: change.notifications.map(engine::Notifications::from),
            safety_backup: change.safety_backup,
        }
    }
}

impl From<engine::Theme> for Theme {
    fn from(theme: engine::Theme) -> Self {
        match theme {
            engine::Theme::System => Self::System,
            engine::Theme::Light => Self::Light,
            engine::Theme::Dark => Self::Dark,
        }
    }
}

impl From<Theme> for engine::Theme {
    fn from(theme: Theme) -> Self {
        match theme {
            Theme::System => Self::System,
            Theme::Light => Self::Light,
            Theme::Dark => Self::Dark,
        }
    }
}

impl From<engine::Language> for Language {
    fn from(language: engine::Language) -> Self {
        match language {
            engine::Language::System => Self::System,
            engine::Language::En => Self::En,
            engine::Language::De => Self::De,
        }
    }
}

impl From<Language> for engine::Language {
    fn from(language: Language) -> Self {
        match language {
            Language::System => Self::System,
            Language::En => Self::En,
            Language::De => Self::De,
        }
    }
}

impl From<engine::Notifications> for Notifications {
    fn from(told: engine::Notifications) -> Self {
        Self {
            backup_done: told.backup_done,
            backup_failed: told.backup_failed,
            restore_done: told.restore_done,
            restore_attention: told.restore_attention,
            archive_damaged: told.archive_damaged,
            certificate_changed: told.certificate_changed,
        }
    }
}

impl From<Notifications> for engine::Notifications {
    fn from(told: Notifications) -> Self {
        Self {
            backup_done: told.backup_done,
            backup_failed: told.backup_failed,
            restore_done: told.restore_done,
            restore_attention: told.restore_attention,
            archive_damaged: told.archive_damaged,
            certificate_changed: told.certificate_changed,
        }
    }
}
