//! The embedded appliance over real installations: a start, an end of the program, and everything that can happen to the
//! password in between.

use std::sync::Arc;

use ctvl_appliance::KeyStorePath;
use ctvl_appliance::key_store::KeyStore;
use ctvl_engine::{
    BackupOrder, ConnectionTarget, Credential, Directories, Engine, EngineError, EngineOptions,
    MemorySecrets, NoKeyring, ProfileChange, ProfileId, Role, SecretStore, SecretStoreError,
};

use crate::{Embedded, PracticeError, Rehearsal, State};

struct World {
    home: tempfile::TempDir,
    secrets: Arc<dyn SecretStore>,
}

impl World {
    fn new(secrets: impl SecretStore + 'static) -> Self {
        Self { home: tempfile::tempdir().expect("a temporary folder"), secrets: Arc::new(secrets) }
    }

    /// Name and moment of creation of every key.
    fn keys(&self) -> Vec<(String, String)> {
        let folder = self.home.path().join("data/practice/key-store");
        let store = KeyStore::open(&KeyStorePath(folder)).expect("the key store");
        let keys = store.list().expect("its keys");
        keys.into_iter().map(|key| (key.name, key.created)).collect()
    }

    /// The program, started once more.
    fn program(&self) -> (Arc<Engine>, Embedded) {
        let mut options = EngineOptions::new(Directories::under(self.home.path()));
        options.secrets = Arc::clone(&self.secrets);
        // A fault that lasts is not waited for.
        options.backoff.attempts = 1;
        let engine = Engine::open(options).expect("the installation opens");
        (Arc::clone(&engine), Embedded::new(engine, "Practice appliance"))
    }
}

fn profile(state: &State) -> ProfileId {
    state.profile.expect("a start makes a profile")
}

async fn signs_in(engine: &Arc<Engine>, id: ProfileId) -> bool {
    let target = ConnectionTarget::Profile(id.into());
    let report = engine.test_connection(target, Credential::Stored).await.expect("a report");
    if let Some((check, error)) = report.failure() {
        println!("{check:?}: {error}");
    }
    report.failure().is_none()
}

#[tokio::test]
async fn the_first_start_leaves_nothing_to_do_for_a_person() {
    let world = World::new(MemorySecrets::default());
    let (engine, practice) = world.program();
    let before = practice.state().await.expect("a state");
    assert_eq!((before.profile, before.address), (None, None), "nothing is made before it is asked for");

    let state = practice.start().await.expect("it starts");
    let known = engine.profile(profile(&state)).expect("the profile");
    assert_eq!(known.name, "Practice appliance");
    assert!(known.pinned().is_some(), "its certificate is pinned without a comparison");
    assert!(signs_in(&engine, known.id).await, "the program made the password and keeps it");

    let again = practice.start().await.expect("a second start is none");
    assert_eq!(again, state);
    practice.close().await;
}

#[tokio::test]
async fn it_runs_again_if_it_ran_when_the_program_was_closed() {
    let world = World::new(MemorySecrets::default());
    let (_, practice) = world.program();
    let first = practice.start().await.expect("it starts");
    practice.close().await;

    let (engine, practice) = world.program();
    let second = practice.resume().await.expect("it starts again");
    assert_eq!(second, first, "same profile, same address");
    assert!(signs_in(&engine, profile(&second)).await, "the password is in the keyring");
    let stopped = practice.stop().await.expect("it stops");
    assert_eq!(stopped.address, None);

    let (_, practice) = world.program();
    let third = practice.resume().await.expect("a state");
    assert_eq!(third.address, None, "a person stopped it");
}

#[tokio::test]
async fn without_a_keyring_each_program_makes_its_own_password() {
    let world = World::new(NoKeyring);
    for _ in 0..2 {
        let (engine, practice) = world.program();
        let state = practice.start().await.expect("it starts");
        assert!(signs_in(&engine, profile(&state)).await, "in memory only, and good for this program");
        practice.close().await;
    }
}

#[tokio::test]
async fn a_keyring_that_is_locked_now_does_not_lock_the_person_out() {
    let secrets = Arc::new(MemorySecrets::default());
    let world = World {
        home: tempfile::tempdir().expect("a temporary folder"),
        secrets: Arc::clone(&secrets) as Arc<dyn SecretStore>,
    };
    let (_, practice) = world.program();
    practice.start().await.expect("it starts");
    practice.close().await;

    secrets.fail_with(Some(SecretStoreError::Locked));
    let (engine, practice) = world.program();
    let state = practice.start().await.expect("it starts");
    assert!(signs_in(&engine, profile(&state)).await, "nobody knows the old password, so it made a new one");
    practice.close().await;
}

