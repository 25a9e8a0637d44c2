//! Restoring: the plan, the job, the steps of a person, and what is left afterwards.

use std::path::Path;
use std::sync::Arc;

use ctvl_contract::orders::profile_id;
use ctvl_contract::{
    AftermathList, AftermathTask, Changed, GuidedEvent, GuidedProgress, GuidedView, JobResult, OpenRestore,
    PlanProgress, PlanRequest, RestorePlan, RestoreRequest, RestoreResult, SaidToRestore,
};
use ctvl_engine::restore::{Confirmation, PlanProgress as Reached, RestoreDone, RestoreError};
use ctvl_engine::{Credential, Engine, EngineError, Job, JobId, ProfileId};
use tauri::ipc::Channel;
use tauri::{Runtime, WebviewWindow};

use super::ids::{run_id, task_id};
use super::{Changing, Of};
use crate::dialogs::{FileDialog, Kind, file_name};
use crate::shell::{Answer, IntoAnswer, Shell};
use crate::system;

/// What a step of a restore touches.
const TOUCHED: [Changed; 2] = [Changed::Appliances, Changed::Activity];

#[tauri::command]
pub async fn plan_restore(
    shell: Of<'_>,
    request: PlanRequest,
    channel: Channel<PlanProgress>,
) -> Answer<RestorePlan> {
    let order = request.order(Credential::Stored).answer()?;
    let check = shell.checks().begin(&request.profile);
    // A page that hears nothing of it gets the plan all the same.
    let told = move |progress: Reached| drop(channel.send(progress.into()));
    let plan = Box::pin(shell.engine()?.plan_restore_with(order, check.token(), told)).await.answer()?;
    let shown = RestorePlan::from(&plan);
    shell.plans().keep(plan);
    Ok(shown)
}

#[tauri::command(async)]
pub fn stop_check(shell: Of<'_>, profile: String) -> Answer<()> {
    shell.checks().stop(&profile);
    Ok(())
}

#[tauri::command]
pub async fn save_plan<R: Runtime>(
    window: WebviewWindow<R>,
    shell: Of<'_>,
    plan: String,
) -> Answer<Option<String>> {
    let plan = RestorePlan::from(&shell.plans().get(&plan).answer()?);
    let words = shell.words();
    let name = file_name(&format!("{}.txt", words.fill("file_plan", &[("name", &plan.appliance)])));
    let dialog = FileDialog::new(&window, words.text("dialog_save_plan"))
        .of(Kind { name: words.text("dialog_text_files"), endings: &["txt"] });
    saved(dialog.save(&name).await.as_deref(), &plan.text())
}

#[tauri::command(async)]
pub fn start_restore(shell: Of<'_>, request: RestoreRequest) -> Answer<String> {
    let plan = shell.plans().get(&request.plan).answer()?;
    let confirmation: Confirmation = request.confirmation().ok_or(RestoreError::PlanUnknown).answer()?;
    let profile = plan.target.profile;
    let job = shell.engine()?.start_restore(plan, &confirmation, Credential::Stored).answer()?;
    Ok(watched(&shell, shell.engine()?, Some(profile), job))
}

#[tauri::command(async)]
pub fn open_restores(shell: Of<'_>) -> Answer<Vec<OpenRestore>> {
    Ok(shell.engine()?.restores_at_hand().answer()?.iter().map(OpenRestore::from).collect())
}

#[tauri::command(async)]
pub fn guided(shell: Of<'_>, run: String) -> Answer<GuidedView> {
    Ok(GuidedView::from(&shell.engine()?.guided(run_id(&run).answer()?).answer()?))
}

#[tauri::command]
pub async fn guided_step(shell: Of<'_>, run: String, event: GuidedEvent) -> Answer<GuidedProgress> {
    let engine = shell.engine()?;
    let progress = Box::pin(engine.guided_step(run_id(&run).answer()?, event.into())).await.answer()?;
    GuidedProgress::of(&progress, |run| watch(&shell, engine, run)).answer().changing(&shell, &TOUCHED)
}

#[tauri::command]
pub async fn show_guided_archive(shell: Of<'_>, run: String) -> Answer<()> {
    let archive = shell.engine()?.guided(run_id(&run).answer()?).answer()?.archive;
    system::show_file(archive).await.answer()
}

#[tauri::command(async)]
pub fn watch_restore(shell: Of<'_>, run: String) -> Answer<String> {
    let job = watch(&shell, shell.engine()?, run_id(&run).answer()?).answer();
    Ok(job.changing(&shell, &TOUCHED)?.to_string())
}

#[tauri::command(async)]
pub fn say_to_restore(shell: Of<'_>, run: String, said: SaidToRestore) -> Answer<()> {
    let run = run_id(&run).answer()?;
    shell.engine()?.say_to_restore(run, said.into()).answer().changing(&shell, &[Changed::Appliances])
}

#[tauri::command(async)]
pub fn cancel_restore(shell: Of<'_>, run: String) -> Answer<()> {
    let run = run_id(&run).answer()?;
    shell.engine()?.cancel_restore(run).answer().changing(&shell, &TOUCHED)
}

#[tauri::command(async)]
pub fn close_restore(shell: Of<'_>, run: String, restored: bool) -> Answer<()> {
    let run = run_id(&run).answer()?;
    shell.engine()?.close_restore(run, restored).answer().changing(&shell, &TOUCHED)
}

#[tauri::command(async)]
pub fn tasks(shell: Of<'_>, profile: Option<String>) -> Answer<AftermathList> {
    let profile = profile.as_deref().map(profile_id).transpose().answer()?;
    let tasks = shell.engine()?.aftermath(profile).answer()?;
    Ok(AftermathList { tasks: tasks.iter().map(AftermathTask::from).collect() })
}

#[tauri::command(async)]
pub fn tick_task(shell: Of<'_>, task: i64) -> Answer<AftermathTask> {
    let ticked = shell.engine()?.tick(task_id(task)).answer().changing(&shell, &TOUCHED)?;
    Ok(AftermathTask::from(&ticked))
}

#[tauri::command(async)]
pub fn untick_task(shell: Of<'_>, task: i64) -> Answer<AftermathTask> {
    let open = shell.engine()?.untick(task_id(task)).answer().changing(&shell, &TOUCHED)?;
    Ok(AftermathTask::from(&open))
}

fn watch(
    shell: &Shell,
    engine: &Arc<Engine>,
    run: ctvl_engine::restore::RunId,
) -> Result<JobId, EngineError> {
    let job = engine.watch_restore(run, Credential::Stored)?;
    let (id, profile) = (job.id, engine.restore_run(run)?.profile);
    watched(shell, engine, profile, job);
    Ok(id)
}

fn watched(shell: &Shell, engine: &Arc<Engine>, profile: Option<ProfileId>, job: Job<RestoreDone>) -> String {
    shell.hub().run(engine, profile, job, |engine, done| {
        Ok(JobResult::Restored { restore: Box::new(RestoreResult::of(engine, &done)?) })
    })
}

/// Writes what a person chose to save and says the file's name; `None` if nothing was chosen.
pub(super) fn saved(path: Option<&Path>, text: &str) -> Answer<Option<String>> {
    let Some(path) = path else { return Ok(None) };
    super::waiting(|| std::fs::write(path, text))
        .map_err(|source| EngineError::FolderNotUsable { path: path.to_owned(), source })
        .answer()?;
    Ok(path.file_name().map(|name| name.to_string_lossy().into_owned()))
}
