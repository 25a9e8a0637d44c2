//! Files that are dropped on the window are added here; the page hears of archives by their ids and never of a path.

use ctvl_contract::{AddedArchives, Changed, News};
use std::path::PathBuf;
use tauri::{AppHandle, DragDropEvent, Manager, Runtime, Window, WindowEvent};

use crate::shell::Shell;
use crate::window;

/// What is dragged over the window, or dropped on it.
pub fn on_window_event<R: Runtime>(window: &Window<R>, event: &WindowEvent) {
    let WindowEvent::DragDrop(event) = event else { return };
    if window.label() != window::MAIN {
        return;
    }
    let app = window.app_handle();
    let hovering = |over| app.state::<Shell>().hub().tell(News::Hovering { over });
    match event {
        // A text or a picture from a page has no paths.
        DragDropEvent::Enter { paths, .. } if !paths.is_empty() => hovering(true),
        DragDropEvent::Leave => hovering(false),
        DragDropEvent::Drop { paths, .. } => {
            hovering(false);
            if !paths.is_empty() {
                tauri::async_runtime::spawn_blocking({
                    let (app, paths) = (app.clone(), paths.clone());
                    move || add(&app, &paths)
                });
            }
        }
        _ => {}
    }
}

fn add<R: Runtime>(app: &AppHandle<R>, paths: &[PathBuf]) {
    let shell = app.state::<Shell>();
    let Ok(engine) = shell.engine() else { return };
    let archives = match engine.library().add(paths) {
        Ok(added) => AddedArchives::from(&added),
        // The library itself failed, so none of them is in it.
        Err(error) => AddedArchives::refused(paths, &error),
    };
    shell.hub().tell(News::Dropped { archives });
    shell.hub().changed(&[Changed::Archives, Changed::Appliances]);
}
