//! Planning changes nothing: it reads the archive, looks at the target and writes down what would be done.

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;

use ctvl_archive::CtvlVersion;

use super::checking::{PlanProgress, Told};
use super::look::{Look, see_archive, see_target};
use super::plan::{PlannedOrder, RestorePlan, RouteChoice, SafetyBackup};
use super::verdict::Verdict;
use crate::credentials::Credential;
use crate::engine::Engine;
use crate::error::{Activity, Result};
use crate::job::CancelToken;
use crate::profile::ProfileRef;
use crate::verify::VerifyTarget;

/// What to restore onto what.
#[derive(Debug)]
pub struct RestoreOrder {
    /// The target.
    pub profile: ProfileRef,
    /// The archive: any file, or one of the library.
    pub archive: VerifyTarget,
    /// With which password.
    pub credential: Credential,
    /// Which route.
    pub route: RouteChoice,
    /// Whether the target is backed up first; `None` is what the settings say.
    pub safety: Option<SafetyBackup>,
    /// The version that made the archive, as a person typed it. Counts only where nothing better is known.
    pub archive_version: Option<CtvlVersion>,
    /// The version that runs on the target, as a person typed it. Counts only if the target does not tell.
    pub target_version: Option<CtvlVersion>,
}

impl RestoreOrder {
    /// With the stored password, the best route, a safety backup as the settings say, and nothing typed.
    pub fn new(profile: impl Into<ProfileRef>, archive: impl Into<VerifyTarget>) -> Self {
        Self {
            profile: profile.into(),
            archive: archive.into(),
            credential: Credential::Stored,
            route: RouteChoice::Auto,
            safety: None,
            archive_version: None,
            target_version: None,
        }
    }
}

impl Engine {
    /// Makes the flight plan. Reads the whole archive, and signs in to the target once.
    ///
    /// A plan that may not be executed is a plan all the same: its [`Verdict`] says why, in the words that
    /// [`Engine::start_restore`] would refuse it with.
    ///
    /// # Errors
    /// [`crate::EngineError::ArchiveMissing`], [`crate::EngineError::ArchiveUnreadable`],
    /// [`crate::EngineError::Appliance`], the
    /// keyring's and the database's. A failed sign-in is none where the route is guided and the node is said to be
    /// lost: then the plan can do without.
    pub async fn plan_restore(self: &Arc<Self>, order: RestoreOrder) -> Result<RestorePlan> {
        self.plan_restore_with(order, Arc::default(), |_| {}).await
    }

    /// [`Engine::plan_restore`], with a token that stops it at any time. `progress` is told how far it is, at most ten
    /// times a second.
    ///
    /// # Errors
    /// Those, and [`crate::EngineError::Cancelled`].
    pub async fn plan_restore_with(
        self: &Arc<Self>,
        order: RestoreOrder,
        cancel: Arc<CancelToken>,
        progress: impl Fn(PlanProgress) + Send + Sync + 'static,
    ) -> Result<RestorePlan> {
        let profile = self.profile(order.profile.clone())?;
        let path = self.path_of(&order.archive)?;
        let told = Arc::new(Told::new(progress));
        let read = {
            let told = Arc::clone(&told);
            move |done, total| told.read(done, total)
        };
        let (archive, report) =
            see_archive(self, &path, order.archive_version, Arc::clone(&cancel), read).await?;
        told.looking();
        let safety = self.safety_of(&order)?;
        let can_do_without = order.route == RouteChoice::Guided && safety == SafetyBackup::NodeAlreadyLost;
        let login = match cancel.or(Box::pin(self.login(&profile, order.credential))).await? {
            Ok(login) => Some(login),
            Err(error) if can_do_without => {
                tracing::info!(%error, "planned without a login");
                None
            }
            Err(error) => return Err(error),
        };
        let look = Look {
            profile: &profile,
            login: login.as_ref(),
            sign_in_may_fail: can_do_without,
            typed: order.target_version,
            key: &archive.key,
            activity: Activity::PlanRestore,
            stop: &cancel,
        };
        let seen = Box::pin(see_target(self, look)).await?;
        if let Some(session) = seen.session {
            session.forget();
        }
        let verdict = Verdict::of(&report.assessment.state, &archive, &seen.facts);
        let planned = PlannedOrder {
            profile: profile.id,
            route: order.route,
            safety,
            archive_version: order.archive_version,
            target_version: order.target_version,
        };
        Ok(RestorePlan::compose(planned, archive, seen.facts, verdict, self.clock().now()))
    }

    /// Whoever turned the safety backup off in the settings says of every target what is otherwise said of a lost node:
    /// that the restore starts without one if none can be taken.
    pub(super) fn safety_of(&self, order: &RestoreOrder) -> Result<SafetyBackup> {
        Ok(match order.safety {
            Some(safety) => safety,
            None if self.preferences()?.safety_backup => SafetyBackup::Take,
            None => SafetyBackup::NodeAlreadyLost,
        })
    }

    fn path_of(&self, archive: &VerifyTarget) -> Result<PathBuf> {
        match archive {
            VerifyTarget::File(path) => Ok(path.clone()),
            VerifyTarget::Archive(id) => Ok(self.archive(*id)?.path),
        }
    }
}
