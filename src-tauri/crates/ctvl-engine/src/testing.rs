//! A small installation of its own for each test: temporary folders, a clock that stands still, a keyring in memory.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

use crate::{Directories, Engine, EngineOptions, ManualClock, MemorySecrets, NewProfile, Profile};

pub(crate) struct World {
    pub home: TempDir,
    pub clock: Arc<ManualClock>,
    pub secrets: Arc<MemorySecrets>,
    pub engine: Arc<Engine>,
}

impl World {
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let clock = Arc::new(ManualClock::at("2026-11-11T01:00:00Z".parse().expect("a moment")));
        let secrets = Arc::new(MemorySecrets::default());
        let engine = open(home.path(), &clock, &secrets);
        Self { home, clock, secrets, engine }
    }

    /// A second engine over the same installation, as a second process would have.
    pub(crate) fn second(&self) -> Arc<Engine> {
        open(self.home.path(), &self.clock, &self.secrets)
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

fn open(home: &Path, clock: &Arc<ManualClock>, secrets: &Arc<MemorySecrets>) -> Arc<Engine> {
    let mut options = EngineOptions::new(Directories::under(home));
    options.clock = Arc::clone(clock) as Arc<dyn crate::Clock>;
    options.secrets = Arc::clone(secrets) as Arc<dyn crate::SecretStore>;
    Engine::open(options).expect("the engine opens")
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
