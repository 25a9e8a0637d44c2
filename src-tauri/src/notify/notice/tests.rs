//! The design page's table of notifications, word for word, and its limits for everything else.

use ctvl_contract::{
    AftermathTask, ArchiveReport, Counters, DamageReason, Identity, KeyNeeded, ReceiptState, SignInAfter,
    describe,
};
use ctvl_engine::client::{ClientError, Step};
use ctvl_engine::{Activity, DestinationProblem, EngineError, SecretStoreError, Situation};

use super::*;

const ALL: Notifications = Notifications {
    backup_done: true,
    backup_failed: true,
    restore_done: true,
    restore_attention: true,
    archive_damaged: true,
    certificate_changed: true,
};

const NONE: Notifications = Notifications {
    backup_done: false,
    backup_failed: false,
    restore_done: false,
    restore_attention: false,
    archive_damaged: false,
    certificate_changed: false,
};

fn outcome(kind: JobKind, subject: &str, result: JobResult) -> JobOutcome {
    JobOutcome {
        job: "job".to_owned(),
        kind,
        profile: Some("profile".to_owned()),
        subject: subject.to_owned(),
        archives: None,
        at: "2026-11-12T08:12:00Z".to_owned(),
        request: None,
        result,
    }
}

fn backup(appliance: &str, state: ArchiveState, plausibility: Plausibility) -> JobOutcome {
    let backup = BackupResult {
        archive: 7,
        appliance: appliance.to_owned(),
        path: "/b/backup.zip".to_owned(),
        receipt: "/b/backup.zip.receipt.json".to_owned(),
        size: 1_310_000_000,
        sha256: "00".to_owned(),
        state,
        plausibility,
        counters: Counters::Included,
        signed_with: None,
        duration_millis: 189_000,
    };
    outcome(JobKind::Backup, appliance, JobResult::BackedUp { backup: Box::new(backup) })
}

fn verified() -> ArchiveState {
    ArchiveState::Verified { at: "2026-11-12T08:12:00Z".to_owned() }
}

fn failure(kind: JobKind, appliance: &str, error: &EngineError) -> JobOutcome {
    outcome(kind, appliance, JobResult::Failed { failure: describe(error, None) })
}

fn of_client(appliance: &str, error: ClientError, counters_excluded: bool) -> EngineError {
    let situation = Situation {
        appliance: appliance.to_owned(),
        address: "ctvl.example".to_owned(),
        user: "svc".to_owned(),
        activity: Activity::BackUp,
        counters_excluded,
        newest_verified: None,
    };
    EngineError::Appliance { situation: Box::new(situation), error: Box::new(error) }
}

fn report(path: &str, damaged: bool) -> VerifyOutcome {
    let state = if damaged {
        let reason = DamageReason::SizeDiffers { receipt: 1, file: 2 };
        ArchiveState::Damaged { reason, text: "it is longer".to_owned() }
    } else {
        verified()
    };
    VerifyOutcome::Looked {
        report: Box::new(ArchiveReport {
            path: path.to_owned(),
            archive: Some(3),
            size: 1,
            sha256: String::new(),
            state,
            identity: Identity::NoReceipt,
            plausibility: Plausibility::Unknown,
            contents: None,
            version: None,
            created: None,
            key: KeyNeeded::Unknown,
            counters: None,
            receipt_state: ReceiptState::None,
            receipt: None,
        }),
    }
}

fn restore(state: RestoreState, tasks: &[TaskKind]) -> JobOutcome {
    let task = |kind: &TaskKind| AftermathTask {
        id: 1,
        run: "run".to_owned(),
        profile: "profile".to_owned(),
        appliance: "Payments EU".to_owned(),
        kind: *kind,
        title: String::new(),
        hint: String::new(),
        state: TaskState::Open,
        waits_for: None,
        created: String::new(),
    };
    let restore = RestoreResult {
        run: "run".to_owned(),
        appliance: "Payments EU".to_owned(),
        host: "ctvl-prd-1".to_owned(),
        state,
        safety: None,
        duration_millis: None,
        tasks: tasks.iter().map(task).collect(),
    };
    outcome(JobKind::Restore, "Payments EU", JobResult::Restored { restore: Box::new(restore) })
}

fn said(outcome: &JobOutcome, tag: &str) -> (String, String) {
    let notice = Notice::of_outcome(outcome, &ALL, Words::of(tag)).expect("it is worth a notification");
    (notice.title, notice.body)
}

/// Everything that can be said, for a name of the longest length that a profile may have.
fn everything(name: &str) -> Vec<JobOutcome> {
    let timed_out =
        |again| of_client(name, ClientError::BackupTimedOut { after: Duration::from_secs(600) }, again);
    let keyring = EngineError::Keyring { appliance: Some(name.to_owned()), error: SecretStoreError::Locked };
    let folder = EngineError::Destination { path: "/gone".into(), problem: DestinationProblem::Missing };
    let client = |error| of_client(name, error, false);
    let mut all = vec![
        backup(name, verified(), Plausibility::Usual),
        backup(name, verified(), Plausibility::MuchSmaller { bytes: 214_000_000, usual: 3_000_000_000 }),
        backup(
            name,
            ArchiveState::CannotVerify { why: vec!["encrypted".to_owned()], reasons: Vec::new() },
            Plausibility::Unknown,
        ),
        restore(RestoreState::Restored { sign_in: SignInAfter::Worked }, &[]),
        restore(RestoreState::Restored { sign_in: SignInAfter::Worked }, &[TaskKind::FreshBackup; 3]),
        restore(RestoreState::Restored { sign_in: SignInAfter::Worked }, &[TaskKind::ConfirmLogin; 12]),
    ];
    for error in [
        timed_out(false),
        timed_out(true),
        keyring,
        folder,
        client(ClientError::LoginRefused { detail: None }),
        client(ClientError::CutOff { step: Step::Backup, received: 1, promised: None }),
        EngineError::PasswordNotStored { appliance: name.to_owned(), user: "svc".to_owned() },
        EngineError::RunInProgress { appliance: name.to_owned(), holder: None },
        EngineError::NothingChosen,
    ] {
        all.push(failure(JobKind::Backup, name, &error));
        all.push(failure(JobKind::Restore, name, &error));
    }
    let long = format!("/b/{}.zip", "x".repeat(200));
    for files in [vec![report(&long, true)], vec![report("/b/a.zip", true), report("/b/b.zip", true)]] {
        all.push(outcome(
            JobKind::Verify,
            "2 archives",
            JobResult::Verified { verification: VerifyResult { files } },
        ));
    }
    all
}

