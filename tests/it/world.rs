//! A world of its own for each test: temporary folders, practice appliances around one key store, and installations of
//! the application that share nothing with this machine's, its keyring included.

#[path = "world/browser.rs"]
mod browser;
#[path = "world/gate.rs"]
mod gate;
#[path = "world/node.rs"]
mod node;
#[path = "world/program.rs"]
mod program;

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ctvl_appliance::ApplianceOptions;
use ctvl_client::{Address, Backoff, Limits, Proxy, Secret, Trust};
use ctvl_engine::restore::{Confirmation, RestoreOrder, RestorePlan};
use ctvl_engine::{
    AppIdentity, ArchiveRow, BackupDone, BackupOrder, Directories, Engine, EngineError, EngineOptions, Event,
    HistoryFilter, Job, LibraryFilter, MemorySecrets, NewProfile, Profile, Progress, Role,
};
use tempfile::TempDir;

pub use browser::Browser;
pub use gate::{Elsewhere, Gate};
pub use node::{CARD, Node, json_of};
pub use program::{Cli, Ended, Running, binary};

/// The first user of every appliance.
pub const USER: &str = "vtsroot";
/// And that user's password; long and odd enough to be recognised wherever it leaks to.
pub const PASSWORD: &str = "Planted-Pa55word-ohGh7eex!";
/// Longer than anything here may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(90);
/// Between two looks at what changes by itself.
const LOOK: Duration = Duration::from_millis(5);

/// One test's world; everything in it goes away with it.
pub struct World {
    folder: TempDir,
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// An empty world.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder can be made") }
    }

    /// A path in it; nothing is made.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A folder in it.
    pub fn folder(&self, name: &str) -> PathBuf {
        let folder = self.path(name);
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        folder
    }

    /// An appliance with sample data that reboots at once.
    pub async fn appliance(&self, name: &str) -> Node {
        self.appliance_with(name, |_| {}).await
    }

    /// The same, started differently.
    pub async fn appliance_with(&self, name: &str, change: impl FnOnce(&mut ApplianceOptions)) -> Node {
        let mut options = ApplianceOptions::new(self.path(name), self.path("keys"));
        options.name = name.into();
        options.first_user.password = PASSWORD.into();
        options.reboot = Duration::from_millis(20);
        options.with_sample_data = true;
        change(&mut options);
        Node::start(options).await
    }

    /// An appliance that has never been used: no key, no token group, no template.
    pub async fn fresh(&self, name: &str) -> Node {
        self.appliance_with(name, |options| options.with_sample_data = false).await
    }

    /// An installation with a keyring in memory.
    pub fn installation(&self) -> Installation {
        self.installation_with(|_| {})
    }

    /// The same, opened differently.
    pub fn installation_with(&self, change: impl FnOnce(&mut EngineOptions)) -> Installation {
        Installation::open(self.path("home"), Arc::default(), change)
    }

    /// The real command line on an installation of its own, in a session without a keyring.
    pub fn cli(&self) -> Cli {
        Cli::new(self.folder("cli-home"))
    }
}

/// The application, as one process has it open.
pub struct Installation {
    /// Where everything lies.
    pub home: PathBuf,
    /// Its keyring.
    pub secrets: Arc<MemorySecrets>,
    /// The engine.
    pub engine: Arc<Engine>,
}

impl Installation {
    fn open(home: PathBuf, secrets: Arc<MemorySecrets>, change: impl FnOnce(&mut EngineOptions)) -> Self {
        let mut options = EngineOptions::new(Directories::under(&home));
        options.secrets = Arc::clone(&secrets) as _;
        options.limits =
            Limits { first_byte: PATIENCE, after_upload: PATIENCE, idle: PATIENCE, ..Limits::default() };
        let soon = Duration::from_millis(5);
        options.backoff = Backoff { soon, soon_cap: soon, attempts: 2, ..Backoff::default() };
        options.app = AppIdentity { program: "ctvl-tests".into(), version: "0.0.0".into() };
        change(&mut options);
        let engine = Engine::open(options).expect("the engine opens");
        Self { home, secrets, engine }
    }

    /// The same installation and keyring, as a second process has it open.
    pub fn second(&self) -> Self {
        Self::open(self.home.clone(), Arc::clone(&self.secrets), |_| {})
    }

    /// Where archives go unless an order says otherwise.
    pub fn archives(&self) -> PathBuf {
        self.home.join("archives")
    }

