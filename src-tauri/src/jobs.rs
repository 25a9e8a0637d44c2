//! The hub owns what runs, so that nothing depends on a page being there: a page that was reloaded asks again and is told
//! where every job is, and an ending that nobody heard, or a place that nobody was led to, is kept until somebody is.

use std::collections::{BTreeMap, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use ctvl_contract::{BackupRequest, Changed, JobOutcome, JobResult, News, Place, Progress, describe};
use ctvl_engine::{Engine, EngineError, Job, JobId, JobKind, ProfileId};
use tokio::sync::watch;

/// Endings that wait to be told; more than a person could read, fewer than would matter to the memory.
const UNTOLD: usize = 100;

/// How often a restore is asked whether a person should look at it.
const ASKED_EVERY: Duration = Duration::from_secs(10);

/// Whose job it is, and what it was asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The appliance's profile, where it is about one.
    pub profile: Option<ProfileId>,
    /// The order of a backup. It is told with the ending: whoever asks for the same again may be a page that was not there
    /// when it was ordered.
    pub request: Option<BackupRequest>,
}

impl From<Option<ProfileId>> for Asked {
    fn from(profile: Option<ProfileId>) -> Self {
        Self { profile, request: None }
    }
}

/// Whoever hears the news; false says that it did not arrive.
pub type Listener = Box<dyn Fn(News) -> bool + Send>;

/// What somebody outside the window may want to know.
#[derive(Debug, Clone)]
pub enum Happening {
    /// A job is over.
    Ended(Box<JobOutcome>),
    /// A restore's reboot takes longer than it should.
    Late(Late),
}

/// A restore whose appliance has not come back yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// The appliance's profile.
    pub profile: String,
    /// Its host name.
    pub host: String,
    /// How long nothing has been seen of it.
    pub silent: Duration,
}

/// Is called with what happens; the job counts as running until the future is done.
pub type Watcher = Box<dyn Fn(Happening) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// Everything that runs, and who hears of it. Cloning it is cheap.
#[derive(Clone, Default)]
pub struct Hub(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// How many jobs run.
    count: watch::Sender<usize>,
    watcher: OnceLock<Watcher>,
}

#[derive(Default)]
struct State {
    listener: Option<Listener>,
    running: BTreeMap<JobId, Running>,
    untold: VecDeque<JobOutcome>,
    /// Where a person is to be led as soon as there is a page.
    unseen: Option<Place>,
}

struct Running {
    progress: watch::Receiver<ctvl_engine::Progress>,
    profile: Option<String>,
}

impl Hub {
    /// Who is told of what happens besides the window. Set once.
    pub fn watch(&self, watcher: Watcher) {
        let _ = self.0.watcher.set(watcher);
    }

    /// From now on this listener hears the news, and no other. First it is told where every job is, every ending that
    /// nobody heard, and where to go if somebody wanted that meanwhile.
    pub fn follow(&self, listener: Listener) {
        self.with(|state| {
            for running in state.running.values() {
                let progress = Progress::from(&*running.progress.borrow());
                listener(News::Progress { progress, profile: running.profile.clone() });
            }
            while let Some(outcome) = state.untold.pop_front() {
                if !listener(News::Ended { outcome: Box::new(outcome.clone()) }) {
                    state.untold.push_front(outcome);
                    break;
                }
            }
            state.listener = Some(listener);
            if let Some(place) = state.unseen.take() {
                state.tell(News::GoTo { place });
            }
        });
    }

    /// The page that listened is gone.
    pub fn unfollow(&self) {
        self.with(|state| state.listener = None);
    }

    /// Tells a piece of news that is worth nothing later, unless it is where to go.
    pub fn tell(&self, news: News) {
        self.with(|state| state.tell(news));
    }

    /// Tells what is to be asked for again.
    pub fn changed(&self, what: &[Changed]) {
        self.with(|state| what.iter().for_each(|what| state.tell(News::Changed { what: *what })));
    }

