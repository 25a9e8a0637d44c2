//! A small installation of its own for each test: temporary folders, a clock that stands still, a keyring in memory.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

use crate::{Directories, Engine, EngineOptions, ManualClock, MemorySecrets, NewProfile, Profile};

pub(crate) struct World {
    pub home: TempDir,
    pub clock: Arc<ManualClock>,
    pub secrets: Arc<MemorySecrets>,
    pub trash: Arc<TrashFolder>,
    pub engine: Arc<Engine>,
}

impl World {
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let clock = Arc::new(ManualClock::at("2026-11-11T01:00:00Z".parse().expect("a moment")));
        let secrets = Arc::new(MemorySecrets::default());
        let trash = Arc::new(TrashFolder::at(home.path().join("trash")));
        let engine = open(home.path(), &clock, &secrets, &trash);
        Self { home, clock, secrets, trash, engine }
    }

    /// A second engine over the same installation, as a second process would have.
    pub(crate) fn second(&self) -> Arc<Engine> {
        open(self.home.path(), &self.clock, &self.secrets, &self.trash)
    }

    pub(crate) fn profile(&self, name: &str) -> Profile {
        self.profile_at(name, &format!("https://{}.example", name.to_lowercase().replace(' ', "-")))
    }

    pub(crate) fn profile_at(&self, name: &str, address: &str) -> Profile {
        let address = address.parse().expect("an address");
        self.engine.add_profile(NewProfile::new(name, address, "svc-backup")).expect("a new profile")
    }

    /// A folder outside the installation.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        let folder = self.home.path().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        folder
    }
}

fn open(
    home: &Path,
    clock: &Arc<ManualClock>,
    secrets: &Arc<MemorySecrets>,
    trash: &Arc<TrashFolder>,
) -> Arc<Engine> {
    let mut options = EngineOptions::new(Directories::under(home));
    options.clock = Arc::clone(clock) as Arc<dyn crate::Clock>;
    options.secrets = Arc::clone(secrets) as Arc<dyn crate::SecretStore>;
    options.trash = Arc::clone(trash) as Arc<dyn crate::Trash>;
    Engine::open(options).expect("the engine opens")
}

/// A trash that a test can look into, and that takes no file whose name it was told to refuse.
pub(crate) struct TrashFolder {
    folder: PathBuf,
    refused: Mutex<Vec<String>>,
}

impl TrashFolder {
    fn at(folder: PathBuf) -> Self {
        Self { folder, refused: Mutex::default() }
    }

    pub(crate) fn refuse(&self, name: &str) {
        self.refused.lock().expect("a lock").push(name.to_owned());
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return Vec::new() };
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
            .collect();
        names.sort();
        names
    }
}

impl crate::Trash for TrashFolder {
    fn take(&self, path: &Path) -> std::io::Result<()> {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if self.refused.lock().expect("a lock").contains(&name) {
            return Err(std::io::Error::other("the Recycle Bin is not available on this drive"));
        }
        std::fs::create_dir_all(&self.folder)?;
        std::fs::rename(path, self.folder.join(name))
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

/// A whole archive with one member of so many bytes that do not compress to nothing.
pub(crate) fn archive_bytes(seed: u8, size: usize) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("database.enc", SimpleFileOptions::default()).expect("a member");
    let mut state = u32::from(seed) + 1;
    let body: Vec<u8> = (0..size)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect();
    writer.write_all(&body).expect("written");
    writer.finish().expect("a whole archive").into_inner()
}

pub(crate) fn write_archive(path: &Path, seed: u8, size: usize) {
    std::fs::write(path, archive_bytes(seed, size)).expect("an archive");
}
