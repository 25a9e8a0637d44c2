//! The application itself.

use ctvl_contract::AppStatus;
use tauri::State;

use crate::state::Opened;

/// Version and state of the engine.
// Off the thread that draws: the engine reads its database.
#[tauri::command(async)]
pub fn app_status(opened: State<'_, Opened>) -> AppStatus {
    opened.status()
}
