//! The frame every job runs in: it writes the job down before it begins, and whatever happens to the work (success,
//! failure, cancel, panic) it is this frame that records the ending and sends the last snapshot.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tracing::Instrument;

use super::rate::{Rate, remaining};
use super::table::JobPaths;
use super::{CancelToken, Ending, Item, Job, JobId, JobKind, Progress, Stage};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::history::{EventKind, EventResult, NewEvent, Subject};
use crate::library::ArchiveId;
use crate::message::report;
use crate::profile::ProfileId;

/// Snapshots are sent no more often than this.
pub(crate) const PACE: Duration = Duration::from_millis(100);

/// What a job is called before it begins.
#[derive(Debug, Clone)]
pub(crate) struct JobStart {
    pub kind: JobKind,
    pub event: EventKind,
    pub profile: Option<ProfileId>,
    /// The appliance's name, or the archive's, or how many archives.
    pub subject: Subject,
}

/// What history keeps of a result.
pub(crate) trait JobResult {
    /// How many bytes it concerned.
    fn bytes(&self) -> Option<u64>;
    /// What it says, as an English sentence.
    fn text(&self) -> String;
    /// The same in a closed form.
    fn event(&self) -> Option<EventResult> {
        None
    }
    /// The archive it made.
    fn archive(&self) -> Option<ArchiveId> {
        None
    }
}

/// The jobs that run in this process, so that a window that was reloaded finds them again.
#[derive(Debug, Default)]
pub(crate) struct RunningJobs(Mutex<HashMap<JobId, Handles>>);

/// What is needed to follow a job and to stop it.
type Handles = (watch::Receiver<Progress>, Arc<CancelToken>);

