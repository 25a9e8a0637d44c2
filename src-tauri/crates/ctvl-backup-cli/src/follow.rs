//! A followed job ends in its own outcome; the person's first interrupt asks it to cancel, the second one leaves it.

use std::time::{Duration, Instant};

use ctvl_contract::Progress;
use ctvl_engine::{CancelToken, Job, JobKind};

use crate::app::App;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::progress::Display;

/// How often it is asked whether there is something to say.
const ASKED_EVERY: Duration = Duration::from_secs(10);

/// Follows a job to its end.
pub async fn follow<T>(app: &App, job: Job<T>) -> Result<T, Failure> {
    follow_with(app, job, || None).await
}

/// Follows a job to its end, saying above its progress what `attention` has to say, each text once.
pub async fn follow_with<T>(
    app: &App,
    job: Job<T>,
    attention: impl Fn() -> Option<String>,
) -> Result<T, Failure> {
    let mut said: Option<String> = None;
    let mut asked = Instant::now();
    let (id, kind) = (job.id, job.kind);
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
                if presses > 1 {
                    display.clear();
                    return Err(left_behind(kind));
                }
                ask_to_stop(&cancel, &display, kind);
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

fn ask_to_stop(cancel: &CancelToken, display: &Display, kind: JobKind) {
    cancel.cancel();
    display.say(match kind {
        JobKind::Backup => "Cancelling; the unfinished file is removed. Ctrl-C once more stops at once.",
        JobKind::Verify => "Cancelling. Ctrl-C once more stops at once.",
        JobKind::Restore => {
            "Cancelling if the appliance has not begun yet; a restore that has begun is finished. Ctrl-C once more \
             stops watching."
        }
    });
}

fn left_behind(kind: JobKind) -> Failure {
    let (happened, next) = match kind {
        JobKind::Backup => (
            "Stopped at once.",
            "What was being written stays as it was at that moment: an unfinished file (.part) may be left, and an \
             archive that had its name already comes into the library at the next start. Look: ctvl-backup-cli list; \
             remove what is unfinished: ctvl-backup-cli list --remove-unfinished.",
        ),
        JobKind::Verify => ("Stopped at once.", "Nothing is left behind."),
        JobKind::Restore => (
            "Stopped watching.",
            "What the appliance had begun goes on without this program. Look at what is known: ctvl-backup-cli \
             restore NAME --resume.",
        ),
    };
    Failure::own(Exit::Cancelled, happened, None, Some(next.to_owned()))
}
