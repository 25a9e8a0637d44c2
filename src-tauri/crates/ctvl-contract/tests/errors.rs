//! What becomes of an engine error on its way to a surface.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use ctvl_contract::{ErrorCode, ErrorSeverity, OfferedStep, describe};
use ctvl_engine::client::{AddressError, ClientError, NotArchiveKind, ProxyFailure, Step, TlsFailure};
use ctvl_engine::restore::{ConfirmationProblem, RefusedBecause, RestoreError};
use ctvl_engine::{
    Activity, DestinationProblem, EngineError, NameRule, SecretStoreError, Situation, SystemWish,
};

/// A token as an appliance makes them, and a header as it might quote one back.
const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VybmFtZSI6InBsYW50ZWQifQ.c2lnbmF0dXJlLXBsYW50ZWQ";

fn situation() -> Box<Situation> {
    Box::new(Situation {
        appliance: "Payments EU".to_owned(),
        address: "ctvl-prd-1.pay.example".to_owned(),
        user: "svc-backup".to_owned(),
        activity: Activity::BackUp,
        counters_excluded: false,
        newest_verified: None,
    })
}

fn appliance(error: ClientError) -> EngineError {
    EngineError::Appliance { situation: situation(), error: Box::new(error) }
}

fn denied() -> std::io::Error {
    std::io::Error::from(std::io::ErrorKind::PermissionDenied)
}

