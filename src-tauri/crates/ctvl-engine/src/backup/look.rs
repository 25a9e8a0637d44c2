//! What can be said of a folder for archives before anything is asked of an appliance.

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use super::destination::Destination;
use super::synced::{self, SyncService};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::profile::ProfileRef;

/// How the folder for an appliance's archives looks.
#[derive(Debug)]
pub struct DestinationLook {
    /// The folder.
    pub folder: PathBuf,
    /// Whether it is the application's own, which is made where it is missing.
    pub own: bool,
    /// Bytes free; `None` if the system does not tell.
    pub free: Option<u64>,
    /// The service that another program synchronises it with. What is moved away or trashed here is then gone there too,
    /// and what is evicted there is not whole here.
    pub synced_by: Option<SyncService>,
    /// What a backup into it would fail with; `None` if it can take an archive.
    pub problem: Option<EngineError>,
    /// How many bytes the appliance's newest archive with the same counters setting has.
    pub last_size: Option<u64>,
}

impl Engine {
    /// Looks at the folder that a backup of this appliance would go to, and leaves nothing there. Blocks on slow shares.
    ///
    /// # Errors
    /// [`EngineError::ProfileUnknown`] and the database's; what is wrong with the folder is [`DestinationLook::problem`].
    pub fn destination_look(&self, profile: impl Into<ProfileRef>) -> Result<DestinationLook> {
        let profile = self.profile(profile)?;
        let destination = Destination::choose(self, &profile, None)?;
        let counters = if profile.exclude_counters {
            ctvl_archive::Counters::Excluded
        } else {
            ctvl_archive::Counters::Included
        };
        let (place, looked) = destination.look(self);
        Ok(DestinationLook {
            own: destination.is_own(),
            free: fs4::available_space(&place).ok(),
            synced_by: synced::recognise(&destination.folder),
            problem: looked.err(),
            last_size: self.last_size(profile.id, counters)?,
            folder: destination.folder,
        })
    }
}
