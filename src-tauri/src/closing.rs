//! Closing the window never stops a job by accident: while one runs, the person says whether it goes on without the window
//! or is stopped. What goes on ends the program once everything is told.

use ctvl_contract::{JobKind, Progress};
use ctvl_engine::Engine;
use ctvl_engine::restore::RestoreRun;
use rfd::{AsyncMessageDialog, MessageButtons, MessageDialogResult, MessageLevel};
use tauri::{AppHandle, Manager, Runtime, Window, WindowEvent};
use tokio::sync::oneshot;

use crate::shell::Shell;
use crate::window;
use crate::words::Words;

/// The window is asked to close: by its button, by the system, or by [`close`].
pub fn on_window_event<R: Runtime>(window: &Window<R>, event: &WindowEvent) {
    let app = window.app_handle();
    if let WindowEvent::CloseRequested { api, .. } = event
        && window.label() == window::MAIN
        && !may_end(app)
    {
        api.prevent_close();
        ask(app.clone());
    }
}

/// Closes the window, as its own button does.
pub fn close<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = window::main(app)
        && let Err(error) = window.close()
    {
        tracing::warn!(%error, "the window could not be closed");
    }
}

/// Ends the program, unless a job runs and the person wants it to go on.
pub fn quit<R: Runtime>(app: &AppHandle<R>) {
    if may_end(app) {
        app.exit(0);
    } else {
        ask(app.clone());
    }
}

/// Whether a person has to be asked before the program ends. Without a window there is nobody to ask.
pub fn has_to_ask<R: Runtime>(app: &AppHandle<R>) -> bool {
    window::main(app).is_some() && !may_end(app)
}

/// Whether the program may end now. The place of the window is kept then, because the window is still there.
fn may_end<R: Runtime>(app: &AppHandle<R>) -> bool {
    let shell = app.state::<Shell>();
    if shell.hub().is_busy() {
        return false;
    }
    if let (Some(window), Ok(engine)) = (window::main(app), shell.engine()) {
        window::remember_place(&window, engine);
    }
    true
}

/// What a person says to the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    KeepGoing,
    Stop,
    Stay,
}

/// Asks what to do with what runs. One question at a time.
fn ask<R: Runtime>(app: AppHandle<R>) {
    if !app.state::<Shell>().begin_asking() {
        return;
    }
    tauri::async_runtime::spawn(async move {
        let choice = chosen(&app).await;
        app.state::<Shell>().end_asking();
        match choice {
            Choice::Stay => {}
            Choice::KeepGoing => leave(&app),
            Choice::Stop => {
                stop(&app).await;
                leave(&app);
            }
        }
    });
}

async fn chosen<R: Runtime>(app: &AppHandle<R>) -> Choice {
    let shell = app.state::<Shell>();
    let (Ok(engine), words) = (shell.engine(), shell.words()) else { return Choice::Stay };
    let jobs: Vec<Progress> = engine.running_jobs().iter().map(Progress::from).collect();
    let Some(question) = Question::about(&jobs, &committed(engine), words) else {
        // Everything ended while the window was about to ask.
        return Choice::KeepGoing;
    };
    let keep = words.text("close_keep_going").to_owned();
    let stop = words.text("close_stop").to_owned();
    let stay = words.text("close_stay").to_owned();
    let buttons = if question.can_stop {
        MessageButtons::YesNoCancelCustom(keep.clone(), stop.clone(), stay)
    } else {
        MessageButtons::OkCancelCustom(keep.clone(), stay)
    };
    match shown(app, &question.title, &question.text, buttons).await {
        MessageDialogResult::Yes | MessageDialogResult::Ok => Choice::KeepGoing,
        MessageDialogResult::No => Choice::Stop,
        MessageDialogResult::Custom(label) if label == keep => Choice::KeepGoing,
        MessageDialogResult::Custom(label) if label == stop => Choice::Stop,
        // The dialog was closed.
        MessageDialogResult::Cancel | MessageDialogResult::Custom(_) => Choice::Stay,
    }
}

