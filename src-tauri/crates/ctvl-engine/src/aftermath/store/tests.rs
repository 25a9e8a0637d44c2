use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::aftermath::{CertificateAfter, OldCluster};
use crate::history::HistoryFilter;
use crate::restore::RestoreStage;
use crate::restore::tests::World;

fn left(world: &World, cluster: OldCluster) -> RunId {
    let run = world.run_at(&RestoreStage::SigningIn);
    let seen = Circumstances {
        cluster,
        removed_before: None,
        certificate: CertificateAfter::Unknown,
        login_worked: false,
        at: world.engine.clock().now(),
    };
    world.engine.leave_tasks(run, world.profile.id, &seen).expect("left");
    let ending = crate::restore::RestoreEnding::Restored { sign_in: crate::restore::SignInAfter::NoPassword };
    world.engine.set_stage(run, &RestoreStage::Ended { ending }).expect("ended");
    run
}

fn open_kinds(world: &World) -> Vec<TaskKind> {
    let tasks = world.engine.aftermath(Some(world.profile.id)).expect("tasks");
    tasks.iter().filter(|task| task.is_open()).map(|task| task.kind).collect()
}

fn task(world: &World, kind: TaskKind) -> AftermathTask {
    let tasks = world.engine.aftermath(Some(world.profile.id)).expect("tasks");
    tasks.into_iter().rfind(|task| task.kind == kind).expect("it was left")
}

fn add_archive(world: &World, state: &str, purpose: &str, at: Timestamp) {
    let values = (
        format!("/backups/{}-{purpose}-{state}.zip", at.as_millisecond()),
        world.profile.id.to_string(),
        at.as_millisecond(),
        purpose.to_owned(),
        state.to_owned(),
    );
    world
        .engine
        .database
        .write(|t| {
            t.execute(
                "INSERT INTO archives (path, folder, name, search, size, profile, created, created_source, key_known, purpose, \
                 state, receipt, added_at) VALUES (?1, '/backups', 'a', 'a', 1, ?2, ?3, 'archive', 0, ?4, ?5, 'none', ?3)",
                values,
            )?;
            Ok(())
        })
        .expect("added");
}

#[test]
fn tasks_are_ticked_unticked_and_survive_a_restart() {
    let world = World::new();
    left(&world, OldCluster::WithOthers);
    assert_eq!(open_kinds(&world), TaskKind::ALL, "everything is to be done");
    let remove = task(&world, TaskKind::RemoveFromOldCluster);
    let ticked = world.engine.tick(remove.id).expect("ticked");
    assert!(!ticked.is_open() && ticked.hint.starts_with("Ticked off by "), "{ticked:?}");
    let world = world.reopen();
    assert_eq!(open_kinds(&world).len(), 5, "the tick outlives the process");
    world.engine.tick(remove.id).expect("ticking twice is not an error");
    let lines = world
        .engine
        .history(&HistoryFilter { kinds: vec![EventKind::AftermathTicked], ..Default::default() });
    assert_eq!(lines.expect("history").len(), 1, "but one line of history");
    world.engine.untick(remove.id).expect("opened again");
    assert!(task(&world, TaskKind::RemoveFromOldCluster).is_open());
    assert!(matches!(
        world.engine.tick(TaskId(9_999)),
        Err(EngineError::Aftermath(AftermathError::TaskUnknown { .. }))
    ));
}

#[test]
fn a_schedule_stays_paused_until_the_login_is_confirmed_and_a_person_resumes_it() {
    let world = World::new();
    assert!(!world.engine.schedule_is_paused(world.profile.id).expect("read"), "nothing was restored yet");
    left(&world, OldCluster::Alone);
    let resume = task(&world, TaskKind::ResumeSchedule);
    assert_eq!(resume.waits_for, Some(TaskKind::ConfirmLogin));
    assert!(matches!(
        world.engine.tick(resume.id),
        Err(EngineError::Aftermath(AftermathError::TaskWaits { .. }))
    ));
    world.engine.sign_in_worked(world.profile.id).expect("noted");
    assert!(!task(&world, TaskKind::ConfirmLogin).is_open(), "a sign-in that worked confirms the login");
    assert!(!task(&world, TaskKind::CompareCertificate).is_open(), "and the certificate it worked under");
    assert!(world.engine.schedule_is_paused(world.profile.id).expect("read"), "a person lets it go on");
    world.engine.tick(resume.id).expect("now it can be");
    assert!(!world.engine.schedule_is_paused(world.profile.id).expect("read"));
}

#[test]
fn only_a_verified_backup_taken_afterwards_is_a_fresh_one() {
    let world = World::new();
    let before = world.engine.clock().now();
    left(&world, OldCluster::Alone);
    add_archive(&world, "verified", "safety", before);
    world.clock.advance(SignedDuration::from_secs(60));
    let after = world.engine.clock().now();
    add_archive(&world, "cannot-verify", "regular", after);
    add_archive(&world, "verified", "added", after);
    assert!(task(&world, TaskKind::FreshBackup).is_open(), "none of these shows the restored state");
    add_archive(&world, "verified", "regular", after);
    let fresh = task(&world, TaskKind::FreshBackup);
    assert!(!fresh.is_open());
    assert_eq!(fresh.hint, "A verified backup was taken after the restore.");
    world.clock.advance(SignedDuration::from_secs(60));
    world.engine.untick(fresh.id).expect("opened again");
    assert!(task(&world, TaskKind::FreshBackup).is_open(), "what was seen before does not tick it again");
}

#[test]
fn a_new_certificate_is_compared_when_it_is_trusted() {
    let world = World::new();
    let run = left(&world, OldCluster::Alone);
    let presented: ctvl_client::Fingerprint = "ab".repeat(32).parse().expect("a fingerprint");
    world.engine.set_presented(run, presented).expect("noted");
    assert!(task(&world, TaskKind::CompareCertificate).is_open());
    world
        .engine
        .database
        .write(|t| {
            let values = (world.profile.id.to_string(), presented.to_string());
            t.execute("UPDATE profiles SET pinned = ?2 WHERE id = ?1", values)?;
            Ok(())
        })
        .expect("trusted");
    assert!(!task(&world, TaskKind::CompareCertificate).is_open(), "the person has compared it");
}

#[test]
fn a_later_restore_takes_over_everything_but_the_old_cluster() {
    let world = World::new();
    let first = left(&world, OldCluster::WithOthers);
    left(&world, OldCluster::Alone);
    let open = world.engine.aftermath(Some(world.profile.id)).expect("tasks");
    let of_first: Vec<_> = open.iter().filter(|t| t.run == first && t.is_open()).map(|t| t.kind).collect();
    assert_eq!(of_first, [TaskKind::RemoveFromOldCluster], "R8: the first cluster still holds the node");
    assert_eq!(open.iter().filter(|t| t.kind == TaskKind::FreshBackup && t.is_open()).count(), 1);
}

#[test]
fn leaving_tasks_twice_for_one_restore_leaves_them_once() {
    let world = World::new();
    let run = left(&world, OldCluster::Alone);
    let before = world.engine.aftermath(None).expect("tasks").len();
    let seen = Circumstances {
        cluster: OldCluster::Alone,
        removed_before: None,
        certificate: CertificateAfter::Same,
        login_worked: true,
        at: world.engine.clock().now(),
    };
    world.engine.leave_tasks(run, world.profile.id, &seen).expect("again");
    assert_eq!(world.engine.aftermath(None).expect("tasks").len(), before, "a watch that is taken up again");
}
