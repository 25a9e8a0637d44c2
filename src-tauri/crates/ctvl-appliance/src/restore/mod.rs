//! Restoring: an upload is checked, decrypted beside the current data and moved onto in one transaction (R5 to R7).
//!
//! Invariant: until [`crate::node::NodeStore::adopt_generation`] the old data stands untouched, whatever the upload
//! holds and wherever the process dies. After it the node is the first of a new cluster and every token is void.

mod upload;

use std::fs::File;
use std::io::{Read, Seek};
use std::sync::atomic::{AtomicBool, Ordering};

use ctvl_archive::{CtvlVersion, Manifest};

use crate::DEFAULT_KEY;
use crate::backup::{DATABASE, MANIFEST, PADDING, seal};
use crate::cluster;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::{DataStore, StoreError};

pub use upload::Upload;

/// R6: nothing older can be restored onto.
const OLDEST_TARGET: &str = "2.2.2";
/// A manifest has four short fields.
const LARGEST_MANIFEST: u64 = 64 * 1024;
/// What the login screen says afterwards (R10).
const BANNER: &str = "The restore is complete. Sign in with a login from the backup.";

/// Whether this node's data is being replaced; one restore or join at a time, to the end of its reboot.
#[derive(Debug, Default)]
pub(crate) struct Restores {
    busy: AtomicBool,
    restarting: AtomicBool,
}

impl Restores {
    /// Whether the node has moved onto new data that it does not answer from yet. A login that is checked now would
    /// be checked against the old users and signed with the new secret.
    pub(crate) fn restarting(&self) -> bool {
        self.restarting.load(Ordering::SeqCst)
    }

    /// Says that the new data answers, or that the old one still does.
    pub(crate) fn ended(&self) {
        self.restarting.store(false, Ordering::SeqCst);
        self.busy.store(false, Ordering::SeqCst);
    }
}

/// The right to replace this node's data. Dropping it says that the replacing is over, one way or the other.
pub(crate) struct Replacing {
    state: AppState,
    reboots: AtomicBool,
}

impl Replacing {
    pub(crate) fn claim(state: &AppState) -> Result<Self, ApiError> {
        if state.restores().busy.swap(true, Ordering::SeqCst) {
            return Err(ApiError::RestoreRunning);
        }
        Ok(Self { state: state.clone(), reboots: AtomicBool::new(false) })
    }

    /// To be said before the signing secret changes.
    pub(crate) fn moves_on(&self) {
        self.state.restores().restarting.store(true, Ordering::SeqCst);
    }

    /// A reboot ends it, not this.
    pub(crate) fn until_reboot(&self) {
        self.reboots.store(true, Ordering::SeqCst);
    }
}

impl Drop for Replacing {
    fn drop(&mut self) {
        if !self.reboots.load(Ordering::SeqCst) {
            self.state.restores().ended();
        }
    }
}

/// Reads the three details of an uploaded archive (R5).
pub async fn inspect(state: &AppState, upload: &Upload) -> Result<Manifest, ApiError> {
    let file = upload.open()?;
    state.blocking(move |_| manifest(&mut archive(file)?)).await
}

/// Why this archive cannot be restored here, if it cannot.
pub async fn judge(state: &AppState, manifest: &Manifest) -> Result<Option<String>, ApiError> {
    let manifest = manifest.clone();
    state.blocking(move |state| refusal(state, &manifest)).await
}

fn refusal(state: &AppState, manifest: &Manifest) -> Result<Option<String>, ApiError> {
    let own: CtvlVersion = state.options().version.parse().map_err(|_| ApiError::ServerError)?;
    let oldest: CtvlVersion = OLDEST_TARGET.parse().map_err(|_| ApiError::ServerError)?;
    if own < oldest {
        return Ok(Some(format!("A backup cannot restore a system older than {oldest}.")));
    }
    if own < manifest.version {
        return Ok(Some(format!(
            "The backup was made by version {}, this system is {own}.",
            manifest.version
        )));
    }
    let key = manifest.key.as_deref().unwrap_or(DEFAULT_KEY);
    if state.key_store().find(key)?.is_none() {
        return Ok(Some(format!("Key '{key}' cannot be reached on the CipherTrust Manager.")));
    }
    Ok(None)
}

