use std::path::Path;

use super::*;
use crate::backup::DestinationProblem;
use crate::profile::{Profile, ProfileChange};
use crate::testing::{World, write_archive};

async fn goes_to(world: &World, profile: &Profile, folder: &Path) {
    let change = ProfileChange { destination: Some(Some(folder.to_owned())), ..Default::default() };
    world.engine.update_profile(profile.id, change).await.unwrap();
}

fn problem(look: &DestinationLook) -> Option<DestinationProblem> {
    match &look.problem {
        Some(EngineError::Destination { problem, path }) => {
            assert_eq!(path, &look.folder, "the message names the folder that was chosen");
            Some(problem.clone())
        }
        None => None,
        other => panic!("no backup would fail with {other:?}"),
    }
}

#[test]
fn the_own_folder_is_fine_before_it_is_there_and_looking_does_not_make_it() {
    let world = World::new();
    let profile = world.profile("A");
    let own = world.engine.directories().archives().to_owned();
    let look = world.engine.destination_look(profile.id).unwrap();
    assert_eq!((look.folder.as_path(), look.own, problem(&look)), (own.as_path(), true, None));
    assert!(look.free.is_some_and(|free| free > 0), "of the disk it will be made on");
    assert_eq!((look.synced_by, look.last_size), (None, None));
    assert!(!own.exists(), "looking leaves nothing");
    std::fs::write(&own, b"a file is in the way").unwrap();
    let look = world.engine.destination_look(profile.id).unwrap();
    assert_eq!(problem(&look), Some(DestinationProblem::NotAFolder));
}

#[tokio::test]
async fn a_chosen_folder_is_looked_at_and_never_made() {
    let world = World::new();
    let profile = world.profile("A");
    let folder = world.home.path().join("share");
    goes_to(&world, &profile, &folder).await;
    let look = world.engine.destination_look(profile.id).unwrap();
    assert_eq!((look.own, problem(&look)), (false, Some(DestinationProblem::Missing)));
    assert!(!folder.exists());
    std::fs::create_dir(&folder).unwrap();
    let look = world.engine.destination_look(profile.id).unwrap();
    assert_eq!((look.folder.as_path(), problem(&look)), (folder.as_path(), None));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "looking leaves nothing, no marker either");
}

#[tokio::test]
async fn a_synchronised_folder_is_named() {
    let world = World::new();
    let profile = world.profile("A");
    goes_to(&world, &profile, &world.folder("OneDrive - Contoso/Backups")).await;
    let look = world.engine.destination_look(profile.id).unwrap();
    assert_eq!(look.synced_by.map(SyncService::name), Some("OneDrive"));
    assert_eq!(problem(&look), None, "it is a word of warning and no obstacle");
}

#[tokio::test]
async fn the_folder_of_all_appliances_counts_where_an_appliance_has_none() {
    let world = World::new();
    let (with, without) = (world.profile("With"), world.profile("Without"));
    let (own, common) = (world.folder("own"), world.folder("common"));
    goes_to(&world, &with, &own).await;
    world.engine.set_archives_folder(Some(&common)).unwrap();
    let of = |profile: &Profile| world.engine.destination_look(profile.id).unwrap();
    assert_eq!(of(&with).folder, own);
    assert_eq!((of(&without).folder, of(&without).own), (common.clone(), false));
    let destination = Destination::choose(&world.engine, &without, None).unwrap();
    destination.check(&world.engine, None).unwrap();
    destination.mark(&world.engine);
    std::fs::remove_dir_all(&common).unwrap();
    assert_eq!(
        problem(&of(&without)),
        Some(DestinationProblem::Missing),
        "a share that is away is not made anew"
    );
    std::fs::create_dir(&common).unwrap();
    assert_eq!(
        problem(&of(&without)),
        Some(DestinationProblem::MarkerMissing),
        "an unmounted share is not taken for an empty folder"
    );
    world.engine.set_archives_folder(Some(&common)).unwrap();
    assert_eq!(problem(&of(&without)), None, "a person chose it anew");
}

#[tokio::test]
async fn the_size_to_expect_is_that_of_the_last_one_like_it() {
    let world = World::new();
    let profile = world.profile("A");
    let path = world.folder("f").join("backup_2025-04-10T10-32-33.zip");
    write_archive(&path, 1, 5000);
    let id = world.engine.library().add(std::slice::from_ref(&path)).unwrap().added[0];
    world
        .engine
        .database
        .write(|transaction| {
            transaction.execute(
                "UPDATE archives SET profile = ?1, state = 'verified', counters = 'included' WHERE id = ?2",
                rusqlite::params![profile.id.to_string(), id.number()],
            )?;
            Ok(())
        })
        .unwrap();
    let size = std::fs::metadata(&path).unwrap().len();
    assert_eq!(world.engine.destination_look(profile.id).unwrap().last_size, Some(size));
    let change = ProfileChange { exclude_counters: Some(true), ..Default::default() };
    world.engine.update_profile(profile.id, change).await.unwrap();
    assert_eq!(
        world.engine.destination_look(profile.id).unwrap().last_size,
        None,
        "without counters it is smaller"
    );
}
