//! The judgement itself: facts in, a word and its reasons out. It asks nobody and knows no clock.

use jiff::Timestamp;

use super::facts::{DayFacts, Facts};
use super::{Attention, DayMark, FailedRun, Protection};
use crate::message::Offer;
use crate::profile::{CredentialState, Profile, Role};

const DAY_SECONDS: i64 = 24 * 60 * 60;

/// How well an appliance is protected, and every reason why not, the most urgent first: what is between two states, then
/// the age that the alarm is on, then what stops the next run, then what can wait.
pub(super) fn judge(
    profile: &Profile,
    credential: CredentialState,
    facts: &Facts,
    now: Timestamp,
) -> (Protection, Vec<Attention>) {
    let mut attention = Vec::new();
    attention.extend(facts.restore.map(|run| Attention::RestoreOpen { run }));
    // Nobody relies on the backups of a practice appliance, so their age is nothing to look after.
    let age = (profile.role != Role::Practice).then(|| age(profile, facts, now)).flatten();
    let at_risk = age.is_some();
    attention.extend(age);
    if profile.presented.is_some() {
        attention.push(Attention::CertificateChanged);
    }
    attention.extend(match credential {
        CredentialState::Stored => None,
        CredentialState::NotStored => Some(Attention::PasswordMissing),
        CredentialState::Unconfirmed => Some(Attention::LoginUnconfirmed),
        CredentialState::Refused => Some(Attention::PasswordRefused),
    });
    if let Some(failed) = &facts.failed {
        let cure = cure_now(failed, profile, credential);
        attention.push(Attention::LastBackupFailed(FailedRun { cure, ..failed.clone() }));
    }
    if facts.tasks > 0 {
        attention.push(Attention::TasksOpen { count: facts.tasks });
    }
    let protection = match profile.role {
        Role::Practice => Protection::Practice,
        Role::Production | Role::Standby if at_risk => Protection::AtRisk,
        Role::Production | Role::Standby if attention.is_empty() => Protection::Protected,
        Role::Production | Role::Standby => Protection::NeedsAttention,
    };
    (protection, attention)
}

fn age(profile: &Profile, facts: &Facts, now: Timestamp) -> Option<Attention> {
    let Some(newest) = facts.newest else { return Some(Attention::NeverBackedUp) };
    let seconds = now.as_second() - newest.made.as_second();
    let days = u32::try_from(seconds / DAY_SECONDS).unwrap_or(0);
    (seconds > i64::from(profile.alarm_days) * DAY_SECONDS).then_some(Attention::BackupTooOld { days })
}

/// What was the cure when a run failed may have been done since; then the run is worth trying again.
fn cure_now(failed: &FailedRun, profile: &Profile, credential: CredentialState) -> Option<Offer> {
    let done = match failed.cure? {
        Offer::CompareCertificate => {
            profile.presented.is_none() && profile.trusted_at.is_some_and(|at| at > failed.at)
        }
        Offer::EnterPassword => credential == CredentialState::Stored,
        _ => false,
    };
    if done { Some(Offer::TryAgain) } else { failed.cure }
}

impl DayFacts {
    pub(super) fn mark(self) -> DayMark {
        if self.verified {
            DayMark::Verified
        } else if self.made {
            DayMark::Unverified
        } else if self.failed {
            DayMark::Failed
        } else {
            DayMark::None
        }
    }
}
