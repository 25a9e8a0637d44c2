//! What every request handler can reach.

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use rusqlite::Transaction;
use tokio::sync::Notify;
use tokio_util::task::TaskTracker;

use crate::DEFAULT_KEY;
use crate::auth::Turns;
use crate::cluster::Fingerprint;
use crate::error::ApiError;
use crate::faults::{Fault, FaultSwitch};
use crate::key_store::KeyStore;
use crate::node::NodeStore;
use crate::options::ApplianceOptions;
use crate::restore::{Replacing, Restores};
use crate::store::{DataStore, StoreError};
use crate::tls::{self, Identity};

/// Where it listens, as `https://host:port`.
pub(crate) struct Addresses {
    /// The appliance.
    pub own: String,
    /// The switches of its faults.
    pub switchboard: String,
}

/// One running appliance. Cloning it is cheap.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

struct Inner {
    options: ApplianceOptions,
    node: Arc<NodeStore>,
    data: RwLock<Arc<DataStore>>,
    keys: KeyStore,
    identity: RwLock<Identity>,
    addresses: Addresses,
    boot_id: RwLock<String>,
    faults: FaultSwitch,
    reboot: Notify,
    restores: Restores,
    sign_ins: Turns,
    // Whatever still works on the data folder. It is waited for before the folder is anybody else's.
    tasks: TaskTracker,
    // One process for each data folder, as long as anything in it can still write there.
    lock: File,
}

impl AppState {
    pub(crate) fn new(
        options: ApplianceOptions,
        lock: File,
        node: NodeStore,
        data: Arc<DataStore>,
        keys: KeyStore,
        identity: Identity,
        addresses: Addresses,
    ) -> Self {
        let faults = FaultSwitch::default();
        // A changed certificate is an event of the start itself.
        for fault in options.faults.iter().filter(|fault| **fault != Fault::ChangedCertificate) {
            faults.on(fault.clone());
        }
        Self(Arc::new(Inner {
            options,
            node: Arc::new(node),
            data: RwLock::new(data),
            keys,
            identity: RwLock::new(identity),
            addresses,
            boot_id: RwLock::new(new_boot_id()),
            faults,
            reboot: Notify::new(),
            restores: Restores::default(),
            sign_ins: Turns::default(),
            tasks: TaskTracker::new(),
            lock,
        }))
    }

    /// How it was started.
    pub fn options(&self) -> &ApplianceOptions {
        &self.0.options
    }

    /// The machine's own database.
    pub fn node(&self) -> &NodeStore {
        &self.0.node
    }

    /// The machine's own database, to keep.
    pub fn node_store(&self) -> Arc<NodeStore> {
        Arc::clone(&self.0.node)
    }