    /// Connects an appliance as a person does: its certificate is looked at and compared, then its password is kept.
    pub async fn connect(&self, name: &str, node: &Node) -> Profile {
        self.connect_at(name, node, &node.appliance.address()).await
    }

    /// The same by another address, such as a gate's.
    pub async fn connect_at(&self, name: &str, node: &Node, address: &str) -> Profile {
        let address: Address = address.parse().expect("an appliance's own address can be read");
        let shown = self.engine.certificate(&address, Proxy::None).await.expect("it shows a certificate");
        assert_eq!(shown.fingerprint, node.fingerprint(), "the certificate looked at is the appliance's");
        let profile = NewProfile {
            trust: Trust::Pinned(shown.fingerprint),
            role: Role::Practice,
            proxy: Proxy::None,
            ..NewProfile::new(name, address, USER)
        };
        let profile = self.engine.add_profile(profile).expect("a new name");
        self.engine.store_password(profile.id, &secret(PASSWORD)).await.expect("kept");
        self.engine.profile(profile.id).expect("it was just added")
    }

    /// Backs up into the usual folder.
    pub async fn back_up(&self, profile: &Profile) -> Result<BackupDone, EngineError> {
        self.engine.start_backup(BackupOrder::new(profile.id))?.outcome().await
    }

    /// Plans a restore onto this target, with everything else as usual.
    pub async fn plan(&self, profile: &Profile, archive: &Path) -> Result<RestorePlan, EngineError> {
        self.engine.plan_restore(RestoreOrder::new(profile.id, archive.to_path_buf())).await
    }

    /// Every archive of the library.
    pub fn library(&self) -> Vec<ArchiveRow> {
        self.engine.library().list(&LibraryFilter::default()).expect("the library can be read").rows
    }

    /// All of history, newest first.
    pub fn history(&self) -> Vec<Event> {
        self.engine.history(&HistoryFilter::default()).expect("history can be read")
    }

    /// The profile as it is now.
    pub fn now(&self, profile: &Profile) -> Profile {
        self.engine.profile(profile.id).expect("the profile is there")
    }

    /// Fails unless an attempt has left nothing: no file, no unfinished file, no row, no orphan.
    #[track_caller]
    pub fn nothing_left(&self, after: &str) {
        assert_eq!(
            files_in(&self.archives()),
            Vec::<String>::new(),
            "{after}: no final name and no unfinished file"
        );
        assert!(self.library().is_empty(), "{after}: the library is untouched");
        let orphans = self.engine.library().orphans().expect("orphans can be listed");
        assert!(orphans.is_empty(), "{after}: nothing is offered for removal: {orphans:?}");
    }
}

/// A secret of this text.
pub fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

/// The complete confirmation of a plan for a practice appliance.
pub fn confirmed(plan: &RestorePlan) -> Confirmation {
    Confirmation {
        host_typed: Some(plan.target.host.clone()),
        old_cluster_acknowledged: true,
        ..Confirmation::of(plan.fingerprint())
    }
}

/// Names in a folder, hidden ones included, in order; a folder that is not there has none.
pub fn files_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("a readable entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Looks until there is something to see, with a limit.
pub async fn until<T, F: Future<Output = Option<T>>>(what: &str, mut look: impl FnMut() -> F) -> T {
    let looking = async {
        loop {
            if let Some(seen) = look().await {
                return seen;
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    match tokio::time::timeout(PATIENCE, looking).await {
        Ok(seen) => seen,
        Err(_) => unreachable!("never seen: {what}"),
    }
}

/// Waits until a job shows what is wanted, with a limit. What it shows then is returned.
pub async fn shows<T>(job: &Job<T>, what: &str, wanted: impl Fn(&Progress) -> bool) -> Progress {
    let mut progress = job.progress();
    let waiting = progress.wait_for(|shown| wanted(shown) || shown.ending.is_some());
    let shown = match tokio::time::timeout(PATIENCE, waiting).await {
        Ok(shown) => shown.expect("the terminal state is always sent").clone(),
        Err(_) => unreachable!("the job never shows {what}"),
    };
    assert!(wanted(&shown), "the job ended before it showed {what}: {shown:?}");
    shown
}

/// Waits for the end of a job, with a limit.
pub async fn ends<T>(job: Job<T>) -> Result<T, EngineError> {
    let kind = job.kind;
    match tokio::time::timeout(PATIENCE, job.outcome()).await {
        Ok(outcome) => outcome,
        Err(_) => unreachable!("the {kind:?} never ended"),
    }
}