impl RunningJobs {
    fn with<T>(&self, work: impl FnOnce(&mut HashMap<JobId, Handles>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What the work of a job is given: where to say how far it is, and where to hear that it shall stop.
#[derive(Clone)]
pub(crate) struct JobContext {
    pub engine: Arc<Engine>,
    pub id: JobId,
    cancel: Arc<CancelToken>,
    teller: Arc<Teller>,
    /// Shown instead of every stage that is reported, while one job does the work of another.
    within: Option<Stage>,
}

impl JobContext {
    pub(crate) fn cancel(&self) -> &Arc<CancelToken> {
        &self.cancel
    }

    /// # Errors
    /// [`EngineError::Cancelled`] if the job shall stop.
    pub(crate) fn go_on(&self) -> Result<()> {
        if self.cancel.is_cancelled() { Err(EngineError::Cancelled) } else { Ok(()) }
    }

    /// Waits for `work`, or for the cancel, whichever comes first; `work` is dropped then.
    pub(crate) fn or_cancelled<F: Future>(&self, work: F) -> impl Future<Output = Result<F::Output>> {
        self.cancel.or(work)
    }

    /// The same job, for work that is only a part of it: all its stages are shown as this one.
    pub(crate) fn within(&self, stage: Stage) -> Self {
        Self { within: Some(stage), ..self.clone() }
    }

    /// A new stage begins.
    pub(crate) fn stage(&self, stage: Stage, total: Option<u64>) {
        let stage = self.within.unwrap_or(stage);
        tracing::debug!(?stage, "stage");
        self.teller.change(true, |progress| {
            progress.stage = stage;
            progress.done = 0;
            progress.total = total;
        });
    }

    /// So many bytes of this stage are done, absolutely. Cheap; may be called for every buffer and from any thread.
    pub(crate) fn done(&self, done: u64) {
        self.teller.change(false, |progress| progress.done = done);
    }

    pub(crate) fn item(&self, item: Item) {
        self.teller.change(false, |progress| progress.item = Some(item));
    }

    pub(crate) fn attempt(&self, attempt: u32) {
        self.teller.change(false, |progress| progress.attempt = attempt);
    }

    /// Writes down which files the job is about to make, so that they can be found after a crash.
    pub(crate) fn note_paths(&self, paths: &JobPaths) -> Result<()> {
        self.engine.note_job_paths(self.id, paths)
    }
}

/// Sends snapshots at a bounded pace and measures the rate between them.
struct Teller {
    state: Mutex<Telling>,
    sender: watch::Sender<Progress>,
}

struct Telling {
    progress: Progress,
    sent: Instant,
    /// Whether something changed since.
    unsent: bool,
    rate: Rate,
}

impl Teller {
    fn change(&self, at_once: bool, change: impl FnOnce(&mut Progress)) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let stage = state.progress.stage;
        change(&mut state.progress);
        let now = Instant::now();
        if state.progress.stage != stage {
            state.rate = Rate::from(state.progress.done, now);
        }
        if !at_once && now.duration_since(state.sent) < PACE {
            state.unsent = true;
            return;
        }
        self.send(&mut state, now);
    }

    /// Sends what came too soon after the last snapshot. Without this a stream that falls silent would leave its last
    /// bytes untold.
    fn catch_up(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.unsent {
            self.send(&mut state, Instant::now());
        }
    }

    fn send(&self, state: &mut Telling, now: Instant) {
        state.measure(now);
        (state.sent, state.unsent) = (now, false);
        self.sender.send_replace(state.progress.clone());
    }
}

impl Telling {
    fn measure(&mut self, now: Instant) {
        let Progress { done, total, .. } = self.progress;
        self.progress.rate = self.rate.at(done, now);
        self.progress.remaining = remaining(done, total, self.progress.rate);
    }
}

impl Engine {
    /// Snapshots of the jobs that run in this process now.
    pub fn running_jobs(&self) -> Vec<Progress> {
        let mut jobs: Vec<_> =
            self.running.with(|jobs| jobs.values().map(|(progress, _)| progress.borrow().clone()).collect());
        jobs.sort_by_key(|progress: &Progress| progress.job);
        jobs
    }

    /// The snapshots of one job of this process, to follow it again after a reload.
    ///
    /// # Errors
    /// [`EngineError::JobUnknown`] if it is over or runs in another process.
    pub fn follow_job(&self, id: JobId) -> Result<watch::Receiver<Progress>> {
        self.running
            .with(|jobs| jobs.get(&id).map(|(progress, _)| progress.clone()))
            .ok_or(EngineError::JobUnknown { id })
    }

    /// Asks a job of this process to stop.
    ///
    /// # Errors
    /// [`EngineError::JobUnknown`] if it is over or runs in another process.
    pub fn cancel_job(&self, id: JobId) -> Result<()> {
        self.running
            .with(|jobs| jobs.get(&id).map(|(_, cancel)| cancel.cancel()))
            .ok_or(EngineError::JobUnknown { id })
    }

    /// Starts a job. `work` gets the context; its future is the job.
    pub(crate) fn start_job<T, W, F>(self: &Arc<Self>, start: JobStart, work: W) -> Result<Job<T>>
    where
        T: JobResult + Send + 'static,
        W: FnOnce(JobContext) -> F + Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        let id = JobId::new();
        self.insert_job(id, &start)?;
        let now = Instant::now();
        let progress = Progress {
            job: id,
            kind: start.kind,
            subject: start.subject.clone(),
            stage: Stage::Starting,
            item: None,
            done: 0,
            total: None,
            rate: None,
            remaining: None,
            attempt: 1,
            started: self.clock().now(),
            ending: None,
        };
        let (sender, receiver) = watch::channel(progress.clone());
        let cancel = Arc::new(CancelToken::default());
        let teller = Arc::new(Teller {
            state: Mutex::new(Telling { progress, sent: now, unsent: false, rate: Rate::from(0, now) }),
            sender,
        });
        self.running.with(|jobs| jobs.insert(id, (receiver.clone(), Arc::clone(&cancel))));
        let kind = start.kind;
        let span = tracing::info_span!("job", id = %id, kind = kind.as_str());
        let context = JobContext {
            engine: Arc::clone(self),
            id,
            cancel: Arc::clone(&cancel),
            teller: Arc::clone(&teller),
            within: None,
        };
        let engine = Arc::clone(self);
        let frame = async move {
            tracing::info!(subject = %start.subject, "started");
            // A task of its own, so that a panic in the work is an ending like any other.
            let mut inner = tokio::spawn(Box::pin(work(context)).in_current_span());
            let mut pace = tokio::time::interval(PACE);
            let outcome = loop {
                tokio::select! {
                    biased;
                    outcome = &mut inner => break outcome.unwrap_or(Err(EngineError::JobLost { kind })),
                    _ = pace.tick() => teller.catch_up(),
                }
            };
            let ending = engine.end_job(id, &start, &outcome, now.elapsed());
            engine.running.with(|jobs| jobs.remove(&id));
            teller.change(true, |progress| {
                progress.stage = Stage::Ended;
                progress.ending = Some(ending);
            });
            outcome
        };
        let task = tokio::spawn(frame.instrument(span));
        Ok(Job { id, kind, progress: receiver, cancel, task })
    }

    fn end_job<T: JobResult>(
        &self,
        id: JobId,
        start: &JobStart,
        outcome: &Result<T>,
        took: Duration,
    ) -> Ending {
        let ended = NewEvent::done(start.event, start.profile, start.subject.clone(), "");
        let ended = NewEvent { job: Some(id), duration: Some(took), ..ended };
        let event = match outcome {
            Ok(done) => ended.told_by(done),
            Err(error) => {
                let report = report(error, Some(id));
                let incident = Some(report.incident.to_string());
                NewEvent { incident, ..ended.ended_by(self, error, &report.message) }
            }
        };
        let ending = event.outcome;
        tracing::info!(?ending, took_ms = took.as_millis(), "ended");
        // The result stands even if it cannot be written down; the next start then finds the job interrupted.
        if let Err(error) = self.finish_job(id, ending, event.incident.as_deref(), &event) {
            tracing::error!(%error, "the ending of a job could not be stored");
        }
        ending
    }
}
