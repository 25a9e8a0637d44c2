//! The hub with an engine and without a window.

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use ctvl_contract::{ErrorCode, JobKind as Kind, VerifyResult};
use ctvl_engine::client::{Address, Proxy, Secret};
use ctvl_engine::{BackupOrder, Credential, Directories, EngineOptions, NewProfile, NoKeyring, VerifyTarget};

use super::*;

struct World {
    home: tempfile::TempDir,
    engine: Arc<Engine>,
    /// Takes connections and never answers.
    silent: TcpListener,
}

impl World {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let mut options = EngineOptions::new(Directories::under(home.path()));
        options.secrets = Arc::new(NoKeyring);
        let engine = Engine::open(options).expect("an installation");
        Self { home, engine, silent: TcpListener::bind("127.0.0.1:0").expect("a free port") }
    }

    fn file(&self, name: &str) -> PathBuf {
        let path = self.home.path().join(name);
        std::fs::write(&path, b"no archive at all").expect("a file");
        path
    }

    fn verify(&self, hub: &Hub, file: PathBuf) -> String {
        let job = self.engine.start_verify(vec![VerifyTarget::File(file)]).expect("it starts");
        hub.run(&self.engine, None, job, |_, done| {
            let files = done.iter().map(Into::into).collect();
            Ok(JobResult::Verified { verification: VerifyResult { files } })
        })
    }

    /// A backup that waits for an answer until it is cancelled.
    fn waiting_backup(&self, hub: &Hub) -> (JobId, ProfileId) {
        let address: Address =
            self.silent.local_addr().expect("it listens").to_string().parse().expect("an address");
        let new = NewProfile { proxy: Proxy::None, ..NewProfile::new("Payments EU", address, "svc") };
        let profile = self.engine.add_profile(new).expect("a profile").id;
        let credential = Credential::Given(Secret::new("a password".to_owned()));
        let order = BackupOrder { credential, ..BackupOrder::new(profile) };
        let job = self.engine.start_backup(order).expect("it starts");
        let id = job.id;
        let request = BackupRequest { exclude_counters: Some(true), ..ordered(profile) };
        hub.run(&self.engine, Asked { profile: Some(profile), request: Some(request) }, job, |_, done| {
            Ok(JobResult::BackedUp { backup: Box::new((&done).into()) })
        });
        (id, profile)
    }
}

fn ordered(profile: ProfileId) -> BackupRequest {
    let note = Some("Before 2.9.0".to_owned());
    BackupRequest { profile: profile.to_string(), note, pre_change: true, ..Default::default() }
}

fn heard(hub: &Hub) -> Receiver<News> {
    let (sender, receiver) = channel();
    hub.follow(Box::new(move |news| sender.send(news).is_ok()));
    receiver
}

