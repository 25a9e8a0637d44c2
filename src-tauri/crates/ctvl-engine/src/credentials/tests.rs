use ctvl_client::Secret;

use super::{Credential, SecretStoreError};
use crate::profile::{CredentialState, KeepPassword, Profile, ProfileChange};
use crate::testing::World;
use crate::{EngineError, Result};

fn password(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

/// The password that an order without one of its own would send now.
async fn sent(world: &World, profile: &Profile) -> Result<String> {
    let profile = world.engine.profile(profile.id)?;
    let login = world.engine.login(&profile, Credential::Stored).await?;
    world.engine.settle_login(profile.id, &login, None)?;
    Ok(login.secret.expose().to_owned())
}

async fn refuse(world: &World, profile: &Profile) {
    let profile = world.engine.profile(profile.id).unwrap();
    let login = world.engine.login(&profile, Credential::Stored).await.unwrap();
    world.engine.settle_login(profile.id, &login, Some(true)).unwrap();
}

#[tokio::test]
async fn the_one_in_memory_is_sent_first_and_written_nowhere() {
    let world = World::new();
    let profile = world.profile("A");
    world.engine.remember_password(profile.id, password("held")).unwrap();
    assert_eq!(sent(&world, &profile).await.unwrap(), "held", "although none is stored");
    assert!(world.secrets.accounts().is_empty(), "the keyring is not touched");
    let now = world.engine.profile(profile.id).unwrap();
    assert_eq!(now.credential, CredentialState::NotStored, "and nothing of it is in the database");
    let other = world.second().login(&now, Credential::Stored).await.map(|_| ()).unwrap_err();
    assert!(
        matches!(other, EngineError::PasswordNotStored { .. }),
        "another process has no part in it: {other:?}"
    );

    world.engine.store_password(profile.id, &password("stored")).await.unwrap();
    assert_eq!(
        sent(&world, &profile).await.unwrap(),
        "stored",
        "the one entered last is the one that counts"
    );
    world.engine.remember_password(profile.id, password("held")).unwrap();
    assert_eq!(sent(&world, &profile).await.unwrap(), "held", "either way round");
}

#[tokio::test]
async fn a_refused_one_is_not_followed_by_an_older_one_from_the_keyring() {
    let world = World::new();
    let profile = world.profile("A");
    world.engine.store_password(profile.id, &password("older")).await.unwrap();
    world.engine.remember_password(profile.id, password("wrong")).unwrap();
    refuse(&world, &profile).await;
    let again = sent(&world, &profile).await.unwrap_err();
    assert!(matches!(again, EngineError::PasswordRefusedBefore { .. }), "accounts lock: {again:?}");
    assert!(!world.engine.password_in_memory(profile.id).unwrap(), "it is of no use any more");
    let state = world.engine.profile(profile.id).unwrap().credential;
    assert_eq!(state, CredentialState::Stored, "of the one in the keyring nothing was learned");
    world.engine.remember_password(profile.id, password("right")).unwrap();
    assert_eq!(sent(&world, &profile).await.unwrap(), "right", "a person may enter another one");
}

#[tokio::test]
async fn a_restore_in_any_process_makes_it_unconfirmed() {
    let world = World::new();
    let profile = world.profile("A");
    world.engine.remember_password(profile.id, password("held")).unwrap();
    world.second().unconfirm_login(profile.id).unwrap();
    let profile = world.engine.profile(profile.id).unwrap();
    assert_eq!(
        profile.credential,
        CredentialState::NotStored,
        "there is none in the keyring to be unsure of"
    );
    let login = world.engine.login(&profile, Credential::Stored).await.expect("one try");
    assert!(login.was(CredentialState::Unconfirmed) && !login.may_be_sent_again(), "R9");
    let second = world.engine.login(&profile, Credential::Stored).await.map(|_| ()).unwrap_err();
    assert!(matches!(second, EngineError::PasswordRefusedBefore { .. }), "and no second one: {second:?}");
    world.engine.settle_login(profile.id, &login, Some(false)).unwrap();
    let login = world.engine.login(&profile, Credential::Stored).await.unwrap();
    assert!(
        login.was(CredentialState::Stored) && login.may_be_sent_again(),
        "it is a login of the backup too"
    );
}

#[tokio::test]
async fn it_is_forgotten_with_what_it_was_entered_for() {
    let elsewhere = Some("https://elsewhere.example".parse().unwrap());
    for (what, change) in [
        ("another user", ProfileChange { user: Some("somebody".into()), ..Default::default() }),
        ("another address", ProfileChange { address: elsewhere, ..Default::default() }),
    ] {
        let world = World::new();
        let profile = world.profile("A");
        world.engine.remember_password(profile.id, password("held")).unwrap();
        let renamed = ProfileChange { name: Some("B".into()), ..Default::default() };
        world.engine.update_profile(profile.id, renamed).await.unwrap();
        assert!(world.engine.password_in_memory(profile.id).unwrap(), "a new name changes nothing");
        world.engine.update_profile(profile.id, change).await.unwrap();
        assert!(!world.engine.password_in_memory(profile.id).unwrap(), "{what}");
    }
    let world = World::new();
    let profile = world.profile("A");
    world.engine.remember_password(profile.id, password("held")).unwrap();
    world.engine.remove_profile(profile.id).await.unwrap();
    assert!(!world.engine.held.forget(profile.id), "the appliance is gone");
    let unknown = world.engine.remember_password(profile.id, password("held")).unwrap_err();
    assert!(matches!(unknown, EngineError::ProfileUnknown { .. }), "{unknown:?}");
}

#[tokio::test]
async fn forgetting_it_needs_no_keyring() {
    let world = World::new();
    let profile = world.profile("A");
    world.secrets.fail_with(Some(SecretStoreError::Absent));
    world.engine.remember_password(profile.id, password("held")).unwrap();
    world.engine.forget_password(profile.id).await.expect("the keyring was never given it");
    assert!(!world.engine.password_in_memory(profile.id).unwrap());
    let error = world.engine.forget_password(profile.id).await.unwrap_err();
    assert!(
        matches!(error, EngineError::Keyring { .. }),
        "with nothing in memory it was the keyring's: {error:?}"
    );
}

#[tokio::test]
async fn a_password_is_kept_where_a_person_wants_it_and_nowhere_else() {
    let world = World::new();
    let profile = world.profile("A");
    let keep = |text: &str, keep| world.engine.keep_password(profile.id, password(text), keep);
    let state = || world.engine.profile(profile.id).unwrap().credential;

    keep("first", KeepPassword::Keyring).await.unwrap();
    assert_eq!((state(), world.secrets.accounts().len()), (CredentialState::Stored, 1));
    keep("second", KeepPassword::Memory).await.unwrap();
    assert_eq!(sent(&world, &profile).await.unwrap(), "second");
    assert!(world.secrets.accounts().is_empty(), "the former one is not left to be sent another day");
    keep("third", KeepPassword::Never).await.unwrap();
    let error = sent(&world, &profile).await.unwrap_err();
    assert!(matches!(error, EngineError::PasswordNotStored { .. }), "{error:?}");

    keep("fourth", KeepPassword::Keyring).await.unwrap();
    world.secrets.fail_with(Some(SecretStoreError::Locked));
    keep("fifth", KeepPassword::Memory).await.expect("a locked keyring is why somebody chooses memory");
    assert_eq!(sent(&world, &profile).await.unwrap(), "fifth");
    assert_eq!(state(), CredentialState::NotStored, "what the keyring still holds is not used");
    keep("sixth", KeepPassword::Never).await.expect("nothing of it is in the keyring");
    let error = keep("seventh", KeepPassword::Keyring).await.unwrap_err();
    assert!(matches!(error, EngineError::Keyring { error: SecretStoreError::Locked, .. }), "{error:?}");
}
