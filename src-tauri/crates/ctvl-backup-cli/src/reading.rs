//! Reading a file outside a job is shown and stopped as a job is.

use std::future::Future;
use std::path::Path;
use std::time::{Duration, Instant};

use ctvl_contract::{Item, JobKind, Progress, Stage};
use ctvl_engine::CancelToken;
use tokio::sync::watch;

use crate::app::App;
use crate::progress::Display;

/// At most so often.
const SNAPSHOT: Duration = Duration::from_millis(100);

/// Shows how far `work` has read the file at `path`, as `read` tells it. `None`: the person stopped it, and `cancel`
/// was told.
pub async fn reading<F: Future>(
    app: &App,
    path: &Path,
    position: Option<(u64, u64)>,
    read: watch::Receiver<u64>,
    cancel: &CancelToken,
    work: F,
) -> Option<F::Output> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let started = Instant::now();
    let mut snapshot = Progress {
        job: String::new(),
        kind: JobKind::Verify,
        subject: name.clone(),
        archives: None,
        stage: Stage::Verifying,
        item: position.map(|(index, of)| Item { index, of, name }),
        done: 0,
        total: std::fs::metadata(path).ok().map(|file| file.len()),
        rate: None,
        remaining_seconds: None,
        attempt: 1,
        started: app.now().to_string(),
        ending: None,
    };
    let mut display = Display::new(app.console);
    let mut interrupts = app.interrupts.for_job();
    let mut due = tokio::time::interval(SNAPSHOT);
    tokio::pin!(work);
    loop {
        tokio::select! {
            biased;
            output = &mut work => {
                display.clear();
                return Some(output);
            }
            () = interrupts.next() => {
                cancel.cancel();
                display.clear();
                return None;
            }
            _ = due.tick() => {
                snapshot.done = *read.borrow();
                measure(&mut snapshot, started.elapsed());
                display.show(&snapshot);
            }
        }
    }
}

/// A rate over less than half a second says nothing.
fn measure(snapshot: &mut Progress, elapsed: Duration) {
    let seconds = elapsed.as_secs_f64();
    if seconds < 0.5 || snapshot.done == 0 {
        return;
    }
    let rate = snapshot.done as f64 / seconds;
    snapshot.rate = Some(rate as u64);
    let left = snapshot.total.map(|total| total.saturating_sub(snapshot.done));
    snapshot.remaining_seconds = left.map(|left| (left as f64 / rate) as u64);
}
