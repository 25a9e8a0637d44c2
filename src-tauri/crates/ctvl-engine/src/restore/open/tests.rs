use jiff::SignedDuration;

use super::*;
use crate::message::Offer;
use crate::restore::tests::World;
use crate::restore::{GuidedStep, RestoreStage};

fn at_hand(world: &World) -> Vec<OpenRestore> {
    world.engine.restores_at_hand().expect("a list")
}

#[test]
fn a_guided_restore_brings_the_step_to_go_on_with() {
    let world = World::new();
    let id = world.run_at(&RestoreStage::Guided { step: GuidedStep::CompareDetails });
    let listed = at_hand(&world);
    assert_eq!(listed.len(), 1);
    let open = &listed[0];
    assert_eq!((open.run.id, open.run.here), (id, false), "no job of this process works on it");
    assert_eq!(open.remedies, [Remedy::ContinueGuided]);
    let guided = open.guided.as_ref().expect("the step");
    assert_eq!(guided.card.step, GuidedStep::CompareDetails);
    assert_eq!(guided.plan.fingerprint(), open.run.plan.fingerprint(), "with the facts of its plan");
    assert_eq!(open.attention, None, "it waits for the person, not for the appliance");
}

/// When a job ends it leaves the list of those that run after its ending is stored. Whoever looked in between was told of
/// a job that works on the restore and does not run here, and took it for another program's.
#[test]
fn whose_job_it_is_comes_from_the_same_look_as_that_it_works() {
    let world = World::new();
    let own = world.engine.owner.id.to_string();
    for (owner, here) in [(own.as_str(), true), ("00000000-0000-7000-8000-000000000000", false)] {
        let id = world.run_at(&RestoreStage::Rebooting {
            away_seen: true,
            ticket: None,
            quiet_until: Timestamp::UNIX_EPOCH,
        });
        let job = world.engine.restore_run(id).expect("the run").job;
        let sql = "INSERT INTO jobs (id, kind, event, subject, owner, pid, started) \
                   VALUES (?1, 'restore', 'restore', 'Payments EU', ?2, 1, 0)";
        world.engine.database.write(|t| Ok(t.execute(sql, [&job.to_string(), owner])?)).expect("stored");
        assert!(world.engine.follow_job(job).is_err(), "it does not run here any more");
        let look = |id| at_hand(&world).into_iter().find(|open| open.run.id == id).expect("it is not over");
        let open = look(id);
        assert_eq!((open.run.worked_on, open.run.here), (true, here), "its ending is not stored yet");
        let sql = "UPDATE jobs SET ending = 'done' WHERE id = ?1";
        world.engine.database.write(|t| Ok(t.execute(sql, [job.to_string()])?)).expect("stored");
        let open = look(id);
        assert_eq!((open.run.worked_on, open.run.here), (false, false), "nobody works on it now");
    }
}

#[test]
fn a_long_reboot_is_told_with_figures_and_in_words() {
    let world = World::new();
    let quiet_until = world.engine.clock().now() + SignedDuration::from_mins(15);
    world.run_at(&RestoreStage::Rebooting { away_seen: true, ticket: None, quiet_until });
    let early = &at_hand(&world)[0];
    assert_eq!((early.long_reboot, &early.attention), (None, &None), "no answer is normal for a while");
    world.clock.advance(SignedDuration::from_mins(20));
    let late = &at_hand(&world)[0];
    let expected = LongReboot { silent: Duration::from_secs(20 * 60), went_away: true };
    assert_eq!(late.long_reboot, Some(expected));
    let message = late.attention.as_ref().expect("words");
    assert!(message.happened.contains("20 minutes"), "{}", message.happened);
    assert_eq!(message.offers, [Offer::KeepWaiting, Offer::LoginScreenSeen]);
    assert_eq!(
        late.remedies,
        [Remedy::KeepWatching, Remedy::LoginScreenSeen, Remedy::Close],
        "nobody watches it, so watching comes first"
    );
}

#[test]
fn what_certainly_ended_is_ended_and_not_listed() {
    let world = World::new();
    world.run_at(&RestoreStage::Uploading);
    assert_eq!(
        at_hand(&world),
        [],
        "the upload was not finished, so nothing was changed and nobody is asked"
    );
    let run = world.engine.restore_runs(None, 1).expect("runs").remove(0);
    assert!(run.stage.ended(), "{:?}", run.stage);
}

#[test]
fn every_stage_says_what_happens_as_a_sentence() {
    let quiet_until = Timestamp::UNIX_EPOCH;
    for stage in [
        RestoreStage::Checking,
        RestoreStage::SafetyBackup,
        RestoreStage::Uploading,
        RestoreStage::Committing,
        RestoreStage::Restoring { ticket: None },
        RestoreStage::Guided { step: GuidedStep::OpenPage },
        RestoreStage::Rebooting { away_seen: false, ticket: None, quiet_until },
        RestoreStage::SigningIn,
    ] {
        let said = stage.doing("ctvl-prd-1");
        assert!(said.contains("ctvl-prd-1") && said.ends_with('.'), "{stage:?}: {said}");
    }
}
