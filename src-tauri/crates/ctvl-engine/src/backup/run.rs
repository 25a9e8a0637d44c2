//! The whole run: folder, sign-in, attempts, final name, library.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ctvl_archive::{
    ApplianceIdentity, Assessment, Counters, CtvlVersion, Evidence, HistoryPoint, Known, Looked, PublicKey,
    Receipt, ReceiptBody, ReceiptEvidence, Sha256Digest, Source, Transport, assess,
};
use ctvl_client::{BackupRequest, Client, ClientError, Retry, Session, Step};

use super::attempt::{Attempt, Received};
use super::destination::Destination;
use super::publish::{self, Published};
use super::{BackupDone, BackupOrder, Purpose};
use crate::archive_file::ReceiptState;
use crate::credentials::SecretStoreError;
use crate::engine::Engine;
use crate::error::{Activity, EngineError, Result};
use crate::history::{EventKind, EventResult, NewEvent};
use crate::installation::ReceiptKey;
use crate::job::{JobContext, JobPaths, JobResult, Stage};
use crate::library::{ArchiveId, NewRow, state};
use crate::lock::ApplianceLock;
use crate::message::{Incident, words};
use crate::profile::Profile;
use crate::profile::login::Login;

/// How long a whole archive waits for the keyring.
const KEY_WAIT: Duration = Duration::from_secs(30);

/// A backup order with everything it needs looked up.
pub(crate) struct Prepared {
    pub profile: Profile,
    order: BackupOrder,
    request: BackupRequest,
    destination: Destination,
}

/// Looks up what an order leaves to the profile. Touches neither network nor folder.
pub(crate) fn prepare(engine: &Arc<Engine>, order: BackupOrder) -> Result<Prepared> {
    super::check_note(order.note.as_deref())?;
    let profile = engine.profile(order.profile.clone())?;
    if order.purpose == Purpose::PreChange && order.note.as_deref().is_none_or(|note| note.trim().is_empty())
    {
        return Err(EngineError::NoteMissing { appliance: profile.name });
    }
    let key = order.key.clone().or_else(|| profile.key.clone()).filter(|key| !key.is_empty());
    let key = key.map(|key| key.parse().map_err(|_| EngineError::KeyName { name: key })).transpose()?;
    let exclude_counters = order.exclude_counters.unwrap_or(profile.exclude_counters);
    let request = BackupRequest { key, exclude_counters };
    let destination = Destination::choose(engine, &profile, order.to.clone())?;
    Ok(Prepared { profile, order, request, destination })
}

impl Prepared {
    /// Looks everything up anew.
    pub(super) fn again(self, engine: &Arc<Engine>) -> Result<Self> {
        prepare(engine, self.order)
    }

    pub(crate) fn event(&self) -> EventKind {
        match self.order.purpose {
            Purpose::PreChange => EventKind::PreChangeBackup,
            Purpose::Safety => EventKind::SafetyBackup,
            Purpose::Regular | Purpose::Added => EventKind::Backup,
        }
    }

    fn activity(&self) -> Activity {
        if self.order.purpose == Purpose::Safety { Activity::SafetyBackup } else { Activity::BackUp }
    }

    fn counters(&self) -> Counters {
        if self.request.exclude_counters { Counters::Excluded } else { Counters::Included }
    }

    fn pinned(&self) -> bool {
        self.order.pin || matches!(self.order.purpose, Purpose::PreChange | Purpose::Safety)
    }
}