#[test]
fn the_table_of_the_design_page_is_kept_word_for_word() {
    let expect = |outcome: JobOutcome, title: &str, body: &str| {
        assert_eq!(said(&outcome, "en"), (title.to_owned(), body.to_owned()));
    };
    expect(
        backup("Payments EU", verified(), Plausibility::Usual),
        "Payments EU is backed up",
        "1.31 GB, verified, in 3 min 9 s.",
    );
    let timed_out =
        of_client("Card vault US", ClientError::BackupTimedOut { after: Duration::from_secs(600) }, false);
    expect(
        failure(JobKind::Backup, "Card vault US", &timed_out),
        "Card vault US was not backed up",
        "It timed out. Open to back up without counters.",
    );
    expect(
        restore(RestoreState::Restored { sign_in: SignInAfter::Worked }, &[TaskKind::FreshBackup; 3]),
        "The restore of Payments EU is complete",
        "3 tasks are left, a fresh backup first.",
    );
    let words = Words::of("en");
    let late = Late {
        profile: "profile".to_owned(),
        host: "ctvl-prd-1".to_owned(),
        silent: Duration::from_secs(15 * 60 + 20),
    };
    let late = Notice::of_late(&late, &ALL, words).expect("it needs a person");
    assert_eq!(late.title, "ctvl-prd-1 has not come back yet");
    assert_eq!(late.body, "15 minutes without an answer. Look at its console.");
    let test = Notice::test(words);
    assert_eq!(
        (test.title.as_str(), test.body.as_str()),
        ("Notifications arrive", "This is the test you asked for.")
    );
}

#[test]
fn verified_is_said_only_of_what_was_verified() {
    let unproven =
        ArchiveState::CannotVerify { why: vec!["its members are encrypted".to_owned()], reasons: Vec::new() };
    for (tag, word) in [("en", "verified,"), ("de", "geprüft,")] {
        let (_, body) = said(&backup("A", unproven.clone(), Plausibility::Usual), tag);
        assert!(!body.contains(word), "nothing was proven: {body}");
        let (_, body) = said(&backup("A", verified(), Plausibility::Usual), tag);
        assert!(body.contains(word), "{body}");
    }
}

#[test]
fn every_text_fits_on_every_desktop_in_both_languages() {
    for name in ["A", &"Ä".repeat(45)] {
        for tag in ["en", "de"] {
            for outcome in everything(name) {
                let (title, body) = said(&outcome, tag);
                assert!(title.chars().count() <= TITLE, "{} characters: {title}", title.chars().count());
                assert!(body.chars().count() <= BODY, "{} characters: {body}", body.chars().count());
                assert!(!title.is_empty() && !body.is_empty(), "{outcome:?}");
            }
        }
    }
}

#[test]
fn a_name_that_is_too_long_is_shortened_and_the_rest_of_the_title_stays() {
    let (title, _) = said(&backup(&"Payments ".repeat(5), verified(), Plausibility::Usual), "en");
    assert!(title.ends_with("… is backed up"), "{title}");
    assert!(title.starts_with("Payments Payments"), "{title}");
}

#[test]
fn nobody_is_told_what_nobody_wants_to_know() {
    for outcome in everything("A") {
        assert_eq!(Notice::of_outcome(&outcome, &NONE, Words::of("en")), None, "{outcome:?}");
    }
    let cancelled = failure(JobKind::Backup, "A", &EngineError::Cancelled);
    assert_eq!(Notice::of_outcome(&cancelled, &ALL, Words::of("en")), None, "the person did that");
    let whole = VerifyResult { files: vec![report("/b/a.zip", false)] };
    let whole = outcome(JobKind::Verify, "a.zip", JobResult::Verified { verification: whole });
    assert_eq!(Notice::of_outcome(&whole, &ALL, Words::of("en")), None, "what is fine stays quiet");
}

#[test]
fn a_click_leads_to_the_result() {
    let place =
        |outcome: &JobOutcome| Notice::of_outcome(outcome, &ALL, Words::of("en")).expect("a notice").place;
    let profile = || "profile".to_owned();
    assert_eq!(
        place(&backup("A", verified(), Plausibility::Usual)),
        Place::Archives { archive: Some(7) },
        "to the archive that was made"
    );
    assert_eq!(
        place(&failure(JobKind::Backup, "A", &EngineError::NothingChosen)),
        Place::Appliance { profile: profile() }
    );
    assert_eq!(
        place(&restore(RestoreState::Restored { sign_in: SignInAfter::Worked }, &[])),
        Place::Restore { profile: profile() }
    );
}
