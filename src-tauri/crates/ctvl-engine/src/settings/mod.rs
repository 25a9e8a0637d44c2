//! What a person chose for the whole application. Every setting has a default, so that an installation without any, or
//! with one that this version cannot read, works like a new one.

mod archives_folder;
mod preferences;
mod store;
#[cfg(test)]
mod tests;

pub use archives_folder::ArchivesFolder;
pub use preferences::{
    LARGEST_ZOOM, Language, Notifications, Preferences, PreferencesChange, SMALLEST_ZOOM, Theme,
};
