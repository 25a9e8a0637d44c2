//! What a window ordered, as the engine takes it. Ids that are none of the engine's are refused as unknown.

use ctvl_engine::restore::{
    Confirmation, GuidedEvent as EngineEvent, PlanFingerprint, RestoreOrder, RouteChoice, SafetyBackup, Said,
};
use ctvl_engine::{
    ArchiveId, BackupOrder, Credential, EngineError, HistoryFilter, LibraryFilter, ProfileId, Purpose,
    RowState, Sort, SortKey, VerifyTarget, archive::CtvlVersion,
};

use super::{
    ActivityFilter, ArchiveFilter, ArchiveSort, BackupRequest, PlanRequest, RestoreRequest, SaidToRestore,
};
use crate::archive::ArchiveStateWord;
use crate::history::EventKind;
use crate::progress::Ending;
use crate::restore::GuidedEvent;

/// The profile of this id.
///
/// # Errors
/// [`EngineError::ProfileUnknown`] for what is no id.
pub fn profile_id(text: &str) -> Result<ProfileId, EngineError> {
    text.parse().map_err(|_| EngineError::ProfileUnknown { asked: text.to_owned() })
}

/// The archives of these numbers.
pub fn archive_ids(numbers: &[i64]) -> Vec<ArchiveId> {
    numbers.iter().copied().map(ArchiveId::from).collect()
}

/// A version as a person typed it; nothing and blanks are none.
pub(crate) fn version(typed: Option<&str>) -> Result<Option<CtvlVersion>, EngineError> {
    let typed = typed.map(str::trim).filter(|typed| !typed.is_empty());
    Ok(typed.map(str::parse).transpose()?)
}

impl BackupRequest {
    /// The order, with this credential.
    #[must_use]
    pub fn order(self, credential: Credential) -> BackupOrder {
        BackupOrder {
            credential,
            key: self.key.map(|key| key.trim().to_owned()),
            exclude_counters: self.exclude_counters,
            note: self.note,
            pin: self.pre_change,
            purpose: if self.pre_change { Purpose::PreChange } else { Purpose::Regular },
            ..BackupOrder::new(self.profile.as_str())
        }
    }
}

impl ArchiveFilter {
    /// The engine's filter.
    ///
    /// # Errors
    /// [`EngineError::ProfileUnknown`].
    pub fn filter(&self) -> Result<LibraryFilter, EngineError> {
        Ok(LibraryFilter {
            profile: self.profile.as_deref().map(profile_id).transpose()?,
            appliance: None,
            states: self.states.iter().copied().map(RowState::from).collect(),
            text: self.text.clone(),
            pinned: self.pinned,
            from: None,
            until: None,
            sort: Sort { key: self.sort.into(), descending: self.descending },
            offset: self.offset,
            limit: self.limit,
        })
    }
}

impl PlanRequest {
    /// The order, with this credential.
    ///
    /// # Errors
    /// [`EngineError::VersionInvalid`].
    pub fn order(&self, credential: Credential) -> Result<RestoreOrder, EngineError> {
        Ok(RestoreOrder {
            credential,
            route: if self.guided { RouteChoice::Guided } else { RouteChoice::Auto },
            safety: self.node_already_lost.map(|lost| match lost {
                true => SafetyBackup::NodeAlreadyLost,
                false => SafetyBackup::Take,
            }),
            archive_version: version(self.archive_version.as_deref())?,
            target_version: version(self.target_version.as_deref())?,
            ..RestoreOrder::new(self.profile.as_str(), VerifyTarget::Archive(ArchiveId::from(self.archive)))
        })
    }
}

impl RestoreRequest {
    /// The confirmation; `None` if it names no plan.
    #[must_use]
    pub fn confirmation(&self) -> Option<Confirmation> {
        let plan: PlanFingerprint = self.plan.parse().ok()?;
        Some(Confirmation {
            plan,
            host_typed: self.host_typed.clone(),
            old_cluster_acknowledged: self.old_cluster_acknowledged,
            removed_from_old_cluster: self.removed_from_old_cluster,
            unproven_archive_accepted: self.unproven_archive_accepted,
        })
    }
}

impl ActivityFilter {
    /// The engine's filter.
    ///
    /// # Errors
    /// [`EngineError::ProfileUnknown`].
    pub fn filter(&self) -> Result<HistoryFilter, EngineError> {
        Ok(HistoryFilter {
            profile: self.profile.as_deref().map(profile_id).transpose()?,
            kinds: self.kinds.iter().copied().map(ctvl_engine::EventKind::from).collect(),
            outcomes: self.outcomes.iter().copied().map(ctvl_engine::Ending::from).collect(),
            text: self.text.clone(),
            before: self.before,
            limit: self.limit,
        })
    }
}

impl From<ArchiveSort> for SortKey {
    fn from(sort: ArchiveSort) -> Self {
        match sort {
            ArchiveSort::Created => Self::Created,
            ArchiveSort::Size => Self::Size,
            ArchiveSort::Name => Self::Name,
            ArchiveSort::Appliance => Self::Appliance,
            ArchiveSort::State => Self::State,
        }
    }
}

impl From<ArchiveStateWord> for RowState {
    fn from(state: ArchiveStateWord) -> Self {
        match state {
            ArchiveStateWord::Verified => Self::Verified,
            ArchiveStateWord::Unverified => Self::Unverified,
            ArchiveStateWord::CannotVerify => Self::CannotVerify,
            ArchiveStateWord::Damaged => Self::Damaged,
            ArchiveStateWord::Missing => Self::Missing,
        }
    }
}

impl From<SaidToRestore> for Said {
    fn from(said: SaidToRestore) -> Self {
        match said {
            SaidToRestore::KeepWaiting => Self::KeepWaiting,
            SaidToRestore::LoginScreenSeen => Self::LoginScreenSeen,
        }
    }
}

impl From<GuidedEvent> for EngineEvent {
    fn from(event: GuidedEvent) -> Self {
        match event {
            GuidedEvent::PageOpened => Self::PageOpened,
            GuidedEvent::FileChosen => Self::FileChosen,
            GuidedEvent::DetailsMatch => Self::DetailsMatch,
            GuidedEvent::DetailsDiffer => Self::DetailsDiffer,
            GuidedEvent::RestorePressed => Self::RestorePressed,
            GuidedEvent::Back => Self::Back,
            GuidedEvent::GiveUp => Self::GiveUp,
        }
    }
}

impl From<EventKind> for ctvl_engine::EventKind {
    fn from(kind: EventKind) -> Self {
        match kind {
            EventKind::Backup => Self::Backup,
            EventKind::PreChangeBackup => Self::PreChangeBackup,
            EventKind::SafetyBackup => Self::SafetyBackup,
            EventKind::Verify => Self::Verify,
            EventKind::Restore => Self::Restore,
            EventKind::Trusted => Self::Trusted,
            EventKind::ApplianceAdded => Self::ApplianceAdded,
            EventKind::ApplianceRemoved => Self::ApplianceRemoved,
            EventKind::AftermathTicked => Self::AftermathTicked,
            EventKind::ArchiveTrashed => Self::ArchiveTrashed,
        }
    }
}

impl From<Ending> for ctvl_engine::Ending {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Done => Self::Done,
            Ending::Failed => Self::Failed,
            Ending::Refused => Self::Refused,
            Ending::Cancelled => Self::Cancelled,
            Ending::Interrupted => Self::Interrupted,
        }
    }
}
