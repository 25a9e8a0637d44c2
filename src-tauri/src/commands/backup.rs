//! Backing up, and where archives go.

use ctvl_contract::orders::profile_id;
use ctvl_contract::{BackupRequest, BackupResult, Changed, DestinationLook, JobResult};
use ctvl_engine::{Credential, Engine, EngineError, ProfileChange, ProfileId};
use std::path::PathBuf;
use tauri::{Runtime, WebviewWindow};

use super::ids::job_id;
use super::{Changing, Of, waiting};
use crate::dialogs::FileDialog;
use crate::jobs::Asked;
use crate::shell::{Answer, IntoAnswer};

#[tauri::command(async)]
pub fn destination(shell: Of<'_>, profile: String) -> Answer<DestinationLook> {
    let id = profile_id(&profile).answer()?;
    looked_at(shell.engine()?, id)
}

#[tauri::command]
pub async fn choose_destination<R: Runtime>(
    window: WebviewWindow<R>,
    shell: Of<'_>,
    profile: String,
) -> Answer<Option<DestinationLook>> {
    let (engine, id) = (shell.engine()?, profile_id(&profile).answer()?);
    let name = engine.profile(id).answer()?.name;
    let now = looked_at(engine, id)?.folder;
    let title = shell.words().fill("dialog_destination", &[("name", &name)]);
    match FileDialog::new(&window, &title).at(now.as_ref()).folder().await {
        Some(folder) => Ok(Some(set(&shell, id, Some(folder)).await?)),
        None => Ok(None),
    }
}

#[tauri::command]
pub async fn reset_destination(shell: Of<'_>, profile: String) -> Answer<DestinationLook> {
    let id = profile_id(&profile).answer()?;
    set(&shell, id, None).await
}

#[tauri::command(async)]
pub fn start_backup(shell: Of<'_>, request: BackupRequest) -> Answer<String> {
    let (engine, id) = (shell.engine()?, profile_id(&request.profile).answer()?);
    let job = engine.start_backup(request.clone().order(Credential::Stored)).answer()?;
    Ok(shell.hub().run(engine, Asked { profile: Some(id), request: Some(request) }, job, |_, done| {
        Ok(JobResult::BackedUp { backup: Box::new(BackupResult::from(&done)) })
    }))
}

#[tauri::command(async)]
pub fn cancel_job(shell: Of<'_>, job: String) -> Answer<()> {
    match job_id(&job) {
        Some(id) => shell.engine()?.cancel_job(id).answer(),
        // No id of a job: there is nothing that could be running under it.
        None => Ok(()),
    }
}

async fn set(shell: &Of<'_>, id: ProfileId, folder: Option<PathBuf>) -> Answer<DestinationLook> {
    let engine = shell.engine()?;
    let change = ProfileChange { destination: Some(folder), ..ProfileChange::default() };
    engine.update_profile(id, change).await.answer().changing(shell, &[Changed::Appliances])?;
    looked_at(engine, id)
}

/// A share that is away answers late.
fn looked_at(engine: &Engine, id: ProfileId) -> Answer<DestinationLook> {
    let look: Result<_, EngineError> = waiting(|| engine.destination_look(id));
    Ok(DestinationLook::from(&look.answer()?))
}
