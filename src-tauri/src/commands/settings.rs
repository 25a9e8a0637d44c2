//! What a person chose for the whole program, and what there is to know about it.

use ctvl_contract::{About, Changed, NotificationTest, Settings, SettingsChange};
use tauri::{AppHandle, Runtime, WebviewWindow};

use super::{Changing, Of};
use crate::dialogs::FileDialog;
use crate::shell::{Answer, IntoAnswer, Shell};
use crate::{about as components, menu, notify, system, window};

/// What another folder for archives touches.
const FOLDERS: [Changed; 2] = [Changed::Settings, Changed::Appliances];

#[tauri::command(async)]
pub fn settings(shell: Of<'_>) -> Answer<Settings> {
    current(&shell)
}

#[tauri::command(async)]
pub fn change_settings<R: Runtime>(
    window: WebviewWindow<R>,
    shell: Of<'_>,
    change: SettingsChange,
) -> Answer<Settings> {
    let engine = shell.engine()?;
    let before = engine.preferences().answer()?;
    let after = engine.change_preferences(change.into()).answer().changing(&shell, &[Changed::Settings])?;
    if after.theme != before.theme {
        window::set_theme(&window, after.theme);
    }
    if after.zoom != before.zoom {
        window::set_zoom(&window, after.zoom);
    }
    if after.language != before.language {
        menu::install(tauri::Manager::app_handle(&window), shell.words());
    }
    current(&shell)
}

#[tauri::command]
pub async fn choose_archives_folder<R: Runtime>(
    window: WebviewWindow<R>,
    shell: Of<'_>,
) -> Answer<Option<Settings>> {
    let engine = shell.engine()?;
    let now = engine.archives_folder().answer()?.path;
    let dialog = FileDialog::new(&window, shell.words().text("dialog_archives_folder")).at(&now);
    let Some(folder) = dialog.folder().await else { return Ok(None) };
    engine.set_archives_folder(Some(&folder)).answer().changing(&shell, &FOLDERS)?;
    current(&shell).map(Some)
}

#[tauri::command(async)]
pub fn reset_archives_folder(shell: Of<'_>) -> Answer<Settings> {
    shell.engine()?.set_archives_folder(None).answer().changing(&shell, &FOLDERS)?;
    current(&shell)
}

#[tauri::command]
pub async fn test_notification<R: Runtime>(app: AppHandle<R>, shell: Of<'_>) -> Answer<NotificationTest> {
    Ok(notify::test(app, shell.words()).await)
}

#[tauri::command]
pub async fn open_logs(shell: Of<'_>) -> Answer<()> {
    system::open_folder(shell.engine()?.directories().logs(), true).await.answer()
}

#[tauri::command]
pub async fn open_archives_folder(shell: Of<'_>) -> Answer<()> {
    let folder = shell.engine()?.archives_folder().answer()?;
    system::open_folder(&folder.path, folder.own).await.answer()
}

#[tauri::command]
pub async fn copy_diagnostics<R: Runtime>(app: AppHandle<R>, shell: Of<'_>) -> Answer<String> {
    let report = shell.engine()?.diagnostics().await.answer()?;
    system::copy(&app, report.clone()).await.answer()?;
    Ok(report)
}

#[tauri::command]
pub async fn about<R: Runtime>(app: AppHandle<R>, shell: Of<'_>) -> Answer<About> {
    let key = shell.engine()?.receipt_signing().await.answer()?;
    Ok(components::about(&app, key.ok().map(|key| key.to_string())))
}

pub(crate) fn current(shell: &Shell) -> Answer<Settings> {
    Settings::of(shell.engine()?, shell.system_language()).answer()
}
