//! The library, and the files that it lists.

use ctvl_contract::orders::archive_ids;
use ctvl_contract::{
    AddedArchives, ArchiveDetail, ArchiveFilter, ArchiveTable, Changed, JobResult, Orphan, Pick,
    TrashedArchives, VerifyOutcome, VerifyResult,
};
use ctvl_engine::{ArchiveId, VerifyTarget};
use tauri::{Runtime, WebviewWindow};

use super::{Changing, Of, waiting};
use crate::dialogs::{FileDialog, Kind};
use crate::shell::{Answer, IntoAnswer, Shell};
use crate::system;

/// What a change of the library touches: the appliances' protection depends on it.
const LIBRARY: [Changed; 2] = [Changed::Archives, Changed::Appliances];

#[tauri::command(async)]
pub fn archives(shell: Of<'_>, filter: ArchiveFilter) -> Answer<ArchiveTable> {
    let filter = filter.filter().answer()?;
    Ok(ArchiveTable::from(&shell.engine()?.library().table(&filter).answer()?))
}

#[tauri::command(async)]
pub fn archive(shell: Of<'_>, id: i64) -> Answer<ArchiveDetail> {
    detail(&shell, id.into())
}

#[tauri::command(async)]
pub fn start_verify(shell: Of<'_>, archives: Vec<i64>) -> Answer<String> {
    let engine = shell.engine()?;
    let order = archive_ids(&archives).into_iter().map(VerifyTarget::Archive).collect();
    let job = engine.start_verify(order).answer()?;
    Ok(shell.hub().run(engine, None, job, |_, done| {
        let files = done.iter().map(VerifyOutcome::from).collect();
        Ok(JobResult::Verified { verification: VerifyResult { files } })
    }))
}

#[tauri::command(async)]
pub fn pin_archives(shell: Of<'_>, archives: Vec<i64>, pinned: bool) -> Answer<()> {
    let ids = archive_ids(&archives);
    shell.engine()?.library().pin(&ids, pinned).answer().changing(&shell, &[Changed::Archives])
}

#[tauri::command(async)]
pub fn note_archive(shell: Of<'_>, archive: i64, note: Option<String>) -> Answer<()> {
    let library = shell.engine()?.library();
    library.note(archive.into(), note.as_deref()).answer().changing(&shell, &[Changed::Archives])
}

#[tauri::command]
pub async fn show_in_folder(shell: Of<'_>, archive: i64) -> Answer<()> {
    let path = shell.engine()?.library().get(archive.into()).answer()?.path;
    system::show_file(path).await.answer()
}

#[tauri::command(async)]
pub fn trash_archives(shell: Of<'_>, archives: Vec<i64>) -> Answer<TrashedArchives> {
    let library = shell.engine()?.library();
    let trashed = waiting(|| library.trash(&archive_ids(&archives))).answer();
    let trashed = trashed.changing(&shell, &LIBRARY).changing(&shell, &[Changed::Activity])?;
    Ok(TrashedArchives::from(&trashed))
}

#[tauri::command(async)]
pub fn forget_archives(shell: Of<'_>, archives: Vec<i64>) -> Answer<()> {
    shell.engine()?.library().forget(&archive_ids(&archives)).answer().changing(&shell, &LIBRARY)
}

#[tauri::command]
pub async fn add_archives<R: Runtime>(
    window: WebviewWindow<R>,
    shell: Of<'_>,
    pick: Pick,
) -> Answer<Option<AddedArchives>> {
    let (engine, words) = (shell.engine()?, shell.words());
    let (library, begin) = (engine.library(), engine.archives_folder().answer()?.path);
    let chosen = match pick {
        Pick::Files => dialog(&window, &shell, words.text("dialog_add_files")).at(&begin).files().await,
        Pick::Folder => {
            let dialog = FileDialog::new(&window, words.text("dialog_add_folder")).at(&begin);
            dialog.folder().await.map(|folder| vec![folder])
        }
    };
    let Some(paths) = chosen else { return Ok(None) };
    let added = waiting(|| library.add(&paths)).answer().changing(&shell, &LIBRARY)?;
    Ok(Some(AddedArchives::from(&added)))
}

#[tauri::command]
pub async fn find_archive<R: Runtime>(
    window: WebviewWindow<R>,
    shell: Of<'_>,
    archive: i64,
) -> Answer<Option<ArchiveDetail>> {
    let (library, id) = (shell.engine()?.library(), ArchiveId::from(archive));
    let known = library.get(id).answer()?;
    let title = shell.words().fill("dialog_find", &[("name", &known.name)]);
    let dialog = dialog(&window, &shell, &title);
    let dialog = match known.path.parent() {
        Some(folder) => dialog.at(folder),
        None => dialog,
    };
    let Some(path) = dialog.file().await else { return Ok(None) };
    Box::pin(library.relocate(id, &path)).await.answer().changing(&shell, &LIBRARY)?;
    detail(&shell, id).map(Some)
}

#[tauri::command(async)]
pub fn look_again(shell: Of<'_>) -> Answer<u64> {
    let library = shell.engine()?.library();
    waiting(|| library.look_again()).answer().changing(&shell, &LIBRARY)
}

#[tauri::command(async)]
pub fn orphans(shell: Of<'_>) -> Answer<Vec<Orphan>> {
    let library = shell.engine()?.library();
    Ok(waiting(|| library.orphans()).answer()?.iter().map(Orphan::from).collect())
}

#[tauri::command(async)]
pub fn remove_orphans(shell: Of<'_>, ids: Vec<String>) -> Answer<()> {
    let library = shell.engine()?.library();
    waiting(|| library.remove_orphans(&ids)).answer().changing(&shell, &[Changed::Appliances]).map(drop)
}

fn detail(shell: &Shell, id: ArchiveId) -> Answer<ArchiveDetail> {
    let library = shell.engine()?.library();
    Ok(ArchiveDetail::from(&waiting(|| library.detail(id)).answer()?))
}

/// A dialog that shows archives first, and every file if a person wants: a copy may have any name.
fn dialog<'a, R: Runtime>(window: &'a WebviewWindow<R>, shell: &Shell, title: &str) -> FileDialog<'a, R> {
    let words = shell.words();
    FileDialog::new(window, title)
        .of(Kind { name: words.text("dialog_archive_files"), endings: &["zip"] })
        .of(Kind { name: words.text("dialog_all_files"), endings: &["*"] })
}