/// What is asked.
#[derive(Debug, PartialEq, Eq)]
struct Question {
    title: String,
    text: String,
    /// Whether anything of it can be stopped.
    can_stop: bool,
}

impl Question {
    /// About these jobs, of which those of `committed` restore what cannot be undone any more; `None` if none runs.
    fn about(jobs: &[Progress], committed: &[String], words: Words) -> Option<Self> {
        let is_committed = |job: &Progress| committed.contains(&job.job);
        // A restore weighs more than a backup, and one that cannot be stopped more than one that can.
        let first = jobs.iter().max_by_key(|job| (job.kind == JobKind::Restore, is_committed(job)))?;
        let name = first.subject.as_str();
        let happening = if jobs.len() > 1 {
            let (count, name) = (
                jobs.len().to_string(),
                first.archives.map_or_else(
                    || name.to_owned(),
                    |archives| words.fill("close_archives", &[("count", &archives.to_string())]),
                ),
            );
            words.fill("close_several", &[("count", &count), ("name", &name)])
        } else if let Some(archives) = first.archives {
            words.fill("close_verify_many", &[("count", &archives.to_string())])
        } else {
            let key = match first.kind {
                JobKind::Backup => "close_backup",
                JobKind::Verify => "close_verify",
                JobKind::Restore => "close_restore",
            };
            words.fill(key, &[("name", name)])
        };
        let then = match first.kind {
            JobKind::Restore if is_committed(first) => words.text("close_restore_committed").to_owned(),
            JobKind::Restore => words.fill("close_restore_text", &[("name", name)]),
            JobKind::Backup | JobKind::Verify => words.text("close_text").to_owned(),
        };
        Some(Self {
            title: words.text("close_title").to_owned(),
            text: format!("{happening}\n\n{then}"),
            can_stop: !jobs.iter().all(is_committed),
        })
    }
}

/// The jobs of restores that cannot be cancelled any more.
fn committed(engine: &Engine) -> Vec<String> {
    restores(engine)
        .into_iter()
        .filter(|run| run.worked_on && !run.stage.cancellable())
        .map(|run| run.job.to_string())
        .collect()
}

fn restores(engine: &Engine) -> Vec<RestoreRun> {
    engine.open_restores(None).unwrap_or_default()
}

/// Cancels what can be cancelled, and says what cannot.
async fn stop<R: Runtime>(app: &AppHandle<R>) {
    let shell = app.state::<Shell>();
    let Ok(engine) = shell.engine() else { return };
    let (restores, words) = (restores(engine), shell.words());
    for job in engine.running_jobs() {
        let cancelled = match restores.iter().find(|run| run.job == job.job) {
            Some(run) => engine.cancel_restore(run.id),
            None => engine.cancel_job(job.job),
        };
        let Err(error) = cancelled else { continue };
        tracing::info!(%error, job = %job.job, "not stopped");
        // One that ended meanwhile needs no words.
        if engine.follow_job(job.job).is_ok() {
            let title = words.fill("close_not_stopped_title", &[("name", &job.subject.to_string())]);
            let buttons = MessageButtons::OkCustom(words.text("close_understood").to_owned());
            shown(app, &title, words.text("close_not_stopped"), buttons).await;
        }
    }
}

/// Hides the window and ends the program after its last job, unless somebody wants the window back before.
fn leave<R: Runtime>(app: &AppHandle<R>) {
    let shell = app.state::<Shell>();
    shell.leave();
    if let Some(window) = window::main(app) {
        if let Ok(engine) = shell.engine() {
            window::remember_place(&window, engine);
        }
        if let Err(error) = window.hide() {
            tracing::warn!(%error, "the window could not be hidden");
        }
    }
    let (app, hub) = (app.clone(), shell.hub().clone());
    tauri::async_runtime::spawn(async move {
        hub.idle().await;
        if app.state::<Shell>().is_leaving() {
            app.exit(0);
        }
    });
}

