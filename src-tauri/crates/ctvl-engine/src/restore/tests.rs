//! Restores against a real database and real files, without an appliance: what is refused before anything is sent,
//! what a crash leaves, and the way of a guided restore.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ctvl_archive::{CtvlVersion, Known, Sha256Digest, Source};
use jiff::{SignedDuration, Timestamp};

use super::facts::tests::{archive, target};
use super::upload;
use super::*;
use crate::credentials::Credential;
use crate::error::EngineError;
use crate::history::{EventKind, HistoryFilter};
use crate::job::{Ending, JobId};
use crate::profile::{CredentialState, NewProfile, Profile, Role};
use crate::{Directories, Engine, EngineOptions, ManualClock, MemorySecrets};

/// An installation in a folder of its own, with one appliance that is never reached.
pub(crate) struct World {
    pub folder: tempfile::TempDir,
    pub clock: Arc<ManualClock>,
    secrets: Arc<MemorySecrets>,
    pub engine: Arc<Engine>,
    pub profile: Profile,
}

impl World {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(ManualClock::at("2026-11-12T14:40:00Z".parse().expect("a time")));
        let secrets = Arc::new(MemorySecrets::default());
        let engine = open(folder.path(), &clock, &secrets);
        // Nothing listens on port 1; a test that reached for the appliance would fail at once.
        let address = "https://127.0.0.1:1".parse().expect("an address");
        let profile =
            engine.add_profile(NewProfile::new("Payments EU", address, "svc-backup")).expect("added");
        Self { folder, clock, secrets, engine, profile }
    }

    /// The same installation, as another process finds it after this one has died.
    pub(crate) fn reopen(self) -> Self {
        let Self { folder, clock, secrets, engine, profile } = self;
        drop(engine);
        let engine = open(folder.path(), &clock, &secrets);
        Self { folder, clock, secrets, engine, profile }
    }

    /// A plan for a file that exists, onto the appliance of this world.
    fn plan(&self) -> RestorePlan {
        let path = self.archive_file();
        let (size, modified) =
            upload::look(&std::fs::File::open(&path).expect("it is there")).expect("metadata");
        let archive = ArchiveFacts {
            identity: ArchiveBinding {
                size,
                modified,
                sha256: Sha256Digest::of(&std::fs::read(&path).expect("it can be read")),
            },
            path,
            ..archive()
        };
        let target = TargetFacts {
            profile: self.profile.id,
            host: "127.0.0.1".into(),
            address: "127.0.0.1:1".into(),
            ..target()
        };
        self.compose(archive, target)
    }

    fn compose(&self, archive: ArchiveFacts, target: TargetFacts) -> RestorePlan {
        let order = PlannedOrder {
            profile: self.profile.id,
            route: RouteChoice::Auto,
            safety: SafetyBackup::Take,
            archive_version: None,
            target_version: None,
        };
        RestorePlan::compose(order, archive, target, Verdict::Yes, Timestamp::UNIX_EPOCH)
    }

    /// A file that is a whole archive.
    pub(crate) fn archive_file(&self) -> PathBuf {
        let path = self.folder.path().join("backup_2026-11-11T16-40-02.zip");
        if !path.exists() {
            std::fs::write(&path, EMPTY_ZIP).expect("written");
        }
        path
    }

    /// A run that stands at `stage`, with nobody working on it.
    pub(crate) fn run_at(&self, stage: &RestoreStage) -> RunId {
        let run = RunId::new();
        self.engine.insert_run(run, JobId::new(), &self.plan(), None).expect("stored");
        self.engine.set_stage(run, stage).expect("stored");
        run
    }

    fn restore_lines(&self) -> Vec<(Ending, String)> {
        let filter = HistoryFilter { kinds: vec![EventKind::Restore], ..HistoryFilter::default() };
        let lines = self.engine.history(&filter).expect("history");
        lines.into_iter().map(|line| (line.outcome, line.text)).collect()
    }
}