    /// Takes a job over that was just started, follows it to its end and says its id. `result` turns what it brought
    /// into what is told of it.
    pub fn run<T, W>(&self, engine: &Arc<Engine>, asked: impl Into<Asked>, job: Job<T>, result: W) -> String
    where
        T: Send + 'static,
        W: FnOnce(&Engine, T) -> Result<JobResult, EngineError> + Send + 'static,
    {
        let (id, asked) = (job.id, asked.into());
        let profile = asked.profile.map(|profile| profile.to_string());
        let running = Running { progress: job.progress(), profile };
        self.with(|state| state.running.insert(id, running));
        self.0.count.send_modify(|count| *count += 1);
        let (hub, engine) = (self.clone(), Arc::clone(engine));
        tokio::spawn(async move {
            hub.to_the_end(&engine, asked, job, result).await;
            hub.0.count.send_modify(|count| *count -= 1);
        });
        id.to_string()
    }

    /// Whether a job runs.
    pub fn is_busy(&self) -> bool {
        *self.0.count.borrow() > 0
    }

    /// Waits until no job runs any more, and everybody has been told.
    pub async fn idle(&self) {
        // The sender lives as long as the hub.
        let _ = self.0.count.subscribe().wait_for(|count| *count == 0).await;
    }

    async fn to_the_end<T, W>(&self, engine: &Arc<Engine>, asked: Asked, job: Job<T>, result: W)
    where
        W: FnOnce(&Engine, T) -> Result<JobResult, EngineError>,
    {
        let (id, kind, mut progress) = (job.id, job.kind, job.progress());
        let Asked { profile, request } = asked;
        let mut ask = tokio::time::interval(ASKED_EVERY);
        let mut late_told = kind != JobKind::Restore;
        let mut open = true;
        let outcome = job.outcome();
        tokio::pin!(outcome);
        let outcome = loop {
            tokio::select! {
                biased;
                outcome = &mut outcome => break outcome,
                changed = progress.changed(), if open => match changed {
                    Ok(()) => self.show(id, &progress.borrow_and_update()),
                    Err(_) => open = false,
                },
                _ = ask.tick(), if !late_told => late_told = self.look_whether_late(engine, profile, id).await,
            }
        };
        let last = progress.borrow().clone();
        self.show(id, &last);
        let result = outcome.and_then(|done| result(engine, done)).unwrap_or_else(|error| {
            // The incident of a job is always the same, so this is the one that history has.
            JobResult::Failed { failure: describe(&error, Some(id)) }
        });
        let outcome = JobOutcome {
            job: id.to_string(),
            kind: kind.into(),
            profile: profile.map(|profile| profile.to_string()),
            subject: last.subject.to_string(),
            archives: last.subject.archives(),
            at: engine.clock().now().to_string(),
            request,
            result,
        };
        self.with(|state| state.end(id, &outcome));
        self.happened(Happening::Ended(Box::new(outcome))).await;
    }

    fn show(&self, id: JobId, progress: &ctvl_engine::Progress) {
        self.with(|state| {
            let profile = state.running.get(&id).and_then(|running| running.profile.clone());
            state.tell(News::Progress { progress: progress.into(), profile });
        });
    }

    async fn look_whether_late(&self, engine: &Engine, profile: Option<ProfileId>, id: JobId) -> bool {
        let open = engine.open_restores(profile).unwrap_or_default();
        let Some(run) = open.into_iter().find(|run| run.job == id) else { return false };
        let Some(reboot) = run.long_reboot(engine.clock().now()) else { return false };
        self.changed(&[Changed::Appliances]);
        let late = Late {
            profile: run.plan.target.profile.to_string(),
            host: run.host().to_owned(),
            silent: reboot.silent,
        };
        self.happened(Happening::Late(late)).await;
        true
    }

    async fn happened(&self, happening: Happening) {
        if let Some(watcher) = self.0.watcher.get() {
            watcher(happening).await;
        }
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.0.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn tell(&mut self, news: News) {
        let place = if let News::GoTo { place } = &news { Some(place.clone()) } else { None };
        if !self.listener.as_ref().is_some_and(|listener| listener(news)) {
            self.listener = None;
            self.unseen = place.or(self.unseen.take());
        }
    }

    fn end(&mut self, id: JobId, outcome: &JobOutcome) {
        self.running.remove(&id);
        let told = News::Ended { outcome: Box::new(outcome.clone()) };
        if !self.listener.as_ref().is_some_and(|listener| listener(told)) {
            self.listener = None;
            self.untold.push_back(outcome.clone());
            if self.untold.len() > UNTOLD {
                self.untold.pop_front();
            }
        }
        for what in [Changed::Appliances, Changed::Archives, Changed::Activity] {
            self.tell(News::Changed { what });
        }
    }
}

#[cfg(test)]
mod tests;