/// Begins a restore and answers its id; it goes on by itself and ends in a reboot.
pub async fn begin(state: &AppState, upload: Upload) -> Result<String, ApiError> {
    let manifest = inspect(state, &upload).await?;
    if let Some(reason) = judge(state, &manifest).await? {
        return Err(ApiError::ArchiveRefused(reason));
    }
    let replacing = Replacing::claim(state)?;
    let id = uuid::Uuid::new_v4().to_string();
    let begun = id.clone();
    state.blocking(move |state| state.node().begin_restore(&begun)).await?;
    let (state, begun, tasks) = (state.clone(), id.clone(), state.tasks().clone());
    tasks.spawn(async move {
        let work = begun.clone();
        let done = state.blocking(move |state| restore(state, &upload, &manifest, &work, &replacing)).await;
        match done {
            Ok(()) => state.reboot(),
            Err(error) => {
                let detail = format!("{error} The data of this appliance is unchanged.");
                tracing::warn!(%error, "a restore failed");
                let noted =
                    state.blocking(move |state| state.node().note_restore(&begun, "failed", &detail)).await;
                if let Err(error) = noted {
                    tracing::error!(%error, "the failed restore could not be written down");
                }
            }
        }
    });
    Ok(id)
}

fn restore(
    state: &AppState,
    upload: &Upload,
    manifest: &Manifest,
    id: &str,
    replacing: &Replacing,
) -> Result<(), ApiError> {
    if state.faults().get("restore-fails").is_some() {
        return Err(ApiError::ArchiveRefused("The restore failed.".into()));
    }
    let key = manifest.key.as_deref().unwrap_or(DEFAULT_KEY);
    let material = state.key_store().material(key)?.ok_or_else(|| ApiError::KeyNotFound(key.to_owned()))?;
    let mut archive = archive(upload.open()?)?;
    // Read to the end first: a damaged member must be found before anything is built on the others.
    if archive.index_for_name(PADDING).is_some() {
        std::io::copy(&mut member(&mut archive, PADDING)?, &mut std::io::sink()).map_err(|_| damaged())?;
    }
    let node = state.node();
    let generation = node.next_generation()?;
    let path = node.generation_path(generation);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|e| StoreError::io(folder, e))?;
    }
    let unsealed = seal::unseal(member(&mut archive, DATABASE)?, &path, &material);
    unsealed
        .map_err(|error| ApiError::ArchiveRefused(format!("The archive cannot be restored: {error}.")))?;
    let store = DataStore::open(&path)?;
    let sound: String = store.database().with(|c| c.query_row("PRAGMA quick_check(1)", [], |r| r.get(0)))?;
    if sound != "ok" || !store.has_users()? {
        return Err(damaged());
    }
    drop(store);
    replacing.moves_on();
    node.adopt_generation(generation, Some(BANNER), |tx, node_id| {
        tx.execute("UPDATE restores SET state = 'rebooting' WHERE id = ?1", [id])?;
        cluster::found_new(tx, node_id)
    })?;
    replacing.until_reboot();
    Ok(())
}

fn damaged() -> ApiError {
    ApiError::ArchiveRefused("The archive is damaged.".into())
}

type Archive = zip::ZipArchive<File>;

fn archive(mut file: File) -> Result<Archive, ApiError> {
    file.rewind().map_err(|_| damaged())?;
    zip::ZipArchive::new(file).map_err(|_| ApiError::ArchiveRefused("This is not a backup of CT-VL.".into()))
}

fn member<'a>(archive: &'a mut Archive, name: &str) -> Result<impl Read + use<'a>, ApiError> {
    archive
        .by_name(name)
        .map_err(|_| ApiError::ArchiveRefused(format!("This is not a backup of CT-VL: {name} is not in it.")))
}

fn manifest(archive: &mut Archive) -> Result<Manifest, ApiError> {
    let mut text = Vec::new();
    member(archive, MANIFEST)?.take(LARGEST_MANIFEST).read_to_end(&mut text).map_err(|_| damaged())?;
    serde_json::from_slice(&text).map_err(|_| damaged())
}
