//! Which happening is worth a notification, and in which words. One for one cause, within the lengths that every desktop
//! shows whole, and "verified" only where that was proven.

use std::time::Duration;

use ctvl_contract::{
    ArchiveState, BackupResult, Described, ErrorCode, ErrorSeverity, JobKind, JobOutcome, JobResult, Place,
    Plausibility, RestoreResult, RestoreState, TaskKind, TaskState, VerifyOutcome, VerifyResult,
};
use ctvl_engine::Notifications;

use crate::jobs::Late;
use crate::words::Words;

/// Characters of a title that every desktop shows.
pub(super) const TITLE: usize = 45;

/// Characters of a body that every desktop shows.
pub(super) const BODY: usize = 90;

/// A notification, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What happened; stands alone.
    pub title: String,
    /// What else, and what next.
    pub body: String,
    /// Where a click leads.
    pub place: Place,
}

impl Notice {
    /// Of a job that is over, if the person wants to know of such.
    pub fn of_outcome(outcome: &JobOutcome, wanted: &Notifications, words: Words) -> Option<Self> {
        match &outcome.result {
            JobResult::BackedUp { backup } => wanted.backup_done.then(|| backed_up(backup, words)),
            JobResult::Verified { verification } => {
                wanted.archive_damaged.then(|| damaged(verification, words)).flatten()
            }
            JobResult::Restored { restore } => restored(restore, place_of(outcome), wanted, words),
            JobResult::Failed { failure } => failed(failure, outcome, wanted, words),
        }
    }

    /// Of a restore whose reboot takes long.
    pub fn of_late(late: &Late, wanted: &Notifications, words: Words) -> Option<Self> {
        let minutes = (late.silent.as_secs() / 60).to_string();
        let wait = words.fill("notify_minutes", &[("count", &minutes)]);
        wanted.restore_attention.then(|| Self {
            title: titled(words, "notify_late", "host", &late.host),
            body: words.fill("notify_late_text", &[("wait", &wait)]),
            place: Place::Restore { profile: late.profile.clone() },
        })
    }

    /// The one that a person asks for to see whether any arrive.
    pub fn test(words: Words) -> Self {
        Self {
            title: words.text("notify_test").to_owned(),
            body: words.text("notify_test_text").to_owned(),
            place: Place::Settings,
        }
    }
}

fn backed_up(backup: &BackupResult, words: Words) -> Notice {
    let size = words.size(backup.size);
    let duration = words.duration(Duration::from_millis(backup.duration_millis));
    let body = match (&backup.state, backup.plausibility) {
        (ArchiveState::Verified { .. }, Plausibility::MuchSmaller { usual, .. }) => {
            words.fill("notify_backup_smaller", &[("size", &size), ("usual", &words.size(usual))])
        }
        (ArchiveState::Verified { .. }, Plausibility::Unknown | Plausibility::Usual) => {
            words.fill("notify_backup_verified", &[("size", &size), ("duration", &duration)])
        }
        _ => words.fill("notify_backup_unproven", &[("size", &size), ("duration", &duration)]),
    };
    Notice {
        title: titled(words, "notify_backup_done", "name", &backup.appliance),
        body,
        place: Place::Archives { archive: Some(backup.archive) },
    }
}

fn damaged(verification: &VerifyResult, words: Words) -> Option<Notice> {
    let damaged: Vec<_> = verification
        .files
        .iter()
        .filter_map(|file| match file {
            VerifyOutcome::Looked { report } if matches!(report.state, ArchiveState::Damaged { .. }) => {
                Some(report)
            }
            _ => None,
        })
        .collect();
    Some(match damaged.as_slice() {
        [] => return None,
        [only] => {
            let file = only.path.rsplit(['/', '\\']).next().unwrap_or_default();
            let room = BODY - words.fill("notify_damaged_text", &[]).chars().count();
            Notice {
                title: match &only.receipt {
                    Some(receipt) => titled(words, "notify_damaged_of", "name", &receipt.appliance),
                    None => words.text("notify_damaged").to_owned(),
                },
                body: words.fill("notify_damaged_text", &[("file", &shortened(file, room))]),
                place: Place::Archives { archive: only.archive },
            }
        }
        several => Notice {
            title: words.fill("notify_damaged_several", &[("count", &several.len().to_string())]),
            body: words.text("notify_damaged_several_text").to_owned(),
            place: Place::Archives { archive: None },
        },
    })
}