/// One of each kind that can be made without an appliance, with the code it must have.
fn samples() -> Vec<(EngineError, ErrorCode)> {
    use ErrorCode as C;
    let path = PathBuf::from("/backups");
    let detail = || Some(format!("token {TOKEN} is unknown, sent as Bearer {TOKEN}"));
    let step = Step::Backup;
    let mut samples = vec![
        (EngineError::NoHomeDirectory, C::NoHomeDirectory),
        (EngineError::FolderNotUsable { path: path.clone(), source: denied() }, C::FolderNotUsable),
        (EngineError::DatabaseNewer { found: 9, known: 2 }, C::DatabaseNewer),
        (EngineError::DatabaseUnreadable { what: "size" }, C::DatabaseUnreadable),
        (EngineError::ProfileUnknown { asked: TOKEN.to_owned() }, C::ApplianceUnknown),
        (EngineError::ProfileNameTaken { name: "A".to_owned() }, C::ApplianceNameTaken),
        (EngineError::ProfileName { name: String::new(), rule: NameRule::Empty }, C::ApplianceNameInvalid),
        (EngineError::UserMissing, C::UserMissing),
        (EngineError::Address(AddressError::ContainsLogin), C::AddressInvalid),
        (EngineError::from(ctvl_engine::archive::NotAVersion("2.8".to_owned())), C::VersionInvalid),
        (EngineError::from(ctvl_engine::client::FingerprintError), C::FingerprintInvalid),
        (EngineError::AlarmInvalid { days: 0 }, C::AlarmInvalid),
        (EngineError::KeyName { name: "<".to_owned() }, C::KeyNameInvalid),
        (
            EngineError::PasswordNotStored { appliance: "A".to_owned(), user: "u".to_owned() },
            C::PasswordNotStored,
        ),
        (
            EngineError::PasswordRefusedBefore { appliance: "A".to_owned(), user: "u".to_owned() },
            C::PasswordRefusedBefore,
        ),
        (EngineError::RunInProgress { appliance: "A".to_owned(), holder: None }, C::RunInProgress),
        (
            EngineError::Destination { path: path.clone(), problem: DestinationProblem::Missing },
            C::DestinationNotUsable,
        ),
        (
            EngineError::Write {
                appliance: "A".to_owned(),
                path: path.clone(),
                source: denied(),
                left: None,
            },
            C::WriteFailed,
        ),
        (
            EngineError::SystemRefused { wish: SystemWish::OpenPage, source: Box::new(denied()) },
            C::SystemRefused,
        ),
        (EngineError::Practice { source: Box::new(denied()) }, C::PracticeFailed),
        (EngineError::ArchiveMissing { path: path.clone() }, C::ArchiveMissing),
        (EngineError::ArchiveUnreadable { path: path.clone(), source: denied() }, C::ArchiveUnreadable),
        (EngineError::ArchiveDiffers { path: path.clone() }, C::ArchiveDiffers),
        (
            EngineError::SavedNotListed {
                appliance: "A".to_owned(),
                path: path.clone(),
                source: Box::new(EngineError::Cancelled),
            },
            C::SavedNotListed,
        ),
        (EngineError::NotAnOrphan { path }, C::NotAnOrphan),
        (EngineError::NoteTooLong { length: 4001 }, C::NoteTooLong),
        (EngineError::NoteMissing { appliance: "A".to_owned() }, C::NoteMissing),
        (EngineError::NothingChosen, C::NothingChosen),
        (EngineError::Cancelled, C::Cancelled),
        (EngineError::Log(denied()), C::LogFailed),
    ];
    for (error, code) in [
        (SecretStoreError::Locked, C::KeyringLocked),
        (SecretStoreError::Absent, C::KeyringAbsent),
        (SecretStoreError::Refused, C::KeyringRefused),
        (SecretStoreError::NotFound, C::KeyringEntryMissing),
        (SecretStoreError::Unreadable, C::KeyringEntryUnreadable),
    ] {
        samples.push((EngineError::Keyring { appliance: Some("A".to_owned()), error }, code));
    }
    let host = "ctvl-prd-1".to_owned();
    let after = Duration::from_secs(600);
    for (error, code) in [
        (ClientError::NotResolved { host: host.clone() }, C::HostNotFound),
        (ClientError::Refused { host: host.clone(), port: 443 }, C::ConnectionRefused),
        (ClientError::Unreachable { host: host.clone() }, C::Unreachable),
        (
            ClientError::ProxyFailed { proxy: host.clone(), failure: ProxyFailure::LoginNeeded },
            C::ProxyFailed,
        ),
        (ClientError::Tls(TlsFailure::NotTls), C::HandshakeFailed),
        (ClientError::ConnectTimedOut { host: host.clone(), after }, C::ConnectTimedOut),
        (ClientError::LoginRefused { detail: detail() }, C::LoginRefused),
        (ClientError::LoginDisabled { detail: detail() }, C::LoginDisabled),
        (ClientError::LoginLocked { detail: detail(), retry_after: Some(after) }, C::LoginLocked),
        (ClientError::SignInTimedOut, C::SignInTimedOut),
        (ClientError::TokenMissing, C::TokenMissing),
        (ClientError::TokenExpired, C::SessionExpired),
        (ClientError::TokenRejected { detail: detail() }, C::SessionRejected),
        (ClientError::SignedOut, C::SignedOut),
        (ClientError::NoPermission { step, detail: detail() }, C::NoPermission),
        (ClientError::KeyUnknown { key: None }, C::KeyUnknown),
        (ClientError::KeyVersioned { key: None, detail: detail() }, C::KeyVersioned),
        (ClientError::BackupTimedOut { after }, C::BackupTimedOut),
        (ClientError::GatewayTimedOut { step }, C::GatewayTimedOut),
        (ClientError::NotOffered { step }, C::NotOffered),
        (ClientError::Busy { step, detail: detail() }, C::ApplianceBusy),
        (ClientError::TooManyRequests { step, retry_after: None }, C::TooManyRequests),
        (ClientError::ServerError { step, status: 500, detail: detail(), retry_after: None }, C::ServerError),
        (ClientError::UnexpectedStatus { step, status: 418, detail: detail() }, C::UnexpectedStatus),
        (ClientError::Redirected { step, to: Some(host.clone()) }, C::Redirected),
        (ClientError::NotHttp { step }, C::NotHttp),
        (ClientError::AnswerUnreadable { step, what: "no token" }, C::AnswerUnreadable),
        (ClientError::AnswerTooLong { step, limit: 9 }, C::AnswerTooLong),
        (ClientError::FirstByteTimedOut { step, after }, C::FirstByteTimedOut),
        (ClientError::Stalled { step, moved: 5, after }, C::Stalled),
        (ClientError::CutOff { step, received: 5, promised: Some(9) }, C::CutOff),
        (ClientError::Reset { step, moved: 5 }, C::ConnectionReset),
        (ClientError::NotEnded { step, received: 5 }, C::NotEnded),
        (ClientError::WrongLength { step, promised: 9, received: 5 }, C::WrongLength),
        (ClientError::Compressed { encoding: "gzip".to_owned() }, C::CompressedInTransit),
        (ClientError::NotAnArchive { kind: NotArchiveKind::WebPage, excerpt: detail() }, C::NotAnArchive),
        (ClientError::ArchiveRefused { step, status: 400, detail: detail() }, C::ArchiveRefused),
        (ClientError::UploadSource { reason: "gone".to_owned(), sent: 5 }, C::UploadSourceFailed),
        (ClientError::UploadLength { announced: 9, actual: 5 }, C::UploadLengthDiffers),
        (ClientError::NotBack { waited: after, seen_away: true }, C::NotBack),
    ] {
        samples.push((appliance(error), code));
    }
    let (name, file) = ("Payments EU".to_owned(), "backup.zip".to_owned());
    let cause = || Box::new(appliance(ClientError::LoginRefused { detail: detail() }));
    for (error, code) in [
        (
            RestoreError::Refused {
                appliance: name.clone(),
                file: file.clone(),
                refusals: vec![
                    RefusedBecause::ArchiveMissing,
                    RefusedBecause::ArchiveDamaged { what: "it ends".to_owned() },
                ],
            },
            C::ArchiveDamaged,
        ),
        (
            RestoreError::NotConfirmed {
                appliance: name,
                host: host.clone(),
                problem: ConfirmationProblem::HostNameDiffers { typed: TOKEN.to_owned(), host: host.clone() },
            },
            C::HostNameDiffers,
        ),
        (RestoreError::PlanUnknown, C::PlanUnknown),
        (RestoreError::Void { host: host.clone(), file, changes: Vec::new() }, C::PlanVoid),
        (RestoreError::SafetyBackup { host: host.clone(), cause: cause() }, C::SafetyBackupFailed),
        (RestoreError::Upload { host: host.clone(), cause: cause() }, C::UploadFailed),
        (RestoreError::NotTaken { host: host.clone(), cause: cause() }, C::ArchiveNotTaken),
        (
            RestoreError::ApplianceFailed { host, reason: format!("Bearer {TOKEN}") },
            C::ApplianceRestoreFailed,
        ),
    ] {
        samples.push((error.into(), code));
    }
    samples
}

