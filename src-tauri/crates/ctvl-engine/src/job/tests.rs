use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::history::{EventKind, HistoryFilter};
use crate::testing::World;

impl JobResult for u64 {
    fn bytes(&self) -> Option<u64> {
        Some(*self)
    }

    fn text(&self) -> String {
        format!("{self} done.")
    }
}

fn start() -> JobStart {
    JobStart { kind: JobKind::Verify, event: EventKind::Verify, profile: None, subject: "a.zip".into() }
}

async fn last(mut progress: watch::Receiver<Progress>) -> Progress {
    progress.wait_for(|snapshot| snapshot.ending.is_some()).await.expect("the ending is always sent").clone()
}

#[tokio::test]
async fn a_job_ends_done_is_stored_and_is_no_longer_running() {
    let world = World::new();
    let job = world
        .engine
        .start_job(start(), |context| async move {
            context.stage(Stage::Verifying, Some(7));
            context.done(7);
            Ok(7_u64)
        })
        .unwrap();
    let (id, progress) = (job.id, job.progress());
    assert_eq!(job.outcome().await.unwrap(), 7);
    let snapshot = last(progress).await;
    assert_eq!((snapshot.stage, snapshot.ending), (Stage::Ended, Some(Ending::Done)));
    assert!(world.engine.follow_job(id).is_err(), "it is over");
    let events = world.engine.history(&HistoryFilter::default()).unwrap();
    assert_eq!((events[0].outcome, events[0].bytes, events[0].job), (Ending::Done, Some(7), Some(id)));
}

#[tokio::test]
async fn a_panic_is_an_ending_like_any_other() {
    let world = World::new();
    let job = world
        .engine
        .start_job::<u64, _, _>(start(), |context| async move {
            assert!(context.cancel().is_cancelled(), "this test panics on purpose");
            Ok(0)
        })
        .unwrap();
    let progress = job.progress();
    let error = job.outcome().await.unwrap_err();
    assert!(matches!(error, EngineError::JobLost { kind: JobKind::Verify }), "{error:?}");
    assert_eq!(last(progress).await.ending, Some(Ending::Failed));
    let event = &world.engine.history(&HistoryFilter::default()).unwrap()[0];
    assert_eq!(event.outcome, Ending::Failed);
    assert!(event.incident.is_some(), "the log can be searched for it");
}

#[tokio::test]
async fn a_cancel_reaches_a_waiting_job_and_is_information() {
    let world = World::new();
    let job = world
        .engine
        .start_job::<u64, _, _>(start(), |context| async move {
            context.or_cancelled(std::future::pending::<u64>()).await
        })
        .unwrap();
    world.engine.cancel_job(job.id).unwrap();
    let progress = job.progress();
    assert!(job.outcome().await.unwrap_err().is_cancelled());
    assert_eq!(last(progress).await.ending, Some(Ending::Cancelled));
}

#[tokio::test]
async fn a_dropped_job_goes_on_and_can_be_followed_again() {
    let world = World::new();
    let gate = Arc::new(tokio::sync::Notify::new());
    let waiting = Arc::clone(&gate);
    let job = world
        .engine
        .start_job(start(), |_| async move {
            waiting.notified().await;
            Ok(1_u64)
        })
        .unwrap();
    let id = job.id;
    drop(job);
    let running = world.engine.running_jobs();
    assert_eq!(running.iter().map(|snapshot| snapshot.job).collect::<Vec<_>>(), [id], "a reload finds it");
    let progress = world.engine.follow_job(id).unwrap();
    gate.notify_one();
    assert_eq!(last(progress).await.ending, Some(Ending::Done));
}

#[tokio::test]
async fn snapshots_come_at_a_bounded_pace_and_the_last_is_whole() {
    let world = World::new();
    let job = world
        .engine
        .start_job(start(), |context| async move {
            context.stage(Stage::Receiving, Some(1_000_000));
            for done in 0..1_000_000_u64 {
                context.done(done);
            }
            Ok(1_u64)
        })
        .unwrap();
    let mut progress = job.progress();
    let counting = tokio::spawn(async move {
        let (mut seen, began) = (0_u32, std::time::Instant::now());
        while progress.changed().await.is_ok() {
            seen += 1;
        }
        (seen, began.elapsed())
    });
    job.outcome().await.unwrap();
    let (seen, took) = counting.await.unwrap();
    let most = 10.0 * took.as_secs_f64() + 4.0;
    assert!(f64::from(seen) <= most, "{seen} snapshots in {took:?} for a million steps");
}

#[tokio::test]
async fn work_within_another_job_keeps_its_stage() {
    let world = World::new();
    let job = world
        .engine
        .start_job(start(), |context| async move {
            let part = context.within(Stage::SafetyBackup);
            part.stage(Stage::Receiving, Some(10));
            let seen = context.engine.running_jobs()[0].clone();
            assert_eq!(
                (seen.stage, seen.total),
                (Stage::SafetyBackup, Some(10)),
                "the part's bytes, the whole's name"
            );
            Ok(1_u64)
        })
        .unwrap();
    job.outcome().await.unwrap();
}

#[tokio::test]
async fn a_token_wakes_those_who_wait_and_those_who_come_late() {
    let token = Arc::new(CancelToken::default());
    let waiter = tokio::spawn({
        let token = Arc::clone(&token);
        async move { token.cancelled().await }
    });
    tokio::task::yield_now().await;
    token.cancel();
    tokio::time::timeout(Duration::from_secs(10), waiter).await.expect("it wakes").unwrap();
    tokio::time::timeout(Duration::from_secs(10), token.cancelled()).await.expect("it does not even wait");
}
