//! What was done, as it was written down.

use ctvl_contract::{ActivityFilter, Event, EventList, ExportFormat, export::export};
use ctvl_engine::HistoryFilter;
use tauri::{Runtime, WebviewWindow};

use super::Of;
use super::restore::saved;
use crate::dialogs::{FileDialog, Kind};
use crate::shell::{Answer, IntoAnswer, Shell};

#[tauri::command(async)]
pub fn activity(shell: Of<'_>, filter: ActivityFilter) -> Answer<EventList> {
    Ok(EventList { events: events(&shell, &filter.filter().answer()?)? })
}

#[tauri::command]
pub async fn export_activity<R: Runtime>(
    window: WebviewWindow<R>,
    shell: Of<'_>,
    filter: ActivityFilter,
    format: ExportFormat,
) -> Answer<Option<String>> {
    let words = shell.words();
    let (kind, ending) = match format {
        ExportFormat::Csv => (words.text("dialog_csv_files"), "csv"),
        ExportFormat::Json => (words.text("dialog_json_files"), "json"),
    };
    let endings: &'static [&'static str] = if ending == "csv" { &["csv"] } else { &["json"] };
    // Everything that matches, not only the lines that are on the screen.
    let filter = HistoryFilter { before: None, limit: Some(u32::MAX), ..filter.filter().answer()? };
    let dialog = FileDialog::new(&window, words.text("dialog_export")).of(Kind { name: kind, endings });
    let Some(path) = dialog.save(&format!("{}.{ending}", words.text("file_activity"))).await else {
        return Ok(None);
    };
    saved(Some(&path), &export(&events(&shell, &filter)?, format))
}

fn events(shell: &Shell, filter: &HistoryFilter) -> Answer<Vec<Event>> {
    Ok(shell.engine()?.history(filter).answer()?.iter().map(Event::from).collect())
}