    /// The current data. A restore replaces it, so hold it no longer than one piece of work.
    pub fn data(&self) -> Arc<DataStore> {
        Arc::clone(&self.0.data.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The "CipherTrust Manager".
    pub fn key_store(&self) -> &KeyStore {
        &self.0.keys
    }

    /// `https://host:port`.
    pub fn address(&self) -> String {
        self.0.addresses.own.clone()
    }

    /// `https://host:port` of the port for its faults, which stays open while it reboots.
    pub(crate) fn switchboard(&self) -> String {
        self.0.addresses.switchboard.clone()
    }

    /// The certificate it shows, in PEM form.
    pub fn certificate_pem(&self) -> String {
        self.identity().pem
    }

    /// SHA-256 of the certificate it shows.
    pub fn certificate_fingerprint(&self) -> Fingerprint {
        self.identity().fingerprint
    }

    pub(crate) fn identity(&self) -> Identity {
        self.0.identity.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The faults, to switch on and off.
    pub fn faults(&self) -> &FaultSwitch {
        &self.0.faults
    }

    /// Changes with every start and reboot.
    pub fn boot_id(&self) -> String {
        self.0.boot_id.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The time, by the clock it was given.
    pub fn now(&self) -> Timestamp {
        (self.0.options.clock)()
    }

    pub(crate) fn restores(&self) -> &Restores {
        &self.0.restores
    }

    pub(crate) fn sign_ins(&self) -> &Turns {
        &self.0.sign_ins
    }

    pub(crate) fn tasks(&self) -> &TaskTracker {
        &self.0.tasks
    }

    /// Waits for whatever still works on the data folder, a restore above all, and gives the folder free.
    pub(crate) async fn wind_up(&self) {
        self.0.tasks.close();
        self.0.tasks.wait().await;
        if let Err(error) = self.0.lock.unlock() {
            tracing::warn!(%error, "the data folder could not be unlocked");
        }
    }

    /// Names of the keys that are entered in this appliance, and the default key.
    pub fn key_names(&self) -> Result<Vec<String>, StoreError> {
        let mut names: Vec<String> = self.data().keys()?.into_iter().map(|key| key.name).collect();
        if !names.iter().any(|name| name == DEFAULT_KEY) {
            names.push(DEFAULT_KEY.to_owned());
        }
        names.sort();
        Ok(names)
    }

    /// Runs blocking work (every database and file) off the async threads.
    pub async fn blocking<T, E>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, E> + Send + 'static,
    ) -> Result<T, ApiError>
    where
        T: Send + 'static,
        E: Into<ApiError> + Send + 'static,
    {
        let state = self.clone();
        match self.0.tasks.spawn_blocking(move || work(&state)).await {
            Ok(done) => done.map_err(Into::into),
            Err(_) => Err(ApiError::Interrupted),
        }
    }

    /// Writes a consistent copy of the current data into a new file.
    pub async fn snapshot(&self, path: &Path, include_counters: bool) -> Result<(), ApiError> {
        let path = path.to_owned();
        self.blocking(move |state| state.data().snapshot(&path, include_counters)).await
    }

    /// Takes over a copy of the database file at `prepared` in place of the current data. `cluster` writes this
    /// node's membership inside the same transaction.
    pub async fn replace_data(
        &self,
        prepared: &Path,
        banner: Option<&str>,
        cluster: impl FnOnce(&Transaction<'_>, &str) -> rusqlite::Result<()> + Send + 'static,
    ) -> Result<(), ApiError> {
        let (prepared, banner) = (prepared.to_owned(), banner.map(str::to_owned));
        let replacing = Replacing::claim(self)?;
        self.blocking(move |state| {
            let node = state.node();
            let generation = node.next_generation()?;
            let path = node.generation_path(generation);
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).map_err(|e| StoreError::io(folder, e))?;
            }
            std::fs::copy(&prepared, &path).map_err(|e| StoreError::io(&path, e))?;
            let file = std::fs::File::open(&path).map_err(|e| StoreError::io(&path, e))?;
            file.sync_all().map_err(|e| StoreError::io(&path, e))?;
            // Brings an older schema up to date before anybody relies on it.
            drop(DataStore::open(&path)?);
            replacing.moves_on();
            node.adopt_generation(generation, banner.as_deref(), cluster)?;
            if let Err(error) = state.reload() {
                // The old data is not this node's any more; it must not go on answering with it.
                replacing.until_reboot();
                state.reboot();
                return Err(error);
            }
            Ok::<_, StoreError>(())
        })
        .await
    }

    /// Reads the current generation anew.
    pub(crate) fn reload(&self) -> Result<(), StoreError> {
        let data = self.node().open_data()?;
        *self.0.data.write().unwrap_or_else(PoisonError::into_inner) = data;
        Ok(())
    }

    /// Makes a new certificate; connections from now on see it.
    pub async fn renew_certificate(&self) -> Result<(), StoreError> {
        let state = self.clone();
        let made =
            tokio::task::spawn_blocking(move || tls::make(state.node().folder(), &state.options().name));
        let identity = made.await.map_err(|_| StoreError::Interrupted)??;
        *self.0.identity.write().unwrap_or_else(PoisonError::into_inner) = identity;
        Ok(())
    }

    /// Asks for a reboot; the port goes away for a while.
    pub fn reboot(&self) {
        self.0.reboot.notify_one();
    }

    pub(crate) async fn reboot_wanted(&self) {
        self.0.reboot.notified().await;
    }

    pub(crate) fn booted(&self) {
        *self.0.boot_id.write().unwrap_or_else(PoisonError::into_inner) = new_boot_id();
        self.0.restores.ended();
    }
}

fn new_boot_id() -> String {
    uuid::Uuid::new_v4().to_string()
}
