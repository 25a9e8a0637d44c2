use std::time::Duration;

use ctvl_client::{ClientError, NotArchiveKind, Step};
use proptest::prelude::*;

use super::{Offer, Severity, words};
use crate::error::{Activity, NewestVerified, Situation};
use crate::job::JobId;
use crate::{EngineError, Incident, SecretStoreError};

fn situation(appliance: &str) -> Box<Situation> {
    Box::new(Situation {
        appliance: appliance.into(),
        address: "ctvl.example".into(),
        user: "svc-backup".into(),
        activity: Activity::BackUp,
        counters_excluded: false,
        newest_verified: Some(NewestVerified { at: jiff::Timestamp::UNIX_EPOCH, age_seconds: 12 * 3600 }),
    })
}

fn said(appliance: &str, error: ClientError) -> super::Message {
    EngineError::Appliance { situation: situation(appliance), error: Box::new(error) }.message()
}

#[test]
fn the_voice_table_is_kept_word_for_word() {
    let minutes = Duration::from_secs(600);
    for (message, expected) in [
        (
            said("Card vault US", ClientError::BackupTimedOut { after: minutes }),
            "Card vault US did not finish building the backup within 10 minutes. Its counter tables are probably too \
             large. Run `counter trim --tablename` on the appliance, or back up without counters. Nothing was saved; \
             the archives you have are untouched.",
        ),
        (
            said("Card vault US", ClientError::SignInTimedOut),
            "Card vault US could not check the login in time. Its directory (LDAP) is probably unreachable. Nothing was \
             saved. The documented cure is `vts service --restart` on its console.",
        ),
        (
            said("Payments EU", ClientError::LoginRefused { detail: None }),
            "Payments EU refused the login of svc-backup. It was tried once and is not tried again, so that the account \
             is not locked. Nothing was saved.",
        ),
        (
            said(
                "Payments EU",
                ClientError::CutOff {
                    step: Step::Backup,
                    received: 812_000_000,
                    promised: Some(1_310_000_000),
                },
            ),
            "The connection to Payments EU broke after 812 MB. The unfinished file is gone; your newest verified backup \
             is 12 hours old.",
        ),
        (
            said("Payments EU", ClientError::NotAnArchive { kind: NotArchiveKind::WebPage, excerpt: None }),
            "Payments EU answered with a web page instead of a backup. Nothing was saved; your newest verified backup is \
             12 hours old.",
        ),
        (
            EngineError::Keyring { appliance: Some("Payments EU".into()), error: SecretStoreError::Locked }
                .message(),
            "The keyring is locked, so the password of Payments EU cannot be read.",
        ),
    ] {
        assert_eq!(message.text(), expected);
    }
}

#[test]
fn a_timed_out_backup_offers_to_leave_the_counters_out_unless_they_are_out_already() {
    let error = || Box::new(ClientError::BackupTimedOut { after: Duration::from_secs(600) });
    let with = EngineError::Appliance { situation: situation("A"), error: error() }.message();
    assert_eq!(with.offers, [Offer::BackUpWithoutCounters, Offer::TryAgain], "R4, the likely cure first");
    let mut without = situation("A");
    without.counters_excluded = true;
    let without = EngineError::Appliance { situation: without, error: error() }.message();
    assert_eq!(without.offers, [Offer::TryAgain], "it cannot be offered twice");
}

#[test]
fn a_refused_password_never_offers_to_try_again() {
    for error in [
        ClientError::LoginRefused { detail: None },
        ClientError::LoginDisabled { detail: None },
        ClientError::LoginLocked { detail: None, retry_after: None },
    ] {
        let message = said("A", error.clone());
        assert!(!message.offers.contains(&Offer::TryAgain), "{error:?} would lock the account");
    }
}

