//! The window that asks.

use tauri::{Runtime, WebviewWindow};

/// Shows the window, once its first view is painted.
#[tauri::command]
pub fn show_window<R: Runtime>(window: WebviewWindow<R>) {
    crate::window::show(&window);
}
