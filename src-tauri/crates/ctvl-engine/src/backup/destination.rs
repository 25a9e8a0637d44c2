//! A folder is looked at before the appliance is asked to build anything: its answer takes minutes, and a folder that
//! cannot take it would waste them.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::OptionalExtension;
use uuid::Uuid;

use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::profile::Profile;

/// The file that says that a folder is the one that was used before. Its content is an id.
const MARKER: &str = ".ctvl-backup-folder";

/// Less than this is full. Nothing larger is asked for before the appliance has announced a length: how much the last
/// archive took says little about this one.
const FULL: u64 = 1024 * 1024;

/// Why a folder cannot take an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DestinationProblem {
    /// It is not there.
    Missing,
    /// It is not a folder.
    NotAFolder,
    /// It cannot be written to.
    NotWritable {
        /// The system's kind of reason.
        reason: io::ErrorKind,
    },
    /// It is there but holds none of what was put there: a share that is not mounted looks like this.
    MarkerMissing,
    /// There is too little space.
    TooLittleSpace {
        /// Bytes free.
        free: u64,
        /// Bytes needed at least: what the appliance announced, or, before it was asked, hardly anything.
        needed: u64,
    },
}

/// Where an archive goes.
#[derive(Debug, Clone)]
pub(crate) struct Destination {
    pub folder: PathBuf,
    kind: Kind,
}

/// What a folder is to this application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The application's own, made where it is missing.
    Own,
    /// A person chose it to last, so it carries a marker.
    Chosen,
    /// It was named for one order only.
    Once,
}

impl Destination {
    /// The order's folder, or the profile's, or the one of all appliances, which is the application's own unless a person
    /// chose another.
    pub(crate) fn choose(engine: &Engine, profile: &Profile, to: Option<PathBuf>) -> Result<Self> {
        let (folder, kind) = match (to, &profile.destination) {
            (Some(folder), _) => (absolute(&folder), Kind::Once),
            (None, Some(folder)) => (absolute(folder), Kind::Chosen),
            (None, None) => {
                let folder = engine.archives_folder()?;
                (folder.path, if folder.own { Kind::Own } else { Kind::Chosen })
            }
        };
        // Whoever named it: the application's own folder is made, and needs no marker.
        let own = folder == engine.directories().archives();
        Ok(Self { folder, kind: if own { Kind::Own } else { kind } })
    }

    /// Whether it is the application's own.
    pub(crate) fn is_own(&self) -> bool {
        self.kind == Kind::Own
    }

    fn problem(&self, problem: DestinationProblem) -> EngineError {
        EngineError::Destination { path: self.folder.clone(), problem }
    }

    /// Looks whether the folder can take an archive; the `last` one took so many bytes. Blocks on slow shares.
    pub(crate) fn check(&self, engine: &Engine, last: Option<u64>) -> Result<()> {
        if self.is_own() {
            let made = std::fs::create_dir_all(&self.folder);
            made.map_err(|error| self.problem(DestinationProblem::NotWritable { reason: error.kind() }))?;
        }
        self.examine(engine, &self.folder)?;
        if let (Some(last), Ok(free)) = (last, fs4::available_space(&self.folder))
            && free < last
        {
            tracing::warn!(free, last, "the folder has less free than the last archive took");
        }
        Ok(())
    }

    /// As [`Destination::check`], leaving nothing: where the application's own folder is still to be made, the place for
    /// it is looked at. Returns the folder that was looked at.
    pub(super) fn look(&self, engine: &Engine) -> (PathBuf, Result<()>) {
        let place = if self.is_own() { nearest(&self.folder) } else { &self.folder };
        (place.to_owned(), self.examine(engine, place))
    }

    fn examine(&self, engine: &Engine, place: &Path) -> Result<()> {
        match std::fs::metadata(place) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Err(self.problem(DestinationProblem::NotAFolder)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(self.problem(DestinationProblem::Missing));
            }
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Err(self.problem(DestinationProblem::NotAFolder));
            }
            Err(error) => return Err(self.problem(DestinationProblem::NotWritable { reason: error.kind() })),
        }
        if self.kind == Kind::Chosen {
            self.check_marker(engine)?;
        }
        // Permissions on shares are not what they look like; only writing shows whether one may write.
        tempfile::tempfile_in(place)
            .map_err(|error| self.problem(DestinationProblem::NotWritable { reason: error.kind() }))?;
        self.check_space_in(place, FULL)
    }

    /// Whether so many bytes fit. A folder whose system does not tell is tried.
    pub(crate) fn check_space(&self, needed: Option<u64>) -> Result<()> {
        needed.map_or(Ok(()), |needed| self.check_space_in(&self.folder, needed))
    }

    fn check_space_in(&self, place: &Path, needed: u64) -> Result<()> {
        let Ok(free) = fs4::available_space(place) else { return Ok(()) };
        if free < needed {
            return Err(self.problem(DestinationProblem::TooLittleSpace { free, needed }));
        }
        Ok(())
    }

    fn check_marker(&self, engine: &Engine) -> Result<()> {
        let Some(known) = engine.marker_of(&self.folder)? else { return Ok(()) };
        if read_marker(&self.folder).is_some_and(|found| found == known) {
            return Ok(());
        }
        // Somebody may have tidied the marker away; the archives themselves show the folder as well.
        if engine.any_archive_in(&self.folder)? {
            return Ok(());
        }
        Err(self.problem(DestinationProblem::MarkerMissing))
    }

    /// Leaves the marker, after the folder has proven itself. A folder without one only lacks a safeguard.
    pub(crate) fn mark(&self, engine: &Engine) {
        if self.kind != Kind::Chosen {
            return;
        }
        let marked = match read_marker(&self.folder) {
            Some(found) => engine.remember_marker(&self.folder, &found),
            None => {
                let id = Uuid::new_v4().to_string();
                std::fs::write(self.folder.join(MARKER), format!("{id}\n"))
                    .map_err(|source| EngineError::FolderNotUsable { path: self.folder.clone(), source })
                    .and_then(|()| engine.remember_marker(&self.folder, &id))
            }
        };
        if let Err(error) = marked {
            tracing::warn!(%error, "the folder could not be marked");
        }
    }
}

/// The folder, or the nearest one above it that is there.
fn nearest(folder: &Path) -> &Path {
    folder.ancestors().find(|above| above.exists()).unwrap_or(folder)
}

fn absolute(folder: &Path) -> PathBuf {
    std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned())
}

fn read_marker(folder: &Path) -> Option<String> {
    let text = std::fs::read_to_string(folder.join(MARKER)).ok()?;
    Some(text.trim().to_owned())
}

impl Engine {
    fn marker_of(&self, folder: &Path) -> Result<Option<String>> {
        self.database.read(|connection| {
            Ok(connection
                .query_row(
                    "SELECT marker FROM destinations WHERE path = ?1",
                    [folder.to_string_lossy()],
                    |row| row.get(0),
                )
                .optional()?)
        })
    }

    fn remember_marker(&self, folder: &Path, marker: &str) -> Result<()> {
        self.database.write(|transaction| {
            transaction.execute(
                "INSERT INTO destinations (path, marker) VALUES (?1, ?2) ON CONFLICT (path) DO UPDATE SET marker = ?2",
                [folder.to_string_lossy().as_ref(), marker],
            )?;
            Ok(())
        })
    }
}