fn endings(news: &Receiver<News>) -> Vec<JobOutcome> {
    news.try_iter()
        .filter_map(|news| match news {
            News::Ended { outcome } => Some(*outcome),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn a_job_is_told_from_its_first_snapshot_to_its_ending_and_what_it_changed() {
    let world = World::new();
    let hub = Hub::default();
    let news = heard(&hub);
    let id = world.verify(&hub, world.file("backup.zip"));
    hub.idle().await;
    let all: Vec<News> = news.try_iter().collect();
    let end = all.iter().position(|news| matches!(news, News::Ended { .. })).expect("an ending");
    let News::Progress { progress, .. } = &all[end - 1] else { unreachable!("{all:?}") };
    assert!(progress.ending.is_some(), "the last snapshot before the ending is the terminal one");
    let News::Ended { outcome } = &all[end] else { unreachable!("just found") };
    assert_eq!((outcome.job.as_str(), outcome.kind), (id.as_str(), Kind::Verify));
    assert_eq!(outcome.subject, "backup.zip");
    assert!(matches!(outcome.result, JobResult::Verified { .. }), "{outcome:?}");
    assert!(
        all[end..].contains(&News::Changed { what: Changed::Archives }),
        "the library may have changed, so it is to be asked again: {all:?}"
    );
}

#[tokio::test]
async fn an_ending_that_nobody_heard_is_told_to_the_next_who_asks_and_only_once() {
    let world = World::new();
    let hub = Hub::default();
    world.verify(&hub, world.file("one.zip"));
    hub.idle().await;
    // A page that went away while its listener was still there.
    hub.follow(Box::new(|_| false));
    world.verify(&hub, world.file("two.zip"));
    hub.idle().await;

    let news = heard(&hub);
    let subjects: Vec<String> = endings(&news).into_iter().map(|outcome| outcome.subject).collect();
    assert_eq!(subjects, ["one.zip", "two.zip"], "in the order in which they ended");
    assert!(endings(&heard(&hub)).is_empty(), "they were told");
}

#[tokio::test]
async fn a_page_that_was_reloaded_finds_the_running_job_again() {
    let world = World::new();
    let hub = Hub::default();
    let before = heard(&hub);
    let (id, profile) = world.waiting_backup(&hub);
    hub.unfollow();
    let after = heard(&hub);
    let first = after.recv_timeout(Duration::from_secs(30)).expect("a snapshot at once");
    let News::Progress { progress, profile: of } = first else { unreachable!("{first:?}") };
    assert_eq!((progress.job, of), (id.to_string(), Some(profile.to_string())));
    assert_eq!(progress.subject, "Payments EU");
    assert!(hub.is_busy());

    world.engine.cancel_job(id).expect("it runs");
    hub.idle().await;
    let ended = endings(&after);
    let JobResult::Failed { failure } = &ended.first().expect("an ending").result else {
        unreachable!("{ended:?}")
    };
    assert_eq!(failure.error.code, ErrorCode::Cancelled);
    let request = BackupRequest { exclude_counters: Some(true), ..ordered(profile) };
    assert_eq!(ended[0].request, Some(request), "the page that did not order it can order the same again");
    assert!(endings(&before).is_empty(), "the page that is gone hears nothing more");
    assert!(!hub.is_busy());
}

#[tokio::test]
async fn whoever_waits_for_the_end_waits_until_the_watcher_was_told_as_well() {
    let world = World::new();
    let hub = Hub::default();
    let (sender, told) = channel();
    hub.watch(Box::new(move |happening| {
        let sender = sender.clone();
        Box::pin(async move {
            tokio::task::yield_now().await;
            let _ = sender.send(happening);
        })
    }));
    world.verify(&hub, world.file("backup.zip"));
    hub.idle().await;
    let happening = told.try_recv().expect("before the hub is idle");
    assert!(matches!(happening, Happening::Ended(_)), "{happening:?}");
}

#[tokio::test]
async fn news_that_is_worth_nothing_later_is_not_kept() {
    let hub = Hub::default();
    hub.tell(News::Hovering { over: true });
    hub.changed(&[Changed::Settings]);
    assert_eq!(heard(&hub).try_iter().count(), 0, "whoever asks later asks for everything anyway");
}

#[tokio::test]
async fn whoever_is_led_somewhere_before_there_is_a_page_arrives() {
    let hub = Hub::default();
    let to = |place| News::GoTo { place };
    let appliance = Place::Appliance { profile: "7".to_owned() };
    hub.tell(to(Place::Settings));
    hub.tell(to(appliance.clone()));
    hub.changed(&[Changed::Practice]);
    let page = heard(&hub);
    assert_eq!(page.try_iter().collect::<Vec<_>>(), [to(appliance.clone())], "the last place counts");
    drop(page);
    // A page that went away while its listener was still there.
    hub.tell(to(Place::Activity));
    assert_eq!(heard(&hub).try_iter().collect::<Vec<_>>(), [to(Place::Activity)]);
    assert_eq!(heard(&hub).try_iter().count(), 0, "and only once");
}