/// Takes the safety backup of a restore's target, as a part of the restore's job and under its lock. History gets a
/// line of its own for it.
pub(crate) async fn safety_backup(
    context: &JobContext,
    order: BackupOrder,
    lock: &ApplianceLock,
) -> Result<BackupDone> {
    let began = Instant::now();
    let prepared = prepare(&context.engine, BackupOrder { purpose: Purpose::Safety, ..order })?;
    let profile = prepared.profile.clone();
    let part = context.within(Stage::SafetyBackup);
    let done = Box::pin(back_up(&part, prepared, lock)).await;
    let ended = NewEvent::done(EventKind::SafetyBackup, Some(profile.id), profile.name, "");
    let ended = NewEvent { job: Some(context.id), duration: Some(began.elapsed()), ..ended };
    context.engine.record_event(&match &done {
        Ok(done) => ended.told_by(done),
        Err(error) => {
            // The restore ends by the same error: whoever looks for its incident finds both lines.
            let incident = Some(Incident::of_job(context.id).to_string());
            NewEvent { incident, ..ended.ended_by(&context.engine, error, &error.message()) }
        }
    })?;
    done
}

/// Takes a backup while the appliance's lock is held.
pub(crate) async fn back_up(
    context: &JobContext,
    mut prepared: Prepared,
    _lock: &ApplianceLock,
) -> Result<BackupDone> {
    let (began, started) = (Instant::now(), context.engine.clock().moment());
    let engine = &context.engine;
    context.stage(Stage::CheckingFolder, None);
    let last = engine.last_size(prepared.profile.id, prepared.counters())?;
    check_folder(context, &prepared.destination, last).await?;

    // Asked for now, while the appliance works: a keyring may make a person wait, and the archive must not.
    let key = {
        let engine = Arc::clone(engine);
        tokio::spawn(async move { engine.receipt_key().await })
    };
    let credential =
        std::mem::replace(&mut prepared.order.credential, crate::credentials::Credential::Stored);
    let (received, version) = receive(context, &prepared, credential).await?;
    let key = context.or_cancelled(key_in_time(key, KEY_WAIT)).await??;
    context.go_on()?;

    context.stage(Stage::Finishing, None);
    let context = context.clone();
    // From here on it is finished even if it is cancelled: the archive is whole.
    tokio::task::spawn_blocking(move || finish(&context, &prepared, received, version, key, started, began))
        .await
        .unwrap_or(Err(EngineError::JobLost { kind: crate::job::JobKind::Backup }))
}

/// The receipt key, or a receipt without a signature: a whole archive does not wait for a dialog that nobody answers.
pub(super) async fn key_in_time(
    key: tokio::task::JoinHandle<Result<ReceiptKey>>,
    limit: Duration,
) -> Result<ReceiptKey> {
    match tokio::time::timeout(limit, key).await {
        Ok(Ok(key)) => key,
        Ok(Err(_)) => Err(EngineError::JobLost { kind: crate::job::JobKind::Backup }),
        Err(_) => {
            tracing::warn!("the keyring did not answer in time; the receipt stays unsigned");
            Ok(Err(SecretStoreError::Locked))
        }
    }
}

async fn check_folder(context: &JobContext, destination: &Destination, last: Option<u64>) -> Result<()> {
    let (engine, destination) = (Arc::clone(&context.engine), destination.clone());
    // A share that hangs holds a thread, not the job: the cancel still works.
    let check = tokio::task::spawn_blocking(move || destination.check(&engine, last));
    context
        .or_cancelled(check)
        .await?
        .unwrap_or(Err(EngineError::JobLost { kind: crate::job::JobKind::Backup }))
}

