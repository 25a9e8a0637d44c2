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
    assert_eq!((open.run.id, open.here), (id, false), "no job of this process works on it");
    assert_eq!(open.remedies, [Remedy::ContinueGuided]);
    let guided = open.guided.as_ref().expect("the step");
    assert_eq!(guided.card.step, GuidedStep::CompareDetails);
    assert_eq!(guided.plan.fingerprint(), open.run.plan.fingerprint(), "with the facts of its plan");
    assert_eq!(open.attention, None, "it waits for the person, not for the appliance");
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