fn restored(restore: &RestoreResult, place: Place, wanted: &Notifications, words: Words) -> Option<Notice> {
    let (title, body) = match &restore.state {
        RestoreState::Restored { .. } if wanted.restore_done => {
            ("notify_restored", tasks_left(restore, words))
        }
        RestoreState::WithPerson { .. } if wanted.restore_attention => {
            ("notify_with_person", words.text("notify_with_person_text").to_owned())
        }
        _ => return None,
    };
    Some(Notice { title: titled(words, title, "name", &restore.appliance), body, place })
}

fn tasks_left(restore: &RestoreResult, words: Words) -> String {
    let open: Vec<_> = restore.tasks.iter().filter(|task| task.state == TaskState::Open).collect();
    let count = open.len().to_string();
    match open.as_slice() {
        [] => words.text("notify_tasks_none").to_owned(),
        [_] => words.text("notify_tasks_one").to_owned(),
        [first, ..] if first.kind == TaskKind::FreshBackup => {
            words.fill("notify_tasks_backup_first", &[("count", &count)])
        }
        _ => words.fill("notify_tasks_many", &[("count", &count)]),
    }
}

fn failed(failure: &Described, outcome: &JobOutcome, wanted: &Notifications, words: Words) -> Option<Notice> {
    // What the person asked for is no news to the person.
    if failure.error.severity == ErrorSeverity::Info {
        return None;
    }
    let (wants, title, body) = match outcome.kind {
        JobKind::Backup if failure.error.code == ErrorCode::CertificateChanged => {
            (wanted.certificate_changed, "notify_certificate", "notify_certificate_text")
        }
        JobKind::Backup => (wanted.backup_failed, "notify_backup_failed", why_not_backed_up(failure)),
        JobKind::Restore => {
            let (title, body) = why_not_restored(failure.error.code);
            (wanted.restore_attention, title, body)
        }
        JobKind::Verify => return None,
    };
    wants.then(|| Notice {
        title: titled(words, title, "name", &outcome.subject),
        body: words.text(body).to_owned(),
        place: place_of(outcome),
    })
}

fn why_not_backed_up(failure: &Described) -> &'static str {
    use ErrorCode as C;
    match failure.error.code {
        C::BackupTimedOut if failure.error.params.counters_excluded == Some(true) => "notify_timed_out_again",
        C::BackupTimedOut => "notify_timed_out",
        C::LoginRefused | C::LoginDisabled | C::LoginLocked => "notify_login_refused",
        C::PasswordNotStored | C::PasswordRefusedBefore | C::KeyringEntryMissing => "notify_password_missing",
        C::KeyringLocked | C::KeyringAbsent | C::KeyringRefused | C::KeyringEntryUnreadable => {
            "notify_keyring"
        }
        C::CertificateUntrusted => "notify_certificate_unknown",
        C::DestinationNotUsable | C::WriteFailed => "notify_folder",
        C::HostNotFound | C::ConnectionRefused | C::Unreachable | C::ConnectTimedOut | C::ProxyFailed => {
            "notify_unreachable"
        }
        C::CutOff | C::ConnectionReset | C::Stalled | C::NotEnded | C::WrongLength => "notify_broken_off",
        C::NotAnArchive => "notify_not_an_archive",
        C::ArrivedDamaged | C::CompressedInTransit => "notify_arrived_damaged",
        C::RunInProgress | C::ApplianceBusy | C::TooManyRequests => "notify_busy",
        C::KeyUnknown | C::KeyVersioned => "notify_key",
        _ => "notify_failed",
    }
}

fn why_not_restored(code: ErrorCode) -> (&'static str, &'static str) {
    match code {
        ErrorCode::ApplianceRestoreFailed => ("notify_restore_unclear", "notify_restore_failed_there"),
        ErrorCode::RestoreUncertain | ErrorCode::NotBack | ErrorCode::JobLost => {
            ("notify_restore_unclear", "notify_restore_unclear_text")
        }
        _ => ("notify_not_restored", "notify_not_restored_text"),
    }
}

fn place_of(outcome: &JobOutcome) -> Place {
    match (&outcome.profile, outcome.kind) {
        (Some(profile), JobKind::Restore) => Place::Restore { profile: profile.clone() },
        (Some(profile), _) => Place::Appliance { profile: profile.clone() },
        (None, _) => Place::Activity,
    }
}

/// A title whose name is shortened where the whole would be too long.
fn titled(words: Words, key: &str, placeholder: &str, name: &str) -> String {
    let room = TITLE.saturating_sub(words.fill(key, &[]).chars().count());
    words.fill(key, &[(placeholder, &shortened(name, room))])
}

fn shortened(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(room.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

#[cfg(test)]
mod tests;
