//! What the library says of an archive beyond its row: its receipt as it lies beside the file now, and where the archive
//! could be restored.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::PathBuf;

use ctvl_archive::{CtvlVersion, Known, Receipt, receipt_path};

use super::{ArchiveId, ArchiveRow, Library, LibraryFilter, LibraryPage};
use crate::error::Result;
use crate::profile::{Profile, ProfileId};
use crate::restore::{Glance, Restorable};

/// A page of the library with the verdict of each row on the appliance it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct LibraryTable {
    /// The page.
    pub page: LibraryPage,
    /// Whether each row of it can be restored where it came from, in the same order.
    pub restorable: Vec<Restorable>,
}

/// Whether an archive can be restored on one appliance.
#[derive(Debug, Clone, PartialEq)]
pub struct RestorableOn {
    /// The appliance.
    pub profile: ProfileId,
    /// Its name.
    pub appliance: String,
    /// The version it runs, where known.
    pub version: Option<Known<CtvlVersion>>,
    /// The verdict.
    pub glance: Glance,
}

/// Everything that is said of one archive.
#[derive(Debug, Clone)]
pub struct ArchiveDetail {
    /// Its row.
    pub row: ArchiveRow,
    /// The folder it lies in.
    pub folder: PathBuf,
    /// The receipt beside it, if it can be read and its signature is not broken; worth what the row's word for it says.
    pub receipt: Option<Receipt>,
    /// Whether it can be restored where it came from.
    pub restorable: Restorable,
    /// Whether it can be restored on each appliance, in the order of their names.
    pub restorable_on: Vec<RestorableOn>,
}

impl Library {
    /// Lists archives, each with its verdict on the appliance it came from.
    ///
    /// # Errors
    /// The database's errors.
    pub fn table(&self, filter: &LibraryFilter) -> Result<LibraryTable> {
        let page = self.list(filter)?;
        let versions: HashMap<ProfileId, _> = self
            .engine
            .profiles()?
            .into_iter()
            .map(|profile| (profile.id, profile.versions.best()))
            .collect();
        let restorable =
            page.rows.iter().map(|row| at_home(row, &|id| versions.get(&id).copied()?)).collect();
        Ok(LibraryTable { page, restorable })
    }

    /// Everything that is said of one archive. The receipt is read from beside the file; the archive itself is not.
    ///
    /// # Errors
    /// [`crate::EngineError::ArchiveUnknown`], and the database's errors.
    pub fn detail(&self, id: ArchiveId) -> Result<ArchiveDetail> {
        let row = self.get(id)?;
        let profiles = self.engine.profiles()?;
        let version = |id| profiles.iter().find(|profile| profile.id == id)?.versions.best();
        Ok(ArchiveDetail {
            folder: row.path.parent().map(PathBuf::from).unwrap_or_default(),
            receipt: receipt_beside(&row),
            restorable: at_home(&row, &version),
            restorable_on: self.restorable_on(&row, &profiles),
            row,
        })
    }

    fn restorable_on(&self, row: &ArchiveRow, profiles: &[Profile]) -> Vec<RestorableOn> {
        let on = |profile: &Profile| {
            let version = profile.versions.best();
            RestorableOn {
                profile: profile.id,
                appliance: profile.name.clone(),
                version,
                glance: Glance::of(row, version),
            }
        };
        profiles.iter().map(on).collect()
    }
}

fn at_home(row: &ArchiveRow, version: &dyn Fn(ProfileId) -> Option<Known<CtvlVersion>>) -> Restorable {
    Glance::of(row, row.profile.and_then(version)).restorable
}

/// What a receipt says is repeated only if nobody has changed it since it was signed.
fn receipt_beside(row: &ArchiveRow) -> Option<Receipt> {
    let receipt = Receipt::read(&receipt_path(&row.path)).ok()?;
    let intact = receipt.public_key().is_none() || receipt.signature_is_valid();
    intact.then_some(receipt)
}
