//! A followed job ends in its own outcome; the person's first interrupt asks it to cancel, the second one leaves it. A
//! restore that has begun is not the program's to cancel: there the second one only ends the watching.

use std::time::{Duration, Instant};

use ctvl_contract::{Progress, Stage};
use ctvl_engine::{Job, JobKind};

use crate::app::App;
use crate::exit::Exit;
use crate::failure::{Failure, quoted};
use crate::progress::Display;

/// How often it is asked whether there is something to say.
const ASKED_EVERY: Duration = Duration::from_secs(10);

/// What the person waits for, which decides what an interrupt can still stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Followed {
    /// Work of this program, which a cancel undoes.
    Backup,
    /// Reading, which leaves nothing behind.
    Verify,
    /// A restore: once it has begun, the appliance goes on whatever this program does.
    Restore,
    /// The watch of a restore that has begun. There is nothing else to stop.
    Watch,
}

/// Follows a job to its end.
pub async fn follow<T>(app: &App, job: Job<T>) -> Result<T, Failure> {
    let followed = match job.kind {
        JobKind::Backup => Followed::Backup,
        JobKind::Verify => Followed::Verify,
        JobKind::Restore => Followed::Restore,
    };
    follow_with(app, job, followed, || None).await
}

/// Follows a job to its end, saying above its progress what `attention` has to say, each text once.
pub async fn follow_with<T>(
    app: &App,
    job: Job<T>,
    followed: Followed,
    attention: impl Fn() -> Option<String>,
) -> Result<T, Failure> {
    let mut said: Option<String> = None;
    let mut asked = Instant::now();
    let id = job.id;
    let cancel = job.cancel_token();
    let mut snapshots = job.progress();
    let mut display = Display::new(app.console);
    let mut interrupts = app.interrupts.for_job();
    let mut second = tokio::time::interval(Duration::from_secs(1));
    let (mut open, mut end_shown) = (true, false);
    let outcome = job.outcome();
    tokio::pin!(outcome);
    let mut presses = 0_u32;
    let outcome = loop {
        tokio::select! {
            biased;
            outcome = &mut outcome => break outcome,
            () = interrupts.next() => {
                presses += 1;
                let now = Progress::from(&*snapshots.borrow());
                if presses > 1 {
                    display.clear();
                    return Err(left_behind(followed, &now));
                }
                cancel.cancel();
                display.say(&asked_to_stop(followed, &now));
            }
            changed = snapshots.changed(), if open => match changed {
                Ok(()) => {
                    let snapshot = Progress::from(&*snapshots.borrow_and_update());
                    end_shown = snapshot.ending.is_some();
                    display.show(&snapshot);
                }
                Err(_) => open = false,
            },
            _ = second.tick() => {
                display.tick();
                if asked.elapsed() >= ASKED_EVERY {
                    asked = Instant::now();
                    let text = attention();
                    if let Some(text) = text.filter(|text| said.as_ref() != Some(text)) {
                        display.say(&text);
                        said = Some(text);
                    }
                }
            }
        }
    };
    // The last snapshot may have come together with the outcome. Its sender is gone then, so the channel no longer says
    // that it changed, but it still holds it.
    if !end_shown {
        display.show(&Progress::from(&*snapshots.borrow()));
    }
    display.clear();
    outcome.map_err(|error| Failure::of_job(&error, id))
}

/// Whether the appliance works on the restore, or has done so.
fn has_begun(followed: Followed, now: &Progress) -> bool {
    let stage = matches!(
        now.stage,
        Stage::Restoring | Stage::Rebooting | Stage::SigningInAgain | Stage::Aftermath | Stage::Ended
    );
    followed == Followed::Watch || stage
}

/// What is said of the first interrupt: what goes on, and what a second one does.
fn asked_to_stop(followed: Followed, now: &Progress) -> String {
    let name = &now.subject;
    match followed {
        Followed::Backup => {
            "Cancelling; the unfinished file is removed. Ctrl-C once more stops at once.".to_owned()
        }
        Followed::Verify => "Cancelling. Ctrl-C once more stops at once.".to_owned(),
        Followed::Restore if !has_begun(followed, now) => format!(
            "Cancelling, if {name} has not begun yet; a restore that has begun is finished. Ctrl-C once more stops at \
             once."
        ),
        Followed::Restore | Followed::Watch => {
            let goes_on = match now.stage {
                Stage::SigningInAgain | Stage::Aftermath | Stage::Ended => {
                    format!("{name} is back; what is left is the sign-in check and the list of tasks.")
                }
                _ if followed == Followed::Watch => {
                    return format!("No longer watching; the restore of {name} goes on there.");
                }
                Stage::Rebooting => format!(
                    "The restore of {name} has begun and cannot be stopped from here; it reboots, and is watched until \
                     its login screen answers."
                ),
                _ => format!(
                    "The restore of {name} has begun and cannot be stopped from here; it replaces its data, then \
                     reboots, and is watched until its login screen answers."
                ),
            };
            format!("{goes_on} Ctrl-C once more ends the watching only.")
        }
    }
}

/// What is said of the second interrupt: what is left, and the command that goes on with it.
fn left_behind(followed: Followed, now: &Progress) -> Failure {
    let name = quoted(&now.subject);
    let stopped = "Stopped at once.".to_owned();
    let (happened, why, next) = match followed {
        Followed::Backup => (
            stopped,
            None,
            "What was being written stays as it was at that moment: an unfinished file (.part) may be left, and an \
             archive that had its name already comes into the library at the next start. Look: ctvl-backup-cli list; \
             remove what is unfinished: ctvl-backup-cli list --remove-unfinished."
                .to_owned(),
        ),
        Followed::Verify => (stopped, None, "Nothing is left behind.".to_owned()),
        Followed::Restore if !has_begun(followed, now) => (
            stopped,
            Some(format!(
                "{} begins only when the last bytes of the archive are there; whether they are is not known here.",
                now.subject
            )),
            format!("See how it stands, and go on if it has begun: ctvl-backup-cli restore {name} --resume"),
        ),
        Followed::Restore | Followed::Watch => (
            format!("Stopped watching the restore of {}.", now.subject),
            Some("It goes on there without this program; nothing is lost by not watching.".to_owned()),
            format!("Take the watching up again: ctvl-backup-cli restore {name} --resume"),
        ),
    };
    Failure::own(Exit::Cancelled, happened, why, Some(next))
}
