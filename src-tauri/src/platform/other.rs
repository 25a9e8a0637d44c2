//! Windows and macOS: the window follows the system's theme by itself, and its menu edits the page.

use std::error::Error;

use ctvl_engine::client::Secret;
use tauri::{Runtime, WebviewWindow};

/// Puts a text on the clipboard.
pub fn copy(text: String) -> Result<(), Box<dyn Error + Send + Sync>> {
    Ok(arboard::Clipboard::new()?.set_text(text)?)
}

/// Puts a password on the clipboard, out of its history and its cloud.
pub fn copy_secret(secret: Secret) -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut clipboard = arboard::Clipboard::new()?;
    #[cfg(target_os = "windows")]
    let set = {
        use arboard::SetExtWindows as _;
        clipboard.set().exclude_from_monitoring().exclude_from_cloud().exclude_from_history()
    };
    #[cfg(target_os = "macos")]
    let set = {
        use arboard::SetExtApple as _;
        clipboard.set().exclude_from_history()
    };
    Ok(set.text(secret.expose())?)
}

/// Nothing to say: the window follows the system once it has no theme of its own.
pub fn theme_of_the_system() -> Option<tauri::Theme> {
    None
}

/// Nothing to do: the dialogs were given their parent.
pub fn adopt_dialogs<R: Runtime>(_window: &WebviewWindow<R>) {}

/// Nothing to do: a hidden window has its size.
pub fn lay_out<R: Runtime>(_window: &WebviewWindow<R>) {}

/// Nothing to do: the menu has the keys.
pub fn on_zoom_keys<R: Runtime>(_window: &WebviewWindow<R>, _chosen: impl Fn(&'static str) + 'static) {}

/// Nothing to do: the system does not override a window's own theme.
pub fn hold_theme(_chosen: impl Fn() -> Option<tauri::Theme> + 'static) {}
