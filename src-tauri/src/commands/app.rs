//! The program itself.

use ctvl_contract::{AppStatus, News};
use tauri::ipc::Channel;
use tauri::{AppHandle, Runtime, WebviewWindow};

use super::Of;
use crate::shell::{Answer, IntoAnswer};
use crate::{system, window};

/// Version and state of the engine.
// Off the thread that draws: the engine reads its database.
#[tauri::command(async)]
pub fn app_status(shell: Of<'_>) -> AppStatus {
    shell.status()
}

/// Shows the window, once its first view is painted.
#[tauri::command]
pub fn show_window<R: Runtime>(window: WebviewWindow<R>, shell: Of<'_>) {
    if !shell.is_leaving() {
        window::show(&window);
    }
}

/// From now on the channel gets the news; first where every job is, and every ending that nobody was told.
#[tauri::command(async)]
pub fn follow(shell: Of<'_>, channel: Channel<News>) {
    shell.hub().follow(Box::new(move |news| channel.send(news).is_ok()));
}

/// Puts a text on the clipboard.
#[tauri::command]
pub async fn copy_text<R: Runtime>(app: AppHandle<R>, text: String) -> Answer<()> {
    system::copy(&app, text).await.answer()
}