#[test]
fn messages_name_the_appliance_and_keep_the_voice() {
    let step = Step::Backup;
    let second = Duration::from_secs(30);
    for error in [
        ClientError::NotResolved { host: "h".into() },
        ClientError::Refused { host: "h".into(), port: 443 },
        ClientError::Unreachable { host: "h".into() },
        ClientError::ConnectTimedOut { host: "h".into(), after: second },
        ClientError::TokenMissing,
        ClientError::TokenExpired,
        ClientError::SignedOut,
        ClientError::NoPermission { step, detail: None },
        ClientError::KeyUnknown { key: None },
        ClientError::GatewayTimedOut { step },
        ClientError::NotOffered { step },
        ClientError::Busy { step, detail: None },
        ClientError::TooManyRequests { step, retry_after: Some(second) },
        ClientError::ServerError { step, status: 500, detail: None, retry_after: None },
        ClientError::Redirected { step, to: Some("elsewhere.example".into()) },
        ClientError::NotHttp { step },
        ClientError::FirstByteTimedOut { step, after: second },
        ClientError::Stalled { step, moved: 5, after: second },
        ClientError::NotEnded { step, received: 5 },
        ClientError::WrongLength { step, promised: 10, received: 9 },
        ClientError::Compressed { encoding: "gzip".into() },
        ClientError::NotAnArchive { kind: NotArchiveKind::Json, excerpt: Some("{}".into()) },
    ] {
        let message = said("Payments EU", error.clone());
        let text = message.text();
        assert!(message.happened.contains("Payments EU"), "the first sentence stands alone: {text}");
        assert!(message.happened.ends_with('.'), "{text}");
        assert!(!message.offers.is_empty(), "there is always a next step: {text}");
        assert!(message.next.is_some(), "it says what did not happen: {text}");
        for word in ["please", "oops", "successfully", "!", "sorry", "invalid"] {
            assert!(!text.to_lowercase().contains(word), "{word:?} is not our voice: {text}");
        }
    }
}

#[test]
fn a_cancel_is_information_and_a_rule_is_a_warning() {
    assert_eq!(EngineError::Cancelled.message().severity, Severity::Information);
    let busy = EngineError::RunInProgress { appliance: "A".into(), holder: None };
    assert_eq!(busy.message().severity, Severity::Warning);
}

#[test]
fn an_incident_of_a_job_is_always_the_same_and_can_be_read_out() {
    let job: JobId = "01a205df-e65c-711d-889b-e9681ccee724".parse().unwrap();
    let incident = Incident::of_job(job);
    assert_eq!(incident, Incident::of_job(job), "history, log and message agree");
    assert_ne!(Incident::fresh(), Incident::fresh());
    let code = incident.as_str();
    assert_eq!(code.len(), 9, "{code}");
    assert!(!code.contains(['I', 'L', 'O', 'U']), "{code} could be misread");
}

#[test]
fn sizes_and_times_read_as_in_the_design() {
    for (bytes, text) in [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (812_000_000, "812 MB"),
        (1_310_000_000, "1.31 GB"),
        (999_600, "1 MB"),
    ] {
        assert_eq!(words::size(bytes), text);
    }
    assert_eq!(words::duration(Duration::from_secs(189)), "3 min 9 s");
    assert_eq!(words::exact(61_014_016), "61,014,016 bytes");
    for (seconds, text) in [(90, "90 seconds"), (600, "10 minutes"), (7169, "119 minutes"), (7200, "2 hours")]
    {
        assert_eq!(words::wait(Duration::from_secs(seconds)), text);
    }
    for (seconds, text) in [
        (5, "less than a minute old"),
        (60, "1 minute old"),
        (12 * 3600, "12 hours old"),
        (5 * 86_400, "5 days old"),
    ] {
        assert_eq!(words::age(seconds), text);
    }
}

proptest! {
    #[test]
    fn any_size_has_three_digits_and_a_unit(bytes in any::<u64>()) {
        let text = words::size(bytes);
        let digits = text.chars().filter(char::is_ascii_digit).count();
        prop_assert!(digits <= 3 || bytes >= 1_000_000_000_000_000, "{text}");
        prop_assert!(text.contains(' '), "{text}");
    }
}
