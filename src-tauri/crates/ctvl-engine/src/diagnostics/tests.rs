use ctvl_client::Secret;

use crate::credentials::SecretStoreError;
use crate::testing::{World, write_archive};
use crate::verify::VerifyTarget;

const PASSWORD: &str = "kX9-planted_Secret.77";

#[tokio::test]
async fn the_report_says_what_helps_and_holds_no_secret_and_no_account() {
    let world = World::new();
    let profile = world.profile("Payments EU");
    world.engine.store_password(profile.id, &Secret::new(PASSWORD.to_owned())).await.unwrap();
    let path = world.folder("f").join("backup_2025-04-10T10-32-33.zip");
    write_archive(&path, 1, 2000);
    let id = world.engine.library().add(std::slice::from_ref(&path)).unwrap().added[0];
    world.engine.library().note(id, Some("call Ada about it")).unwrap();
    world.engine.start_verify(vec![VerifyTarget::from(id)]).unwrap().outcome().await.unwrap();
    let log = world.engine.directories().logs().join("ctvl-backup.2026-11-11.log");
    std::fs::write(
        &log,
        format!(
            "2026-11-11T01:00:00.000001Z  WARN ctvl_engine: Payments EU refused the login of svc-backup.\n\
             2026-11-11T01:00:01.000001Z ERROR ctvl_engine: it sent password=\"{PASSWORD}\"\n\
             2026-11-11T01:00:02.000001Z  INFO ctvl_engine: all is well\n"
        ),
    )
    .unwrap();
    let report = world.engine.diagnostics().await.unwrap();
    for said in [
        "It holds names and addresses of appliances",
        "ctvl-backup 0",
        "Made        11 Nov 2026, 01:00:00",
        "Keyring     works",
        "Archives    1 verified",
        "Payments EU at payments-eu.example: production, CT-VL unknown, password stored",
        "ctvl-backup.2026-11-11.log",
        "refused the login of [account].",
        "ERROR ctvl_engine: it sent password=",
        "2026-11-11T01:00:00",
    ] {
        assert!(report.contains(said), "{said:?} is missing:\n{report}");
    }
    for hidden in [PASSWORD, "svc-backup", "call Ada", "all is well"] {
        assert!(!report.contains(hidden), "{hidden:?} is nobody else's business:\n{report}");
    }
    assert!(report.ends_with('\n') && report.lines().all(|line| line == line.trim_end()), "{report}");
}

#[tokio::test]
async fn a_new_installation_has_a_report_and_a_keyring_has_a_word() {
    let world = World::new();
    for (failure, word) in [
        (SecretStoreError::Locked, "Keyring     locked"),
        (SecretStoreError::Absent, "Keyring     absent"),
        (SecretStoreError::Refused, "Keyring     refuses"),
    ] {
        world.secrets.fail_with(Some(failure));
        let report = world.engine.diagnostics().await.unwrap();
        assert!(report.contains(word), "{word:?} is missing:\n{report}");
        for empty in ["Archives    none", "There is no log.", "Open restores\n  None.", "Appliances\n  None."]
        {
            assert!(report.contains(empty), "{empty:?} is missing:\n{report}");
        }
    }
}