/// The smallest ZIP: an end record and nothing else.
const EMPTY_ZIP: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

fn open(folder: &Path, clock: &Arc<ManualClock>, secrets: &Arc<MemorySecrets>) -> Arc<Engine> {
    let options = EngineOptions {
        clock: Arc::clone(clock) as _,
        secrets: Arc::clone(secrets) as _,
        ..EngineOptions::new(Directories::under(folder))
    };
    Engine::open(options).expect("the engine opens")
}

fn confirmed(plan: &RestorePlan) -> Confirmation {
    Confirmation {
        host_typed: Some("127.0.0.1".into()),
        old_cluster_acknowledged: true,
        ..Confirmation::of(plan.fingerprint())
    }
}

fn refusal(world: &World, plan: RestorePlan, confirmation: &Confirmation) -> RestoreError {
    match world.engine.start_restore(plan, confirmation, Credential::Stored) {
        Err(EngineError::Restore(error)) => error,
        other => unreachable!("expected a refusal, got {other:?}"),
    }
}

#[tokio::test]
async fn a_refused_verdict_does_not_start_whatever_the_plan_claims() {
    let world = World::new();
    let mut plan = world.plan();
    // The plan says yes; its facts say otherwise. The facts are judged again.
    plan.target.version = Some(Known { value: CtvlVersion::new(2, 8, 4), source: Source::Appliance });
    assert_eq!(plan.verdict, Verdict::Yes);
    let error = refusal(&world, plan.clone(), &confirmed(&plan));
    assert!(matches!(error, RestoreError::Refused { .. }), "{error:?}");
    let message = error.message();
    assert_eq!(
        message.text(),
        "Payments EU runs CT-VL 2.8.4; this archive was made by 2.8.5. A restore needs 2.8.5 or newer, and at least \
         2.2.2. Nothing was changed."
    );

    plan.target.version = None;
    let error = refusal(&world, plan.clone(), &confirmed(&plan));
    assert!(matches!(error, RestoreError::NotKnown { .. }), "unknown does not start either: {error:?}");

    let mut plan = world.plan();
    plan.archive.standing = ArchiveStanding::Refused {
        why: "member 2 of 3 ends too early, at byte 61,014,016.".into(),
        reason: None,
    };
    let error = refusal(&world, plan.clone(), &confirmed(&plan));
    assert!(error.message().happened.contains("is damaged: member 2 of 3"), "{}", error.message().text());
    assert!(world.engine.open_restores(None).expect("runs").is_empty(), "none of these left a run");
}

#[tokio::test]
async fn an_incomplete_confirmation_does_not_start() {
    let world = World::new();
    let plan = world.plan();
    let error = refusal(&world, plan.clone(), &Confirmation::of(plan.fingerprint()));
    assert!(matches!(error, RestoreError::NotConfirmed { .. }), "{error:?}");
    assert_eq!(
        error.message().happened,
        "The restore of Payments EU is not confirmed; still open: cluster, host name.",
    );
    // An answer to an archive that was proven when it was shown is no answer to one that is not.
    let mut unproven = plan.clone();
    unproven.archive.standing = ArchiveStanding::Unproven { why: "Encrypted.".into(), reason: None };
    let unproven = world.compose(unproven.archive, unproven.target);
    let error = refusal(&world, unproven.clone(), &confirmed(&unproven));
    assert!(error.message().happened.contains("unproven archive"), "{}", error.message().text());
}