/// Signs in and receives, again where the class of an error says that this may help.
async fn receive(
    context: &JobContext,
    prepared: &Prepared,
    credential: crate::credentials::Credential,
) -> Result<(Received, Option<CtvlVersion>)> {
    let (engine, profile) = (&context.engine, &prepared.profile);
    let client = engine.client(profile, prepared.activity())?;
    let login = context.or_cancelled(engine.login(profile, credential)).await??;
    let mut signed_in_again = false;
    let mut failures = 0;
    loop {
        let error = match attempt(context, prepared, &client, &login).await {
            Ok(received) => return Ok(received),
            Err(error) => error,
        };
        let Some(reason) = error.client_error() else { return Err(error) };
        if matches!(reason, ClientError::TokenExpired | ClientError::TokenRejected { .. }) && !signed_in_again
        {
            // The token died while the appliance was building; the password was right a moment ago.
            signed_in_again = true;
            continue;
        }
        failures += 1;
        // An unconfirmed login has had its one automatic use, whatever became of it (R9).
        let again = login.may_be_sent_again() || matches!(reason.step(), Some(Step::Reach));
        let pause = match reason.retry() {
            // What takes long to pass is for a schedule to try; a person in front of the screen is told at once.
            Retry::Soon if again => engine.options.backoff.delay(Retry::Soon, failures, random_share),
            Retry::Soon | Retry::Later(_) | Retry::Never => None,
        };
        let Some(pause) = pause else { return Err(error) };
        tracing::warn!(error = %words::causes(&error), failures, pause_ms = pause.as_millis(), "tried again");
        context.stage(Stage::WaitingToRetry, None);
        context.attempt(failures + 1);
        context.or_cancelled(tokio::time::sleep(pause)).await?;
    }
}

async fn attempt(
    context: &JobContext,
    prepared: &Prepared,
    client: &Client,
    login: &Login,
) -> Result<(Received, Option<CtvlVersion>)> {
    context.stage(Stage::SigningIn, None);
    let signing = context.engine.sign_in_with(&prepared.profile, client, login, prepared.activity());
    let session = context.or_cancelled(signing).await??;
    let version = probe(context, prepared, &session).await?;
    let attempt = Attempt {
        context,
        profile: &prepared.profile,
        activity: prepared.activity(),
        request: &prepared.request,
        destination: &prepared.destination,
    };
    Ok((attempt.receive(&session).await?, version))
}

/// Asks what the appliance offers. Only its version matters here, so a probe that fails does not stop a backup.
async fn probe(context: &JobContext, prepared: &Prepared, session: &Session) -> Result<Option<CtvlVersion>> {
    context.stage(Stage::Probing, None);
    match context.or_cancelled(session.capabilities()).await? {
        Ok(capabilities) => {
            let version = capabilities.version().copied();
            if let Some(version) = version {
                context.engine.note_version_told(prepared.profile.id, version)?;
            }
            Ok(version)
        }
        Err(error) => {
            tracing::info!(%error, "the probe failed");
            Ok(None)
        }
    }
}

fn finish(
    context: &JobContext,
    prepared: &Prepared,
    received: Received,
    told: Option<CtvlVersion>,
    key: ReceiptKey,
    started: ctvl_archive::Moment,
    began: Instant,
) -> Result<BackupDone> {
    let engine = &context.engine;
    let profile = &prepared.profile;
    let Received { part, names, inspection, certificate } = received;
    let typed = profile.versions.typed;
    let version = Known::best(
        told.map(|value| Known { value, source: Source::Appliance })
            .into_iter()
            .chain(inspection.details.version.map(|value| Known { value, source: Source::Archive }))
            .chain(typed.map(|(value, on)| Known { value, source: Source::Typed { on } })),
    );
    let body = ReceiptBody {
        app_version: engine.options.app.version.clone(),
        appliance: ApplianceIdentity {
            name: profile.name.clone(),
            address: profile.address.to_string(),
            certificate_sha256: Sha256Digest::from_bytes(*certificate.bytes()),
        },
        counters: prepared.counters(),
        ctvl_version: version,
        file: String::new(),
        finished: engine.clock().moment(),
        key: prepared.request.key.as_ref().map(|key| key.as_str().to_owned()),
        note: prepared.order.note.clone(),
        schema: ctvl_archive::receipt::SCHEMA,
        sha256: inspection.sha256,
        size: inspection.size,
        started,
        user: profile.user.clone(),
    };
    let part_path = names.part();
    let (first_name, mut noted) = (names.archive(), Ok(()));
    let published = publish::publish(part, names, &body, key.as_ref().ok(), |finished| {
        let paths = JobPaths { part: Some(part_path.clone()), finished: Some(finished.to_owned()) };
        noted = context.note_paths(&paths);
    });
    let Published { archive, receipt_path, receipt } = published.map_err(|source| EngineError::Write {
        appliance: profile.name.clone(),
        path: first_name,
        source,
        left: part_path.exists().then_some(part_path),
    })?;
    if let Err(error) = noted {
        tracing::warn!(%error, "the final name could not be noted");
    }

    list(
        context,
        prepared,
        &inspection,
        &receipt,
        key.map(|key| key.public_key()),
        &archive,
        receipt_path,
        began,
    )
    .map_err(|error| EngineError::SavedNotListed {
        appliance: profile.name.clone(),
        path: archive,
        source: Box::new(error),
    })
}