#[test]
fn each_error_has_its_own_code() {
    let mut codes = BTreeSet::new();
    for (error, code) in samples() {
        let described = describe(&error, None);
        assert_eq!(described.error.code, code, "{error:?}");
        assert!(codes.insert(code), "{code:?} stands for two different errors");
        assert!(!described.message.happened.is_empty(), "{code:?} says what happened");
        assert!(!described.error.incident.is_empty(), "{code:?} can be found in the log");
    }
}

/// A surface with a language of its own has only this word to say which of several reasons it was.
#[test]
fn a_reason_out_of_several_is_a_word_and_no_sentence() {
    let mut looked = 0;
    for (error, code) in samples() {
        let several = matches!(
            code,
            ErrorCode::AddressInvalid
                | ErrorCode::ApplianceNameInvalid
                | ErrorCode::DestinationNotUsable
                | ErrorCode::HandshakeFailed
                | ErrorCode::NotAnArchive
                | ErrorCode::ProxyFailed
                | ErrorCode::SystemRefused
        );
        if !several {
            continue;
        }
        looked += 1;
        let reason = describe(&error, None).error.params.reason;
        let word = reason.as_deref().unwrap_or_default();
        assert!(
            !word.is_empty() && word.chars().all(|letter| letter.is_ascii_alphabetic()),
            "{code:?} says {reason:?}, which cannot be translated"
        );
    }
    assert_eq!(looked, 7, "only {looked} of the codes with several reasons are among the samples");
}

#[test]
fn a_planted_token_gets_to_no_surface() {
    for (error, code) in samples() {
        let described = describe(&error, None);
        let json = serde_json::to_string(&described).expect("a plain document");
        let debug = format!("{described:?}");
        for text in [json, debug, described.message.text()] {
            for part in TOKEN.split('.').filter(|part| part.len() > 12) {
                assert!(!text.contains(part), "{code:?} lets a token through: {text}");
            }
        }
    }
}

#[test]
fn cancelled_is_information_and_a_refused_rule_is_a_warning() {
    for (error, code) in samples() {
        let severity = describe(&error, None).error.severity;
        match code {
            ErrorCode::Cancelled => assert_eq!(severity, ErrorSeverity::Info),
            ErrorCode::ArchiveDamaged
            | ErrorCode::HostNameDiffers
            | ErrorCode::PlanVoid
            | ErrorCode::RunInProgress => {
                assert_eq!(severity, ErrorSeverity::Warning, "{code:?} is a rule's no")
            }
            ErrorCode::WriteFailed
            | ErrorCode::CutOff
            | ErrorCode::DatabaseNewer
            | ErrorCode::SafetyBackupFailed => {
                assert_eq!(severity, ErrorSeverity::Error, "{code:?} is a failure");
            }
            _ => {}
        }
    }
}

#[test]
fn what_may_be_tried_again_offers_to() {
    for (error, code) in samples() {
        let error = describe(&error, None).error;
        assert_eq!(error.retryable, error.offers.contains(&OfferedStep::TryAgain), "{code:?}");
        if matches!(code, ErrorCode::LoginRefused | ErrorCode::LoginLocked | ErrorCode::PasswordRefusedBefore)
        {
            assert!(!error.retryable, "{code:?}: a refused password is never tried again as it is");
        }
    }
}

#[test]
fn a_backup_that_timed_out_offers_the_cure_of_the_vendors_page() {
    let error = appliance(ClientError::BackupTimedOut { after: Duration::from_secs(600) });
    let described = describe(&error, None);
    assert_eq!(described.error.offers.first(), Some(&OfferedStep::BackUpWithoutCounters), "R4");
    assert_eq!(described.error.params.seconds, Some(600));
    assert!(described.message.text().contains("counter trim --tablename"), "{}", described.message.text());
}

#[test]
fn absent_parameters_are_absent_on_the_wire() {
    let described = describe(&EngineError::Cancelled, None);
    let json = serde_json::to_value(&described).expect("a plain document");
    assert_eq!(json["error"]["params"], serde_json::json!({}), "{json}");
    let back: ctvl_contract::Described = serde_json::from_value(json).expect("what was written is read");
    assert_eq!(back, described);
}
