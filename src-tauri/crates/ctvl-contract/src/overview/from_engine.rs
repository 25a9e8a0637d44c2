//! The engine's judgement on the wire, word for word.

use ctvl_engine as engine;

use super::{ApplianceSummary, Attention, DayMark, Overview, Protection, Trend, TrendPoint};
use crate::error::{ErrorCode, OfferedStep};

impl From<engine::Protection> for Protection {
    fn from(protection: engine::Protection) -> Self {
        match protection {
            engine::Protection::Protected => Self::Protected,
            engine::Protection::NeedsAttention => Self::NeedsAttention,
            engine::Protection::AtRisk => Self::AtRisk,
            engine::Protection::Practice => Self::Practice,
        }
    }
}

impl From<&engine::Attention> for Attention {
    fn from(attention: &engine::Attention) -> Self {
        use engine::Attention as A;
        match attention {
            A::RestoreOpen { run } => Self::RestoreOpen { run: run.to_string() },
            A::NeverBackedUp => Self::NeverBackedUp,
            A::BackupTooOld { days } => Self::BackupTooOld { days: *days },
            A::CertificateChanged => Self::CertificateChanged,
            A::PasswordRefused => Self::PasswordRefused,
            A::PasswordMissing => Self::PasswordMissing,
            A::LoginUnconfirmed => Self::LoginUnconfirmed,
            A::LastBackupFailed(failed) => Self::LastBackupFailed {
                at: failed.at.to_string(),
                code: failed.code.as_deref().and_then(ErrorCode::from_word),
                cure: failed.cure.map(OfferedStep::from),
                event: failed.event,
            },
            A::TasksOpen { count } => Self::TasksOpen { count: *count },
        }
    }
}

impl From<engine::DayMark> for DayMark {
    fn from(mark: engine::DayMark) -> Self {
        match mark {
            engine::DayMark::None => Self::None,
            engine::DayMark::Verified => Self::Verified,
            engine::DayMark::Unverified => Self::Unverified,
            engine::DayMark::Failed => Self::Failed,
        }
    }
}

impl From<&engine::ApplianceSummary> for ApplianceSummary {
    fn from(summary: &engine::ApplianceSummary) -> Self {
        Self {
            profile: (&summary.profile).into(),
            protection: summary.protection.into(),
            attention: summary.attention.iter().map(Attention::from).collect(),
            newest_verified: summary.newest.map(|newest| newest.made.to_string()),
            newest_archive: summary.newest.map(|newest| newest.archive.number()),
            days: summary.days.iter().copied().map(DayMark::from).collect(),
            archives: summary.archives,
            bytes: summary.bytes,
            alarm_days: summary.profile.alarm_days,
            password_in_memory: summary.password_in_memory,
        }
    }
}

impl From<&engine::Overview> for Overview {
    fn from(overview: &engine::Overview) -> Self {
        Self {
            at: overview.at.to_string(),
            appliances: overview.appliances.iter().map(ApplianceSummary::from).collect(),
            archives: overview.archives,
            bytes: overview.bytes,
            orphans: overview.orphans,
        }
    }
}

impl From<&engine::TrendPoint> for TrendPoint {
    fn from(point: &engine::TrendPoint) -> Self {
        Self {
            at: point.at.to_string(),
            bytes: point.bytes,
            duration_millis: u64::try_from(point.duration.as_millis()).unwrap_or(u64::MAX),
            counters: point.counters.map(Into::into),
            archive: point.archive.map(engine::ArchiveId::number),
        }
    }
}

impl From<&[engine::TrendPoint]> for Trend {
    fn from(points: &[engine::TrendPoint]) -> Self {
        Self { points: points.iter().map(TrendPoint::from).collect() }
    }
}