/// Made on the thread that draws, so that the window can be its parent.
async fn shown<R: Runtime>(
    app: &AppHandle<R>,
    title: &str,
    text: &str,
    buttons: MessageButtons,
) -> MessageDialogResult {
    let dialog = AsyncMessageDialog::new()
        .set_level(MessageLevel::Warning)
        .set_title(title)
        .set_description(text)
        .set_buttons(buttons);
    let (made, answer) = oneshot::channel();
    let parent = window::main(app);
    let asked = app.run_on_main_thread(move || {
        let _ = match &parent {
            Some(parent) => {
                let sent = made.send(dialog.set_parent(parent).show());
                crate::platform::adopt_dialogs(parent);
                sent
            }
            None => made.send(dialog.show()),
        };
    });
    match (asked, answer.await) {
        (Ok(()), Ok(dialog)) => dialog.await,
        _ => MessageDialogResult::Cancel,
    }
}

#[cfg(test)]
mod tests {
    use ctvl_contract::Stage;

    use super::*;

    fn job(id: &str, kind: JobKind, subject: &str) -> Progress {
        Progress {
            job: id.to_owned(),
            kind,
            subject: subject.to_owned(),
            archives: None,
            stage: Stage::Starting,
            item: None,
            done: 0,
            total: None,
            rate: None,
            remaining_seconds: None,
            attempt: 1,
            started: String::new(),
            ending: None,
        }
    }

    #[test]
    fn nothing_is_asked_when_nothing_runs() {
        assert_eq!(Question::about(&[], &[], Words::of("en")), None);
    }

    #[test]
    fn the_job_is_named_and_what_a_stop_means() {
        let words = Words::of("en");
        let backup = job("1", JobKind::Backup, "Payments EU");
        let asked = Question::about(std::slice::from_ref(&backup), &[], words).expect("a job runs");
        assert!(asked.text.starts_with("Payments EU is being backed up."), "{}", asked.text);
        assert!(asked.text.contains("is undone"), "{}", asked.text);
        assert!(asked.can_stop);

        let verify = Progress { archives: Some(3), ..job("2", JobKind::Verify, "3 archives") };
        let alone = Question::about(std::slice::from_ref(&verify), &[], words).expect("a job runs");
        assert!(alone.text.starts_with("3 archives are being verified."), "{}", alone.text);
        let german =
            Question::about(std::slice::from_ref(&verify), &[], Words::of("de")).expect("a job runs");
        assert!(german.text.starts_with("3 Archive werden gerade geprüft."), "{}", german.text);
        let both = Question::about(&[backup, verify], &[], words).expect("jobs run");
        assert!(both.text.starts_with("2 jobs are running"), "{}", both.text);
    }

    #[test]
    fn a_restore_asks_in_its_own_words_and_offers_no_stop_once_it_cannot_be_stopped() {
        let words = Words::of("en");
        let restore = job("1", JobKind::Restore, "Payments EU");
        let backup = job("2", JobKind::Backup, "Loyalty APAC");
        let early = Question::about(&[backup.clone(), restore.clone()], &[], words).expect("jobs run");
        assert!(early.text.contains("Payments EU"), "the restore is the one to name: {}", early.text);
        assert!(early.text.contains("until the archive's last bytes have left"), "{}", early.text);
        assert!(early.can_stop);

        let committed = ["1".to_owned()];
        let late = Question::about(std::slice::from_ref(&restore), &committed, words).expect("a job runs");
        assert!(late.text.contains("cannot be stopped any more"), "{}", late.text);
        assert!(!late.can_stop, "a stop that does nothing must not be offered");
        let mixed = Question::about(&[backup, restore], &committed, words).expect("jobs run");
        assert!(mixed.can_stop, "the backup can be");
    }
}