/// Brings a published archive into the library. Whatever fails here, the archive lies whole under its name.
#[expect(clippy::too_many_arguments, reason = "one call; a struct would only name them twice")]
fn list(
    context: &JobContext,
    prepared: &Prepared,
    inspection: &ctvl_archive::Inspection,
    receipt: &Receipt,
    signed: std::result::Result<PublicKey, SecretStoreError>,
    archive: &Path,
    receipt_path: PathBuf,
    began: Instant,
) -> Result<BackupDone> {
    let (engine, profile) = (&context.engine, &prepared.profile);
    let history = engine.size_history(profile.id, None)?;
    let (evidence, receipt_state) = match &signed {
        Ok(_) => (ReceiptEvidence::Compared(receipt.check(inspection)), ReceiptState::SignedHere),
        Err(_) => (ReceiptEvidence::Unsigned, ReceiptState::Unsigned),
    };
    let Assessment { state, plausibility, .. } =
        judge(engine, inspection, evidence, prepared.counters(), &history);
    let row = NewRow::of_backup(profile, archive, inspection, receipt.body(), prepared.order.purpose)
        .judged(&state, plausibility, &receipt_state)
        .noted(prepared.pinned(), prepared.order.note.clone());
    let id: ArchiveId = engine.insert_archive(&row)?;
    if let Err(error) = engine.settle_final_path(context.id) {
        tracing::warn!(%error, "the final name stays noted; it is settled at the next start");
    }
    prepared.destination.mark(engine);
    Ok(BackupDone {
        archive: id,
        appliance: profile.name.clone(),
        path: archive.to_owned(),
        receipt: receipt_path,
        size: inspection.size,
        sha256: inspection.sha256,
        state,
        plausibility,
        counters: prepared.counters(),
        signed,
        duration: began.elapsed(),
    })
}

fn judge(
    engine: &Engine,
    inspection: &ctvl_archive::Inspection,
    receipt: ReceiptEvidence,
    counters: Counters,
    history: &[HistoryPoint],
) -> Assessment {
    assess(&Evidence {
        looked: Looked::Found(inspection),
        transport: Transport::Complete,
        receipt,
        counters: Some(counters),
        history,
        checked_at: engine.clock().now(),
    })
}

/// From 0 to 1. Not for secrets: only so that appliances that failed together do not come back together.
fn random_share() -> f64 {
    f64::from(u32::try_from(uuid::Uuid::new_v4().as_u128() >> 96).unwrap_or(0)) / f64::from(u32::MAX)
}

impl JobResult for BackupDone {
    fn bytes(&self) -> Option<u64> {
        Some(self.size)
    }

    fn archive(&self) -> Option<ArchiveId> {
        Some(self.archive)
    }

    fn text(&self) -> String {
        let proven = match &self.state {
            ctvl_archive::ArchiveState::Verified { .. } => "verified",
            _ => "not verifiable",
        };
        let counters = match self.counters {
            Counters::Included => "",
            Counters::Excluded => ", without counters",
        };
        format!("{}{counters}, {proven}, in {}.", words::size(self.size), words::duration(self.duration))
    }

    fn event(&self) -> Option<EventResult> {
        Some(EventResult::Saved {
            state: state::word(&self.state),
            counters: self.counters,
            usual_size: state::usual_size(self.plausibility),
        })
    }
}