#[tokio::test]
async fn a_reset_takes_the_data_and_leaves_the_keys() {
    let world = World::new(MemorySecrets::default());
    let (engine, practice) = world.program();
    let before = practice.start().await.expect("it starts");
    let pinned = engine.profile(profile(&before)).expect("the profile").pinned();
    let keys = world.keys();

    let after = practice.reset().await.expect("it starts anew");
    assert_eq!(after, before, "the profile stays and leads to it");
    let now = engine.profile(profile(&after)).expect("the profile").pinned();
    assert_ne!(now, pinned, "a fresh appliance makes a fresh certificate");
    assert!(signs_in(&engine, profile(&after)).await, "certificate and password are the new ones");
    assert_eq!(world.keys(), keys, "archives of before need their keys");
    practice.close().await;
}

#[tokio::test]
async fn it_hides_its_direct_route_as_a_real_appliance_does() {
    let world = World::new(MemorySecrets::default());
    let (engine, practice) = world.program();
    let state = practice.start().await.expect("it starts");
    for hidden in [true, false] {
        let state = practice.hide_direct_route(hidden).await.expect("it starts again");
        assert_eq!(state.direct_route_hidden, hidden);
        let target = ConnectionTarget::Profile(profile(&state).into());
        let report = engine.test_connection(target, Credential::Stored).await.expect("a report");
        let direct = report.capabilities.expect("it was probed").direct_restore;
        assert_eq!(direct, !hidden, "the probe shows what was chosen");
    }
    assert_eq!(practice.state().await.expect("a state").address, state.address, "the port stays");
    practice.close().await;
}

#[tokio::test]
async fn every_rehearsal_makes_a_backup_fail_and_the_cure_of_r4_cures_the_time_out() {
    let world = World::new(MemorySecrets::default());
    let (engine, practice) = world.program();
    let id = profile(&practice.start().await.expect("it starts"));
    let backup = |exclude: bool| {
        let order = BackupOrder { exclude_counters: Some(exclude), ..BackupOrder::new(id) };
        let job = engine.start_backup(order).expect("the job starts");
        async { job.outcome().await.map(|done| done.size) }
    };
    let whole = backup(false).await.expect("without a fault it works");
    let small = backup(true).await.expect("without counters as well");
    assert!(whole > small, "counters weigh something: {whole} and {small}");

    for (fault, exclude) in [
        (Rehearsal::Timeout, false),
        (Rehearsal::CutOff, false),
        (Rehearsal::CutOff, true),
        (Rehearsal::ErrorPage, false),
    ] {
        let state = practice.set_fault(Some(fault)).await.expect("a state");
        assert_eq!(state.fault, Some(fault));
        let outcome = backup(exclude).await;
        assert!(matches!(outcome, Err(EngineError::Appliance { .. })), "{fault:?}: {outcome:?}");
    }
    practice.set_fault(Some(Rehearsal::Timeout)).await.expect("a state");
    assert_eq!(backup(true).await.expect("R4"), small, "leaving counters out is the cure");
    practice.set_fault(None).await.expect("a state");
    backup(false).await.expect("the fault is off");
    practice.close().await;
}

#[tokio::test]
async fn a_profile_that_was_removed_or_whose_name_is_taken_is_made_anew() {
    let world = World::new(MemorySecrets::default());
    let (engine, practice) = world.program();
    let first = profile(&practice.start().await.expect("it starts"));
    let address = engine.profile(first).expect("the profile").address;
    engine.remove_profile(first).await.expect("a person removed it");
    assert_eq!(practice.state().await.expect("a state").profile, None);

    let other: ctvl_engine::client::Address = "ctvl.example".parse().expect("an address");
    assert_ne!(address, other);
    engine
        .add_profile(ctvl_engine::NewProfile::new("practice appliance", other, "somebody"))
        .expect("another appliance of that name");
    let again = practice.start().await.expect("it goes on");
    let made = engine.profile(profile(&again)).expect("the profile");
    assert_eq!((made.name.as_str(), made.address), ("Practice appliance 2", address));
    assert!(signs_in(&engine, made.id).await, "its password went with the profile and was made anew");
    practice.close().await;
}

#[tokio::test]
async fn its_password_is_handed_out_while_it_runs_and_no_other_appliances_ever() {
    let worlds = [World::new(MemorySecrets::default()), World::new(NoKeyring)];
    for world in worlds {
        let (engine, practice) = world.program();
        let early = practice.password().await;
        assert!(matches!(early, Err(PracticeError::NotRunning)), "there is nothing to sign in to: {early:?}");
        let id = profile(&practice.start().await.expect("it starts"));
        let password = practice.password().await.expect("a password");
        engine.try_password(id, &password).await.expect("it is the one that signs in");

        let production = ProfileChange { role: Some(Role::Production), ..ProfileChange::default() };
        engine.update_profile(id, production).await.expect("another role");
        let refused = practice.password().await;
        assert!(
            matches!(refused, Err(PracticeError::PasswordNotKept)),
            "only a practice appliance's password is ever handed out: {refused:?}"
        );
        practice.close().await;
    }
}
