//! One engine for each process: everything the application knows hangs from it, and nothing is global.

use std::sync::Arc;
use std::time::Duration;

use ctvl_client::{Backoff, Limits};

use crate::clock::{Clock, SystemClock};
use crate::credentials::{HeldPasswords, OsKeyring, SecretStore};
use crate::database::Database;
use crate::directories::Directories;
use crate::error::{EngineError, Result};
use crate::installation::Installation;
use crate::job::{Owner, RunningJobs};
use crate::library::{SystemTrash, Trash};

/// Which program uses the engine; it stands in receipts and in the message of a lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppIdentity {
    /// The program's name, such as `ctvl-backup-cli`.
    pub program: String,
    /// Its version.
    pub version: String,
}

impl Default for AppIdentity {
    fn default() -> Self {
        Self { program: "ctvl-backup".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}

/// What an engine is made from.
#[derive(Clone)]
pub struct EngineOptions {
    /// Where everything lies.
    pub dirs: Directories,
    /// Where time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where passwords are kept.
    pub secrets: Arc<dyn SecretStore>,
    /// Where files go that a person removes.
    pub trash: Arc<dyn Trash>,
    /// How long each kind of wait for an appliance may last.
    pub limits: Limits,
    /// How often, and after which pauses, an order is tried again by itself.
    pub backoff: Backoff,
    /// How long a reboot is watched before the watch ends and says so. The restore stays open then.
    pub reboot_limit: Duration,
    /// Which program this is.
    pub app: AppIdentity,
    /// Under which word history keeps why a run failed. Words are the surface's affair, so there are none by itself.
    pub keep_error: fn(&EngineError) -> Option<KeptError>,
}

/// An error as history keeps it for a surface, which alone knows what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptError {
    /// Its word of a closed set.
    pub code: String,
    /// What its words name; without secrets.
    pub params: Option<String>,
}

impl EngineOptions {
    /// The machine's clock, keyring and trash and the usual limits, over these folders.
    pub fn new(dirs: Directories) -> Self {
        Self {
            dirs,
            clock: Arc::new(SystemClock),
            secrets: Arc::new(OsKeyring),
            trash: Arc::new(SystemTrash),
            limits: Limits::default(),
            backoff: crate::backup::usual_backoff(),
            reboot_limit: crate::restore::USUAL_LIMIT,
            app: AppIdentity::default(),
            keep_error: |_| None,
        }
    }
}

/// The application without a surface.
///
/// Methods that are not `async` touch the database and small files only and return within milliseconds; surfaces call
/// them off the thread that draws. Jobs need a tokio runtime.
pub struct Engine {
    pub(crate) options: EngineOptions,
    pub(crate) database: Database,
    pub(crate) owner: Owner,
    pub(crate) installation: Installation,
    pub(crate) running: RunningJobs,
    pub(crate) held: HeldPasswords,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("data", &self.options.dirs.data()).finish_non_exhaustive()
    }
}

impl Engine {
    /// Opens or creates the installation in the given folders. Several processes may have it open at once.
    ///
    /// Jobs of processes that have died are marked as interrupted; see [`Engine::recover`].
    ///
    /// # Errors
    /// [`crate::EngineError::DatabaseNewer`] when a newer version of the application has used it,
    /// [`crate::EngineError::FolderNotUsable`] and the database's errors.
    pub fn open(options: EngineOptions) -> Result<Arc<Self>> {
        options.dirs.create()?;
        let database = Database::open(&options.dirs.database())?;
        let installation = Installation::load(&database)?;
        let owner = Owner::register(&options.dirs.locks())?;
        let (running, held) = (RunningJobs::default(), HeldPasswords::default());
        let engine = Arc::new(Self { options, database, owner, installation, running, held });
        engine.recover()?;
        Ok(engine)
    }

    /// Where everything lies.
    pub fn directories(&self) -> &Directories {
        &self.options.dirs
    }

    /// Where time comes from.
    pub fn clock(&self) -> &dyn Clock {
        &*self.options.clock
    }

    pub(crate) fn secrets(&self) -> Arc<dyn SecretStore> {
        Arc::clone(&self.options.secrets)
    }

    pub(crate) fn trash(&self) -> &dyn Trash {
        &*self.options.trash
    }
}