#[tokio::test]
async fn a_plan_is_void_when_its_archive_or_its_profile_changed() {
    let world = World::new();
    let plan = world.plan();
    std::fs::write(&plan.archive.path, b"another archive altogether").expect("written");
    let error = refusal(&world, plan.clone(), &confirmed(&plan));
    assert!(
        matches!(&error, RestoreError::Void { changes, .. } if matches!(changes[..], [Change::ArchiveSize { .. }])),
        "{error:?}"
    );
    std::fs::remove_file(&plan.archive.path).expect("removed");
    let error = refusal(&world, plan.clone(), &confirmed(&plan));
    assert!(
        matches!(&error, RestoreError::Void { changes, .. } if changes[..] == [Change::ArchiveGone]),
        "{error:?}"
    );

    let plan = world.plan();
    let change = crate::ProfileChange {
        address: Some("https://127.0.0.1:2".parse().expect("an address")),
        role: Some(Role::Practice),
        ..crate::ProfileChange::default()
    };
    world.engine.update_profile(world.profile.id, change).await.expect("changed");
    let error = refusal(&world, plan.clone(), &confirmed(&plan));
    assert!(
        matches!(&error, RestoreError::Void { changes, .. }
            if matches!(changes[..], [Change::Address { .. }, Change::Role])),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_second_restore_waits_for_the_first() {
    let world = World::new();
    let open = world.run_at(&RestoreStage::Committing);
    let plan = world.plan();
    let error = refusal(&world, plan.clone(), &confirmed(&plan));
    assert!(matches!(error, RestoreError::AnotherOpen { run, .. } if run == open), "{error:?}");
}

#[tokio::test]
async fn an_appliance_that_does_not_answer_leaves_a_closed_run_and_a_line_of_history() {
    let world = World::new();
    let plan = world.plan();
    let secret = crate::client::Secret::new("Password123!".into());
    let confirmation = confirmed(&plan);
    let job = world.engine.start_restore(plan, &confirmation, Credential::Given(secret)).expect("started");
    job.outcome().await.expect_err("nothing listens there");
    let run = world.engine.restore_runs(None, 1).expect("runs").remove(0);
    assert!(
        matches!(run.stage, RestoreStage::Ended { ending: RestoreEnding::NothingChanged { .. } }),
        "{:?}",
        run.stage
    );
    let lines = world.restore_lines();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(lines[0].0, Ending::Failed);
}

fn stages() -> Vec<RestoreStage> {
    let quiet_until = Timestamp::UNIX_EPOCH;
    vec![
        RestoreStage::Checking,
        RestoreStage::SafetyBackup,
        RestoreStage::Uploading,
        RestoreStage::Committing,
        RestoreStage::Restoring { ticket: Some("7".into()) },
        RestoreStage::Rebooting { away_seen: true, ticket: Some("7".into()), quiet_until },
        RestoreStage::Guided { step: GuidedStep::PressRestore },
        RestoreStage::SigningIn,
    ]
}

#[test]
fn what_a_crash_leaves_is_found_at_the_next_open_with_what_is_known() {
    for stage in stages() {
        let world = World::new();
        let id = world.run_at(&stage);
        let world = world.reopen();
        let run = world.engine.restore_run(id).expect("it is still there");
        let standing = Standing::of(&stage);
        match standing {
            Standing::NothingChanged => {
                assert!(
                    matches!(&run.stage, RestoreStage::Ended { ending: RestoreEnding::NothingChanged { because } }
                        if because.contains("127.0.0.1 was changed")),
                    "{stage:?} became {:?}",
                    run.stage
                );
                assert!(
                    world.engine.restores_at_hand().expect("list").is_empty(),
                    "nobody has to do anything"
                );
            }
            Standing::SignInLeft => {
                assert!(
                    matches!(run.stage, RestoreStage::Ended { ending: RestoreEnding::Restored { .. } }),
                    "{:?}",
                    run.stage
                );
                let tasks = world.engine.aftermath(Some(world.profile.id)).expect("tasks");
                assert!(
                    tasks.iter().any(|t| t.kind == crate::aftermath::TaskKind::ConfirmLogin && t.is_open()),
                    "the login is left to a person"
                );
            }
            Standing::MayBeRestoring | Standing::Underway | Standing::WithPerson { .. } | Standing::Over => {
                assert_eq!(run.stage, stage, "only a person can tell");
                let listed = world.engine.restores_at_hand().expect("list");
                assert_eq!(listed.len(), 1, "{stage:?} is offered");
                assert_eq!(listed[0].standing, Some(standing));
                assert!(!listed[0].remedies.is_empty() && listed[0].message.contains("127.0.0.1"));
            }
        }
        let lines = world.restore_lines();
        let written = matches!(standing, Standing::NothingChanged | Standing::SignInLeft);
        assert_eq!(lines.len(), usize::from(written), "{stage:?}: {lines:?}");
        let again = world.reopen();
        assert_eq!(again.restore_lines(), lines, "a second start finds nothing new");
    }
}

#[test]
fn a_cancel_is_refused_with_its_reason_once_the_archive_is_committed() {
    let world = World::new();
    for stage in stages() {
        let id = world.run_at(&stage);
        let outcome = world.engine.cancel_restore(id);
        assert_eq!(outcome.is_ok(), stage.cancellable(), "{stage:?}: {outcome:?}");
        if let Err(error) = outcome {
            let text = error.message().text();
            assert!(text.contains("127.0.0.1") && text.ends_with('.'), "{text}");
        }
    }
}

#[test]
fn a_person_can_close_what_only_a_person_can_see() {
    for restored in [true, false] {
        let world = World::new();
        let id = world.run_at(&RestoreStage::Committing);
        world.engine.close_restore(id, restored).expect("closed");
        let tasks = world.engine.aftermath(Some(world.profile.id)).expect("tasks");
        assert_eq!(tasks.is_empty(), !restored, "tasks are left exactly if it was restored");
        assert!(world.engine.close_restore(id, restored).is_err(), "once");
        assert!(world.engine.open_restores(None).expect("runs").is_empty());
        let guided = world.run_at(&RestoreStage::Guided { step: GuidedStep::OpenPage });
        assert!(world.engine.close_restore(guided, true).is_err(), "nothing was pressed yet");
    }
}

#[tokio::test]
async fn a_guided_restore_survives_restarts_at_every_step() {
    let mut world = World::new();
    world
        .engine
        .store_password(world.profile.id, &crate::client::Secret::new("x".into()))
        .await
        .expect("stored");
    let id = world.run_at(&RestoreStage::Guided { step: GuidedStep::OpenPage });
    let events = [GuidedEvent::PageOpened, GuidedEvent::FileChosen, GuidedEvent::DetailsMatch];
    for (index, event) in events.into_iter().enumerate() {
        let view = world.engine.guided(id).expect("it waits");
        assert_eq!(usize::from(view.card.number), index + 1);
        assert_eq!(view.details.len(), 3, "R5 is on every step");
        assert_eq!(view.steps.iter().filter(|line| line.done).count(), index);
        let early = world.engine.guided_step(id, GuidedEvent::RestorePressed).await;
        assert!(early.is_err(), "not before the details were compared");
        if event == GuidedEvent::DetailsMatch {
            // Nothing listens there: who would answer to Restore cannot be said, so the last step is not shown.
            world.engine.guided_step(id, event).await.expect_err("its certificate cannot be seen");
            let last = RestoreStage::Guided { step: GuidedStep::PressRestore };
            world.engine.set_stage(id, &last).expect("stored");
        } else {
            let next = world.engine.guided_step(id, event).await.expect("it belongs here");
            assert!(matches!(next, GuidedProgress::Step(_)), "{next:?}");
        }
        world = world.reopen();
    }
    let pressed = world.engine.guided_step(id, GuidedEvent::RestorePressed).await.expect("the last step");
    assert_eq!(pressed, GuidedProgress::Pressed(id));
    let profile = world.engine.profile(world.profile.id).expect("it is there");
    assert_eq!(profile.credential, CredentialState::Unconfirmed, "R9");
    let world = world.reopen();
    let run = world.engine.restore_run(id).expect("it is there");
    assert!(matches!(run.stage, RestoreStage::Rebooting { away_seen: false, .. }), "{:?}", run.stage);
    assert!(world.engine.guided(id).is_err(), "there is nothing to answer any more");
    assert!(run.attention(world.engine.clock().now()).is_none(), "no answer is normal at first");
    world.clock.advance(SignedDuration::from_mins(15));
    assert!(run.attention(world.engine.clock().now()).is_some(), "after 15 minutes it is told");
    world.engine.say_to_restore(id, Said::LoginScreenSeen).expect("it is listened to");
    assert_eq!(world.engine.take_said(id).expect("read"), Some(Said::LoginScreenSeen));
    assert_eq!(world.engine.take_said(id).expect("read"), None, "a word counts once");
}

#[tokio::test]
async fn a_guided_restore_ends_where_the_archive_is_another_one() {
    let world = World::new();
    let id = world.run_at(&RestoreStage::Guided { step: GuidedStep::CompareDetails });
    std::fs::write(world.archive_file(), b"another archive").expect("written");
    let error =
        world.engine.guided_step(id, GuidedEvent::DetailsMatch).await.expect_err("it is another file");
    assert!(matches!(&error, EngineError::Restore(RestoreError::Void { .. })), "{error:?}");
    let run = world.engine.restore_run(id).expect("it is there");
    assert!(matches!(run.stage, RestoreStage::Ended { ending: RestoreEnding::NothingChanged { .. } }));
}

#[tokio::test]
async fn giving_up_and_differing_details_change_nothing() {
    for (step, event, outcome) in [
        (GuidedStep::CompareDetails, GuidedEvent::DetailsDiffer, Ending::Refused),
        (GuidedStep::PressRestore, GuidedEvent::GiveUp, Ending::Cancelled),
    ] {
        let world = World::new();
        let id = world.run_at(&RestoreStage::Guided { step });
        let over = world.engine.guided_step(id, event).await.expect("it belongs here");
        assert!(matches!(over, GuidedProgress::Over { .. }), "{over:?}");
        assert_eq!(world.restore_lines().len(), 1, "it is in history");
        assert_eq!(world.restore_lines()[0].0, outcome);
        assert!(world.engine.open_restores(None).expect("runs").is_empty());
    }
}

#[tokio::test]
async fn an_appliance_stays_as_it_is_while_its_restore_or_its_old_cluster_is_open() {
    let world = World::new();
    let id = world.run_at(&RestoreStage::Committing);
    let elsewhere = || crate::ProfileChange {
        address: Some("https://127.0.0.1:2".parse().expect("an address")),
        ..crate::ProfileChange::default()
    };
    let needed = |error: EngineError| match error {
        EngineError::Restore(RestoreError::StillNeeded { because, .. }) => because,
        other => unreachable!("{other:?}"),
    };
    let profile = world.profile.id;
    let error = world.engine.update_profile(profile, elsewhere()).await.expect_err("it is being restored");
    assert_eq!(needed(error), StillNeeded::RestoreOpen);
    let error = world.engine.remove_profile(profile).await.expect_err("it is being restored");
    assert_eq!(needed(error), StillNeeded::RestoreOpen);

    world.engine.close_restore(id, true).expect("closed");
    let error = world.engine.remove_profile(profile).await.expect_err("its old cluster lists it (R8)");
    assert_eq!(needed(error), StillNeeded::OldCluster);
    for task in world.engine.aftermath(Some(profile)).expect("tasks") {
        if task.kind == crate::aftermath::TaskKind::RemoveFromOldCluster {
            world.engine.tick(task.id).expect("ticked");
        }
    }
    world.engine.update_profile(profile, elsewhere()).await.expect("nothing is open");
    world.engine.remove_profile(profile).await.expect("nothing is lost with it");
}

#[tokio::test]
async fn a_guided_restore_is_void_when_its_profile_points_elsewhere() {
    let world = World::new();
    let id = world.run_at(&RestoreStage::Guided { step: GuidedStep::CompareDetails });
    let sql = "UPDATE profiles SET role = 'practice'";
    world.engine.database.write(|t| Ok(t.execute(sql, [])?)).expect("as an older version allowed it");
    let error = world.engine.guided_step(id, GuidedEvent::DetailsMatch).await.expect_err("other questions");
    assert!(
        matches!(&error, EngineError::Restore(RestoreError::Void { changes, .. }) if changes[..] == [Change::Role]),
        "{error:?}"
    );
}

#[test]
fn a_cancel_at_the_last_step_does_not_claim_that_nothing_was_changed() {
    let world = World::new();
    let id = world.run_at(&RestoreStage::Guided { step: GuidedStep::PressRestore });
    let seen = world.engine.restore_run(id).expect("it is there").stage;
    world.engine.cancel_restore(id).expect("cancelled");
    let run = world.engine.restore_run(id).expect("it is there");
    assert!(
        matches!(run.stage, RestoreStage::Ended { ending: RestoreEnding::Unknown { .. } }),
        "{:?}",
        run.stage
    );
    let pressed = RestoreStage::Guided { step: GuidedStep::CompareDetails };
    assert!(
        !world.engine.set_stage_from(id, &seen, &pressed).expect("asked"),
        "an answer that came too late"
    );
}

#[tokio::test]
async fn a_password_that_was_never_sent_is_not_called_refused() {
    let world = World::new();
    let profile = world.profile.id;
    let secret = crate::client::Secret::new("x".into());
    world.engine.store_password(profile, &secret).await.expect("stored");
    world.engine.unconfirm_login(profile).expect("as after a restore");
    let order = RestoreOrder::new(profile, world.archive_file());
    world.engine.plan_restore(order).await.expect_err("nothing listens there");
    let state = world.engine.profile(profile).expect("it is there").credential;
    assert_eq!(state, CredentialState::Unconfirmed, "it has still its one attempt");
}

#[test]
fn only_what_can_be_watched_is_watched() {
    let world = World::new();
    for stage in [
        RestoreStage::Uploading,
        RestoreStage::Guided { step: GuidedStep::OpenPage },
        RestoreStage::SigningIn,
    ] {
        let id = world.run_at(&stage);
        let error =
            world.engine.watch_restore(id, Credential::Stored).expect_err("there is nothing to watch");
        assert!(matches!(error, EngineError::Restore(RestoreError::NotHere { .. })), "{stage:?}: {error:?}");
        assert!(world.engine.say_to_restore(id, Said::KeepWaiting).is_err(), "and nobody to say anything to");
    }
}

/// What a person said before anybody watched must not be lost: whoever resumes a restore says it first.
#[tokio::test]
async fn the_login_screen_counts_even_if_it_was_seen_before_anybody_watched() {
    let world = World::new();
    // A practice appliance is looked at four times a second; nothing else differs here.
    let sql = "UPDATE profiles SET role = 'practice'";
    world.engine.database.write(|t| Ok(t.execute(sql, [])?)).expect("stored");
    let quiet_until = world.engine.clock().now();
    let id = world.run_at(&RestoreStage::Rebooting { away_seen: true, ticket: None, quiet_until });
    world.engine.say_to_restore(id, Said::LoginScreenSeen).expect("a reboot is to be watched");

    let job = world.engine.watch_restore(id, Credential::Stored).expect("it can be watched");
    let outcome = tokio::time::timeout(std::time::Duration::from_secs(30), job.outcome());
    let done = outcome.await.expect("the watch ends with what was said").expect("and ends well");
    assert_eq!(
        done.state,
        RestoreState::Restored { sign_in: SignInAfter::NoPassword },
        "nothing answers here, so only the person's word can have ended it"
    );
    assert_eq!(world.engine.take_said(id).expect("the run"), None, "it counts once");
}
