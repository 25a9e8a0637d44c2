//! The window starts hidden, so that nobody sees it being built; and it never stays hidden, whatever its page does.

use std::time::Duration;

use tauri::{AppHandle, Manager, Runtime, WebviewWindow};

/// The only window.
pub const MAIN: &str = "main";

/// How long the page may take to paint. A page that takes longer has failed, and an error that can be seen is better
/// than a program that cannot.
const PAINT_LIMIT: Duration = Duration::from_secs(8);

/// Shows a window and gives it the keyboard.
pub fn show<R: Runtime>(window: &WebviewWindow<R>) {
    if let Err(error) = window.show().and_then(|()| window.set_focus()) {
        tracing::warn!(%error, window = window.label(), "the window could not be shown");
    }
}

/// Shows the main window after [`PAINT_LIMIT`], if its page has not asked for it by then.
pub fn never_stay_hidden<R: Runtime>(app: &AppHandle<R>) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(PAINT_LIMIT).await;
        if let Some(window) = app.get_webview_window(MAIN)
            && !window.is_visible().unwrap_or(true)
        {
            tracing::warn!("the page did not paint in time; the window is shown as it is");
            show(&window);
        }
    });
}
