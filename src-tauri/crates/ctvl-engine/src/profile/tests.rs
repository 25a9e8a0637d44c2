use ctvl_client::{Secret, Trust};
use proptest::prelude::*;

use super::rules::{check_name, name_key};
use super::*;
use crate::credentials::Credential;
use crate::history::{EventKind, HistoryFilter};
use crate::testing::World;
use crate::{EngineError, SecretStoreError};

fn password(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

#[test]
fn a_profile_is_found_by_id_and_by_name_in_any_letter_case() {
    let world = World::new();
    let added = world.profile("Zürich Prod");
    for asked in [added.id.to_string(), "zürich prod".to_owned(), " ZÜRICH PROD ".to_owned()] {
        let found = world.engine.profile(asked.as_str()).unwrap();
        assert_eq!(found.id, added.id, "asked for {asked:?}");
    }
    let unknown = world.engine.profile("Zurich").unwrap_err();
    assert!(matches!(unknown, EngineError::ProfileUnknown { .. }), "{unknown:?}");
}

#[test]
fn names_are_unique_whatever_their_letter_case() {
    let world = World::new();
    world.profile("Payments EU");
    let again = NewProfile::new("PAYMENTS eu", "https://other.example".parse().unwrap(), "u");
    let error = world.engine.add_profile(again).unwrap_err();
    assert!(matches!(error, EngineError::ProfileNameTaken { .. }), "{error:?}");
    assert_eq!(world.engine.profiles().unwrap().len(), 1, "nothing was added");
}

#[test]
fn names_that_would_confuse_are_refused() {
    for (name, rule) in [
        ("", NameRule::Empty),
        ("   ", NameRule::Empty),
        ("--all", NameRule::LeadingDash),
        ("two\nlines", NameRule::ControlCharacter),
        ("01a205df-e65c-711d-889b-e9681ccee724", NameRule::LooksLikeAnId),
    ] {
        match check_name(name) {
            Err(EngineError::ProfileName { rule: found, .. }) => assert_eq!(found, rule, "{name:?}"),
            other => panic!("{name:?} gave {other:?}"),
        }
    }
    let long = "é".repeat(46);
    assert!(check_name(&long).is_err(), "46 characters are one too many");
    assert!(check_name(&long[2..]).is_ok(), "characters are counted, not bytes");
}

#[tokio::test]
async fn everything_of_a_profile_is_kept() {
    let world = World::new();
    let mut new = NewProfile::new("Card vault US", "https://cv.example:8443".parse().unwrap(), "svc");
    new.role = Role::Standby;
    new.version_typed = Some("2.8.5".parse().unwrap());
    new.destination = Some("/backups/cv".into());
    new.key = Some("vault-key".into());
    new.exclude_counters = true;
    new.proxy = Proxy::None;
    let added = world.engine.add_profile(new).unwrap();
    let read = world.second().profile(added.id).unwrap();
    assert_eq!(format!("{read:?}"), format!("{added:?}"), "another process reads the same");
    assert_eq!(read.versions.typed.unwrap().1.to_string(), "2026-11-11", "what was typed carries its date");
}

#[tokio::test]
async fn a_password_does_not_follow_to_another_user_or_host() {
    for change in [
        ProfileChange { user: Some("somebody".into()), ..Default::default() },
        ProfileChange { address: Some("https://elsewhere.example".parse().unwrap()), ..Default::default() },
    ] {
        let world = World::new();
        let profile = world.profile("A");
        world.engine.store_password(profile.id, &password("pw")).await.unwrap();
        let changed = world.engine.update_profile(profile.id, change).await.unwrap();
        assert_eq!(changed.credential, CredentialState::NotStored, "it was entered for another login");
        assert!(world.secrets.accounts().is_empty(), "and it is gone from the keyring");
        assert_eq!(changed.trust, Trust::System, "trust was never given here");
    }
}

#[tokio::test]
async fn renaming_keeps_the_password() {
    let world = World::new();
    let profile = world.profile("A");
    world.engine.store_password(profile.id, &password("pw")).await.unwrap();
    let change = ProfileChange { name: Some("B".into()), ..Default::default() };
    let renamed = world.engine.update_profile(profile.id, change).await.unwrap();
    let login = world.engine.login(&renamed, Credential::Stored).await.unwrap();
    assert_eq!(login.secret.expose(), "pw");
}

#[tokio::test]
async fn removing_takes_the_password_but_not_the_history() {
    let world = World::new();
    let profile = world.profile("A");
    world.engine.store_password(profile.id, &password("pw")).await.unwrap();
    world.engine.remove_profile(profile.id).await.unwrap();
    assert!(world.secrets.accounts().is_empty(), "no password stays behind");
    let events = world.engine.history(&HistoryFilter::default()).unwrap();
    let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
    assert_eq!(
        kinds,
        [EventKind::ApplianceRemoved, EventKind::ApplianceAdded],
        "newest first, nothing rewritten"
    );
    assert!(events.iter().all(|event| event.subject == "A".into()), "history still names it");
}

#[tokio::test]
async fn a_refused_password_is_not_sent_again() {
    let world = World::new();
    let profile = world.profile("A");
    world.engine.store_password(profile.id, &password("wrong")).await.unwrap();
    let profile = world.engine.profile(profile.id).unwrap();
    let login = world.engine.login(&profile, Credential::Stored).await.unwrap();
    world.engine.settle_login(profile.id, &login, Some(true)).unwrap();
    let profile = world.engine.profile(profile.id).unwrap();
    assert_eq!(profile.credential, CredentialState::Refused);
    let again = world.engine.login(&profile, Credential::Stored).await.map(|_| ()).unwrap_err();
    assert!(matches!(again, EngineError::PasswordRefusedBefore { .. }), "{again:?}");
    world.engine.login(&profile, Credential::Given(password("typed"))).await.expect("a person may type one");
    world.engine.store_password(profile.id, &password("right")).await.unwrap();
    let profile = world.engine.profile(profile.id).unwrap();
    world.engine.login(&profile, Credential::Stored).await.expect("a new one may be tried");
}

#[tokio::test]
async fn an_unconfirmed_login_is_used_once_even_across_processes_and_crashes() {
    let world = World::new();
    let profile = world.profile("A");
    world.engine.store_password(profile.id, &password("pw")).await.unwrap();
    world.engine.unconfirm_login(profile.id).unwrap();
    let profile = world.engine.profile(profile.id).unwrap();
    assert_eq!(profile.credential, CredentialState::Unconfirmed);
    // Claimed, and then the process dies before it can say how it went.
    let login = world.engine.login(&profile, Credential::Stored).await.expect("the first use is allowed");
    let second = world.second().login(&profile, Credential::Stored).await.map(|_| ()).unwrap_err();
    assert!(matches!(second, EngineError::PasswordRefusedBefore { .. }), "R9: {second:?}");
    world.engine.settle_login(profile.id, &login, Some(false)).unwrap();
    let confirmed = world.engine.profile(profile.id).unwrap();
    assert_eq!(confirmed.credential, CredentialState::Stored, "it worked, so it is a stored one again");
}

#[tokio::test]
async fn an_unconfirmed_login_that_was_not_sent_may_still_be_tried() {
    let world = World::new();
    let profile = world.profile("A");
    world.engine.store_password(profile.id, &password("pw")).await.unwrap();
    world.engine.unconfirm_login(profile.id).unwrap();
    let profile = world.engine.profile(profile.id).unwrap();
    let login = world.engine.login(&profile, Credential::Stored).await.unwrap();
    world.engine.settle_login(profile.id, &login, None).unwrap();
    assert_eq!(world.engine.profile(profile.id).unwrap().credential, CredentialState::Unconfirmed);
}

#[tokio::test]
async fn keyring_failures_keep_their_cause_and_name_the_appliance() {
    let world = World::new();
    let profile = world.profile("Payments EU");
    world.engine.store_password(profile.id, &password("pw")).await.unwrap();
    let profile = world.engine.profile(profile.id).unwrap();
    for failure in [SecretStoreError::Locked, SecretStoreError::Absent, SecretStoreError::Refused] {
        world.secrets.fail_with(Some(failure));
        let error = world.engine.login(&profile, Credential::Stored).await.map(|_| ()).unwrap_err();
        assert!(matches!(&error, EngineError::Keyring { error, .. } if *error == failure), "{error:?}");
        assert!(error.message().happened.contains("Payments EU"), "{}", error.message().happened);
    }
    world.secrets.fail_with(None);
    assert_eq!(
        world.engine.profile(profile.id).unwrap().credential,
        CredentialState::Stored,
        "a locked keyring says nothing about the password"
    );
}

proptest! {
    #[test]
    fn a_name_that_is_accepted_finds_its_profile(name in "\\PC{0,60}") {
        if let Ok(kept) = check_name(&name) {
            prop_assert_eq!(check_name(&kept).unwrap(), kept.clone(), "what is kept is a name again");
            prop_assert_eq!(name_key(&kept), name_key(&kept.to_lowercase()), "in any letter case");
            prop_assert!(matches!(ProfileRef::from(kept.as_str()), ProfileRef::Name(_)), "never taken for an id");
        }
    }
}
