//! One attempt: from the request to a flushed and judged file that has no final name yet.

use ctvl_archive::{ArchiveName, Inspection, Limits, inspect_file};
use ctvl_client::{BackupRequest, BackupStream, Fingerprint, Session};
use tempfile::TempPath;

use super::destination::Destination;
use super::publish::Names;
use super::writer::{self, Written};
use crate::error::{Activity, EngineError, Result};
use crate::job::{JobContext, JobPaths, Stage};
use crate::profile::Profile;

/// A whole transfer in an unfinished file.
pub(super) struct Received {
    /// Removed when dropped.
    pub part: TempPath,
    pub names: Names,
    pub inspection: Inspection,
    pub certificate: Fingerprint,
}

/// What an attempt needs to know.
pub(super) struct Attempt<'a> {
    pub context: &'a JobContext,
    pub profile: &'a Profile,
    pub activity: Activity,
    pub request: &'a BackupRequest,
    pub destination: &'a Destination,
}

impl Attempt<'_> {
    pub(super) async fn receive(&self, session: &Session) -> Result<Received> {
        let context = self.context;
        context.stage(Stage::Building, None);
        let stream =
            context.or_cancelled(session.back_up(self.request)).await?.map_err(|error| self.failed(error))?;
        let certificate = stream.certificate;
        self.destination.check_space(stream.length)?;

        let name = stream.name.unwrap_or_else(|| ArchiveName::at(context.engine.clock().moment().civil()));
        let mut names = Names::first_free(&self.destination.folder, &name.file_name());
        let (file, part) = self.create(&mut names)?;
        match self.fill(stream, file, &part, &names).await {
            Ok(inspection) => Ok(Received { part, names, inspection, certificate }),
            Err(error) => Err(self.give_up(part, error)),
        }
    }

    /// Removes the unfinished file. If that fails its path stays noted, so that it is offered as an orphan, and a message
    /// about writing does not claim that it is gone.
    fn give_up(&self, part: TempPath, mut error: EngineError) -> EngineError {
        let path = part.to_path_buf();
        match part.close() {
            Ok(()) => {
                if let Err(error) = self.context.note_paths(&JobPaths::default()) {
                    tracing::warn!(%error, "that the unfinished file is gone could not be noted");
                }
            }
            Err(source) => {
                tracing::warn!(error = %source, path = %path.display(), "the unfinished file could not be removed");
                if let EngineError::Write { left, .. } = &mut error {
                    *left = Some(path);
                }
            }
        }
        error
    }

    /// Brings what the appliance sends into the file, and judges it.
    async fn fill(
        &self,
        mut stream: BackupStream,
        file: std::fs::File,
        part: &std::path::Path,
        names: &Names,
    ) -> Result<Inspection> {
        let context = self.context;
        context.stage(Stage::Receiving, stream.length);
        let (mut inlet, writing) = writer::start(file, Limits::default());
        let received = context
            .or_cancelled(async {
                while let Some(bytes) = stream.next().await.map_err(|error| self.failed(error))? {
                    // A writer that is gone says itself why.
                    if inlet.push(&bytes).await.is_err() {
                        return Ok(());
                    }
                    context.done(stream.received());
                }
                context.stage(Stage::Finishing, None);
                let _ = inlet.complete().await;
                Ok(())
            })
            .await
            .and_then(|received| received);
        // In every case the writer is waited for: until it has ended it may still hold the unfinished file open.
        let written = match writing.await {
            Ok(written) => written.map_err(|source| self.write_failed(names, source)),
            Err(_) => Err(EngineError::JobLost { kind: crate::job::JobKind::Backup }),
        };
        received?;
        let inspection = match written? {
            Written::Judged(inspection) => inspection,
            Written::NeedsWholeFile => self.inspect(part).await?,
            Written::Damaged(damage) => return Err(self.arrived_damaged(damage)),
            Written::Abandoned => return Err(EngineError::Cancelled),
        };
        if let ctvl_archive::Container::Damaged(damage) = inspection.container {
            return Err(self.arrived_damaged(damage));
        }
        Ok(inspection)
    }

    fn create(&self, names: &mut Names) -> Result<(std::fs::File, TempPath)> {
        loop {
            // Before the file is there: a crash in between must not leave one that nobody knows of.
            self.context.note_paths(&JobPaths { part: Some(names.part()), finished: None })?;
            match writer::create_part(&names.part()) {
                Ok(file) => {
                    let part = TempPath::try_from_path(names.part());
                    return Ok((file, part.map_err(|source| self.write_failed(names, source))?));
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => names.advance(),
                Err(source) => return Err(self.write_failed(names, source)),
            }
        }
    }

    /// Second pass for the rare container that cannot be judged while it arrives.
    async fn inspect(&self, part: &std::path::Path) -> Result<Inspection> {
        let (path, cancel) = (part.to_owned(), self.context.cancel().clone());
        let inspected = tokio::task::spawn_blocking(move || {
            inspect_file(&path, &Limits::default(), &|_| {}, cancel.flag())
        })
        .await;
        match inspected {
            Ok(Ok(inspection)) => Ok(inspection),
            Ok(Err(ctvl_archive::InspectError::Io { path, source })) => {
                Err(EngineError::Write { appliance: self.profile.name.clone(), path, source, left: None })
            }
            Ok(Err(ctvl_archive::InspectError::Cancelled)) => Err(EngineError::Cancelled),
            Err(_) => Err(EngineError::JobLost { kind: crate::job::JobKind::Backup }),
        }
    }

    fn failed(&self, error: ctvl_client::ClientError) -> EngineError {
        let engine = &self.context.engine;
        engine.note_presented(self.profile, &error);
        let situation = engine.situation(self.profile, self.activity, self.request.exclude_counters);
        EngineError::Appliance { situation: Box::new(situation), error: Box::new(error) }
    }

    fn arrived_damaged(&self, damage: ctvl_archive::Damage) -> EngineError {
        let engine = &self.context.engine;
        let situation = engine.situation(self.profile, self.activity, self.request.exclude_counters);
        EngineError::ArrivedDamaged { situation: Box::new(situation), damage: Box::new(damage) }
    }

    fn write_failed(&self, names: &Names, source: std::io::Error) -> EngineError {
        EngineError::Write { appliance: self.profile.name.clone(), path: names.archive(), source, left: None }
    }
}
