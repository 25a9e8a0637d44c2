//! The overview and history on the wire.

use std::sync::Arc;
use std::time::Duration;

use ctvl_contract::{
    Attention, ErrorCode, ErrorParams, Event, OfferedStep, Overview, Protection, kept_error,
};
use ctvl_engine::client::ClientError;
use ctvl_engine::{
    Activity, Directories, Engine, EngineError, EngineOptions, FailedRun, HistoryFilter, NewProfile,
    NoKeyring, Offer, Situation,
};

#[test]
fn a_stored_word_is_the_code_it_was() {
    let timed_out = EngineError::Appliance {
        situation: Box::new(Situation {
            appliance: "Card vault US".to_owned(),
            address: "ctvl-us-1".to_owned(),
            user: "svc".to_owned(),
            activity: Activity::BackUp,
            counters_excluded: false,
            newest_verified: None,
        }),
        error: Box::new(ClientError::BackupTimedOut { after: Duration::from_secs(600) }),
    };
    let kept = kept_error(&timed_out).expect("every error has a code");
    assert_eq!(kept.code, "backupTimedOut");
    let params: ErrorParams = serde_json::from_str(&kept.params.expect("what it names")).expect("parameters");
    assert_eq!(
        (params.appliance.as_deref(), params.seconds),
        (Some("Card vault US"), Some(600)),
        "history names things in every language"
    );
    let word = kept.code;
    assert_eq!(ErrorCode::from_word(&word), Some(ErrorCode::BackupTimedOut));
    assert_eq!(ErrorCode::from_word("whatOnlyANewerVersionKnows"), None, "unknown is unknown, not an error");

    let failed = FailedRun {
        event: 7,
        at: "2026-11-11T01:00:00Z".parse().expect("a time"),
        code: Some(word),
        cure: Some(Offer::BackUpWithoutCounters),
    };
    let wire = Attention::from(&ctvl_engine::Attention::LastBackupFailed(failed));
    assert_eq!(
        serde_json::to_value(&wire).expect("plain data"),
        serde_json::json!({
            "reason": "lastBackupFailed", "at": "2026-11-11T01:00:00Z", "code": "backupTimedOut",
            "cure": "backUpWithoutCounters", "event": 7,
        })
    );
}

#[tokio::test]
async fn why_a_run_failed_is_in_history_and_in_the_overview() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = EngineOptions {
        secrets: Arc::new(NoKeyring),
        keep_error: kept_error,
        ..EngineOptions::new(Directories::under(folder.path()))
    };
    let engine = Engine::open(options).expect("the engine opens");
    let address = "https://127.0.0.1:1".parse().expect("an address");
    let profile = engine.add_profile(NewProfile::new("Payments EU", address, "svc-backup")).expect("added");
    let order = ctvl_engine::BackupOrder::new(profile.id);
    engine.start_backup(order).expect("started").outcome().await.expect_err("no password is kept");

    let lines =
        engine.history(&HistoryFilter { limit: Some(1), ..HistoryFilter::default() }).expect("history");
    let event = Event::from(&lines[0]);
    assert_eq!(event.code, Some(ErrorCode::PasswordNotStored));
    assert_eq!(event.cure, Some(OfferedStep::EnterPassword));
    let overview = Overview::from(&engine.overview().expect("an overview"));
    let appliance = &overview.appliances[0];
    assert_eq!((appliance.protection, appliance.alarm_days), (Protection::AtRisk, 2));
    assert_eq!((appliance.days.len(), appliance.newest_verified.as_deref()), (14, None));
    assert_eq!(
        appliance.attention,
        [
            Attention::NeverBackedUp,
            Attention::PasswordMissing,
            Attention::LastBackupFailed {
                at: event.at,
                code: Some(ErrorCode::PasswordNotStored),
                cure: Some(OfferedStep::EnterPassword),
                event: event.id,
            },
        ],
        "the most urgent first"
    );
}
